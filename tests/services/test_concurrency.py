"""Many people act on the same missions at once: no error, no lost write, and every invariant holds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import func, select

from domain.errors import RuleBroken
from domain.matching import exclusion
from domain.mission import MissionStatus, OfferStatus, Outcome
from domain.network import MAX_ACTIVE_MISSIONS
from services import desk, finding, missions, people, registration
from storage import tables
from storage.unit_of_work import Store
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


async def assert_consistent(store: Store) -> None:
    """What holds whenever nobody is in the middle of something."""
    t = tables
    async with store.reading() as work:
        rows = (await work.session.execute(select(t.missions))).all()
        offers = (await work.session.execute(select(t.offers))).all()
        active = (
            await work.session.execute(
                select(t.missions.c.helper_id, func.count())
                .where(t.missions.c.status == MissionStatus.TAKEN)
                .group_by(t.missions.c.helper_id)
            )
        ).all()
        validated = set(await work.session.scalars(select(t.helpers.c.id).where(t.helpers.c.status == "validated")))
        done = {
            row[0]: row[1]
            for row in await work.session.execute(
                select(t.missions.c.helper_id, func.count())
                .where(
                    t.missions.c.status == MissionStatus.COMPLETED,
                    t.missions.c.outcome != Outcome.NOT_DONE,
                    t.missions.c.helper_id.is_not(None),
                )
                .group_by(t.missions.c.helper_id)
            )
        }
        counted = {
            row[0]: row[1]
            for row in await work.session.execute(select(t.helpers.c.id, t.helpers.c.completed))
            if row[1]
        }
    for mission in rows:
        own = [offer for offer in offers if offer.mission_id == mission.id]
        accepted = {offer.helper_id for offer in own if offer.status is OfferStatus.ACCEPTED}
        asked = [offer for offer in own if offer.status is OfferStatus.OFFERED]
        ended = mission.closed_at is not None
        assert ended == (mission.status not in {MissionStatus.OPEN, MissionStatus.TAKEN}), mission
        if mission.status is MissionStatus.OPEN:
            assert mission.helper_id is None
            assert not accepted
        else:
            assert not asked, (mission.status, asked)
        if mission.status in {MissionStatus.TAKEN, MissionStatus.COMPLETED} and mission.helper_id is not None:
            assert accepted == {mission.helper_id}
        if mission.status is MissionStatus.TAKEN:
            assert mission.helper_id in validated
    assert all(count <= MAX_ACTIVE_MISSIONS for _helper, count in active), active
    assert counted == done
    if store.database.is_sqlite:  # on PostgreSQL, who is asked in the very instant in which they pause is not seen
        await assert_nobody_is_waited_for_in_vain(store)


async def assert_nobody_is_waited_for_in_vain(store: Store) -> None:
    """Whatever is open before somebody, they can accept."""
    async with store.reading() as work:
        open_now = select(tables.offers).where(tables.offers.c.status == OfferStatus.OFFERED)
        for offer in await work.session.execute(open_now):
            mission, helper = await work.missions.get(offer.mission_id), await work.helpers.get(offer.helper_id)
            assert mission is not None
            assert helper is not None
            assert exclusion(await work.helpers.candidate(helper, mission), mission, asked=False) is None


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
