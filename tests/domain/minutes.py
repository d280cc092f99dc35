"""The hours of a network as a slow, obvious model has them: it looks at each minute, by the clock on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.availability import PartOfDay, slot_bit

MINUTE = timedelta(minutes=1)
BRUSSELS, ZURICH, LONDON = ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/Zurich"), ZoneInfo("Europe/London")
CHANGES = tuple(
    datetime(*day, 1, tzinfo=UTC)
    for day in ((2025, 3, 30), (2025, 10, 26), (2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))
)
"""When the clocks of all three change, from and to summer time."""

zones = st.sampled_from([BRUSSELS, ZURICH, LONDON])
near_a_change = st.builds(
    lambda change, minutes: change + minutes * MINUTE,
    st.sampled_from(CHANGES),
    st.integers(-3 * 24 * 60, 3 * 24 * 60),
)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute from `start` until before `end`."""
    while start < end:
        yield start
        start += MINUTE


def slot_at(now: datetime, zone: ZoneInfo) -> int:
    """The weekly slot in which this minute lies; 0 at night."""
    local = now.astimezone(zone)
    hours = {
        PartOfDay.MORNING: range(8, 12),
        PartOfDay.AFTERNOON: range(12, 18),
        PartOfDay.EVENING: range(18, 22),
    }
    return sum(slot_bit(local.weekday(), part) for part, within in hours.items() if local.hour in within)


def slots_between(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """The weekly slots of all these minutes; of a night, that of the last minute before it and the first after it."""
    touched = 0
    for minute in minutes(start, end):
        touched |= slot_at(minute, zone)
    if touched:
        return touched
    before, after = start, end
    while not slot_at(before, zone):
        before -= MINUTE
    while not slot_at(after, zone):
        after += MINUTE
    return slot_at(before, zone) | slot_at(after, zone)


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether people are left alone: from half past nine in the evening until eight in the morning."""
    local = now.astimezone(zone)
    return (local.hour, local.minute) >= (21, 30) or local.hour < 8


def first_not_quiet(now: datetime, zone: ZoneInfo) -> datetime:
    """The first minute from now on at which people may be written to."""
    while is_quiet(now, zone):
        now += MINUTE
    return now
