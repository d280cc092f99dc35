"""Who hands on one mission after the other is told to the moderators, once, however it comes about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.audiences import notice_from
from domain.notices.safeguarding import ManyDoors
from domain.turnover import MANY_HANDED_ON
from services import desk, missions, registration, turnover
from storage.unit_of_work import Store, UnitOfWork
from tests.services.seeds import a_draft, seed_helper, seed_operator


async def has_in_hand(store: Store, count: int) -> tuple[int, list[int]]:
    """A helper, and the numbers of what they have in hand."""
    operator, eve = await seed_operator(store), await seed_helper(store)
    taken = [(await desk.publish(store, operator, a_draft(store))).id for _ in range(count)]
    for number in taken:
        await missions.accept(store, number, eve)
    return eve, taken


async def told(store: Store) -> list[ManyDoors]:
    """What waits for the moderators of it."""
    async with store.writing() as work:
        letters = await work.outbox.letters_to("staff:moderators", ManyDoors)
    return [one for one in letters if isinstance(one, ManyDoors)]


async def test_whoever_hands_on_all_at_once_is_told_to_moderators_as_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looked_at_slowly(work: UnitOfWork, helper_id: int) -> None:
        await look(work, helper_id)
        await asyncio.sleep(0.1)

    look = turnover.look
    monkeypatch.setattr(turnover, "look", looked_at_slowly)
    eve, taken = await has_in_hand(store, MANY_HANDED_ON)
    await asyncio.gather(*(missions.release(store, number, eve) for number in taken))
    assert [one.helper_id for one in await told(store)] == [eve]


@pytest.mark.parametrize("goes", [registration.leave, registration.forget])
async def test_whoever_goes_with_all_in_hand_is_told_to_moderators_as_well(
    store: Store, goes: Callable[[Store, int], Awaitable[None]]
) -> None:
    eve, taken = await has_in_hand(store, MANY_HANDED_ON)
    await goes(store, eve)
    assert notice_from("ManyDoors", {"helper_id": eve}) == ManyDoors(eve), "a letter of an earlier version is read"
    assert await told(store) == [ManyDoors(eve, taken=len(taken), doors=len(taken), handed_on=len(taken))]


async def test_whose_time_is_over_hands_nothing_on(store: Store) -> None:
    eve, _taken = await has_in_hand(store, MANY_HANDED_ON)
    async with store.writing() as work:
        person = await work.people.by_id(eve)
        assert person is not None
        await registration.forget_now(work, person, by=registration.TIME)
    assert not await told(store)
