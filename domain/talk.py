"""A talk between a helper whose identity checks failed too often and a moderator, through the bot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import AlreadyDecided, ClaimedByOther
from domain.identity import ATTEMPTS_WITHIN, CLAIM_LASTS, MOST_ATTEMPTS

UNSEEN_FOR, REMIND_EVERY = timedelta(hours=4), timedelta(days=1)
"""So long may somebody wait for a word before the moderators are reminded, and then again and again."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Whether somebody may send pictures: not while they are `talking` with a moderator, nor before `again_at`."""

    talking: bool = False
    again_at: datetime | None = None

    @property
    def open(self) -> bool:
        """They may."""
        return not self.talking and self.again_at is None


def opens_again(failed: Iterable[datetime]) -> datetime | None:
    """When another try is open to somebody whose checks failed then, the way it counts; None: at once."""
    latest = sorted(failed, reverse=True)[:MOST_ATTEMPTS]
    return latest[-1] + ATTEMPTS_WITHIN if len(latest) == MOST_ATTEMPTS else None


class Ending(StrEnum):
    """How a talk ended. ALLOWED: the helper may send pictures once more."""

    ALLOWED = "allowed"
    CLOSED = "closed"


@dataclass(eq=False, kw_only=True)
class Talk:
    """From the failure that was one too many until a moderator ends it. Whoever claims it is the one who writes.
    `remind_at`: when the moderators are reminded, as long as nobody has claimed it and it is their turn.
    """

    person_id: int
    opened_at: datetime
    claimed_by: str | None = None
    claimed_by_name: str | None = None
    claimed_at: datetime | None = None
    closed_by: str | None = None
    closed_by_name: str | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    remind_at: datetime | None = None
    id: int = 0

    def __post_init__(self) -> None:
        self.remind_at = self.remind_at or self.opened_at + UNSEEN_FOR

    def claim(self, by: str, name: str, now: datetime) -> None:
        """Say that a moderator sees to it. Raises ClaimedByOther or AlreadyDecided."""
        self.require_open_to(by, now)
        self.claimed_by, self.claimed_by_name, self.claimed_at, self.remind_at = by, name, now, None

    def let_go(self, now: datetime) -> None:
        """The claim has lapsed."""
        self.claimed_by = self.claimed_by_name = self.claimed_at = None
        self.remind_at = now + UNSEEN_FOR

    def wait_for_moderators(self, now: datetime) -> None:
        """The helper has answered. Whoever claims it sees that; otherwise somebody has to."""
        if self.claimed_at is None:
            self.remind_at = self.remind_at or now + UNSEEN_FOR

    def is_claimed(self, now: datetime) -> bool:
        """Whether a claim keeps everybody else off."""
        return self.claimed_at is not None and now - self.claimed_at < CLAIM_LASTS

    def require_open_to(self, by: str, now: datetime) -> None:
        """Raise AlreadyDecided, or ClaimedByOther, unless this moderator may act now."""
        if self.closed_at is not None:
            raise AlreadyDecided(self.closed_by_name or "")
        if self.claimed_by != by and self.is_claimed(now):
            raise ClaimedByOther(self.claimed_by_name or "")

    def end(self, ending: Ending, by: str | None, name: str | None, now: datetime) -> None:
        """End it. Raises AlreadyDecided."""
        if self.closed_at is not None:
            raise AlreadyDecided(self.closed_by_name or "")
        self.ending, self.closed_by, self.closed_by_name, self.closed_at = ending, by, name, now
        self.remind_at = None


@dataclass(eq=False, kw_only=True)
class TalkMessage:
    """What was said in a talk; kept as long as it goes on. `by` and `by_name`: the moderator's, who need not have it
    any more; None for the helper's own.
    """

    talk_id: int
    text: str
    said_at: datetime
    by: str | None = None
    by_name: str | None = None
    id: int = 0
