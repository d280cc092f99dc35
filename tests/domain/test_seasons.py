"""Hours in three zones, on the days around those on which clocks change: what is computed is what each minute says."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.availability import Window, morning_after, quiet, quiet_until, slots_of
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES
from domain.timetable import Step, next_step
from tests.domain.builders import a_helper, a_mission
from tests.domain.minutes import (
    BRUSSELS,
    LONDON,
    MINUTE,
    ZURICH,
    first_not_quiet,
    is_quiet,
    near_a_change,
    slots_between,
    zones,
)

lengths = st.integers(1, 26 * 60).map(lambda minutes: minutes * MINUTE)
countries = st.sampled_from(sorted(COUNTRIES))
TO_HELPERS = frozenset({Step.ASK, Step.REMIND})


def test_the_countries_have_these_zones() -> None:
    assert {code: country.zone for code, country in COUNTRIES.items()} == {"BE": BRUSSELS, "CH": ZURICH, "GB": LONDON}


@given(near_a_change, lengths, zones)
def test_a_window_touches_the_slots_of_its_minutes(start: datetime, length: timedelta, zone: ZoneInfo) -> None:
    assert slots_of(Window(start, start + length), zone) == slots_between(start, start + length, zone)


@given(near_a_change, lengths, st.integers(-60, 27 * 60), zones)
def test_what_is_left_of_a_mission_touches_the_slots_of_the_minutes_that_are_left(
    start: datetime, length: timedelta, passed: int, zone: ZoneInfo
) -> None:
    end, now = start + length, start + passed * MINUTE
    left = a_mission(starts_at=start, ends_at=end).window_left(now)
    begins = start if now >= end else max(start, now)
    assert slots_of(left, zone) == slots_between(begins, end, zone)


@given(near_a_change, zones)
def test_quiet_hours_are_those_on_the_wall(now: datetime, zone: ZoneInfo) -> None:
    assert quiet(now, zone) is is_quiet(now, zone)
    assert quiet_until(now, zone) == first_not_quiet(now, zone)


@given(near_a_change, st.integers(1, 8), countries)
def test_a_break_of_so_many_days_ends_on_that_morning(now: datetime, days: int, country: str) -> None:
    zone, helper = COUNTRIES[country].zone, a_helper(country=country)
    helper.approve(now)
    helper.pause(now, morning_after(now, days, zone))
    assert helper.paused_until is not None
    local = helper.paused_until.astimezone(zone)
    assert (local.hour, local.minute) == (8, 0)
    mornings, minute = 0, now
    while mornings < days:  # midnights, by the clock on the wall
        minute += MINUTE
        mornings += minute.astimezone(zone).date() != (minute - MINUTE).astimezone(zone).date()
    assert helper.paused_until == first_not_quiet(minute, zone)


def taken(start: datetime, length: timedelta, accepted: datetime, **fields: object) -> Mission:
    mission = a_mission(starts_at=start, ends_at=start + length, published_at=accepted, **fields)
    mission.accept(1, accepted)
    return mission


@given(near_a_change, lengths, st.integers(0, 30 * 60), st.booleans(), st.booleans(), countries)
def test_whoever_has_a_mission_sleeps_at_night_unless_it_goes_on_and_is_urgent_or_of_that_evening(
    start: datetime, length: timedelta, ahead: int, urgent: bool, confirmed: bool, country: str
) -> None:
    accepted, zone = start - ahead * MINUTE, COUNTRIES[country].zone
    mission = taken(start, length, accepted, urgent=urgent, country=country)
    if confirmed:
        mission.confirm(1, accepted)
    last = accepted
    for _ in range(8):
        step = next_step(mission)
        if mission.status is not MissionStatus.TAKEN or step is None:
            break
        at, what = step
        assert at >= last
        last = at
        if what in TO_HELPERS and is_quiet(at, zone):
            wanted, asked = start.astimezone(zone), at.astimezone(zone)
            assert urgent or (asked.date() == wanted.date() and asked.hour >= 12)
            assert at < mission.ends_at
        if what is Step.CALL:
            mission.call_reminded_at = at
        elif what is Step.REOPEN:
            assert not confirmed
            assert at < mission.ends_at
            mission.release(1, at)
        else:
            mission.nudge(at)
