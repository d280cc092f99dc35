"""What one person asks for and another one confirms, since it can't be undone or hands over what is secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import ApprovalClosed, SecondPersonNeeded

LASTS = timedelta(days=3)  # over a weekend

FILE_STAYS = timedelta(hours=6)
"""So long does a chat show what is handed out: a bot can delete a message for 48 hours, and nobody needs it as long."""


class Deed(StrEnum):
    """What is to be done once two people want it."""

    FORGET_CALLER = "forget_caller"
    EXPORT_CALLER = "export_caller"


class ApprovalStatus(StrEnum):
    """What became of it. WITHDRAWN: whoever asked takes calls no more, or the caller is forgotten."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False, kw_only=True)
class Approval:
    """A deed about a helpee, asked for by one person and confirmed by another before `due_at`."""

    deed: Deed
    helpee_id: int | None
    asked_by_id: int | None
    asked_at: datetime
    due_at: datetime | None
    id: int = 0
    status: ApprovalStatus = ApprovalStatus.ASKED
    answered_by_id: int | None = None
    answered_at: datetime | None = None

    @classmethod
    def ask(cls, deed: Deed, helpee_id: int, by: int, now: datetime) -> Approval:
        """A new one, which waits for somebody else."""
        return cls(deed=deed, helpee_id=helpee_id, asked_by_id=by, asked_at=now, due_at=now + LASTS)

    def confirm(self, by: int, now: datetime) -> None:
        """Somebody else wants it too. Raises SecondPersonNeeded, or ApprovalClosed (also when its time is over)."""
        self.require_open(now)
        if self.asked_by_id is None:  # whoever asked is forgotten: nobody can tell whether this is somebody else
            raise ApprovalClosed
        if by == self.asked_by_id:
            raise SecondPersonNeeded
        self._answer(ApprovalStatus.CONFIRMED, by, now)

    def refuse(self, by: int, now: datetime) -> None:
        """Somebody does not want it, or whoever asked thinks better of it. Raises ApprovalClosed."""
        self.require_open(now)
        self._answer(ApprovalStatus.REFUSED, by, now)

    def lapse(self, now: datetime) -> None:
        """Nobody has said anything in time. Raises ApprovalClosed."""
        self._end(ApprovalStatus.LAPSED, now)

    def withdraw(self, now: datetime) -> None:
        """Nobody has to say anything any more. Raises ApprovalClosed."""
        self._end(ApprovalStatus.WITHDRAWN, now)

    def may_take(self, by: int, now: datetime) -> bool:
        """Whether this person may have what was confirmed: whoever asked for it, for as long as one could confirm."""
        in_time = self.answered_at is not None and now < self.answered_at + LASTS
        return self.status is ApprovalStatus.CONFIRMED and by == self.asked_by_id and in_time

    def is_over_for(self, by: int, now: datetime) -> bool:
        """Whether this person might have taken it, and has waited for too long."""
        return self.status is ApprovalStatus.CONFIRMED and by == self.asked_by_id and not self.may_take(by, now)

    def require_open(self, now: datetime) -> None:
        """Raise ApprovalClosed once it is answered, or its time is over."""
        if self.status is not ApprovalStatus.ASKED or now >= self.asked_at + LASTS:
            raise ApprovalClosed

    def _end(self, status: ApprovalStatus, now: datetime) -> None:
        if self.status is not ApprovalStatus.ASKED:
            raise ApprovalClosed
        self._answer(status, None, now)

    def _answer(self, status: ApprovalStatus, by: int | None, now: datetime) -> None:
        self.status, self.answered_by_id, self.answered_at, self.due_at = status, by, now, None
