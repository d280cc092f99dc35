"""Who is eligible, and in what order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.matching import Candidate, Exclusion, band, distance_m, exclusion, forecast, known, order, wave
from domain.turnover import MOST_DOORS_A_DAY
from domain.waves import HeadStart, Wave
from tests.domain.builders import NOW, a_candidate, a_mission


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"can_be_offered": False}, Exclusion.UNAVAILABLE),
        ({"kinds": frozenset({"dog_walk"})}, Exclusion.OTHER_KIND),
        ({"in_reach": False, "distance_m": 9_000.0}, Exclusion.TOO_FAR),
        ({"free": False}, Exclusion.NOT_FREE),
        ({"active_missions": 3}, Exclusion.BUSY),
        ({"frozen": True}, Exclusion.FROZEN),
        ({"answered": True}, Exclusion.ANSWERED),
        ({"offers_today": 6}, Exclusion.ASKED_ENOUGH),
        ({"languages": frozenset({"nl"})}, None),
    ],
)
def test_why_somebody_is_not_asked(fields: dict[str, Any], reason: Exclusion | None) -> None:
    assert exclusion(a_candidate(**fields), a_mission()) is reason


def test_by_phone_the_language_must_match_and_distance_is_nothing() -> None:
    mission = a_mission(kind="moral_support", language="nl")
    far = a_candidate(in_reach=False, distance_m=None, languages=frozenset({"nl"}))
    assert exclusion(far, mission) is None
    assert exclusion(replace(far, languages=frozenset({"fr"})), mission) is Exclusion.OTHER_LANGUAGE
    assert exclusion(replace(far, country="CH"), mission) is Exclusion.TOO_FAR


def test_the_daily_cap_gives_way_to_urgency_and_to_ones_own_wish() -> None:
    asked = a_candidate(offers_today=20)
    assert exclusion(asked, a_mission(urgent=True)) is None
    assert exclusion(asked, a_mission(), asked=False) is None


def test_whoever_offers_is_not_held_to_their_hours_nor_to_an_earlier_no() -> None:
    for fields in ({"free": False}, {"answered": True}):
        assert exclusion(a_candidate(**fields), a_mission()) is not None
        assert exclusion(a_candidate(**fields), a_mission(), asked=False) is None


def test_whoever_has_handed_it_on_gets_it_from_an_operator_alone() -> None:
    handed_on = a_candidate(answered=True, handed_on=True)
    assert exclusion(handed_on, a_mission()) is Exclusion.HANDED_ON
    assert exclusion(handed_on, a_mission(), asked=False) is Exclusion.HANDED_ON
    assert exclusion(handed_on, a_mission(), asked=False, given=True) is None


def test_beyond_some_doors_a_day_an_operator_gives_and_nothing_else_does() -> None:
    last, enough = a_candidate(doors_today=MOST_DOORS_A_DAY - 1), a_candidate(doors_today=MOST_DOORS_A_DAY)
    assert exclusion(last, a_mission(), asked=False) is None
    assert exclusion(enough, a_mission(urgent=True)) is Exclusion.SEEN_ENOUGH
    assert exclusion(enough, a_mission(), asked=False) is Exclusion.SEEN_ENOUGH
    assert exclusion(enough, a_mission(), asked=False, given=True) is None
    assert exclusion(enough, a_mission(kind="moral_support")) is None  # which shows no door


def test_own_wish_does_not_overcome_what_protects_people() -> None:
    for fields in ({"frozen": True}, {"can_be_offered": False}, {"in_reach": False}, {"active_missions": 3}):
        assert exclusion(a_candidate(**fields), a_mission(), asked=False) is not None


def test_the_order_of_asking() -> None:
    liked_but_far = a_candidate(1, liked=True, distance_m=4_900.0)
    near_new = a_candidate(2, distance_m=900.0)
    near_helped = a_candidate(3, distance_m=100.0, completed=2)
    near_other_language = a_candidate(4, distance_m=40.0, languages=frozenset({"nl"}))
    near_asked_often = a_candidate(5, distance_m=50.0, offers_recently=5)
    next_band = a_candidate(6, distance_m=1_100.0)
    everybody = [next_band, near_other_language, near_asked_often, near_helped, near_new, liked_but_far]
    assert [one.helper_id for one in order(everybody, a_mission())] == [1, 2, 3, 4, 5, 6]


def test_a_language_is_a_preference_and_does_not_outweigh_a_fair_share() -> None:
    speaks = a_candidate(1, offers_recently=1)
    does_not = a_candidate(2, languages=frozenset({"nl"}))
    assert [one.helper_id for one in order([speaks, does_not], a_mission(language="fr"))] == [2, 1]
    equal = replace(does_not, offers_recently=1, distance_m=10.0)
    assert [one.helper_id for one in order([equal, speaks], a_mission(language="fr"))] == [1, 2]


def test_by_phone_the_load_is_shared_too() -> None:
    waited_but_often = a_candidate(1, last_offered_at=NOW - timedelta(days=5), offers_recently=3)
    lately_but_once = a_candidate(2, last_offered_at=NOW - timedelta(days=1), offers_recently=1)
    ranked = order([waited_but_often, lately_but_once], a_mission(kind="moral_support"))
    assert [one.helper_id for one in ranked] == [2, 1]


def test_by_phone_whoever_waited_longest_is_first() -> None:
    mission = a_mission(kind="moral_support")
    recently = a_candidate(1, last_offered_at=NOW, distance_m=10.0)
    long_ago = a_candidate(2, last_offered_at=NOW - timedelta(days=9), distance_m=None)
    never = a_candidate(3, distance_m=90_000.0, in_reach=False)
    assert [one.helper_id for one in order([recently, long_ago, never], mission)] == [3, 2, 1]


def test_a_wave_fills_up_and_stays_near_while_enough_live_there() -> None:
    crowd = [a_candidate(number) for number in range(1, 30)]
    step = Wave(10, 1_000)
    assert wave(crowd, step, already=0, least=3) == crowd[:10]
    assert wave(crowd, step, already=8, least=3) == crowd[:2]
    assert wave(crowd, step, already=15, least=3) == []
    near, liked = a_candidate(1), a_candidate(2, distance_m=4_000.0, liked=True)
    far = [a_candidate(number, distance_m=4_000.0) for number in range(3, 9)]
    assert wave([liked, near, *far], step, already=0, least=2) == [liked, near]
    assert wave([near, *far], step, already=0, least=3) == [near, *far[:2]]
    assert wave([near, *far], step, already=2, least=3) == [near]
    assert wave(far, step, already=3, least=3) == []


def test_a_head_start_is_for_those_whom_the_helpee_knows() -> None:
    step = HeadStart(2, timedelta(minutes=5))
    stranger, *liked = a_candidate(1), *(a_candidate(number, liked=True) for number in (2, 3, 4))
    ranked = order([stranger, *liked], a_mission())
    assert known(ranked, step, already=0) == liked[:2]
    assert known(ranked, step, already=1) == liked[:1]
    assert known(ranked, step, already=2) == []
    assert known([stranger], step, already=0) == []
    assert forecast([stranger, *liked], a_mission(), step).first == 2
    assert forecast([stranger, *liked], a_mission()).first == 0


def test_by_phone_there_is_no_far_away() -> None:
    crowd = [a_candidate(number, distance_m=None) for number in range(1, 30)]
    assert wave(crowd, Wave(5, 1_000), already=0, least=3) == crowd[:5]


def test_the_forecast_counts_who_is_near_and_why_others_are_not_asked() -> None:
    people = [
        a_candidate(1, distance_m=300.0),
        a_candidate(2, distance_m=2_000.0, languages=frozenset({"nl"})),
        a_candidate(3, free=False),
    ]
    told = forecast(people, a_mission())
    assert (told.eligible, told.within_km, told.nearest_m, told.speaking) == (2, 1, 300.0, 1)
    assert told.excluded == {Exclusion.NOT_FREE: 1}


def test_distance_is_what_the_map_says() -> None:
    assert distance_m(50.8466, 4.3528, 51.0543, 3.7174) == pytest.approx(50_070, rel=0.004)  # Brussels to Ghent
    assert distance_m(50.0, 4.0, 50.0, 4.0) == 0
    assert distance_m(0.0, 179.95, 0.0, -179.95) == pytest.approx(11_119, rel=0.004)
    assert [band(metres) for metres in (0, 1_000, 1_001, 40_000, None)] == [0, 0, 1, 6, 0]


candidates = st.builds(
    a_candidate,
    number=st.integers(1, 10_000),
    can_be_offered=st.booleans(),
    in_reach=st.booleans(),
    distance_m=st.floats(0, 50_000),
    languages=st.frozensets(st.sampled_from(["fr", "nl"])),
    free=st.booleans(),
    active_missions=st.integers(0, 4),
    offers_recently=st.integers(0, 9),
    offers_today=st.integers(0, 9),
    liked=st.booleans(),
    frozen=st.booleans(),
    answered=st.booleans(),
)


@given(st.lists(candidates, max_size=40), st.booleans(), st.integers(0, 12))
def test_a_wave_holds_only_eligible_helpers_and_no_better_one_is_left_out(
    people: list[Candidate], urgent: bool, already: int
) -> None:
    mission = a_mission(urgent=urgent)
    ranked = order(people, mission)
    step = Wave(10, 5_000)
    chosen = wave(ranked, step, already=already, least=3)
    assert len(chosen) <= max(0, 10 - already)
    assert all(exclusion(one, mission) is None for one in chosen)
    assert not any(one.frozen or one.answered or not one.can_be_offered for one in chosen)
    near = [one for one in ranked if one.liked or (one.distance_m or 0) <= step.reach_m]
    assert chosen[: len(near)] == near[: len(chosen)]
    likes = [one.liked for one in ranked]
    assert likes == sorted(likes, reverse=True)
