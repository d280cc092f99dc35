"""What time does to a mission, and when."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import RuleBroken
from domain.mission import Mission, MissionStatus, Outcome
from domain.recurrence import Every, Recurrence
from domain.timetable import AHEAD, ALERTED, Step, following, next_step, next_window, policy_of, step_due, warn_at
from domain.waves import HEAD_START, OWN, Haste, Policy, Wave, haste_of, policy_for
from tests.domain.builders import NOW, a_mission

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def taken(at: datetime = NOW, **fields: object) -> Mission:
    """Somebody has accepted it, and the caller knows."""
    mission = a_mission(**fields)
    mission.accept(1, at)
    mission.call_back(1, at)
    return mission


def steps_of(mission: Mission, until: datetime) -> list[tuple[datetime, Step]]:
    """What happens to a taken mission if nobody does anything."""
    found = []
    while mission.status is MissionStatus.TAKEN and (step := next_step(mission)) and step[0] <= until:
        found.append(step)
        if step[1] is Step.REOPEN:
            mission.release(1, step[0])
        else:
            mission.nudge(step[0])
    return found


def test_the_less_time_there_is_the_greater_the_haste() -> None:
    assert haste_of(NOW + 7 * HOUR, NOW, urgent=False) is Haste.LATER
    assert haste_of(NOW + 6 * HOUR, NOW, urgent=False) is Haste.SOON
    assert haste_of(NOW - HOUR, NOW, urgent=False) is Haste.SOON
    assert haste_of(NOW + 7 * HOUR, NOW, urgent=True) is Haste.URGENT
    pauses = [policy_for("groceries", haste).pause for haste in (Haste.URGENT, Haste.SOON, Haste.LATER)]
    assert pauses == sorted(set(pauses))


@pytest.mark.parametrize("kind", ["groceries", "moral_support"])
@pytest.mark.parametrize("haste", list(Haste))
def test_waves_begin_small_and_grow(kind: str, haste: Haste) -> None:
    policy = policy_for(kind, haste)
    assert policy.waves[0].open == 5
    numbers = [wave.open for wave in policy.waves]
    reaches = [wave.reach_m for wave in policy.waves]
    assert numbers == sorted(set(numbers))
    assert reaches == sorted(reaches)
    assert [policy.wave(number) for number in (0, 1, 99)] == [policy.waves[0], policy.waves[0], policy.waves[-1]]
    assert policy.is_last(len(policy.waves))
    assert not policy.is_last(1)


@pytest.mark.parametrize("kind", ["groceries", "moral_support"])
def test_the_less_time_there_is_the_shorter_a_head_start(kind: str) -> None:
    urgent, soon, later = [policy_for(kind, haste) for haste in Haste]
    assert urgent.head_start is None
    assert soon.head_start is not None
    assert later.head_start is not None
    assert soon.head_start.pause < later.head_start.pause
    assert all(one.head_start.pause < one.pause for one in (soon, later) if one.head_start is not None)
    assert not soon.is_last(HEAD_START)
    assert soon.beginning_with(9).head_start == soon.head_start


def test_a_kind_of_help_may_have_its_own_waves(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Policy((Wave(2, 500),), MINUTE, HOUR)
    monkeypatch.setitem(OWN, ("dog_walk", Haste.URGENT), own)
    assert policy_for("dog_walk", Haste.URGENT) is own
    assert policy_for("dog_walk", Haste.SOON) is not own
    assert policy_of(a_mission(kind="dog_walk", urgent=True), NOW) is own


def test_an_open_mission_goes_out_in_waves_then_its_operator_is_warned_then_it_expires() -> None:
    mission = a_mission()
    mission.wave_at = NOW + 10 * MINUTE
    assert next_step(mission) == (NOW + 10 * MINUTE, Step.WAVE)
    mission.wave_at = None
    assert next_step(mission) == (mission.ends_at - 75 * MINUTE, Step.WARN)  # a quarter of five hours
    mission.warned_at = NOW
    assert next_step(mission) == (mission.ends_at, Step.EXPIRE)
    mission.cancel(NOW)
    assert next_step(mission) is None


def test_of_a_long_time_the_operator_is_warned_two_hours_before_its_end() -> None:
    mission = a_mission(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=4))
    assert warn_at(mission) == mission.ends_at - 2 * HOUR


def test_what_was_missed_and_does_not_matter_any_more_is_not_done() -> None:
    mission = a_mission()
    mission.wave_at = NOW + 10 * MINUTE
    assert step_due(mission, NOW) is None
    assert step_due(mission, NOW + 10 * MINUTE) is Step.WAVE
    assert step_due(mission, mission.ends_at) is Step.EXPIRE


def test_whoever_stays_silent_is_asked_and_reminded_then_the_operator_hears_it_then_others_are_asked() -> None:
    mission = taken(starts_at=NOW + 3 * HOUR, ends_at=NOW + 7 * HOUR)
    told = steps_of(mission, mission.ends_at)
    assert [step for _at, step in told] == [Step.ASK, Step.REMIND, Step.ALERT, Step.REOPEN]
    assert told[0][0] == NOW + 2 * HOUR  # an hour before
    assert [(later - at) // MINUTE for (at, _), (later, _) in pairwise(told)] == [45, 45, 45]
    assert mission.status is MissionStatus.OPEN
    assert mission.urgent


def test_what_is_urgent_waits_less_for_an_answer() -> None:
    told = steps_of(taken(starts_at=NOW, ends_at=NOW + 4 * HOUR, urgent=True), NOW + 4 * HOUR)
    assert [(at - NOW) // MINUTE for at, _step in told] == [10, 25, 40, 55]
    assert told[-1][1] is Step.REOPEN


def test_whoever_has_just_accepted_is_left_alone_for_a_while() -> None:
    assert next_step(taken(starts_at=NOW)) == (NOW + 30 * MINUTE, Step.ASK)
    assert next_step(taken(starts_at=NOW, urgent=True)) == (NOW + 10 * MINUTE, Step.ASK)


def test_the_operator_is_reminded_once_to_call_back() -> None:
    mission = a_mission(starts_at=NOW + 3 * HOUR, ends_at=NOW + 7 * HOUR)
    mission.accept(1, NOW)
    assert next_step(mission) == (NOW + 30 * MINUTE, Step.CALL)
    mission.call_reminded_at = NOW + 30 * MINUTE
    assert next_step(mission) == (NOW + 2 * HOUR, Step.ASK)
    mission.release(1, NOW)
    mission.accept(2, NOW)
    mission.call_back(2, NOW)
    assert next_step(mission) == (NOW + 2 * HOUR, Step.ASK)


def test_any_answer_begins_the_patience_anew() -> None:
    mission = taken()
    for _ in range(ALERTED):
        mission.nudge(NOW + 2 * HOUR)
    mission.confirm(1, NOW + 3 * HOUR)
    assert next_step(mission) == (mission.ends_at + 30 * MINUTE, Step.ASK)
    mission.set_out(1, NOW + 4 * HOUR)
    assert next_step(mission) == (mission.ends_at + 30 * MINUTE, Step.ASK)


def test_whoever_came_is_asked_how_it_went_and_the_mission_is_not_given_to_others() -> None:
    mission = taken()
    mission.set_out(1, NOW)
    told = steps_of(mission, NOW + timedelta(days=4))
    assert [step for _at, step in told] == [Step.ASK, Step.REMIND, *[Step.ALERT] * (len(told) - 2)]
    assert len(told) == 6  # the operator, once a day
    assert told[0][0] == mission.ends_at + 30 * MINUTE
    assert mission.status is MissionStatus.TAKEN


def test_what_is_over_is_not_given_to_others_but_the_operator_goes_on_hearing_of_it() -> None:
    mission = taken(starts_at=NOW, ends_at=NOW + HOUR)
    told = steps_of(mission, NOW + timedelta(days=3))
    assert Step.REOPEN not in [step for _at, step in told]
    assert [step for _at, step in told[-2:]] == [Step.ALERT] * 2


def local(at: datetime) -> str:
    """Day and hour in Brussels."""
    return at.astimezone(ZoneInfo("Europe/Brussels")).strftime("%a %H:%M")


def test_whoever_is_wanted_before_or_right_after_the_quiet_hours_is_asked_in_the_evening() -> None:
    seven = (NOW + 24 * HOUR).replace(hour=6)  # 7:00 in Brussels
    for length, last in ((HOUR, Step.ALERT), (3 * HOUR, Step.REOPEN)):
        told = steps_of(taken(starts_at=seven, ends_at=seven + length), seven + length)
        assert [(local(at), step) for at, step in told][:3] == [
            ("Mon 19:30", Step.ASK), ("Mon 20:15", Step.REMIND), ("Mon 21:00", Step.ALERT),
        ]  # fmt: skip
        assert told[-1][1] is last
    late = taken(NOW.replace(hour=20), starts_at=seven, ends_at=seven + 3 * HOUR)  # promised at nine in the evening
    told = steps_of(late, late.ends_at + 3 * HOUR)
    assert [(local(at), step) for at, step in told] == [
        ("Tue 08:00", Step.ASK), ("Tue 08:24", Step.REMIND), ("Tue 08:48", Step.ALERT), ("Tue 09:12", Step.REOPEN),
    ]  # fmt: skip


def test_whoever_is_wanted_late_in_the_evening_is_asked_then() -> None:
    ten = NOW.replace(hour=21)  # 22:00 in Brussels
    told = steps_of(taken(starts_at=ten, ends_at=ten + 2 * HOUR), ten + 2 * HOUR)
    assert [(local(at), step) for at, step in told] == [
        ("Mon 21:00", Step.ASK), ("Mon 21:36", Step.REMIND), ("Mon 22:12", Step.ALERT), ("Mon 22:48", Step.REOPEN),
    ]  # fmt: skip


def test_after_an_outage_nobody_is_sent_where_the_silent_one_may_have_been() -> None:
    mission = taken(starts_at=NOW + 3 * HOUR, ends_at=NOW + 7 * HOUR)
    for minutes in (0, 45, 90):
        mission.nudge(NOW + 2 * HOUR + minutes * MINUTE)
    assert step_due(mission, mission.ends_at - MINUTE) is Step.REOPEN
    assert step_due(mission, mission.ends_at) is Step.ALERT
    mission.nudge(mission.ends_at)
    following_step = next_step(mission)
    assert following_step is not None
    assert following_step[1] is Step.ALERT


def test_nobody_is_asked_at_night_unless_it_is_urgent() -> None:
    late = NOW.replace(hour=19)  # 20:00 in Brussels
    until = {"starts_at": late, "ends_at": late + 2 * HOUR}
    calm = taken(late, **until)
    calm.confirm(1, late)
    assert next_step(calm) == ((late + timedelta(days=1)).replace(hour=7), Step.ASK)
    early = {"starts_at": late + 12 * HOUR, "ends_at": late + 16 * HOUR}  # from 8:00
    assert next_step(taken(late, **early)) == (late + 12 * HOUR, Step.ASK)
    assert next_step(taken(late, urgent=True, **early)) == (late + 11 * HOUR, Step.ASK)


def test_what_repeats_is_followed_when_it_is_closed_but_no_earlier_than_two_days_before() -> None:
    daily = a_mission(recurrence=Recurrence(Every.DAY, time(13), time(17)))
    daily.accept(1, NOW)
    daily.call_back(1, NOW)
    daily.set_out(1, NOW)
    assert next_step(daily) == (daily.ends_at, Step.FOLLOW)
    daily.complete(1, Outcome.WELL, receipt_cents=None, note="", now=NOW + HOUR)
    assert next_step(daily) == (NOW + HOUR, Step.FOLLOW)
    daily.followed_at = NOW + HOUR
    assert next_step(daily) is None
    weekly = a_mission(recurrence=Recurrence(Every.WEEK, time(13), time(17)))
    weekly.cancel(NOW)
    assert next_step(weekly) == (weekly.starts_at + timedelta(weeks=1) - AHEAD, Step.FOLLOW)
    last = a_mission(recurrence=Recurrence(Every.WEEK, time(13), time(17), NOW.date() + timedelta(days=6)))
    last.cancel(NOW)
    assert next_step(last) is None


def test_the_next_one_takes_over_what_the_operator_wrote_and_nothing_that_happened() -> None:
    door = (50.8287654, 4.3721234)
    daily = Recurrence(Every.DAY, time(13), time(17))
    mission = a_mission(recurrence=daily, details="Bread", limit_cents=4000, latitude=door[0], longitude=door[1])
    mission.accept(1, NOW)
    mission.release(1, NOW)
    window = next_window(mission, NOW)
    assert window is not None
    after = following(mission, window, NOW)
    assert (after.details, after.limit_cents, after.recurrence) == ("Bread", 4000, mission.recurrence)
    assert (after.point, after.latitude, after.longitude) == (door, mission.latitude, mission.longitude)
    assert (after.window, after.follows_id, after.published_at) == (window, mission.id, NOW)
    assert (mission.urgent, after.urgent, after.wave, after.first_wave) == (True, False, 0, None)
    assert next_step(after) is not None


ACTS = {
    "accept": lambda mission, now: mission.accept(1, now),
    "confirm": lambda mission, now: mission.confirm(1, now),
    "set_out": lambda mission, now: mission.set_out(1, now),
    "release": lambda mission, now: mission.release(1, now),
    "complete": lambda mission, now: mission.complete(1, Outcome.WELL, receipt_cents=None, note="", now=now),
    "cancel": lambda mission, now: mission.cancel(now),
}


def live(mission: Mission, step: Step, now: datetime) -> None:
    """Take a step as the services do, as far as the mission itself is concerned."""
    if step is Step.WAVE:
        mission.wave, mission.wave_at = max(0, mission.wave) + 1, now + policy_of(mission, now).pause
    elif step is Step.WARN:
        mission.warned_at = now
    elif step is Step.EXPIRE:
        mission.expire(now)
    elif step is Step.REOPEN:
        mission.release(1, now)
        mission.wave, mission.wave_at = 1, now + policy_of(mission, now).pause
    elif step is Step.FOLLOW:
        mission.followed_at = now
    elif step is Step.CALL:
        mission.call_reminded_at = now
    else:
        mission.nudge(now)


@given(
    st.integers(0, 60 * 24 * 250).map(lambda minutes: NOW + minutes * MINUTE),
    st.integers(-3, 60),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from([HEAD_START, 1]),
    st.none() | st.builds(Recurrence, st.sampled_from(Every), st.just(time(9)), st.just(time(12))),
    st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 400)), max_size=12),
)
def test_whatever_happens_something_follows_until_it_is_closed(
    begins: datetime,
    starts_in: int,
    lasts: int,
    urgent: bool,
    wave: int,
    recurrence: Recurrence | None,
    acts: list[tuple[str, int]],
) -> None:
    start = begins + starts_in * HOUR
    mission = a_mission(
        published_at=begins, starts_at=start, ends_at=max(start, begins) + lasts * HOUR, urgent=urgent, wave=wave,
        wave_at=begins + 5 * MINUTE, recurrence=recurrence,
    )  # fmt: skip
    now = begins
    for name, minutes in acts:
        until = now + minutes * MINUTE
        while (step := next_step(mission)) is not None and step[0] <= until:
            now = max(now, step[0])
            due = step_due(mission, now)
            assert due is not None
            live(mission, due, now)
            following = next_step(mission)
            assert following is None or following[0] > now or following != step
        now = until
        with suppress(RuleBroken):
            ACTS[name](mission, now)
        assert (next_step(mission) is not None) == (mission.is_active or next_window(mission) is not None)
        if mission.is_active and not mission.is_open(now):
            assert mission.status is MissionStatus.TAKEN or step_due(mission, now) is Step.EXPIRE
