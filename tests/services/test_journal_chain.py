"""The journal's entries form a chain, in which whatever is changed later is found."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from structlog.testing import capture_logs

from domain.chain import Head, Link
from services import journal
from services.upkeep import Upkeep
from storage.database import Database
from storage.journal import PRUNED
from storage.tables import journal as entries
from storage.unit_of_work import Store
from tests.conftest import Clock

YEAR = timedelta(days=365)


async def note(store: Store, *actions: str) -> None:
    """Write entries, each in a transaction of its own."""
    for action in actions:
        async with store.writing() as work:
            await work.journal.write("telegram:1", action, "check:1", reason="unreadable")


async def head_of(store: Store, keep: timedelta = journal.KEEP) -> Head:
    """Where the chain ends, which has no faults."""
    found = await journal.verify(store, keep=keep)
    assert not found.faults
    assert found.head is not None
    return found.head


async def faults(store: Store, known: Head | None = None, keep: timedelta = journal.KEEP) -> list[str]:
    """What is wrong with the chain."""
    return [fault.text for fault in (await journal.verify(store, known, keep)).faults]


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
    assert fault in await faults(store)


async def test_an_end_that_was_cut_off_is_found_by_whoever_noted_it(store: Store, database: Database) -> None:
    await note(store, "saw", "rejected", "saw")
    await journal.seal(store)
    head = await head_of(store)
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position >= 2))
    assert not await faults(store)
    assert await faults(store, head) == ["the entries after 1 are missing, up to the one that you noted"]
    await note(store, "saw", "approved")
    await journal.seal(store)
    assert await faults(store, head) == ["entry 3 has another seal than the one that you noted"]


async def test_an_entry_that_is_slipped_in_among_old_ones_has_no_place(store: Store, database: Database) -> None:
    await note(store, "saw", "rejected")
    await journal.seal(store)
    entry = {"at": store.now(), "actor": "a", "action": "b", "subject": "c", "details": {}}
    async with database.engine.begin() as connection:
        await connection.execute(update(entries).where(entries.c.position == 2).values(position=3))
        await connection.execute(insert(entries).values(**entry, position=2, seal="f" * 64))
    assert await faults(store) == ["entry 2 is not what was sealed", "entry 3 is not what was sealed"]


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
    began = store.now()
    await note(store, "first", "second")
    clock.advance(days=400)
    await note(store, "third")
    await journal.seal(store)
    assert await journal.prune(store, YEAR) == 1
    assert (await journal.verify(store, keep=YEAR)).removed == journal.Removed(1, clock.now, began)
    await journal.seal(store)
    head = await head_of(store, YEAR)
    assert head.position == 4
    assert await journal.prune(store, YEAR) == 0
    clock.advance(days=400)
    assert await journal.prune(store, YEAR) == 2
    assert not await faults(store, head, YEAR)
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position == 4))
    assert await faults(store, keep=YEAR) == ["entries 1 to 3 were removed, and none is left"]


async def test_nobody_prunes_by_hand_without_being_found(store: Store, database: Database) -> None:
    await note(store, "first", "second", "third")
    await journal.seal(store)
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position == 1))
    await note(store, "fourth")
    await journal.seal(store)
    assert await faults(store) == ["entries 1 to 1 are missing"]


@pytest.mark.parametrize("upkeep", [False, True])
async def test_who_cuts_off_what_is_young_is_found_whatever_they_note_about_it(
    store: Store, database: Database, clock: Clock, upkeep: bool
) -> None:
    for action in ("saw", "suspended", "saw", "noted", "saw"):
        await note(store, action)
        await journal.seal(store)
        clock.advance(minutes=1)
    head = await head_of(store)
    async with database.engine.begin() as connection:
        seal = await connection.scalar(select(entries.c.seal).where(entries.c.position == 3))
        await connection.execute(delete(entries).where(entries.c.position <= 3))
        false = {"at": store.now(), "details": {"position": 3, "seal": seal}}
        await connection.execute(insert(entries).values(actor="system", action=PRUNED, subject="journal", **false))
    if upkeep:
        await Upkeep(store).once()
    for known in (None, head):
        (fault,) = await faults(store, known)
        assert fault.startswith("entries 1 to 3 were removed before their time")


async def test_an_entry_that_is_dated_back_to_look_old_enough_is_found(store: Store, database: Database) -> None:
    await note(store, "saw", "suspended")
    await journal.seal(store)
    head = await head_of(store)
    old = {"at": store.now() - journal.KEEP - timedelta(days=1), "actor": "telegram:1", "action": "saw"}
    async with database.engine.begin() as connection:
        await connection.execute(insert(entries).values(**old, subject="check:1", details={}))
    with capture_logs() as lines:
        await journal.seal(store)
    assert [(line["event"], line["position"]) for line in lines] == [("an entry is dated long before others", 3)]
    (fault,) = await faults(store, head)
    assert fault.startswith("entry 3 is dated")
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries).where(entries.c.position <= head.position))
        false = {"at": store.now(), "details": {"position": head.position, "seal": head.seal}}
        await connection.execute(insert(entries).values(actor="system", action=PRUNED, subject="journal", **false))
    (fault,) = await faults(store, head)
    assert fault == "the entries up to 2 were removed, the one that you noted too"


async def test_a_note_about_what_was_removed_that_makes_no_sense_stops_nobody(store: Store, database: Database) -> None:
    await note(store, "saw", "rejected")
    await journal.seal(store)
    entry = {"at": store.now(), "actor": "system", "action": PRUNED, "subject": "journal"}
    for details in ({}, {"position": "1", "seal": 2}, ["position"]):
        async with database.engine.begin() as connection:
            await connection.execute(insert(entries).values(**entry, details=details))
        await journal.seal(store)
        assert not await faults(store)


async def test_when_everything_is_old_the_last_stays_as_a_proof(store: Store, clock: Clock) -> None:
    await note(store, "first", "second")
    await journal.seal(store)
    clock.advance(days=400)
    assert await journal.prune(store, YEAR) == 1
    await journal.seal(store)
    assert await journal.prune(store, YEAR) == 0
    found = await journal.verify(store, keep=YEAR)
    assert (found.count, found.faults, str(found.head).partition(":")[0]) == (2, [], "3")
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
    assert not await faults(store, yesterday)


async def test_a_chain_that_was_written_anew_behind_a_false_end_is_found_by_whoever_noted_one(
    store: Store, database: Database
) -> None:
    await note(store, "saw", "rejected", "saw")
    await journal.seal(store)
    head = await head_of(store)
    long_ago = store.now() - journal.KEEP - timedelta(days=1)
    for position, fault in (
        (9, "the entries up to 9 were removed, the one that you noted too"),
        (head.position, f"the entries up to {head.position} were removed, the one that you noted too"),
        (head.position - 1, f"entry {head.position} has another seal than the one that you noted"),
    ):
        seal = "f" * 64
        false = {"position": position, "seal": seal}
        link = Link(position + 1, long_ago, "system", PRUNED, "journal", false)
        async with database.engine.begin() as connection:
            await connection.execute(delete(entries))
            entry = {"actor": link.actor, "action": link.action, "subject": link.subject, "details": false}
            place = {"position": link.position, "seal": link.sealed_after(seal)}
            await connection.execute(insert(entries).values(at=long_ago, **entry, **place))
        assert not await faults(store)
        assert (await faults(store, head))[0] == fault
