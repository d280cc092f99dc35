"""What is due is done, whatever else fails."""

from __future__ import annotations

import pytest

from domain.offer import OfferStatus
from services import desk, review, timetable
from services.upkeep import Upkeep
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator, statuses


async def test_a_step_that_fails_keeps_no_other_from_being_done(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Store) -> int:
        raise RuntimeError("a bug")

    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    monkeypatch.setattr(review, "purge_due", fails)
    clock.advance(days=3)
    await Upkeep(store).once()
    assert (await statuses(store, mission.id))[zoe] is OfferStatus.WITHDRAWN
    done: list[Store] = []

    async def expires(one: Store) -> int:
        done.append(one)
        return 0

    monkeypatch.setattr(timetable, "keep_time", fails)
    monkeypatch.setattr(review, "purge_due", expires)
    await Upkeep(store).once()
    assert done == [store]
