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
    """`app_mark` and `phone_mark` are keyed hashes of an account and of a phone number; `kept_until`: then it goes."""

    kind: RefusalKind
    app_mark: str
    phone_mark: str
    since: datetime
    kept_until: datetime
    id: int = 0
