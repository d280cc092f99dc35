"""How many are asked at once follows from how readily people accepted before."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waves import ENOUGH, FEWEST, MOST, ON_FOOT, Experience, Haste, policy_for

POLICY = policy_for("groceries", Haste.SOON)
PAUSE = POLICY.pause.total_seconds() / 60


def test_without_experience_it_is_what_the_policy_says() -> None:
    for haste in Haste:
        policy = policy_for("groceries", haste)
        assert Experience().first_wave(policy) == policy.waves[0].open


@pytest.mark.parametrize(("a_minute", "most"), [(0.1, 3), (0.05, 4), (0.02, 9), (0.01, 16), (0.001, 20)])
def test_the_less_readily_people_accept_the_more_are_asked(a_minute: float, most: int) -> None:
    first = Experience(accepted=1_000 * a_minute * 30, minutes=1_000 * 30).first_wave(POLICY)
    assert first == most
    if FEWEST < first < MOST:
        assert 1 - exp(-a_minute * PAUSE * first) >= ENOUGH - 0.02


def test_a_little_experience_changes_little() -> None:
    assert Experience(accepted=0, minutes=30).first_wave(POLICY) in {6, 7}
    assert Experience(accepted=1, minutes=5).first_wave(POLICY) in {4, 5}


@given(st.floats(0, 1e4), st.floats(0, 1e6))
def test_there_is_a_floor_and_a_ceiling(accepted: float, minutes: float) -> None:
    assert FEWEST <= Experience(accepted, minutes).first_wave(POLICY) <= MOST


@given(st.integers(1, 20))
def test_the_waves_that_follow_keep_their_measure(first: int) -> None:
    waves = POLICY.beginning_with(first).waves
    assert waves[0].open == first
    assert [one.reach_m for one in waves] == [one.reach_m for one in ON_FOOT]
    assert [one.open for one in waves] == sorted(one.open for one in waves)
    assert waves[1].open >= 2 * first
