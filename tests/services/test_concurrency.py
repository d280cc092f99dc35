"""Many people act on the same missions at once: no error, no lost write, and every invariant holds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import select

from domain.errors import RuleBroken
from domain.mission import Outcome
from services import desk, finding, missions, people, registration
from storage import tables
from storage.unit_of_work import Store
from tests.services.consistency import assert_consistent, assert_nobody_is_waited_for_in_vain
from tests.services.seeds import IXELLES, a_draft, seed_helper, seed_operator

HELPERS, MISSIONS, CROWDS, CROWD = 24, 6, 4, 40
GROCERIES, DOG_WALK = frozenset({"groceries"}), frozenset({"dog_walk"})


async def quietly(act: Callable[[], Awaitable[object]]) -> BaseException | None:
    """What went wrong, other than a rule that was broken."""
    try:
        await act()
    except RuleBroken:
        return None
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return error
    return None


async def test_whatever_happens_at_once_nothing_fails_and_all_is_consistent(store: Store) -> None:
    dice = random.Random(7)
    operator = await seed_operator(store)
    crowd = [
        await seed_helper(store, at=(IXELLES[0] + dice.uniform(-0.01, 0.01), IXELLES[1] + dice.uniform(-0.01, 0.01)))
        for _ in range(HELPERS)
    ]
    addresses: dict[int, str] = {}
    for one in crowd:
        async with store.reading() as work:
            person = await work.people.by_id(one)
            assert person is not None
            addresses[one] = person.external_id
    drafts = [
        a_draft(
            store,
            urgent=True,
            latitude=IXELLES[0] + dice.uniform(-0.01, 0.01),
            longitude=IXELLES[1] + dice.uniform(-0.01, 0.01),
        )
        for _ in range(MISSIONS)
    ]
    errors = await asyncio.gather(*(quietly(partial(desk.publish, store, operator, one)) for one in drafts * 2))
    assert not [one for one in errors if one]
    async with store.reading() as work:
        numbers = list(await work.session.scalars(select(tables.missions.c.id)))
    assert len(numbers) == MISSIONS

    async def in_and_out(helper: int) -> None:
        await people.lose(store, "telegram", addresses[helper])
        await people.meet(store, "telegram", addresses[helper], "fr")

    async def rest(helper: int) -> None:
        await registration.pause(store, helper)
        await registration.resume(store, helper)

    def an_act() -> Callable[[], Awaitable[object]]:
        mission, helper, outcome = dice.choice(numbers), dice.choice(crowd), dice.choice(list(Outcome))
        return dice.choice(
            [
                lambda: missions.accept(store, mission, helper),
                lambda: missions.accept(store, mission, helper),
                lambda: missions.accept(store, mission, crowd[0]),
                lambda: missions.decline(store, mission, helper),
                lambda: missions.release(store, mission, helper),
                lambda: missions.complete(store, mission, helper, outcome),
                lambda: (
                    desk.cancel(store, operator, mission)
                    if dice.random() < 0.1
                    else finding.ask_everybody(store, operator, mission)
                ),
                lambda: desk.publish(store, operator, a_draft(store, urgent=True)),
                lambda: in_and_out(helper),
                lambda: rest(helper),
                lambda: registration.edit(store, helper, kinds=dice.choice([GROCERIES, DOG_WALK])),
                lambda: registration.leave(store, helper) if dice.random() < 0.1 else rest(helper),
                lambda: registration.forget(store, helper) if dice.random() < 0.1 else rest(helper),
            ]
        )

    for _ in range(CROWDS):
        errors = await asyncio.gather(*(quietly(an_act()) for _ in range(CROWD)))
        assert not [one for one in errors if one]
        await assert_consistent(store)
        if store.database.is_sqlite:  # on PostgreSQL, who is asked in the very instant in which they pause is not seen
            await assert_nobody_is_waited_for_in_vain(store)
