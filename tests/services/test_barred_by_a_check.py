"""A renewal shows somebody else, or somebody under age: they are not sent to anybody from that moment on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import Suspended
from domain.helper import HelperStatus
from domain.identity import Reason, Side
from domain.mission import MissionStatus
from domain.notices.identity import CheckDecided
from domain.notices.names import to_person
from domain.notices.safeguarding import HelperSanctioned, MissionTakenAway
from domain.sanction import Sanction
from services import desk, helper_files, missions, registration, review, sanctions
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")


async def renewing(store: Store) -> tuple[int, int]:
    """A helper whose validation ends in a week, and the check with which they renew it."""
    zoe = await seed_helper(store)
    async with store.writing() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        helper.approve(work.now, work.now + timedelta(days=7))
    check = await review.start(store, zoe)
    await review.receive(store, zoe, Side.CARD, "file-card", "11")
    await review.receive(store, zoe, Side.NOTE, "file-note", "12")
    await review.submit(store, zoe)
    return zoe, check.id


@pytest.mark.parametrize(("reason", "cause"), [(Reason.NOT_SAME_PERSON, "identity"), (Reason.UNDER_AGE, "under_age")])
async def test_they_are_suspended_at_once_and_what_they_have_goes_to_others(
    store: Store, reason: Reason, cause: str
) -> None:
    operator, (zoe, check) = await seed_operator(store), await renewing(store)
    mission = await missions.accept(store, (await desk.publish(store, operator, a_draft(store))).id, zoe)
    await empty_outbox(store)
    await review.reject(store, check, MO, reason)
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert (helper.status, helper.suspended_until) == (HelperStatus.SUSPENDED, None)
    async with store.reading() as work:
        found, history = await work.missions.get(mission.id), await work.sanctions.history(zoe)
        file = await helper_files.file_of(work, zoe)
    assert found is not None
    assert (found.status, found.helper_id) == (MissionStatus.OPEN, None)
    assert [(one.what, one.cause, one.by) for one in history] == [(Sanction.SUSPENDED, cause, MO.address)]
    assert file is not None
    assert [one.reason for one in file.rejected] == [reason]
    told = await kinds_for(store, to_person(zoe))
    assert told.index(CheckDecided) < told.index(HelperSanctioned)
    assert MissionTakenAway in await kinds_for(store, to_person(operator))
    with pytest.raises(Suspended):
        await review.start(store, zoe)
    await assert_consistent(store)
    await sanctions.reinstate(store, zoe, MO)
    again = await registration.helper_of(store, zoe)
    assert again is not None
    assert again.status is HelperStatus.VALIDATED


@pytest.mark.parametrize("reason", [Reason.UNREADABLE, Reason.NAME_DIFFERS, Reason.EXPIRED])
async def test_other_reasons_leave_the_rest_of_the_time(store: Store, reason: Reason) -> None:
    zoe, check = await renewing(store)
    await review.reject(store, check, MO, reason)
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert helper.status is HelperStatus.VALIDATED
