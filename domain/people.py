"""Everybody the bot knows: people who chat with it, people who phone, and the staff's chats."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import InvitationInvalid, NotFound

Point = tuple[float, float]  # latitude and longitude in degrees (WGS 84)
INVITATION_LIFETIME = timedelta(days=7)
ERASED = "erased"  # in place of a phone number, which is unique
SEEN_WITHIN = timedelta(days=7)
SHORTEST_WORD = 2  # of a name: shorter ones, such as "de", are words of other things too


@dataclass(eq=False, kw_only=True)
class Person:
    """Somebody who chats with the bot. `app` and `external_id` address them there and are opaque here. `seen_at`: when
    they last wrote or tapped, to within `SEEN_WITHIN`.
    """

    app: str
    external_id: str
    language: str
    created_at: datetime
    id: int = 0
    reachable: bool = True
    operator_since: datetime | None = None
    operator_country: str | None = None
    operator_name: str | None = None
    seen_at: datetime | None = None

    def is_seen(self, now: datetime) -> bool:
        """Whether they are noted as seen just now or a short while ago."""
        return self.seen_at is not None and self.seen_at <= now < self.seen_at + SEEN_WITHIN

    @property
    def address(self) -> str:
        """Their address as one text, by which staff and marks are named: `telegram:12345`."""
        return f"{self.app}:{self.external_id}"

    @property
    def is_operator(self) -> bool:
        """Whether this person takes calls."""
        return self.operator_since is not None

    def appoint(self, country: str, name: str, now: datetime) -> None:
        """Make this person an operator of `country`; `name` is what colleagues see."""
        self.operator_since = self.operator_since or now
        self.operator_country = country
        self.operator_name = name

    def dismiss(self, now: datetime) -> None:
        """End this person's time as an operator. What is kept of them counts from now."""
        self.seen_at = now
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

    @property
    def address(self) -> str:
        """Its address as one text."""
        return f"{self.app}:{self.external_id}"


def digest_of(token: str) -> str:
    """What is kept of an invitation's token. The token is random and long, so that a plain hash tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(eq=False, kw_only=True)
class Invitation:
    """A link that makes whoever opens it first an operator, or lets them ask to join the moderators' chat.

    `token`: only in the very object that was made new; what is kept is its `digest`. `country`: an operator's.
    """

    digest: str
    country: str
    invited_by: str
    created_at: datetime
    role: StaffRole = StaffRole.OPERATORS
    id: int = 0
    used_at: datetime | None = None
    used_by_id: int | None = None
    withdrawn_at: datetime | None = None
    token: str = field(default="", repr=False)

    @classmethod
    def new(cls, country: str, invited_by: str, now: datetime, role: StaffRole = StaffRole.OPERATORS) -> Invitation:
        """An invitation with a fresh, unguessable token that fits a deep link."""
        token = secrets.token_urlsafe(18)
        return cls(
            digest=digest_of(token), country=country, invited_by=invited_by, created_at=now, role=role, token=token
        )

    @property
    def expires_at(self) -> datetime:
        """When it is too old to be opened."""
        return self.created_at + INVITATION_LIFETIME

    def use(self, person: Person, name: str, now: datetime) -> None:
        """Appoint `person`, if it is for operators. Opened again by whom it has let in, it changes nothing.

        Raises InvitationInvalid when it is used, also by somebody dismissed since, withdrawn, or older than a week.
        """
        if not self.lets_in(person, now):
            raise InvitationInvalid
        if self.used_at is not None:
            return
        self.used_at, self.used_by_id = now, person.id
        if self.role is StaffRole.OPERATORS:
            person.appoint(self.country, name, now)

    def lets_in(self, person: Person, now: datetime) -> bool:
        """Whether it lets this person in, or has done so and still does."""
        if self.withdrawn_at is not None:
            return False
        if self.used_at is None:
            return now <= self.expires_at
        still = person.is_operator if self.role is StaffRole.OPERATORS else now <= self.expires_at
        return self.used_by_id == person.id and still

    def withdraw(self, now: datetime) -> None:
        """Let nobody in by it (any more). Raises NotFound when an operator has used it: they are dismissed instead."""
        if self.used_at is not None and self.role is StaffRole.OPERATORS:
            raise NotFound
        self.withdrawn_at = self.withdrawn_at or now


@dataclass(eq=False, kw_only=True)
class ModeratorSeen:
    """Somebody who came to the moderators' chat while the bot was there. Who is in it now, only the app knows."""

    address: str
    name: str
    since: datetime
    invited_by: str | None = None


@dataclass(eq=False, kw_only=True)
class Helpee:
    """Somebody in need, known by their phone number (E.164). They never use the bot. `point`: their door. `erased_at`:
    nothing is left of them but a number, which counts them. `answers`: they can keep a word in mind with which they
    answer the helper's at the door.

    Since `held_at` something may be wrong at that door: nobody is asked to go there, for whichever mission, before an
    operator has phoned; at `remind_at` they are reminded.
    """

    phone: str
    name: str
    country: str
    language: str
    created_at: datetime
    id: int = 0
    address: str = ""
    access_notes: str = ""
    point: Point | None = None
    neighbourhood: str = ""
    erased_at: datetime | None = None
    answers: bool = True
    held_at: datetime | None = None
    remind_at: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether an operator phones before anybody is asked to go there."""
        return self.held_at is not None

    def hold(self, now: datetime) -> None:
        """Ask nobody to go there until `let_go`."""
        self.held_at = self.held_at or now

    def remind_by(self, at: datetime) -> None:
        """Remind operators then, or earlier where that was to be so."""
        self.remind_at = min(at, self.remind_at or at)

    def let_go(self) -> None:
        """An operator has phoned, and all is well there."""
        self.held_at = self.remind_at = None

    def erase(self, now: datetime) -> None:
        """Let nothing be left that says who it is."""
        self.phone, self.erased_at = f"{ERASED}:{self.id}", now
        self.name = self.address = self.access_notes = self.neighbourhood = self.language = self.country = ""
        self.point, self.answers = None, True
        self.let_go()


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
