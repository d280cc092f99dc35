"""The key is changed while people read and write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.people import Helpee
from storage import rotation
from storage.database import Database
from storage.encryption import Key, Keys, Unreadable, WrongKey
from storage.errors import Conflict
from storage.rotation import NotBegun, Progress, begin, left, reencrypt
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.keys import KEY
from tests.storage.seeds import seed_crowd, seed_helpee, seed_helper, seed_mission

NEW = Key.new()


@pytest.fixture
async def newer(store: Store) -> AsyncIterator[Database]:
    """The same database, as a process has it that was started with a new key before the old one."""
    database = Database(store.database.url, Keys(NEW, KEY))
    yield database
    await database.close()


def nothing(progress: Progress) -> None:
    """Nobody looks."""


async def test_everything_is_sealed_with_the_new_key_and_the_old_one_is_not_needed_any_more(
    store: Store, newer: Database, clock: Clock
) -> None:
    mission, helper = await seed_mission(store, note="Ring twice"), await seed_helper(store)
    async with store.writing() as work:
        await work.conversations.put("1:2:3", "asked", {"name": "Zoé"})
    told: list[Progress] = []
    assert await begin(newer)
    assert not await begin(newer)
    assert set(await left(newer)) == {"conversations", "helpees", "helpers", "missions", "people"}
    assert await reencrypt(newer, told.append) == {}
    assert {(one.table, one.done, one.of) for one in told} >= {("missions", 1, 1), ("helpers", 1, 1)}
    alone = Database(store.database.url, Keys(NEW))
    async with Store(alone, clock).reading() as work:
        kept, found = await work.missions.get(mission.id), await work.helpers.get(helper.id)
        assert kept is not None
        assert found is not None
        assert (kept.note, kept.point, found.name) == ("Ring twice", mission.point, helper.name)
        assert (await work.people.helpee_by_phone(mission.helpee.phone)) is kept.helpee
        assert (await work.conversations.get("1:2:3"))[1] == {"name": "Zoé"}
    await alone.close()
    told.clear()
    assert await reencrypt(newer, told.append) == {}
    assert told == []


async def test_it_does_not_begin_before_the_bot_knows_the_new_key(store: Store, newer: Database) -> None:
    helper = await seed_helper(store)
    with pytest.raises(NotBegun):
        await reencrypt(newer, nothing)
    async with store.reading() as work:
        assert await work.helpers.get(helper.id) is not None


async def test_who_was_not_told_of_the_new_key_is_refused_from_then_on(store: Store, newer: Database) -> None:
    await begin(newer)
    late = Database(store.database.url, Keys(KEY))
    with pytest.raises(WrongKey):
        async with late.reading.connect():
            pass
    await late.close()


async def test_an_interrupted_run_goes_on_where_it_stopped(
    store: Store, newer: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "SOME", 3)
    await seed_crowd(store, ({} for _ in range(10)))
    await begin(newer)

    class Killed(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.done >= 6:
            raise Killed

    with pytest.raises(Killed):
        await reencrypt(newer, stop)
    assert await left(newer) == {"helpers": 4}
    told: list[Progress] = []
    assert await reencrypt(newer, told.append) == {}
    assert [(one.done, one.of) for one in told] == [(3, 4), (4, 4)]


async def test_people_read_and_write_meanwhile_and_nothing_they_write_is_lost(
    store: Store, newer: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who still seal with the old key too: connected before, they go on until they are started anew."""
    monkeypatch.setattr(rotation, "SOME", 2)
    monkeypatch.setattr(rotation, "PAUSE_SECONDS", 0)
    both_old_first = Database(store.database.url, Keys(KEY, NEW))
    numbers = await seed_crowd(store, ({} for _ in range(30)))
    await begin(newer)
    over = asyncio.Event()
    written: dict[int, str] = {}

    async def write(database: Database, which: list[int], word: str) -> None:
        own = Store(database, clock)
        count = 0
        while not over.is_set():
            number, count = which[count % len(which)], count + 1
            async with own.writing() as work:
                helper = await work.helpers.get(number, lock=True)
                assert helper is not None
                assert helper.name == written.get(number, helper.name)
                helper.name = f"{word} {count}"
            written[number] = f"{word} {count}"
            await asyncio.sleep(0)

    async def change_the_key() -> None:
        try:
            await reencrypt(newer, nothing)
        finally:
            over.set()

    await asyncio.gather(
        change_the_key(), write(newer, numbers[::2], "newer"), write(both_old_first, numbers[1::2], "older")
    )
    assert await reencrypt(newer, nothing) == {}
    alone = Database(store.database.url, Keys(NEW))
    async with Store(alone, clock).reading() as work:
        found = {helper.id: helper.name for helper in await work.helpers.some(list(written))}
    assert found == written
    assert len(written) > 2
    await alone.close()
    await both_old_first.close()


async def test_a_row_that_somebody_holds_is_sealed_when_they_are_done(
    store: Store, newer: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.database.is_sqlite:
        pytest.skip("it holds the whole database, and is waited for")
    monkeypatch.setattr(rotation, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(rotation, "PASSES", 3)
    helper = await seed_helper(store)
    await begin(newer)
    async with store.writing() as work:
        await work.helpers.get(helper.id, lock=True)
        assert await reencrypt(newer, nothing) == {"helpers": 1}
    assert await reencrypt(newer, nothing) == {}


async def test_a_caller_is_one_person_also_half_way_from_one_key_to_the_next(
    store: Store, newer: Database, clock: Clock
) -> None:
    """Two processes, each with another newest key, and files sealed with either."""
    known = [await seed_helpee(store) for _ in range(2)]
    await begin(newer)
    old_first = Database(store.database.url, Keys(KEY, NEW))
    sooner, later = Store(old_first, clock), Store(newer, clock)
    async with later.writing() as work:
        found = await work.people.helpee_by_phone(known[0].phone)
        assert found is not None
        found.name = "Josée Voorbeeld"  # sealed with the new key
    for own in (sooner, later):
        async with own.reading() as work:
            for one in known:
                again = await work.people.helpee_by_phone(one.phone)
                assert again is not None
                assert again.id == one.id
        for one in known:
            with pytest.raises(Conflict):
                async with own.writing() as work:
                    work.people.add(
                        Helpee(phone=one.phone, name="Josée", country="BE", language="fr", created_at=work.now)
                    )
    await old_first.close()


async def test_a_value_that_no_key_opens_stops_it_and_stays_as_it_is(store: Store, newer: Database) -> None:
    await seed_helper(store)
    await begin(newer)
    without_the_old_one = Database(store.database.url, Keys(NEW))
    with pytest.raises(Unreadable, match=f"another key, number {KEY.number}"):
        await reencrypt(without_the_old_one, nothing)
    await without_the_old_one.close()
    assert "helpers" in await left(newer)
