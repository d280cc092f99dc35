"""Couriers in several processes: who is there, who is new, who is gone."""

from __future__ import annotations

import asyncio

import pytest

from services import fellows
from services.fellows import DEAD_AFTER_LOOKS, Fellows
from storage.unit_of_work import Store


@pytest.fixture(autouse=True)
def _always_time_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fellows, "LOOK_SECONDS", 0.0)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_on_sqlite_there_is_one(store: Store) -> None:
    for courier in (Fellows(store), Fellows(store)):
        await courier.look()
        assert (courier.count, courier.noticed) == (1, True)
        await courier.leave()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
class TestOnPostgresql:
    async def test_who_comes_begins_once_the_others_know(self, store: Store) -> None:
        old, new = Fellows(store), Fellows(store)
        await old.look()
        assert (old.count, old.noticed) == (1, True)
        await new.look()
        assert (new.count, new.noticed) == (2, False)
        await old.look()
        assert (old.count, old.noticed) == (2, True)
        await new.look()
        assert not new.noticed
        await new.look()
        assert new.noticed

    async def test_of_those_who_come_together_the_later_ones_know_of_the_first(self, store: Store) -> None:
        together = [Fellows(store) for _ in range(4)]
        await asyncio.gather(*(one.look() for one in together))
        assert sorted(one.count for one in together) == [1, 2, 3, 4]
        assert sorted(one.noticed for one in together) == [False, False, False, True]

    async def test_who_leaves_is_gone_at_once_and_who_is_killed_after_a_while(self, store: Store) -> None:
        one, leaving, killed = (Fellows(store) for _ in range(3))
        for courier in (one, leaving, killed):
            await courier.look()
        await one.look()
        assert one.count == 3
        await leaving.leave()
        await one.look()
        assert one.count == 2
        for _ in range(DEAD_AFTER_LOOKS):
            await one.look()
        assert one.count == 1
        new = Fellows(store)
        await new.look()
        assert new.count == 2  # and not three: the dead one was forgotten

    async def test_whoever_was_taken_for_dead_is_one_of_them_again(self, store: Store) -> None:
        one, paused = Fellows(store), Fellows(store)
        for courier in (one, paused):
            await courier.look()
        for _ in range(DEAD_AFTER_LOOKS + 1):
            await one.look()
        assert one.count == 1
        await paused.look()
        await one.look()
        assert (one.count, paused.count) == (2, 2)
