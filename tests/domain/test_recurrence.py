"""When something comes back, whatever clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.availability import Window
from domain.recurrence import LEAST, Every, Recurrence, last_day

BRUSSELS = ZoneInfo("Europe/Brussels")
NINE, NOON = time(9), time(12)
MONDAY = date(2026, 3, 2)
BEFORE_SUMMER, BEFORE_WINTER = date(2026, 3, 28), date(2026, 10, 24)  # clocks change on the day after


def some(recurrence: Recurrence, first: date, count: int, zone: ZoneInfo = BRUSSELS) -> list[Window]:
    """The windows after the one of the first day, at most so many."""
    found: list[Window] = []
    day = first
    while len(found) < count and (window := recurrence.window_after(day, zone)) is not None:
        found.append(window)
        day = window.start.astimezone(zone).date()
    return found


def days(windows: list[Window], zone: ZoneInfo = BRUSSELS) -> list[date]:
    return [one.start.astimezone(zone).date() for one in windows]


def test_every_day_on_weekdays_every_week() -> None:
    assert [day.day for day in days(some(Recurrence(Every.DAY, NINE, NOON), MONDAY, 3))] == [3, 4, 5]
    friday = date(2026, 3, 6)
    assert [day.day for day in days(some(Recurrence(Every.WEEKDAY, NINE, NOON), friday, 6))] == [9, 10, 11, 12, 13, 16]
    assert [day.day for day in days(some(Recurrence(Every.WEEKDAY, NINE, NOON), date(2026, 3, 7), 1))] == [9]
    assert [day.day for day in days(some(Recurrence(Every.WEEK, NINE, NOON), MONDAY, 3))] == [9, 16, 23]


def test_the_last_day_is_one_of_them() -> None:
    assert [day.day for day in days(some(Recurrence(Every.DAY, NINE, NOON, date(2026, 3, 4)), MONDAY, 9))] == [3, 4]
    assert some(Recurrence(Every.WEEK, NINE, NOON, date(2026, 3, 8)), MONDAY, 9) == []
    assert some(Recurrence(Every.WEEKDAY, NINE, NOON, date(2026, 3, 8)), date(2026, 3, 6), 9) == []


@pytest.mark.parametrize(
    ("first", "length", "last"),
    [
        (MONDAY, {"weeks": 4}, date(2026, 3, 29)),
        (MONDAY, {"months": 3}, date(2026, 6, 1)),
        (date(2026, 11, 30), {"months": 3}, date(2027, 2, 27)),
        (date(2026, 12, 1), {"months": 3}, date(2027, 2, 28)),
    ],
)
def test_for_how_long(first: date, length: dict[str, int], last: date) -> None:
    assert last_day(first, **length) == last


@pytest.mark.parametrize("first", [BEFORE_SUMMER, BEFORE_WINTER])
def test_it_stays_at_the_same_hour_when_clocks_change(first: date) -> None:
    (window,) = some(Recurrence(Every.DAY, NINE, NOON), first, 1)
    assert window.start.astimezone(BRUSSELS).time() == NINE
    assert window.end.astimezone(BRUSSELS).time() == NOON
    (week,) = some(Recurrence(Every.WEEK, NINE, NOON), first, 1)
    assert week.start.astimezone(BRUSSELS).time() == NINE


def test_an_hour_that_is_left_out_is_the_one_after_it_and_does_not_stay_there() -> None:
    recurrence = Recurrence(Every.DAY, time(2, 30), time(6))
    moved, after = some(recurrence, BEFORE_SUMMER, 2)
    assert moved.start.astimezone(BRUSSELS).time() == time(3, 30)
    assert after.start.astimezone(BRUSSELS).time() == time(2, 30)
    inside, _after = some(Recurrence(Every.DAY, time(2, 30), time(3)), BEFORE_SUMMER, 2)
    assert inside.end - inside.start == timedelta(minutes=30)


def test_a_night_ends_on_the_next_day() -> None:
    (night,) = some(Recurrence(Every.DAY, time(22), time(2)), MONDAY, 1)
    assert night.end - night.start == timedelta(hours=4)
    (until_midnight,) = some(Recurrence(Every.DAY, time(18), time(0)), MONDAY, 1)
    assert until_midnight.end - until_midnight.start == timedelta(hours=6)


def test_what_is_over_or_as_good_as_over_is_passed_over() -> None:
    recurrence = Recurrence(Every.DAY, NINE, NOON, date(2026, 3, 6))

    def after(day: int, hour: int, minute: int = 0) -> int | None:
        now = datetime(2026, 3, day, hour, minute, tzinfo=BRUSSELS)
        window = recurrence.window_after(MONDAY, BRUSSELS, now)
        return None if window is None else window.start.day

    assert after(2, 12) == 3
    assert after(3, 8) == 3
    assert after(3, 11) == 3
    assert after(3, 11, 1) == 4
    assert after(5, 13) == 6
    assert after(6, 12) is None
    short = Recurrence(Every.DAY, NINE, time(9, 30))
    (window,) = some(short, MONDAY, 1)
    assert short.window_after(MONDAY, BRUSSELS, window.start) == window


zones = st.sampled_from(
    [
        "Europe/Brussels",
        "Europe/Zurich",
        "Europe/London",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Beirut",
        "UTC",
    ]
).map(ZoneInfo)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
changes = [BEFORE_SUMMER, BEFORE_WINTER, date(2026, 4, 4), date(2026, 10, 3), date(2026, 9, 5), date(2026, 3, 27)]
firsts = st.one_of(st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.sampled_from(changes))


@given(zones, st.sampled_from(Every), clocks, clocks, firsts, st.none() | st.integers(0, 60))
@example(BRUSSELS, Every.DAY, time(2, fold=1), time(0), BEFORE_SUMMER, None)  # first wanted on an hour struck twice
def test_each_comes_after_the_one_before_at_its_hour_until_the_end(
    zone: ZoneInfo, every: Every, starts: time, ends: time, first: date, lasts: int | None
) -> None:
    until = None if lasts is None else first + timedelta(days=lasts)
    recurrence = Recurrence(every, starts, ends, until)
    found = some(recurrence, first, 20, zone)
    windows = [recurrence.window_on(first, zone), *found]
    expected = {Every.DAY: {1}, Every.WEEKDAY: {1, 2, 3}, Every.WEEK: {7}}[every]
    assert {(later - day).days for day, later in pairwise(days(windows, zone))} <= expected
    for window in windows:
        local = window.start.astimezone(zone)
        exists = local.time() == starts
        assert exists or local.time() > starts, "it is never earlier"
        assert exists or local.astimezone(UTC).astimezone(zone) == local
        assert timedelta(0) < window.end - window.start <= timedelta(hours=25)
    if every is Every.WEEKDAY:
        assert all(day.weekday() < 5 for day in days(found, zone))
    if until is not None:
        assert all(day <= until for day in days(found, zone))


@given(zones, st.sampled_from(Every), clocks, clocks, firsts, st.integers(0, 90 * 24 * 60))
def test_of_what_was_missed_only_the_next_that_matters_is_left(
    zone: ZoneInfo, every: Every, starts: time, ends: time, first: date, minutes: int
) -> None:
    recurrence = Recurrence(every, starts, ends, first + timedelta(days=60))
    now = recurrence.window_on(first, zone).end + timedelta(minutes=minutes)
    found = recurrence.window_after(first, zone, now)
    passed = [one for one in some(recurrence, first, 100, zone) if found is None or one.start < found.start]
    assert all(one.start < now and one.end - now < LEAST for one in passed)
    assert found is None or now <= found.start or found.end - now >= LEAST
