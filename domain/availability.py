"""When somebody can help: weekly slots, windows, quiet hours. Instants are aware, in UTC unless a zone is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.network import QUIET_FROM, QUIET_UNTIL


class PartOfDay(StrEnum):
    """The parts of a day that people are asked about; hours are local."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


HOURS: dict[PartOfDay, tuple[time, time]] = {
    PartOfDay.MORNING: (time(8), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(18), time(22)),
}
PARTS = tuple(PartOfDay)
WEEKDAYS = range(7)
ALWAYS = (1 << len(WEEKDAYS) * len(PARTS)) - 1
LIVE = ALWAYS + 1
"""A bit beside the weekly slots: what counts only for missions that begin within `LIVE_FOR`."""
LIVE_FOR = timedelta(hours=1)


def slot_bit(weekday: int, part: PartOfDay) -> int:
    """The bit of a weekly slot; Monday is 0."""
    return 1 << weekday * len(PARTS) + PARTS.index(part)


def slots(pairs: Iterable[tuple[int, PartOfDay]]) -> int:
    """The mask of several weekly slots."""
    bits = 0
    for weekday, part in pairs:
        bits |= slot_bit(weekday, part)
    return bits


WORKDAYS = slots((day, part) for day in range(5) for part in PARTS)
EVENINGS = slots((day, PartOfDay.EVENING) for day in WEEKDAYS)
WEEKENDS = slots((day, part) for day in (5, 6) for part in PARTS)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` until `end` (UTC, end not included): when a mission is wanted."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window needs aware instants")
        if self.end <= self.start:
            raise ValueError("a window ends after it starts")


def window_of(day: date, part: PartOfDay, zone: ZoneInfo) -> Window:
    """The window of a part of a day, read in `zone`, also on days when clocks change."""
    start, end = HOURS[part]
    return Window(_utc(datetime.combine(day, start, zone)), _utc(datetime.combine(day, end, zone)))


def window_from(start: datetime, length: timedelta) -> Window:
    """The window that starts at an instant and lasts `length`."""
    return Window(_utc(start), _utc(start) + length)


def slots_of(window: Window, zone: ZoneInfo) -> int:
    """The weekly slots that a window touches, read in `zone`. A helper who is free in one of them can do the mission.

    A window at night touches none: it is open to those who are free in the evening before or the morning after.
    """
    bits = 0
    day = window.start.astimezone(zone).date()
    last = (window.end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        for part in PARTS:
            other = window_of(day, part, zone)
            if other.start < window.end and window.start < other.end:
                bits |= slot_bit(day.weekday(), part)
        day += timedelta(days=1)
    if bits:
        return bits
    start = window.start.astimezone(zone)
    before = start.date() if start.time() >= HOURS[PartOfDay.EVENING][1] else start.date() - timedelta(days=1)
    after = before + timedelta(days=1)
    return slot_bit(before.weekday(), PartOfDay.EVENING) | slot_bit(after.weekday(), PartOfDay.MORNING)


def begins_soon(begins_at: datetime, now: datetime) -> bool:
    """Whether it says something about a mission where a helper is at this moment."""
    return begins_at - now <= LIVE_FOR


def quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether people in `zone` are left alone now, unless it is urgent."""
    local = now.astimezone(zone).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def quiet_until(now: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) from which people may be written to: `now` itself, or the end of the quiet hours."""
    if not quiet(now, zone):
        return now
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return _utc(datetime.combine(day, QUIET_UNTIL, zone))


def evening_before(instant: datetime, zone: ZoneInfo, length: timedelta) -> datetime:
    """The instant (UTC) so long before the last quiet hours that began before `instant`."""
    local = instant.astimezone(zone)
    day = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return _utc(datetime.combine(day, QUIET_FROM, zone)) - length


def morning_after(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The end of the quiet hours (UTC) so many days from today, read in `zone`."""
    return _utc(datetime.combine(now.astimezone(zone).date() + timedelta(days=days), QUIET_UNTIL, zone))


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo("UTC"))
