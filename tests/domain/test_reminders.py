"""When moderators are reminded, and when a purge is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import quiet
from domain.identity import PURGE_AFTER
from domain.purge import DELETABLE_FOR, PAUSES, TOLD_AFTER, Purge
from domain.reminders import IN_TIME, REMIND_AFTER, reminder_at

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("told", "expected"),
    [(0, (2, 16)), (1, (3, 8)), (2, (3, 12)), (3, (4, 0)), (4, None)],
)
def test_reminders_come_by_day_unless_the_morning_is_too_late(told: int, expected: tuple[int, int] | None) -> None:
    at = reminder_at(NOON, NOON + PURGE_AFTER - timedelta(hours=1), told, BRUSSELS)
    local = None if at is None else at.astimezone(BRUSSELS)
    assert expected == (None if local is None else (local.day, local.hour))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(0, 3))  # noqa: DTZ001 - a zone is given
def test_no_reminder_is_early_or_too_late(naive: datetime, told: int) -> None:
    begun = naive.replace(tzinfo=ZoneInfo("UTC"))
    at = reminder_at(begun, begun + PURGE_AFTER, told, BRUSSELS)
    assert at is not None
    assert begun + REMIND_AFTER[told] <= at <= begun + PURGE_AFTER - IN_TIME
    assert not quiet(at, BRUSSELS) or told == len(REMIND_AFTER) - 1


def a_purge() -> Purge:
    return Purge.start(1, "staff:moderators", "-100", "5", sent_at=NOON, now=NOON)


def test_pauses_grow_and_end_with_the_48_hours() -> None:
    purge, now, waited = a_purge(), NOON, []
    while purge.due_at is not None:
        waited.append(purge.due_at - now)
        now = purge.due_at
        purge.fail("refused", now)
    assert waited == sorted(waited)
    assert waited[-1] == PAUSES[-1]
    assert NOON + DELETABLE_FOR <= now <= NOON + DELETABLE_FOR + PAUSES[-1]
    assert purge.by_hand_at == now


def test_people_hear_of_what_does_not_mend_itself() -> None:
    purge = a_purge()
    for _ in range(TOLD_AFTER):
        assert not purge.is_to_be_told
        purge.fail("refused", NOON)
    assert purge.is_to_be_told
    hopeless = a_purge()
    hopeless.fail("too old", NOON, for_good=True)
    assert hopeless.is_to_be_told
    assert hopeless.due_at is None
