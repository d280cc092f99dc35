"""What staff decided, and where each conversation stands."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from storage.tables import conversations
from storage.unit_of_work import Store
from tests.conftest import Clock


async def test_the_journal_keeps_who_did_what_and_when(store: Store, clock: Clock) -> None:
    async with store.writing() as work:
        await work.journal.write("telegram:1", "claimed", "check:1")
    clock.advance(minutes=5)
    async with store.writing() as work:
        await work.journal.write("telegram:1", "rejected", "check:1", reason="unreadable", pictures=2)
        await work.journal.write("telegram:1", "claimed", "check:2")
        entries = await work.journal.about("check:1")
    assert [(entry.action, entry.details) for entry in entries] == [
        ("claimed", {}),
        ("rejected", {"reason": "unreadable", "pictures": 2}),
    ]
    assert (entries[1].at, entries[1].actor) == (clock.now, "telegram:1")


async def test_the_journal_knows_whether_something_was_noted_since(store: Store, clock: Clock) -> None:
    async with store.writing() as work:
        await work.journal.write("system", "told", "person:1")
        assert await work.journal.has_since(clock.now - timedelta(minutes=1), "told", "person:1")
        assert not await work.journal.has_since(clock.now, "told", "person:1")
        assert not await work.journal.has_since(clock.now - timedelta(minutes=1), "told", "person:2")
        assert not await work.journal.has_since(clock.now - timedelta(minutes=1), "saw", "person:1")


async def test_a_conversation_is_kept_replaced_and_dropped(store: Store) -> None:
    async with store.writing() as work:
        assert await work.conversations.get("1:5") == (None, {}, [])
        await work.conversations.put("1:5", "Registration:name", {"kinds": ["groceries"], "name": "Zoé"}, [7, 9])
        assert await work.conversations.get("1:5") == (
            "Registration:name",
            {"kinds": ["groceries"], "name": "Zoé"},
            [7, 9],
        )
        await work.conversations.put("1:5", None, {"back": 1})
    async with store.writing() as work:
        assert await work.conversations.get("1:5") == (None, {"back": 1}, [])
        await work.conversations.put("1:5", None, {})
    async with store.reading() as work:
        assert await work.conversations.get("1:5") == (None, {}, [])
        assert await work.session.scalar(select(conversations.c.key)) is None


async def test_one_conversation_moves_on_from_several_tasks_at_once(store: Store) -> None:
    async def put(number: int) -> None:
        async with store.writing() as work:
            await work.conversations.put("1:5", "state", {"number": number})

    await asyncio.gather(*(put(number) for number in range(20)))
    async with store.reading() as work:
        assert (await work.conversations.get("1:5"))[1]["number"] in range(20)
