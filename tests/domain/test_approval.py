"""What can't be undone takes two people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.approval import LASTS, Approval, ApprovalStatus, Deed
from domain.errors import ApprovalClosed, SecondPersonNeeded

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
OLIVE, OSCAR = 1, 2
MOMENT = timedelta(microseconds=1)


def asked() -> Approval:
    """Olive has asked for a file to be deleted."""
    return Approval.ask(Deed.FORGET_CALLER, 7, OLIVE, NOW)


def test_somebody_else_confirms() -> None:
    approval = asked()
    with pytest.raises(SecondPersonNeeded):
        approval.confirm(OLIVE, NOW)
    assert approval.status is ApprovalStatus.ASKED
    approval.confirm(OSCAR, NOW + LASTS - MOMENT)
    assert (approval.status, approval.answered_by_id, approval.due_at) == (ApprovalStatus.CONFIRMED, OSCAR, None)


def test_whoever_asked_may_think_better_of_it() -> None:
    approval = asked()
    approval.refuse(OLIVE, NOW)
    assert approval.status is ApprovalStatus.REFUSED


def test_it_is_answered_once_and_in_time() -> None:
    settled = [asked(), asked(), asked()]
    settled[0].confirm(OSCAR, NOW)
    settled[1].refuse(OSCAR, NOW)
    settled[2].lapse(NOW)
    for approval in settled:
        for again in (approval.confirm, approval.refuse):
            with pytest.raises(ApprovalClosed):
                again(OSCAR, NOW)
        with pytest.raises(ApprovalClosed):
            approval.lapse(NOW)
    late = asked()
    for answer in (late.confirm, late.refuse):
        with pytest.raises(ApprovalClosed):
            answer(OSCAR, NOW + LASTS)


def test_what_was_confirmed_is_there_for_whoever_asked_and_not_for_ever() -> None:
    approval = Approval.ask(Deed.EXPORT_CALLER, 7, OLIVE, NOW)
    assert not approval.may_take(OLIVE, NOW)
    approval.confirm(OSCAR, NOW)
    assert approval.may_take(OLIVE, NOW)
    assert not approval.may_take(OSCAR, NOW)
    assert not approval.may_take(OLIVE, NOW + LASTS)
