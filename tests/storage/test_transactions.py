"""Transactions: what stays, what goes, what is refused, and what one hears of a database in trouble."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import StatementError

from domain.notices.missions import MissionCard
from storage.database import Database
from storage.engine import normalised
from storage.errors import Conflict, Deadlock, Unavailable
from storage.tables import conversations, people
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.keys import KEYS
from tests.storage.seeds import seed_helpee, seed_mission, seed_person
from tests.storage.silence import way_to


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///bot.sqlite3", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/bot.sqlite3", "sqlite+aiosqlite"),
        ("postgresql://bot:secret@db/bot", "postgresql+asyncpg"),
        ("postgres://bot@/bot?host=/run", "postgresql+asyncpg"),
        ("postgresql+asyncpg://db/bot", "postgresql+asyncpg"),
        ("postgresql+asyncpg://db/bot?ssl=require", "postgresql+asyncpg"),
    ],
)
def test_an_address_gets_our_driver(given: str, driver: str) -> None:
    assert normalised(given).drivername == driver


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_an_address_may_say_how_to_encrypt_as_libpq_does(database_url: str) -> None:
    database = Database(f"{database_url}&sslmode=prefer", KEYS)
    async with database.reading.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await database.close()


@pytest.mark.parametrize(
    "given", ["mysql://db/bot", "sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"]
)
def test_other_databases_and_memory_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite|a file"):
        Database(given, KEYS)


async def test_what_was_written_is_there_afterwards(store: Store) -> None:
    person = await seed_person(store, language="nl")
    async with store.reading() as work:
        found = await work.people.by_id(person.id)
    assert found is not None
    assert (found.language, found.created_at) == ("nl", store.now())


async def test_nothing_stays_after_an_exception(store: Store) -> None:
    async def write_and_fail() -> None:
        async with store.writing() as work:
            await work.people.meet("telegram", "5", "fr")
            await work.outbox.add("staff:operators", MissionCard(1))
            await work.journal.write("person:1", "tried", "mission:1")
            await work.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await write_and_fail()
    async with store.reading() as work:
        assert await work.people.get("telegram", "5") is None
        assert await work.outbox.waiting() == 0
        assert await work.journal.about("mission:1") == []
    assert not store.notices_written.is_set()


async def test_the_courier_is_woken_when_letters_are_there_to_be_read(store: Store) -> None:
    async with store.writing() as work:
        await work.outbox.add("staff:operators", MissionCard(1))
        assert not store.notices_written.is_set()
    assert store.notices_written.is_set()


async def test_the_instant_of_a_transaction_stays_the_same(store: Store, clock: Clock) -> None:
    async with store.writing() as work:
        first = work.now
        clock.advance(hours=1)
        assert work.now == first
    assert store.now() == first + timedelta(hours=1)


async def test_a_reading_transaction_refuses_to_write(store: Store) -> None:
    person = await seed_person(store)

    async def write() -> None:
        async with store.reading() as work:
            found = await work.people.by_id(person.id)
            assert found is not None
            found.language = "nl"
            await work.flush()

    with pytest.raises(RuntimeError, match="only reads"):
        await write()


async def test_a_reading_transaction_keeps_nothing(store: Store) -> None:
    person = await seed_person(store)
    async with store.reading() as work:
        found = await work.people.by_id(person.id)
        assert found is not None
        found.language = "nl"
    async with store.reading() as work:
        again = await work.people.by_id(person.id)
    assert again is not None
    assert again.language == "fr"


async def test_a_reading_transaction_sees_one_state_and_waits_for_nobody(store: Store) -> None:
    person = await seed_person(store)
    async with store.reading() as reading:
        assert await reading.people.by_id(person.id)
        async with asyncio.timeout(5), store.writing() as writing:
            await writing.people.meet("telegram", "new", "fr")
            await writing.flush()
            assert await reading.people.get("telegram", "new") is None
        assert await reading.people.get("telegram", "new") is None


async def test_an_instant_comes_back_in_utc(store: Store) -> None:
    instant = datetime(2026, 7, 1, 12, 30, 0, 123456, timezone(timedelta(hours=2)))
    person = await seed_person(store, operator_since=instant)
    async with store.reading() as work:
        found = await work.people.by_id(person.id)
    assert found is not None
    assert found.operator_since == instant
    assert found.operator_since.utcoffset() == timedelta(0)


async def test_a_naive_instant_is_refused(database: Database) -> None:
    naive = {"key": "k", "data": {}, "updated_at": datetime(2026, 7, 1, 12, 30)}  # noqa: DTZ001
    async with database.engine.connect() as connection:
        with pytest.raises(StatementError, match="time zone"):
            await connection.execute(insert(conversations).values(**naive))


async def test_a_second_one_of_something_unique_is_a_conflict_that_names_no_person(store: Store) -> None:
    helpee = await seed_helpee(store)
    other = await seed_helpee(store)

    async def take_the_same_phone() -> None:
        async with store.writing() as work:
            found = await work.people.helpee(other.id)
            assert found is not None
            found.phone = helpee.phone

    with pytest.raises(Conflict) as caught:
        await take_the_same_phone()
    assert "phone" in str(caught.value)
    assert helpee.phone not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_mission_is_published_once(store: Store) -> None:
    mission = await seed_mission(store)
    with pytest.raises(Conflict, match="key"):
        await seed_mission(store, key=mission.key)


async def test_numbers_of_missions_count_up(store: Store) -> None:
    assert [(await seed_mission(store)).id for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@/none?host=/nowhere"])
async def test_without_a_server_a_database_is_unavailable(url: str) -> None:
    database = Database(url, KEYS)
    with pytest.raises(Unavailable):
        async with Store(database).reading() as work:
            await work.people.by_id(1)
    await database.close()


async def test_without_its_folder_a_file_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'bot.sqlite3'}", KEYS)
    with pytest.raises(Unavailable):
        async with Store(database).reading() as work:
            await work.people.by_id(1)
    await database.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_somebody_else_who_writes_for_too_long_makes_a_file_unavailable(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.writing() as work:
        await work.conversations.put("k", "s", {})
        other = sqlite3.connect(str(normalised(store.database.url).database), timeout=0.1, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("storage.engine.BUSY_SECONDS", 0)
    impatient = Database(store.database.url, KEYS)
    with pytest.raises(Unavailable, match="locked"):
        async with Store(impatient).writing() as work:
            await work.conversations.put("k", "s", {})
    other.close()
    await impatient.close()


async def test_to_change_what_somebody_else_has_deleted_is_a_conflict(store: Store) -> None:
    person = await seed_person(store)

    async def change_too_late() -> None:
        async with store.writing() as work:
            found = await work.people.by_id(person.id)
            assert found is not None
            await work.session.execute(delete(people).where(people.c.id == person.id))
            found.language = "nl"

    with pytest.raises(Conflict, match="people"):
        await change_too_late()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_of_two_that_wait_for_each_other_one_is_told(store: Store) -> None:
    numbers = [(await seed_mission(store)).id for _ in range(2)]
    both_have_one = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        async with store.writing() as work:
            await work.missions.lock(first)
            await both_have_one.wait()
            await work.missions.lock(second)

    ends = await asyncio.gather(lock(*numbers), lock(*reversed(numbers)), return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [Deadlock]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_connections_that_the_server_has_cut_are_replaced(store: Store, postgresql_address: str) -> None:
    await seed_person(store)
    administrator = await asyncpg.connect(postgresql_address.format("postgres"))
    name = store.database.url.rsplit("/", 1)[1].split("?")[0]
    await administrator.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    await administrator.close()
    await asyncio.sleep(0.05)
    await seed_person(store)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("writes", [True, False])
async def test_connections_that_fall_silent_are_given_up_and_replaced(database_url: str, writes: bool) -> None:
    async with way_to(database_url) as way:
        database = Database(way.address, KEYS, answer_seconds=0.3)
        store = Store(database)
        await asyncio.gather(*(seed_person(store) for _ in range(3)))
        way.fall_silent()
        before = way.taken
        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                async with store.writing() if writes else store.reading() as work:
                    await work.people.by_id(1)
            await asyncio.gather(*(seed_person(store) for _ in range(3)))  # of those that are silent, none is left
        assert way.taken > before
        await database.close()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_connection_that_falls_silent_before_the_end_keeps_nobody(database_url: str) -> None:
    async with way_to(database_url) as way:
        database = Database(way.address, KEYS, answer_seconds=0.3)
        store = Store(database)

        async def write_into_the_void() -> None:
            async with store.writing() as work:
                await work.people.meet("telegram", "5", "fr")
                await work.flush()
                way.fall_silent()

        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await write_into_the_void()
            async with store.reading() as work:
                assert await work.people.get("telegram", "5") is None
        await database.close()
