"""What comes back every day, on weekdays or every week, by the clock of its place. Pure functions."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.availability import Window

LEAST = timedelta(hours=1)  # in less, nobody is found who does it
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY = 5


class Every(StrEnum):
    """How often something comes back."""

    DAY = "day"
    WEEKDAY = "weekday"  # Monday to Friday
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """From `starts` to `ends` by the clock (of the next day, where that is not later), up to the day `until`, which is
    included, or until it is stopped.
    """

    every: Every
    starts: time
    ends: time
    until: date | None = None

    def window_on(self, day: date, zone: ZoneInfo) -> Window:
        """The one that begins on a day. An hour that clocks leave out on that day is the one after it; of one that they
        strike twice it is the first.
        """
        last = day if self.ends > self.starts else day + DAY
        start, end = _instant(day, self.starts, zone), _instant(last, self.ends, zone)
        if end <= start:  # it lies in the hour that is left out
            end = start + (datetime.combine(last, self.ends) - datetime.combine(day, self.starts))
        return Window(start, end)

    def window_after(self, day: date, zone: ZoneInfo, now: datetime | None = None) -> Window | None:
        """The next one after the one of a day, or None after the last. With `now`, those that are over are passed over,
        and the one that is as good as over.
        """
        while self.until is None or day < self.until:
            day = self._next(day)
            if self.until is not None and day > self.until:
                return None
            window = self.window_on(day, zone)
            if now is None or now <= window.start or now + LEAST <= window.end:
                return window
        return None

    def _next(self, day: date) -> date:
        if self.every is Every.WEEK:
            return day + WEEK
        day += DAY
        while self.every is Every.WEEKDAY and day.weekday() >= SATURDAY:
            day += DAY
        return day


def last_day(first: date, *, weeks: int = 0, months: int = 0) -> date:
    """The last day of so many weeks, or months, that begin on a day."""
    if weeks:
        return first + weeks * WEEK - DAY
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])) - DAY


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)
