"""Weekly slots, windows and quiet hours, also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import (
    ALWAYS,
    EVENINGS,
    WEEKENDS,
    WORKDAYS,
    PartOfDay,
    Window,
    quiet,
    quiet_until,
    slot_bit,
    slots,
    slots_of,
    window_from,
    window_of,
)

BRUSSELS, LONDON = ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 2)


def test_presets_cover_what_they_say() -> None:
    assert WORKDAYS | WEEKENDS == ALWAYS
    assert WORKDAYS & WEEKENDS == 0
    assert slots((day, PartOfDay.EVENING) for day in range(7)) == EVENINGS


def test_an_afternoon_is_read_in_the_zone_of_the_mission() -> None:
    window = window_of(MONDAY, PartOfDay.AFTERNOON, BRUSSELS)
    assert window.start == datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert slots_of(window, BRUSSELS) == slot_bit(0, PartOfDay.AFTERNOON)
    assert slots_of(window, LONDON) == slot_bit(0, PartOfDay.MORNING) | slot_bit(0, PartOfDay.AFTERNOON)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 4), (date(2026, 10, 25), 4)])
def test_parts_of_days_keep_their_hours_when_clocks_change(day: date, hours: int) -> None:
    window = window_of(day, PartOfDay.MORNING, BRUSSELS)
    assert window.end - window.start == timedelta(hours=hours)
    assert window.start.astimezone(BRUSSELS).hour == 8
    assert slots_of(window, BRUSSELS) == slot_bit(6, PartOfDay.MORNING)


def test_a_window_across_midnight_touches_both_days() -> None:
    start = datetime(2026, 3, 2, 21, tzinfo=BRUSSELS)
    found = slots_of(window_from(start, timedelta(hours=12)), BRUSSELS)
    assert found == slot_bit(0, PartOfDay.EVENING) | slot_bit(1, PartOfDay.MORNING)


@pytest.mark.parametrize("hour", [22, 23, 2, 7])
def test_at_night_those_free_just_before_or_after_may_be_asked(hour: int) -> None:
    day = 3 if hour < 8 else 2
    start = datetime(2026, 3, day, hour, tzinfo=BRUSSELS)
    found = slots_of(window_from(start, timedelta(minutes=30)), BRUSSELS)
    assert found == slot_bit(0, PartOfDay.EVENING) | slot_bit(1, PartOfDay.MORNING)


def test_quiet_hours_end_in_the_morning_of_the_right_day() -> None:
    late = datetime(2026, 3, 28, 23, tzinfo=BRUSSELS)
    assert quiet(late, BRUSSELS)
    assert quiet_until(late, BRUSSELS) == datetime(2026, 3, 29, 8, tzinfo=BRUSSELS)
    early = datetime(2026, 3, 29, 7, 59, tzinfo=BRUSSELS)
    assert quiet_until(early, BRUSSELS) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    noon = datetime(2026, 3, 28, 12, tzinfo=BRUSSELS)
    assert not quiet(noon, BRUSSELS)
    assert quiet_until(noon, BRUSSELS) == noon


def test_windows_are_aware_and_have_a_length() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="ends after"):
        Window(noon, noon)
    with pytest.raises(ValueError, match="aware"):
        Window(noon.replace(tzinfo=None), noon)


instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(instants, st.timedeltas(timedelta(minutes=1), timedelta(days=3)), st.sampled_from([BRUSSELS, LONDON]))
def test_whenever_something_is_wanted_somebody_can_be_free(start: datetime, length: timedelta, zone: ZoneInfo) -> None:
    assert 0 < slots_of(Window(start, start + length), zone) <= ALWAYS


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 10), st.sampled_from([BRUSSELS, LONDON]))
def test_a_window_of_several_days_touches_all_their_parts(first: date, days: int, zone: ZoneInfo) -> None:
    touched = [first + timedelta(days=day) for day in range(days)]
    start = window_of(touched[0], PartOfDay.MORNING, zone).start
    end = window_of(touched[-1], PartOfDay.EVENING, zone).end
    assert slots_of(Window(start, end), zone) == slots((day.weekday(), part) for day in touched for part in PartOfDay)


@given(instants, st.sampled_from([BRUSSELS, LONDON]))
def test_quiet_hours_are_over_when_they_say(now: datetime, zone: ZoneInfo) -> None:
    until = quiet_until(now, zone)
    assert until >= now
    assert not quiet(until, zone)
    assert until - now < timedelta(hours=12)
