"""What people type for "when", in French, Dutch and English: "27/11 14:00", "demain matin", "vrijdagavond 18-20".

A text is searched for a day, a part of a day and a time of day; whatever else stands in it is left alone. Everything is
read in the zone that is passed in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import time_words as words
from domain.availability import HOURS, PartOfDay, Window, window_from

NOW_LASTS = timedelta(hours=4)
APPOINTMENT_LASTS = timedelta(hours=2)
LATE_BY = timedelta(minutes=30)
LONGEST_NIGHT = timedelta(hours=14)
FARTHEST = timedelta(days=120)
EARLIEST = 6  # in the morning, where two hours are typed as numbers alone
DAY_BEGINS, DAY_ENDS = HOURS[PartOfDay.MORNING][0], HOURS[PartOfDay.EVENING][1]


class Past(Exception):
    """The time that was typed is over."""


class TooFar(Exception):
    """The time that was typed is further away than anybody can promise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """When something is wanted; `urgent` where it can't wait. `begins`: the clock time that was meant, also where it is
    over already, as on any other day it would not be.
    """

    window: Window
    urgent: bool = False
    begins: time | None = None


@dataclass(frozen=True, slots=True)
class _Hour:
    """A time of day as typed: `bare` is a number without minutes or unit, and `spoken` one as people say it, so that 5
    and 5 uur may mean 17, while 5:00 and 5u don't.
    """

    hour: int
    minute: int
    bare: bool
    half: str | None
    spoken: bool = False

    @property
    def as_typed(self) -> timedelta:
        """Since midnight, by the number alone."""
        return timedelta(hours=self.hour, minutes=self.minute)

    def read(self, part: PartOfDay | None, half: str | None = None) -> timedelta:
        half = self.half or half
        hour = self.hour % 12 if half else self.hour
        early = (
            (self.bare or self.spoken)
            and not half
            and part is not PartOfDay.MORNING
            and 0 < self.hour < DAY_BEGINS.hour
        )
        in_second_half = half == "p" or early
        later = not half and part in {PartOfDay.AFTERNOON, PartOfDay.EVENING} and 0 < self.hour < 12
        return timedelta(hours=hour + 12 if in_second_half or later else hour, minutes=self.minute)


def fold(text: str) -> str:
    """Lower case without accents, letter for letter: positions stay the same."""
    folded = []
    for letter in text:
        plain = unicodedata.normalize("NFKD", letter)[:1].lower()
        folded.append("'" if letter in "’‘`´ʼ" else plain if len(plain) == 1 else letter)
    return "".join(folded)


def now_wanted(now: datetime) -> Wanted:
    """As soon as somebody can."""
    return Wanted(window_from(_whole_minute(now), NOW_LASTS), urgent=True)


def part_wanted(day: date, part: PartOfDay | None, now: datetime, zone: ZoneInfo) -> Wanted:
    """A part of a day, or all of it; what is left of it where it has begun. Raises Past, TooFar."""
    start, end = HOURS[part] if part else (DAY_BEGINS, DAY_ENDS)
    return Wanted(_window(day, _since_midnight(start), _since_midnight(end), now, zone), begins=start)


def read(text: str, now: datetime, zone: ZoneInfo) -> Wanted | None:
    """What the answer to "when?" means, or None. Raises Past, TooFar."""
    reader = _Reader(fold(text), now, zone, strict=False)
    return reader.wanted()


def find(text: str, now: datetime, zone: ZoneInfo) -> tuple[Wanted, str] | None:
    """A time somewhere in a longer text, with the text as it is without it. Raises Past, TooFar."""
    reader = _Reader(fold(text), now, zone, strict=True)
    wanted = reader.wanted()
    return (wanted, reader.without(text)) if wanted else None


class _Reader:
    """Finds the pieces of a time in a folded text; what has been found is blanked, so that it isn't found twice."""

    def __init__(self, text: str, now: datetime, zone: ZoneInfo, *, strict: bool) -> None:
        self._text = text
        self._now = now
        self._zone = zone
        self._today = now.astimezone(zone).date()
        self._strict = strict

    def without(self, original: str) -> str:
        return "".join(" " if self._text[at] == "\0" else letter for at, letter in enumerate(original))

    def wanted(self) -> Wanted | None:
        """What was found; in an answer to "when?", no number may be left over that might have meant another hour."""
        wanted = self._wanted()
        return wanted if self._strict or not re.search(r"\d", self._text) else None

    def _wanted(self) -> Wanted | None:
        if not self._strict and words.YESTERDAY.search(self._text):
            raise Past
        urgent = self._take(words.URGENT) is not None
        soon = self._from_now()
        if soon is not None:
            return Wanted(window_from(_whole_minute(self._now + soon), APPOINTMENT_LASTS), urgent)
        next_week = self._take(words.NEXT_WEEK) is not None
        part = self._part()
        day = self._date() or self._weekday(next_week=next_week) or (None if next_week else self._relative_day())
        if next_week and day is None:
            return None
        if day is not None and part is None and self._take(words.DUTCH_MORNING):
            part = PartOfDay.MORNING
        span = self._span(part, day)
        if span is not None:
            begins = (datetime.combine(self._today, time()) + span[0]).time()
            return Wanted(_window(day or self._today, *span, self._now, self._zone), urgent, begins)
        if day is not None or part is not None:
            return replace(part_wanted(day or self._today, part, self._now, self._zone), urgent=urgent)
        return now_wanted(self._now) if urgent else None

    def _part(self) -> PartOfDay | None:
        for part, pattern in words.PARTS.items():
            if self._take(pattern):
                return part
        return None

    def _from_now(self) -> timedelta | None:
        found = words.FROM_NOW.search(self._text)
        if found is None or found["days"] or found["weeks"]:
            return None
        self._blank(found)
        if found["half"]:
            return timedelta(minutes=30)
        count = _number(found["count"])
        return timedelta(hours=count) if found["hours"] else timedelta(minutes=count)

    def _relative_day(self) -> date | None:
        if found := self._take(words.FROM_NOW):
            return self._today + timedelta(days=_number(found["count"]) * (7 if found["weeks"] else 1))
        for days, pattern in words.DAYS.items():
            if self._take(pattern):
                return self._today + timedelta(days=days)
        return None

    def _weekday(self, *, next_week: bool) -> date | None:
        found = self._take(words.WEEKDAY) or (None if self._strict else self._take(words.WEEKDAY_SHORT))
        if found is None:
            return None
        named = words.NUMBER_OF_WEEKDAY[found["day"]]
        if next_week:
            return self._today + timedelta(days=7 - self._today.weekday() + named)
        ahead = (named - self._today.weekday()) % 7
        if ahead == 0 and (found["next"] or found["prochain"] or self._now.astimezone(self._zone).time() >= DAY_ENDS):
            ahead = 7
        ahead += 7 if found["week_later"] else 0
        return self._today + timedelta(days=ahead)

    def _date(self) -> date | None:
        for pattern in words.DATES:
            for found in pattern.finditer(self._text):
                month = found["month"]
                number = int(month) if month.isdigit() else words.NUMBER_OF_MONTH[month]
                day = self._in_year(int(found["day"]), number, found["year"])
                if day is not None:
                    self._blank(found)
                    return day
        return None

    def _in_year(self, day: int, month: int, year: str | None) -> date | None:
        try:
            if year:
                return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
            this_year = date(self._today.year, month, day)
            if this_year < self._today and date(self._today.year + 1, month, day) - self._today <= FARTHEST:
                return date(self._today.year + 1, month, day)
        except ValueError:
            return None
        return this_year

    def _span(self, part: PartOfDay | None, day: date | None) -> tuple[timedelta, timedelta] | None:
        """From and until, since midnight of the day."""
        anchored = day is not None or part is not None
        for found in words.RANGE.finditer(self._text):
            first, last = _hour(found, "1"), _hour(found, "2")
            loose = first.bare and last.bare and not found["from"]
            if loose and self._strict and not anchored:
                continue
            start, end = first.read(part, last.half), last.read(part)
            if part is None and self._in_the_morning(first, last, day):
                start, end = first.as_typed, last.as_typed
            start = first.read(part) if start >= end else start
            end = last.as_typed if end <= start and not last.bare and not last.half else end  # ce soir 23h-1h
            end += timedelta(hours=12) if end <= start and last.bare and last.hour < 12 else timedelta()
            end += timedelta(days=1) if end <= start else timedelta()
            if end - start > LONGEST_NIGHT and end > timedelta(days=1):
                continue  # 9h-8h is a slip
            self._blank(found)
            return start, end
        if before := self._take(words.BEFORE):
            return _since_midnight(DAY_BEGINS), _hour(before, "1").read(part)
        if after := self._take(words.AFTER):
            start = _hour(after, "1").read(part)
            return start, max(_since_midnight(DAY_ENDS), start + APPOINTMENT_LASTS)
        at = self._take(words.AT) or self._take(words.CLOCK)
        if at is None and not self._strict and (anchored or words.BARE_HOUR.fullmatch(self._text.strip())):
            at = self._take(words.BARE_HOUR)
        if at is None:
            return None
        start = _hour(at, "1").read(part)
        if day in {None, self._today} and self._time_of_day() - start > LATE_BY:
            raise Past  # though an appointment would not be over yet: a slip
        return start, start + APPOINTMENT_LASTS

    def _in_the_morning(self, first: _Hour, last: _Hour, day: date | None) -> bool:
        """7-9 is before noon, unless that is over today."""
        bare = first.bare and last.bare and not first.half and not last.half
        if not bare or not EARLIEST <= first.hour < last.hour <= 12:
            return False
        return day not in {None, self._today} or last.as_typed > self._time_of_day()

    def _time_of_day(self) -> timedelta:
        local = self._now.astimezone(self._zone)
        return timedelta(hours=local.hour, minutes=local.minute)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self._text)
        if found:
            self._blank(found)
        return found

    def _blank(self, found: re.Match[str]) -> None:
        blank = "\0" * (found.end() - found.start())
        self._text = self._text[: found.start()] + blank + self._text[found.end() :]


def _hour(found: re.Match[str], number: str) -> _Hour:
    pieces = {name.removesuffix(number): value for name, value in found.groupdict().items() if name.endswith(number)}
    if said := pieces["dutch"] or pieces["english"]:
        return _beside(_number(pieces["dutch_of"] or pieces["english_of"]), said)
    after = pieces["after"] or pieces.get("then")
    if word := pieces.get("word"):
        return _beside(_number(word), after)
    if named := pieces["noon"]:
        return _beside(12, after) if named in words.NOON.split("|") else _Hour(24, 0, bare=False, half=None)
    hour, minute, unit, half = int(pieces["hour"]), pieces["minute"], pieces["unit"], pieces["half"]
    if after and not minute and not half:
        return _beside(hour, after)
    bare, spoken = not (minute or unit or half), not (minute or half) and unit in words.SPOKEN_UNITS
    return _Hour(hour, int(minute or 0), bare=bare, half=half[0] if half else None, spoken=spoken)


def _beside(hour: int, said: str | None) -> _Hour:
    """An hour in words, such as "half three" in Dutch: in the afternoon when it is too early in the morning."""
    minutes = words.MINUTES[" ".join(said.split())] if said else 0
    return _Hour((hour - 1 or 12) if minutes < 0 else hour, minutes % 60, bare=True, half=None)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else words.NUMBER_OF_HOUR.get(text, 1)


def _window(day: date, start: timedelta, end: timedelta, now: datetime, zone: ZoneInfo) -> Window:
    """Between two times of a day, from now on. Raises Past, TooFar."""
    first, last = _instant(day, start, zone), _instant(day, end, zone)
    if last <= now or first >= last:
        raise Past
    if first - now > FARTHEST:
        raise TooFar
    first = max(first, _whole_minute(now))
    return window_from(first, last - first)


def _instant(day: date, since_midnight: timedelta, zone: ZoneInfo) -> datetime:
    """An instant in UTC. The clock time counts, also on days when clocks change."""
    local = datetime.combine(day, time()) + since_midnight
    return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _whole_minute(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo("UTC")).replace(second=0, microsecond=0)
