"""A mission goes from open to closed, is in at most one pair of hands, and says clearly why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import (
    AlreadyTaken,
    AlreadyYours,
    AmountOutOfRange,
    MissionClosed,
    MissionTaken,
    NotYours,
    RuleBroken,
)
from domain.mission import Mission, MissionStatus, Outcome
from tests.domain.builders import NOW, a_mission


def test_the_first_who_accepts_has_it() -> None:
    mission = a_mission()
    mission.accept(1, NOW)
    assert (mission.status, mission.helper_id, mission.accepted_at) == (MissionStatus.TAKEN, 1, NOW)
    with pytest.raises(AlreadyTaken):
        mission.accept(2, NOW)
    with pytest.raises(AlreadyYours):
        mission.accept(1, NOW)


def test_a_released_mission_is_open_with_other_code_words_and_no_traces() -> None:
    mission = a_mission()
    words = {mission.code_word, mission.answer}
    mission.accept(1, NOW)
    mission.set_out(1, NOW)
    mission.call_back(1, NOW)
    mission.release(1, NOW)
    assert mission.status is MissionStatus.OPEN
    assert mission.helper_id is None
    assert [mission.accepted_at, mission.on_my_way_at, mission.called_back_at] == [None, None, None]
    assert not words & {mission.code_word, mission.answer}
    assert mission.code_word != mission.answer
    mission.accept(2, NOW)


def test_a_helpee_who_can_t_keep_a_word_in_mind_answers_with_none() -> None:
    mission = a_mission()
    assert mission.answer == mission.answer_word
    mission.helpee.answers = False
    assert mission.answer is None


def test_what_is_spent_above_the_limit_is_known() -> None:
    for limit, receipt, over in ((4000, 4550, 550), (4000, 4000, 0), (4000, None, 0), (None, 9000, 0)):
        assert a_mission(limit_cents=limit, receipt_cents=receipt).over_limit_cents == over


def test_only_whoever_has_it_sets_out_releases_or_completes() -> None:
    mission = a_mission()
    acts: list[Callable[[], None]] = [
        lambda: mission.set_out(2, NOW),
        lambda: mission.release(2, NOW),
        lambda: mission.complete(2, Outcome.WELL, receipt_cents=None, note="", now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()
    mission.accept(1, NOW)
    with pytest.raises(NotYours):
        mission.complete(2, Outcome.WELL, receipt_cents=None, note="", now=NOW)


@pytest.mark.parametrize("cents", [-1, 100_001])
def test_an_absurd_receipt_is_refused_and_nothing_changes(cents: int) -> None:
    mission = a_mission()
    mission.accept(1, NOW)
    with pytest.raises(AmountOutOfRange):
        mission.complete(1, Outcome.WELL, receipt_cents=cents, note="", now=NOW)
    assert mission.status is MissionStatus.TAKEN


def test_a_closed_mission_says_how_it_ended() -> None:
    mission = a_mission()
    mission.cancel(NOW)
    with pytest.raises(MissionClosed) as caught:
        mission.accept(1, NOW)
    assert caught.value.status == "cancelled"


def test_whose_time_is_over_is_closed_before_anybody_has_said_so() -> None:
    mission = a_mission()
    assert mission.is_open(mission.ends_at - timedelta(seconds=1))
    assert not mission.is_open(mission.ends_at)
    with pytest.raises(MissionClosed) as caught:
        mission.accept(1, mission.ends_at)
    assert caught.value.status == "expired"
    with pytest.raises(MissionClosed):
        mission.require_open(mission.ends_at)
    assert mission.status is MissionStatus.OPEN


def test_whose_time_is_over_is_still_whose_it_is() -> None:
    mission = a_mission()
    mission.accept(1, NOW)
    with pytest.raises(AlreadyYours):
        mission.accept(1, mission.ends_at)
    with pytest.raises(AlreadyTaken):
        mission.accept(2, mission.ends_at)


def test_a_taken_mission_does_not_expire() -> None:
    mission = a_mission()
    mission.accept(1, NOW)
    with pytest.raises(MissionTaken):
        mission.expire(NOW + timedelta(days=1))


def test_nobody_is_called_back_before_somebody_is_coming() -> None:
    with pytest.raises(NotYours):
        a_mission().call_back(1, NOW)


def test_the_caller_is_told_of_whoever_has_it_now() -> None:
    mission = a_mission()
    mission.accept(1, NOW)
    mission.release(1, NOW)
    mission.accept(2, NOW)
    with pytest.raises(NotYours):
        mission.call_back(1, NOW)
    assert mission.called_back_at is None
    mission.call_back(2, NOW)
    assert mission.called_back_at == NOW


ACTS: dict[str, Callable[[Mission, int], None]] = {
    "accept": lambda mission, who: mission.accept(who, NOW),
    "confirm": lambda mission, who: mission.confirm(who, NOW),
    "nudge": lambda mission, _who: mission.nudge(NOW),
    "set_out": lambda mission, who: mission.set_out(who, NOW),
    "release": lambda mission, who: mission.release(who, NOW),
    "complete": lambda mission, who: mission.complete(who, Outcome.WELL, receipt_cents=100, note="", now=NOW),
    "call_back": lambda mission, who: mission.call_back(who, NOW),
    "cancel": lambda mission, _who: mission.cancel(NOW),
    "expire": lambda mission, _who: mission.expire(NOW),
    "change": lambda mission, _who: mission.change_details("x"),
}


def consistent(mission: Mission) -> bool:
    """In hand exactly when taken or completed; closed exactly when it has an end."""
    in_hand = mission.status in {MissionStatus.TAKEN, MissionStatus.COMPLETED}
    cancelled = mission.status is MissionStatus.CANCELLED
    return (in_hand == (mission.helper_id is not None) or cancelled) and mission.is_active == (
        mission.closed_at is None
    )


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 3)), max_size=30))
def test_whatever_people_do_it_is_never_in_two_hands_or_in_between(acts: list[tuple[str, int]]) -> None:
    mission = a_mission()
    for name, who in acts:
        before = (mission.status, mission.helper_id)
        try:
            ACTS[name](mission, who)
        except RuleBroken:
            assert (mission.status, mission.helper_id) == before
        if before[0] is MissionStatus.TAKEN and mission.status is MissionStatus.TAKEN:
            assert mission.helper_id == before[1]
        assert consistent(mission)


def test_what_begins_more_than_an_hour_later_is_not_done_yet_unless_it_is_a_call() -> None:
    later = NOW + timedelta(hours=1, minutes=1)
    assert a_mission(starts_at=later).is_early(NOW)
    assert not a_mission(starts_at=NOW + timedelta(hours=1)).is_early(NOW)
    assert not a_mission(starts_at=later, kind="moral_support").is_early(NOW)


@pytest.mark.parametrize(
    ("outcome", "early"), [(Outcome.WELL, True), (Outcome.PARTLY, True), (Outcome.NOT_DONE, False)]
)
def test_help_that_was_done_before_it_could_be_is_known_as_such(outcome: Outcome, early: bool) -> None:
    mission = a_mission(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=1))
    assert not mission.was_done_early
    mission.accept(1, NOW)
    mission.complete(1, outcome, receipt_cents=None, note="", now=NOW)
    assert mission.was_done_early is early
