"""How much one person may do in what time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import TooOften
from domain.limits import LIMITS, STAFF_TIMES, Attempts, Costly, Limit, Tally, Verdict, limit_for

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TEN = Limit(10, timedelta(minutes=1), timedelta(seconds=30))
SECOND = timedelta(seconds=1)


def test_there_is_a_limit_for_everything_that_is_counted() -> None:
    assert set(LIMITS) == set(Costly)


def test_beyond_the_limit_is_a_pause_that_is_said_once() -> None:
    tally = Tally()
    assert [tally.count(TEN, NOW) for _ in range(10)] == [Verdict.FINE] * 10
    assert tally.count(TEN, NOW) is Verdict.TOO_MANY
    assert {tally.count(TEN, NOW + n * SECOND) for n in range(29)} == {Verdict.PAUSED}
    assert tally.count(TEN, NOW + TEN.pause) is Verdict.FINE


def test_a_clock_that_is_put_back_makes_no_pause_longer() -> None:
    tally = Tally()
    for _ in range(11):
        tally.count(TEN, NOW)
    assert tally.count(TEN, NOW - timedelta(days=1)) is Verdict.FINE


@given(st.lists(st.floats(6.0, 600.0), max_size=200))
def test_whoever_keeps_to_the_rate_never_meets_it(gaps: list[float]) -> None:
    tally, now = Tally(), NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        assert tally.count(TEN, now) is Verdict.FINE


@given(st.lists(st.floats(0.0, 30.0), min_size=20, max_size=200))
def test_nobody_does_much_more_than_the_limit(gaps: list[float]) -> None:
    tally, now, done = Tally(), NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if tally.count(TEN, now) is Verdict.FINE:
            done.append(now)
    for end in done:
        lately = [one for one in done if end - TEN.within < one <= end]
        assert len(lately) <= 3 * TEN.many


def test_staff_may_do_more_but_not_guess_more() -> None:
    assert limit_for(Costly.MESSAGES, staff=True).many == STAFF_TIMES * LIMITS[Costly.MESSAGES].many
    assert limit_for(Costly.CODES, staff=True) == LIMITS[Costly.CODES]


def test_an_idle_tally_is_worth_nothing() -> None:
    tally = Tally()
    tally.count(TEN, NOW)
    assert not tally.is_idle(TEN, NOW)
    assert tally.is_idle(TEN, NOW + TEN.within)


def test_wrong_codes_lead_to_a_pause() -> None:
    limit, attempts = LIMITS[Costly.CODES], Attempts(person_id=1, kind=Costly.CODES, since=NOW)
    for _ in range(limit.many - 1):
        attempts.fail(NOW)
    attempts.require_open(NOW)
    attempts.fail(NOW + limit.within + SECOND)  # the others are long past
    attempts.require_open(NOW + limit.within + SECOND)
    for _ in range(limit.many):
        attempts.fail(NOW + limit.within + SECOND)
    with pytest.raises(TooOften) as refused:
        attempts.require_open(NOW + limit.within + 2 * SECOND)
    assert refused.value.wait == limit.pause - SECOND
    attempts.require_open(NOW + limit.within + limit.pause + 2 * SECOND)
