"""Everybody the bot knows: people who chat with it, people who phone, and the staff's chats."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import InvitationInvalid

INVITATION_LIFETIME = timedelta(days=7)
SHORTEST_WORD = 2  # of a name: shorter ones, such as "de", are words of other things too


@dataclass(eq=False, kw_only=True)
class Person:
    """Somebody who chats with the bot. `app` and `external_id` address them there and are opaque here."""

    app: str
    external_id: str
    language: str
    created_at: datetime
    id: int = 0
    reachable: bool = True
    operator_since: datetime | None = None
    operator_country: str | None = None
    operator_name: str | None = None

    @property
    def is_operator(self) -> bool:
        """Whether this person takes calls."""
        return self.operator_since is not None

    def appoint(self, country: str, name: str, now: datetime) -> None:
        """Make this person an operator of `country`; `name` is what colleagues see."""
        self.operator_since = self.operator_since or now
        self.operator_country = country
        self.operator_name = name

    def dismiss(self) -> None:
        """End this person's time as an operator."""
        self.operator_since = self.operator_country = self.operator_name = None


class StaffRole(StrEnum):
    """What a staff chat is for."""

    MODERATORS = "moderators"
    OPERATORS = "operators"


@dataclass(eq=False, kw_only=True)
class StaffChat:
    """The one private chat of the moderators, or of the operators. `lost_at`: since when it can't be written to."""

    role: StaffRole
    app: str
    external_id: str
    language: str
    registered_by: str
    registered_at: datetime
    lost_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Invitation:
    """A single-use link that makes whoever opens it an operator."""

    token: str
    country: str
    invited_by: str
    created_at: datetime
    used_at: datetime | None = None
    used_by_id: int | None = None

    @classmethod
    def new(cls, country: str, invited_by: str, now: datetime) -> Invitation:
        """An invitation with a fresh, unguessable token that fits a deep link."""
        return cls(token=secrets.token_urlsafe(18), country=country, invited_by=invited_by, created_at=now)

    def use(self, person: Person, name: str, now: datetime) -> None:
        """Appoint `person`. Used again by an operator whom it has made one, it changes nothing.

        Raises InvitationInvalid when it is used, also by somebody dismissed since, or older than a week.
        """
        if self.used_at is not None:
            if self.used_by_id == person.id and person.is_operator:
                return
            raise InvitationInvalid
        if now - self.created_at > INVITATION_LIFETIME:
            raise InvitationInvalid
        self.used_at, self.used_by_id = now, person.id
        person.appoint(self.country, name, now)


@dataclass(eq=False, kw_only=True)
class Helpee:
    """Somebody in need, known by their phone number (E.164). They never use the bot. `answers`: they can keep a word in
    mind with which they answer the helper's at the door.
    """

    phone: str
    name: str
    country: str
    language: str
    created_at: datetime
    id: int = 0
    address: str = ""
    access_notes: str = ""
    latitude: float | None = None
    longitude: float | None = None
    neighbourhood: str = ""
    answers: bool = True


@dataclass(eq=False, kw_only=True)
class Pairing:
    """What a helpee and a helper have been to each other. `frozen`: never again together; `liked`: asked first."""

    helpee_id: int
    helper_id: int
    liked: bool = False
    frozen: bool = False
    last_at: datetime | None = field(default=None)


def nameless(details: str, name: str) -> str:
    """Details without a helpee's name, since everybody reads them who is asked: the whole of it in whatever case, and
    each longer word of it where it is written as a name.
    """
    words = [re.escape(word) for word in name.split() if len(word) > SHORTEST_WORD and word[0].isupper()]
    whole = [rf"(?i:{re.escape(name.strip())})"] if name.strip() else []
    named = "|".join([*whole, *words])
    found = re.sub(rf"(?<!\w)(?:{named})(?!\w)", "", details) if named else details
    return details if found == details else " ".join(found.split()).strip(" ,;:")
