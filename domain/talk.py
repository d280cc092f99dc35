"""A talk between a helper whose identity checks failed too often and a moderator, through the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import AlreadyDecided, ClaimedByOther
from domain.identity import CLAIM_LASTS


class Ending(StrEnum):
    """How a talk ended. ALLOWED: the helper may send pictures once more."""

    ALLOWED = "allowed"
    CLOSED = "closed"


@dataclass(eq=False, kw_only=True)
class Talk:
    """From the failure that was one too many until a moderator ends it. Whoever claims it is the one who writes."""

    person_id: int
    opened_at: datetime
    claimed_by: str | None = None
    claimed_by_name: str | None = None
    claimed_at: datetime | None = None
    closed_by: str | None = None
    closed_by_name: str | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    id: int = 0

    def claim(self, by: str, name: str, now: datetime) -> None:
        """Say that a moderator sees to it. Raises ClaimedByOther or AlreadyDecided."""
        self.require_open_to(by, now)
        self.claimed_by, self.claimed_by_name, self.claimed_at = by, name, now

    def let_go(self) -> None:
        """The claim has lapsed."""
        self.claimed_by = self.claimed_by_name = self.claimed_at = None

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


@dataclass(eq=False, kw_only=True)
class TalkMessage:
    """What was said in a talk; kept as long as it goes on. `by_name`: the moderator's, None for the helper's own."""

    talk_id: int
    text: str
    said_at: datetime
    by_name: str | None = None
    id: int = 0
