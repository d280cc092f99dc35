"""How long a validation counts, and when a helper is reminded that it ends. Pure functions."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

MONTHS = 12
REMIND_BEFORE = (timedelta(days=30), timedelta(days=7))
RENEWABLE_FOR = REMIND_BEFORE[0]
"""So long before the end a helper can send new pictures."""


def valid_until(now: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def next_step(until: datetime, now: datetime) -> datetime:
    """When something happens by itself: a reminder that is still to come, or the end."""
    return next((until - before for before in REMIND_BEFORE if until - before > now), until)
