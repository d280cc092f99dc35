"""An identity check: two pictures, four digits, one decision by people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import AlreadyDecided, ClaimedByOther, PicturesMissing, SamePicture
from domain.helper import Helper
from domain.network import COUNTRIES
from domain.reminders import reminder_at

CLAIM_LASTS = timedelta(minutes=30)
CODE_LASTS = timedelta(hours=24)  # so that the note was written for this check, and not kept from another one
MOST_ATTEMPTS, ATTEMPTS_WITHIN = 3, timedelta(days=30)  # so many checks may fail; then a moderator talks to the person
PURGE_AFTER = timedelta(hours=44)  # Telegram lets a bot delete messages for 48 hours; four are left for an outage


class Side(StrEnum):
    """Which of the two pictures."""

    CARD = "card"
    NOTE = "note"


class CheckStatus(StrEnum):
    """Where an identity check stands. PURGED: nobody decided in time; the pictures are gone and asked for again.
    LAPSED: they were not sent while the digits counted.
    """

    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    ASKED_AGAIN = "asked_again"
    PURGED = "purged"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({CheckStatus.COLLECTING, CheckStatus.SUBMITTED})
FAILED = frozenset({CheckStatus.REJECTED, CheckStatus.ASKED_AGAIN})
MORE_MAY_COME = frozenset(CheckStatus) - {CheckStatus.APPROVED, CheckStatus.WITHDRAWN}
"""Whose check stands so may send pictures yet, for this one or for the next."""


class Reason(StrEnum):
    """Why a check is rejected or asked for again."""

    UNREADABLE = "unreadable"
    NOT_SAME_PERSON = "not_same_person"
    NAME_DIFFERS = "name_differs"
    DIGITS_DIFFER = "digits_differ"
    EXPIRED = "expired"
    UNDER_AGE = "under_age"
    OTHER = "other"


BARRING = frozenset({Reason.NOT_SAME_PERSON, Reason.UNDER_AGE})
"""After which nobody goes on helping, however long they were validated for: somebody else may be at the doors."""


@dataclass(eq=False, kw_only=True)
class Picture:
    """A picture that the messaging app keeps: `file` is its opaque reference, `message` the message that brought it.
    `mark` is the same for the same picture.
    """

    side: Side
    file: str
    message: str
    received_at: datetime
    mark: str = ""
    id: int = 0


@dataclass(eq=False, kw_only=True)
class IdentityCheck:
    """One check of one person. Pictures exist only until the decision, or `purge_due_at`: while they are collected that
    is when the digits lapse. `reminded`: how often the moderators were reminded of it; `remind_at`: the next time.
    """

    person_id: int
    code: str
    started_at: datetime
    id: int = 0
    helper: Helper | None = None
    status: CheckStatus = CheckStatus.COLLECTING
    pictures: list[Picture] = field(default_factory=list)
    purge_due_at: datetime | None = None
    submitted_at: datetime | None = None
    claimed_by: str | None = None
    claimed_by_name: str | None = None
    claimed_at: datetime | None = None
    decided_by: str | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    reason: Reason | None = None
    reminded: int = 0
    remind_at: datetime | None = None

    @classmethod
    def start(cls, person_id: int, now: datetime) -> IdentityCheck:
        """A new check with four digits that nobody can know beforehand."""
        digits = f"{secrets.randbelow(10_000):04d}"
        return cls(person_id=person_id, code=digits, started_at=now, purge_due_at=now + CODE_LASTS)

    def picture(self, side: Side) -> Picture | None:
        """The newest picture of a side."""
        return next((picture for picture in reversed(self.pictures) if picture.side is side), None)

    def add(self, side: Side, file: str, message: str, now: datetime, mark: str = "") -> Picture:
        """Keep a reference to a picture; a second one of the same side counts instead of the first.

        Raises SamePicture if it is the other side's too.
        """
        self._require_open()
        for picture in self.pictures:
            if picture.message == message:
                return picture
        other = self.picture(Side.NOTE if side is Side.CARD else Side.CARD)
        if mark and other is not None and other.mark == mark:
            raise SamePicture
        picture = Picture(side=side, file=file, message=message, received_at=now, mark=mark)
        self.pictures.append(picture)
        return picture

    def submit(self, helper: Helper, now: datetime) -> None:
        """Hand the check to the moderators. Raises PicturesMissing, also when the digits have lapsed meanwhile."""
        if self.status is CheckStatus.SUBMITTED:
            return
        self._require_open()
        if self.is_stale(now) or self.picture(Side.CARD) is None or self.picture(Side.NOTE) is None:
            raise PicturesMissing
        self.status, self.helper, self.submitted_at = CheckStatus.SUBMITTED, helper, now
        self.purge_due_at = min(one.received_at for one in self.pictures) + PURGE_AFTER
        self.remind_at = reminder_at(now, self.purge_due_at, 0, COUNTRIES[helper.country].zone)

    def is_stale(self, now: datetime) -> bool:
        """Whether the digits were given so long ago that pictures of them no longer count."""
        return self.status is CheckStatus.COLLECTING and now - self.started_at >= CODE_LASTS

    def claim(self, by: str, name: str, now: datetime) -> None:
        """Say that a moderator is looking at it. Somebody else's claim stands for half an hour.

        Raises ClaimedByOther or AlreadyDecided.
        """
        self.require_decidable(by, now)
        self.claimed_by, self.claimed_by_name, self.claimed_at = by, name, now

    def give_back(self, by: str, now: datetime) -> None:
        """Leave it to somebody else. Raises like `claim`."""
        self.require_decidable(by, now)
        self.claimed_by = self.claimed_by_name = self.claimed_at = None

    def is_claimed(self, now: datetime) -> bool:
        """Whether a claim keeps everybody else off."""
        return self.claimed_at is not None and now - self.claimed_at < CLAIM_LASTS

    def require_decidable(self, by: str, now: datetime) -> None:
        """Raise AlreadyDecided, or ClaimedByOther, unless this moderator can claim it and decide now."""
        if self.status is not CheckStatus.SUBMITTED:
            raise AlreadyDecided(self.decided_by_name or "")
        if self.claimed_by != by and self.is_claimed(now):
            raise ClaimedByOther(self.claimed_by_name or "")

    def note_reminded(self, now: datetime) -> None:
        """The moderators are reminded of it now; of reminders that were missed, none comes later."""
        if self.submitted_at is None or self.purge_due_at is None:
            return
        zone = COUNTRIES[self.helper.country if self.helper is not None else "BE"].zone
        while self.remind_at is not None and self.remind_at <= now:
            self.reminded += 1
            self.remind_at = reminder_at(self.submitted_at, self.purge_due_at, self.reminded, zone)

    def approve(self, by: str, name: str, now: datetime, until: datetime | None = None) -> list[Picture]:
        """Validate the helper, for good or `until` then; return the pictures to be deleted now. Raises like `claim`."""
        pictures = self._decide(CheckStatus.APPROVED, by, name, now)
        if self.helper is not None:
            self.helper.approve(now, until)
        return pictures

    def reject(self, by: str, name: str, reason: Reason, now: datetime) -> list[Picture]:
        """Turn the helper down with a reason; return the pictures that are to be deleted now."""
        pictures = self._decide(CheckStatus.REJECTED, by, name, now, reason)
        if self.helper is not None:
            self.helper.reject()
        return pictures

    def ask_again(self, by: str, name: str, reason: Reason, now: datetime) -> list[Picture]:
        """Ask for new pictures without turning the helper down; return the pictures that are to be deleted now."""
        return self._decide(CheckStatus.ASKED_AGAIN, by, name, now, reason)

    def purge(self, now: datetime) -> list[Picture]:
        """Nobody decided in time, or nothing was sent in time: return the pictures that are to be deleted now."""
        if self.status not in OPEN:
            return []
        return self._end(CheckStatus.PURGED if self.status is CheckStatus.SUBMITTED else CheckStatus.LAPSED, now)

    def let_go(self) -> None:
        """The claim has lapsed."""
        self.claimed_by = self.claimed_by_name = self.claimed_at = None

    def withdraw(self, now: datetime) -> list[Picture]:
        """The person gave up, or starts again: return the pictures that are to be deleted now."""
        return self._end(CheckStatus.WITHDRAWN, now) if self.status in OPEN else []

    def _decide(
        self, status: CheckStatus, by: str, name: str, now: datetime, reason: Reason | None = None
    ) -> list[Picture]:
        self.require_decidable(by, now)
        self.decided_by, self.decided_by_name, self.reason = by, name, reason
        return self._end(status, now)

    def _end(self, status: CheckStatus, now: datetime) -> list[Picture]:
        self.status, self.decided_at, self.purge_due_at, self.remind_at = status, now, None, None
        pictures, self.pictures = list(self.pictures), []
        return pictures

    def _require_open(self) -> None:
        if self.status not in OPEN:
            raise AlreadyDecided(self.decided_by_name or "")
