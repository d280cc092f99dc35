"""No helper is kept for ever: also not whose validation has ended, nor who was banned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.helper import HelperStatus
from domain.keeping import SHORTEST, Periods
from domain.refusal import KEPT_FOR, RefusalKind
from domain.validity import MONTHS, valid_until
from services import desk, incidents, missions, people, refusals, registration, retention, sanctions, validity
from services.incidents import Report
from services.moderator import Moderator
from storage import tables
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")
PERIODS = Periods()


async def erase(store: Store) -> None:
    await retention.erase_due(store, PERIODS)


async def is_there(store: Store, helper: int) -> bool:
    """Whether they are left; the profile goes with the account."""
    found = await registration.helper_of(store, helper)
    async with store.reading() as work:
        person = await work.people.by_id(helper)
    assert (found is None) == (person is None)
    return found is not None


async def marks(store: Store) -> int:
    async with store.reading() as work:
        return await work.session.scalar(select(func.count()).select_from(tables.refusals)) or 0


async def validated(store: Store) -> int:
    """Somebody whose validation ends in a year."""
    number = await seed_helper(store)
    async with store.writing() as work:
        helper = await work.helpers.get(number)
        assert helper is not None
        helper.approve(work.now, valid_until(work.now, MONTHS))
    return number


async def expired(store: Store, clock: Clock) -> int:
    """Somebody whose validation has just ended, and who was not seen since it began."""
    number = await validated(store)
    clock.advance(days=365)
    await validity.keep(store)
    helper = await registration.helper_of(store, number)
    assert helper is not None
    assert helper.status is HelperStatus.EXPIRED
    return number


def test_a_banned_profile_is_kept_as_long_as_the_marks_of_the_ban() -> None:
    assert timedelta(days=PERIODS.banned) == KEPT_FOR[RefusalKind.BANNED]
    assert timedelta(days=SHORTEST["banned"]) >= KEPT_FOR[RefusalKind.SUSPENDED]


async def test_who_does_not_renew_goes_as_who_has_left(store: Store, clock: Clock) -> None:
    zoe = await expired(store, clock)
    await erase(store)
    clock.advance(days=PERIODS.people - 1)
    await erase(store)
    assert await is_there(store, zoe)
    clock.advance(days=2)
    await erase(store)
    assert not await is_there(store, zoe)


async def test_who_does_not_renew_and_still_writes_stays(store: Store, clock: Clock) -> None:
    zoe = await expired(store, clock)
    clock.advance(days=100)
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    await people.meet(store, helper.person.app, helper.person.external_id, "fr")
    clock.advance(days=PERIODS.people - 1)
    await erase(store)
    assert await is_there(store, zoe)


async def test_nobody_goes_with_a_mission_in_hand(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await validated(store)
    clock.advance(days=364)
    begins = clock.now + timedelta(days=1, hours=5)
    mission = await desk.publish(store, operator, a_draft(store, starts_at=begins, ends_at=begins + timedelta(hours=2)))
    await missions.accept(store, mission.id, zoe)
    clock.advance(days=1)
    await validity.keep(store)  # it is today's, so it stays theirs
    clock.advance(days=PERIODS.people + 30)
    async with store.reading() as work:
        assert zoe not in await work.aging.due("people", clock.now, 10)
    await desk.cancel(store, operator, mission.id)
    async with store.reading() as work:
        assert zoe in await work.aging.due("people", clock.now, 10)


@pytest.mark.parametrize("how", ["banned", "suspended until somebody decides"])
async def test_who_is_shut_out_goes_after_five_years(store: Store, clock: Clock, how: str) -> None:
    zoe = await seed_helper(store)
    clock.advance(days=500)
    if how == "banned":
        await sanctions.ban(store, zoe, MO, "money")
    else:
        await sanctions.suspend(store, zoe, MO, "money")
    clock.advance(days=PERIODS.banned, hours=-1)
    await refusals.forget_old(store)
    await erase(store)
    assert await is_there(store, zoe)
    clock.advance(hours=2)
    await refusals.forget_old(store)
    await erase(store)
    assert not await is_there(store, zoe)
    assert await marks(store) == 0


async def test_who_is_shut_out_stays_while_a_concern_is_looked_into(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, operator, Report("k", mission.id, "money", helper_id=zoe))
    await sanctions.ban(store, zoe, MO, "money")
    clock.advance(days=PERIODS.banned + 1)
    await erase(store)
    assert await is_there(store, zoe)
    await incidents.close(store, incident.id, MO, "sanctioned")
    clock.advance(days=91)
    await erase(store)
    assert not await is_there(store, zoe)


async def test_a_suspension_that_ends_is_no_end(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "money", 7)
    clock.advance(days=PERIODS.banned + 1)
    async with store.reading() as work:
        assert await work.aging.due("banned", clock.now, 10) == []


async def test_who_takes_calls_is_staff_also_when_banned(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    invitation = await people.invite(store, "BE", "telegram:0")
    await people.accept_invitation(store, zoe, invitation.token, "Zoé")
    await sanctions.ban(store, zoe, MO, "money")
    clock.advance(days=PERIODS.banned + 1)
    await erase(store)
    assert await is_there(store, zoe)
    await people.dismiss_operator(store, zoe, "telegram:0")
    await erase(store)
    assert not await is_there(store, zoe)
