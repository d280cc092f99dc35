"""When the moderators are reminded of identity checks that nobody looks at. Pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.availability import quiet_until

REMIND_AFTER = tuple(timedelta(hours=hours) for hours in (4, 12, 24, 36))
"""So long after the request, as long as nobody has decided; by day."""
IN_TIME = timedelta(hours=2)
"""A reminder that the night would bring closer to the purge than this comes in the night."""


def reminder_at(submitted_at: datetime, purge_due_at: datetime, told: int, zone: ZoneInfo) -> datetime | None:
    """When the next reminder is due, `told` having gone out; quiet hours are those of `zone`. None: there is none."""
    if told >= len(REMIND_AFTER):
        return None
    at = submitted_at + REMIND_AFTER[told]
    by_day = quiet_until(at, zone)
    return by_day if by_day <= purge_due_at - IN_TIME else at
