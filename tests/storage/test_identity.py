"""Identity checks: finding them, what is due, and pictures that go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.helper import Helper
from domain.identity import CheckStatus, IdentityCheck, Side
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.storage.seeds import seed_helper, seed_person


async def seed_check(store: Store, helper: Helper, *, submitted: bool = True) -> int:
    async with store.writing() as work:
        found = await work.helpers.get(helper.id)
        assert found is not None
        check = IdentityCheck.start(helper.id, work.now)
        check.add(Side.CARD, "card", "10", work.now)
        check.add(Side.NOTE, "note", "11", work.now)
        if submitted:
            check.submit(found, work.now)
        work.identity.add(check)
    return check.id


async def test_a_check_comes_with_its_pictures_its_helper_and_their_person(store: Store) -> None:
    helper = await seed_helper(store)
    number = await seed_check(store, helper)
    async with store.reading() as work:
        check = await work.identity.get(number)
        assert await work.identity.get(number + 1) is None
    assert check is not None
    assert [(one.side, one.file, one.message) for one in check.pictures] == [
        (Side.CARD, "card", "10"),
        (Side.NOTE, "note", "11"),
    ]
    assert check.helper is not None
    assert check.helper.person.id == helper.id
    assert check.helper.places[0].name == "Ixelles"


async def test_the_open_check_is_the_newest_that_is_not_decided(store: Store, clock: Clock) -> None:
    helper = await seed_helper(store)
    first = await seed_check(store, helper)
    async with store.writing() as work:
        check = await work.identity.open_of(helper.id)
        assert check is not None
        assert check.id == first
        check.purge(clock.advance(days=2))
    async with store.reading() as work:
        assert await work.identity.open_of(helper.id) is None
        latest = await work.identity.latest_of(helper.id)
        assert latest is not None
        assert (latest.status, latest.pictures) == (CheckStatus.PURGED, [])
        assert await work.identity.latest_of((await seed_person(store)).id) is None
    second = await seed_check(store, helper, submitted=False)
    async with store.reading() as work:
        found = await work.identity.open_of(helper.id)
    assert found is not None
    assert found.id == second


async def test_checks_wait_in_the_order_in_which_they_were_submitted(store: Store, clock: Clock) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(await seed_check(store, await seed_helper(store)))
        clock.advance(minutes=1)
    await seed_check(store, await seed_helper(store), submitted=False)
    async with store.reading() as work:
        assert [check.id for check in await work.identity.waiting()] == numbers


async def test_pictures_are_due_until_the_decision(store: Store, clock: Clock) -> None:
    early = await seed_check(store, await seed_helper(store))
    clock.advance(hours=1)
    late = await seed_check(store, await seed_helper(store), submitted=False)
    async with store.writing() as work:
        assert await work.identity.due(work.now, 10) == []
        found = await work.identity.due(work.now + timedelta(days=2), 10)
        assert [check.id for check in found] == [late, early]  # what was not sent goes when its digits lapse
        assert [check.id for check in await work.identity.due(work.now + timedelta(days=2), 1)] == [late]
        found[1].approve("telegram:1", "Maud", work.now)
    async with store.reading() as work:
        assert [check.id for check in await work.identity.due(store.now() + timedelta(days=2), 10)] == [late]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_two_processes_purge_different_checks(store: Store) -> None:
    numbers = [await seed_check(store, await seed_helper(store)) for _ in range(2)]
    later = store.now() + timedelta(days=2)
    async with store.writing() as one, store.writing() as other:
        mine = await one.identity.due(later, 1)
        theirs = await other.identity.due(later, 10)
        assert [check.id for check in (*mine, *theirs)] == numbers
