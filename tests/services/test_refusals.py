"""Whoever was shut out and has everything deleted does not come back as if they were new, for as long as it holds."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from domain.errors import Banned, Suspended
from domain.helper import HelperStatus
from domain.people import Person
from domain.refusal import KEPT_FOR, RefusalKind
from services import people, refusals, registration, review, sanctions
from services.moderator import Moderator
from services.registration import Application
from services.upkeep import Upkeep
from storage import tables
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import seed_helper

MO = Moderator("telegram:7", "Mo")


async def forgotten(store: Store, helper: int) -> Person:
    """They delete everything, and write again: somebody new, with the same account."""
    async with store.reading() as work:
        before = await work.people.by_id(helper)
    assert before is not None
    await registration.forget(store, helper)
    back = await people.meet(store, before.app, before.external_id, "fr")
    assert back.id != helper
    return back


async def marks(store: Store) -> int:
    async with store.reading() as work:
        return await work.session.scalar(select(func.count()).select_from(tables.refusals)) or 0


async def test_whoever_is_banned_and_deletes_everything_stays_away(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await sanctions.ban(store, zoe, MO, "money")
    back = await forgotten(store, zoe)
    clock.advance(days=700)
    await Upkeep(store).once()
    back = await people.meet(store, back.app, back.external_id, "fr")
    with pytest.raises(Banned):
        await review.start(store, back.id)
    application = Application("Zoé", "+32470999999", "BE", (), frozenset(), frozenset(), 1, "1", store.now())
    with pytest.raises(Banned):
        await registration.apply(store, back.id, application)


@pytest.mark.parametrize("days", [0, 7])
async def test_whoever_is_suspended_and_deletes_everything_waits_for_the_end(
    store: Store, clock: Clock, days: int
) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "conduct", days)
    back = await forgotten(store, zoe)
    with pytest.raises(Suspended) as caught:
        await review.start(store, back.id)
    assert not isinstance(caught.value, Banned)
    clock.advance(days=8)
    if days:
        await review.start(store, back.id)
        assert await marks(store) == 1  # the moderators see it for a year
    else:
        with pytest.raises(Suspended):
            await review.start(store, back.id)


async def test_a_suspension_that_ended_before_everything_was_deleted_leaves_nothing(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "conduct", 7)
    clock.advance(days=8)
    await Upkeep(store).once()
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert helper.status is HelperStatus.VALIDATED
    back = await forgotten(store, zoe)
    await review.start(store, back.id)
    assert await marks(store) == 0


async def test_whoever_is_reinstated_and_deletes_everything_is_new(store: Store) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "conduct")
    await sanctions.ban(store, zoe, MO, "conduct")
    async with store.writing() as work:  # a number that changed meanwhile
        helper = await work.helpers.get(zoe, lock=True)
        assert helper is not None
        helper.phone = "+32470111222"
    await sanctions.reinstate(store, zoe, MO)
    back = await forgotten(store, zoe)
    await review.start(store, back.id)
    assert await marks(store) == 0


async def test_one_who_stayed_suspended_until_the_marks_were_gone_is_known_again(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "conduct")
    clock.advance(days=KEPT_FOR[RefusalKind.SUSPENDED].days + 1)
    assert await refusals.forget_old(store) == 1
    back = await forgotten(store, zoe)
    with pytest.raises(Suspended):
        await review.start(store, back.id)


async def test_the_marks_go_in_their_time(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await sanctions.ban(store, zoe, MO, "money")
    back = await forgotten(store, zoe)
    clock.advance(days=KEPT_FOR[RefusalKind.BANNED].days)
    await Upkeep(store).once()
    assert await marks(store) == 0
    back = await people.meet(store, back.app, back.external_id, "fr")
    await review.start(store, back.id)
