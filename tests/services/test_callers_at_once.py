"""A caller is forgotten, or everything is stopped for them, in the very instant in which something is begun for them.

SQLite lets one write after the other, so this is about PostgreSQL alone. Somebody holds a row that one of the two will
want in the midst of it; so both are where they are meant to be when it is given free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.approval import Deed
from domain.keeping import Periods
from domain.mission import Mission, Outcome
from domain.recurrence import Every, Recurrence
from services import approvals, callers, desk, missions, retention, series
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator
from tests.services.test_approvals import person

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
CALLER = "+3225550099"
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def begun(store: Store, act: Coroutine[Any, Any, Any], waiting: int) -> asyncio.Task[Any]:
    """Begin something, until so many in all wait for rows that others hold."""
    task = asyncio.create_task(act)
    async with asyncio.timeout(30):
        while True:
            async with store.reading() as work:
                if (await work.session.execute(WAITING)).scalar_one() == waiting:
                    return task
            assert not task.done() or task.exception(), "it should have waited"
            await asyncio.sleep(0)


async def of_caller(store: Store, helpee: int) -> list[Mission]:
    async with store.reading() as work:
        return await work.missions.last_of_helpee(helpee, 10)


async def asked_to_forget(store: Store) -> tuple[int, int, int, Mission]:
    """Two operators, a wish that a caller be forgotten, and a mission of theirs that is done."""
    olive, oscar = await seed_operator(store), await seed_operator(store)
    zoe = await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER))
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    asked = await approvals.ask(store, oscar, Deed.FORGET_CALLER, mission.helpee.id)
    return olive, (await seed_operator(store)), asked.id, mission


async def test_published_while_they_are_forgotten_nothing_goes_on_for_nobody(store: Store) -> None:
    olive, third, asked, mission = await asked_to_forget(store)
    confirmer = await person(store, third)
    async with store.writing() as work:
        await work.session.execute(text("SELECT id FROM people WHERE id = :id FOR UPDATE"), {"id": olive})
        publishing = await begun(store, desk.publish(store, olive, a_draft(store, phone=CALLER)), 1)
        confirm = approvals.confirm(store, asked, confirmer, administrator=False)
        forgetting = await begun(store, confirm, 2)
    await asyncio.gather(publishing, forgetting)
    found = await of_caller(store, mission.helpee.id)
    assert len(found) == 2
    for one in found:
        assert one.helpee.erased_at is not None
        assert not one.is_active
        assert one.erased_at is not None


async def test_forgotten_by_time_and_by_a_wish_at_once_nobody_gives_up(store: Store, clock: Clock) -> None:
    _, third, asked, mission = await asked_to_forget(store)
    confirmer = await person(store, third)
    clock.advance(days=1)
    periods = Periods(missions=3_650, helpees=1, people=3_650, invitations=3_650)
    async with store.writing() as work:
        await work.approvals.get(asked)
        confirm = approvals.confirm(store, asked, confirmer, administrator=False)
        forgetting = await begun(store, confirm, 1)
        erasing = await begun(store, retention.erase_due(store, periods), 2)
    await asyncio.gather(forgetting, erasing)
    (one,) = await of_caller(store, mission.helpee.id)
    assert one.erased_at is not None
    assert one.helpee.erased_at is not None


async def test_who_waits_for_a_mission_of_a_caller_does_not_hold_the_caller(store: Store, clock: Clock) -> None:
    *_, mission = await asked_to_forget(store)
    clock.advance(days=1)
    async with store.writing() as work:
        await work.missions.lock(mission.id)
        periods = Periods(missions=3_650, helpees=1, people=3_650)
        erasing = await begun(store, retention.erase_due(store, periods), 1)
        caller = text("SELECT id FROM helpees WHERE id = :id FOR UPDATE NOWAIT")
        assert (await work.session.execute(caller, {"id": mission.helpee.id})).scalar_one() == mission.helpee.id
    await erasing
    (one,) = await of_caller(store, mission.helpee.id)
    assert one.helpee.erased_at is not None


async def test_stopped_while_the_next_one_follows_that_one_is_stopped_too(store: Store, clock: Clock) -> None:
    olive = await seed_operator(store)
    await seed_helper(store)
    draft = a_draft(store, phone=CALLER)
    daily = Recurrence(Every.DAY, draft.starts_at.time(), draft.ends_at.time())
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER, recurrence=daily))
    clock.now = mission.ends_at + timedelta(minutes=1)
    async with store.writing() as work:
        held = await work.missions.lock(mission.id)
        assert held is not None
        held.expire(work.now)
        await series.follow(work, held)
        await work.flush()
        stopping = await begun(store, callers.stop_everything(store, olive, mission.helpee.id), 1)
    await stopping
    found = await of_caller(store, mission.helpee.id)
    assert len(found) == 2
    assert not [one.id for one in found if one.is_active or one.recurrence is not None]


async def test_published_while_all_is_stopped_that_is_stopped_too(store: Store) -> None:
    olive, oscar = await seed_operator(store), await seed_operator(store)
    mission = await desk.publish(store, oscar, a_draft(store, phone=CALLER))
    async with store.writing() as work:
        await work.session.execute(text("SELECT id FROM people WHERE id = :id FOR UPDATE"), {"id": olive})
        publishing = await begun(store, desk.publish(store, olive, a_draft(store, phone=CALLER)), 1)
        stopping = await begun(store, callers.stop_everything(store, oscar, mission.helpee.id), 2)
    await asyncio.gather(publishing, stopping)
    assert not [one.id for one in await of_caller(store, mission.helpee.id) if one.is_active]
