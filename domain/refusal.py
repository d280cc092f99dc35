"""What is kept of somebody who was shut out: no name and no number, only marks by which they are known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class RefusalKind(StrEnum):
    """Why somebody was shut out."""

    SUSPENDED = "suspended"
    BANNED = "banned"


KEPT_FOR = {RefusalKind.SUSPENDED: timedelta(days=365), RefusalKind.BANNED: timedelta(days=5 * 365)}
"""No longer than that, also of those who have deleted everything about themselves."""


@dataclass(eq=False, kw_only=True)
class Refusal:
    """`app_mark` and `phone_mark` are keyed hashes of an account and of a phone number. `until`: then a suspension
    ends, if it does; `kept_until`: then the marks go.
    """

    kind: RefusalKind
    app_mark: str
    phone_mark: str
    since: datetime
    kept_until: datetime
    until: datetime | None = None
    id: int = 0

    def keeps_out(self, now: datetime) -> bool:
        """Whether somebody who is known by it may not come back yet."""
        return now < self.kept_until and (self.until is None or now < self.until)
