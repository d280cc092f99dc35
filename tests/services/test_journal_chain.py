"""The journal's entries form a chain, in which whatever is changed later is found."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update
from structlog.testing import capture_logs

from domain.chain import Head
from services import journal
from services.upkeep import Upkeep
from storage.database import Database
from storage.journal import PRUNED
from storage.tables import journal as entries
from storage.unit_of_work import Store
from tests.conftest import Clock


async def note(store: Store, *actions: str) -> None:
    """Write entries, each in a transaction of its own."""
    for action in actions:
        async with store.writing() as work:
            await work.journal.write("telegram:1", action, "check:1", reason="unreadable")


async def head_of(store: Store) -> Head:
    """Where the chain ends, which has no faults."""
    found = await journal.verify(store)
    assert not found.faults
    assert found.head is not None
    return found.head


async def test_upkeep_seals_what_was_noted(store: Store) -> None:
    await note(store, "claimed", "approved")
    before = await journal.verify(store)
    assert (before.count, before.unsealed, before.head) == (0, 2, None)
    await Upkeep(store).once()
    after = await journal.verify(store)
    assert (after.count, after.unsealed, after.faults) == (2, 0, [])
    await note(store, "claimed")
    assert await journal.seal(store) == 1
    assert (await head_of(store)).position == 3


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (update(entries).where(entries.c.position == 2).values(action="approved"), "entry 2 is not what was sealed"),
        (update(entries).where(entries.c.position == 2).values(actor="telegram:2"), "entry 2 is not what was sealed"),
        (update(entries).where(entries.c.position == 2).values(details={}), "entry 2 is not what was sealed"),
        (delete(entries).where(entries.c.position == 2), "entries 2 to 2 are missing"),
        (delete(entries).where(entries.c.position == 1), "entries 1 to 1 are missing"),
        (update(entries).where(entries.c.position == 3).values(seal="0" * 64), "entry 3 is not what was sealed"),
    ],
)
async def test_tampering_is_found(store: Store, database: Database, tampering: object, fault: str) -> None:
    await note(store, "saw", "rejected", "saw", "claimed")
    await journal.seal(store)
    async with database.engine.begin() as connection:
        await connection.execute(tampering)  # type: ignore[call-overload]
    assert fault in (await journal.verify(store)).faults


async def test_an_end_that_was_cut_off_is_found_by_whoever_noted_it(store: Store, database: Database) -> None:
    await note(store, "saw", "rejected", "saw")
    await journal.seal(store)
    head = await head_of(store)
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position >= 2))
    assert not (await journal.verify(store)).faults
    assert (await journal.verify(store, head)).faults == [
        "the entries after 1 are missing, up to the one that you noted"
    ]
    await note(store, "saw", "approved")
    await journal.seal(store)
    assert (await journal.verify(store, head)).faults == ["entry 3 has another seal than the one that you noted"]


async def test_an_entry_that_is_slipped_in_among_old_ones_has_no_place(store: Store, database: Database) -> None:
    await note(store, "saw", "rejected")
    await journal.seal(store)
    entry = {"at": store.now(), "actor": "a", "action": "b", "subject": "c", "details": {}}
    async with database.engine.begin() as connection:
        await connection.execute(update(entries).where(entries.c.position == 2).values(position=3))
        await connection.execute(insert(entries).values(**entry, position=2, seal="f" * 64))
    faults = (await journal.verify(store)).faults
    assert faults == ["entry 2 is not what was sealed", "entry 3 is not what was sealed"]


async def test_entries_of_many_at_once_are_sealed_once_by_several_processes(store: Store) -> None:
    await asyncio.gather(*(note(store, *(f"did {number}",) * 10) for number in range(10)))
    await asyncio.gather(*(journal.seal(store) for _ in range(4)))
    await journal.seal(store)
    found = await journal.verify(store)
    assert (found.count, found.unsealed, found.faults) == (100, 0, [])


async def test_many_entries_are_sealed_in_several_steps(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "AT_ONCE", 3)
    await note(store, *(f"did {number}" for number in range(8)))
    assert await journal.seal(store) == 8
    assert (await journal.verify(store)).count == 8


async def test_what_was_kept_for_long_enough_goes_and_the_rest_still_holds(
    store: Store, clock: Clock, database: Database
) -> None:
    await note(store, "first", "second")
    clock.advance(days=400)
    await note(store, "third")
    await journal.seal(store)
    assert await journal.prune(store, timedelta(days=365)) == 2
    found = await journal.verify(store)
    assert (found.count, found.unsealed, found.faults) == (1, 1, [])
    await journal.seal(store)
    head = await head_of(store)
    assert head.position == 4
    assert await journal.prune(store, timedelta(days=365)) == 0
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position == 3))
    assert (await journal.verify(store)).faults == ["entries 1 to 3 are missing"]


async def test_nobody_prunes_by_hand_without_being_found(store: Store, database: Database) -> None:
    await note(store, "first", "second", "third")
    await journal.seal(store)
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position == 1))
    await note(store, "fourth")
    await journal.seal(store)
    assert (await journal.verify(store)).faults == ["entries 1 to 1 are missing"]


async def test_when_everything_old_is_gone_the_chain_goes_on_behind_it(store: Store, clock: Clock) -> None:
    await note(store, "first", "second")
    await journal.seal(store)
    clock.advance(days=400)
    await journal.prune(store, timedelta(days=365))
    await journal.seal(store)
    found = await journal.verify(store)
    assert (found.count, found.faults, str(found.head).partition(":")[0]) == (1, [], "3")
    async with store.reading() as work:
        assert [one.action for one in await work.journal.about("journal")] == [PRUNED]


async def test_the_log_says_each_day_where_the_journal_ended(store: Store, clock: Clock) -> None:
    await note(store, "first", "second")
    await journal.seal(store)
    yesterday = await head_of(store)
    clock.advance(days=1)
    await note(store, "third")
    with capture_logs() as lines:
        await journal.seal(store)
        await note(store, "fourth")
        await journal.seal(store)
    assert [line["head"] for line in lines] == [str(yesterday)]
    assert not (await journal.verify(store, yesterday)).faults


async def test_a_chain_that_was_written_anew_behind_a_false_end_is_found_by_whoever_noted_one(
    store: Store, database: Database
) -> None:
    await note(store, "saw", "rejected", "saw")
    await journal.seal(store)
    head = await head_of(store)
    for position, fault in (
        (9, "the entries up to 9 were removed, the one that you noted too"),
        (head.position, f"entry {head.position} has another seal than the one that you noted"),
    ):
        false = {"position": position, "seal": "f" * 64}
        async with database.engine.begin() as connection:
            await connection.execute(delete(entries))
            entry = {"at": store.now(), "actor": "system", "action": PRUNED, "subject": "journal", "details": false}
            await connection.execute(insert(entries).values(**entry))
        await journal.seal(store)
        assert not (await journal.verify(store)).faults
        assert (await journal.verify(store, head)).faults[0] == fault
