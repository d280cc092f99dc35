"""How long a validation counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import AlreadyApplied, NotRegistered, NotValidated, Suspended
from domain.helper import HelperStatus
from domain.validity import next_step, valid_until
from tests.domain.builders import NOW, a_helper


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 3, 2), 12, (2027, 3, 2)), ((2028, 2, 29), 12, (2029, 2, 28)), ((2026, 12, 31), 2, (2027, 2, 28))],
)
def test_months_are_those_of_the_calendar(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert valid_until(datetime(*day, 9, tzinfo=UTC), months) == datetime(*expected, 9, tzinfo=UTC)


def test_steps_that_are_past_are_not_taken() -> None:
    until = NOW + timedelta(days=365)
    assert next_step(until, NOW) == until - timedelta(days=30)
    assert next_step(until, until - timedelta(days=30)) == until - timedelta(days=7)
    assert next_step(until, until - timedelta(days=1)) == until


def test_only_the_last_month_is_for_renewing() -> None:
    helper = a_helper()
    helper.approve(NOW, NOW + timedelta(days=365))
    with pytest.raises(AlreadyApplied):
        helper.require_check_wanted(NOW + timedelta(days=300))
    helper.require_check_wanted(NOW + timedelta(days=340))
    helper.expire()
    helper.require_applicant(NOW + timedelta(days=400))
    with pytest.raises(NotValidated):
        helper.require_validated()
    helper.reject()
    assert helper.status is HelperStatus.EXPIRED
    helper.leave()
    with pytest.raises(NotRegistered):
        helper.require_applicant(NOW)
    helper.suspend()
    with pytest.raises(Suspended):
        helper.require_check_wanted(NOW)
