"""What an update has written in a conversation, when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import select

from bot import fsm_storage
from bot.fsm_storage import DatabaseStorage
from bot.theirs import conversation_of
from storage import tables
from storage.errors import Unavailable
from storage.unit_of_work import Store

KEY = StorageKey(bot_id=1, chat_id=2, user_id=2)


@asynccontextmanager
async def one_update(store: Store, number: int) -> AsyncIterator[bool]:
    conversations = DatabaseStorage(store)
    async with store.reading() as work:
        (found,) = await conversations.look(work, [KEY])
    async with conversations.one_update(number, KEY, found) as handled:
        yield handled


async def fails(store: Store, error: Exception) -> None:
    async with one_update(store, 1):
        await DatabaseStorage(store).set_state(KEY, "second")
        raise error


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_update_that_is_handled_again_finds_the_conversation_as_it_was(store: Store) -> None:
    conversations = DatabaseStorage(store)
    await conversations.set_state(KEY, "first")
    with pytest.raises(Unavailable):
        await fails(store, Unavailable("away"))
    assert await conversations.get_state(KEY) == "first"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_any_other_error_keeps_what_was_answered(store: Store) -> None:
    conversations = DatabaseStorage(store)
    with pytest.raises(ValueError, match="ours"):
        await fails(store, ValueError("ours"))
    assert await conversations.get_state(KEY) == "second"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_update_that_was_handled_to_its_end_is_known_after_a_restart(store: Store) -> None:
    async with one_update(store, 41) as handled:
        assert not handled
        await DatabaseStorage(store).set_state(KEY, "first")
    async with one_update(store, 42) as handled:
        assert not handled
    async with one_update(store, 41) as handled:
        assert handled


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_only_the_last_updates_are_remembered(store: Store) -> None:
    for number in range(100):
        async with one_update(store, number):
            await DatabaseStorage(store).set_data(KEY, {"number": number})
    async with store.reading() as work:
        key = (await work.session.scalars(select(tables.conversations.c.key))).one()
        assert (await work.conversations.get(key))[2] == list(range(80, 100))


@asynccontextmanager
async def handled(conversations: DatabaseStorage, store: Store, number: int, key: StorageKey) -> AsyncIterator[None]:
    """An update of a conversation, as it comes to be handled: no other one of it before this ends."""
    async with conversations.isolation.lock(key):
        async with store.reading() as work:
            (found,) = await conversations.look(work, [key])
        async with conversations.one_update(number, key, found):
            yield


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_somebody_answers_meanwhile_does_not_bring_back_what_another_one_ended(store: Store) -> None:
    conversations, boss = DatabaseStorage(store), StorageKey(bot_id=1, chat_id=3, user_id=3)
    answering, deciding = asyncio.Event(), asyncio.Event()

    async def answers() -> None:
        async with handled(conversations, store, 1, KEY):
            answering.set()
            await deciding.wait()
            await conversations.set_data(KEY, {"phone": "+3225550000"})

    async def decides() -> None:
        await answering.wait()
        async with handled(conversations, store, 2, boss):
            deciding.set()
            async with conversation_of(2, FSMContext(conversations, boss)) as theirs:
                await theirs.clear()
            assert await DatabaseStorage(store).get_data(KEY) == {}  # at once

    await asyncio.gather(answers(), decides())
    assert await conversations.get_data(KEY) == {}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_two_who_end_each_other_s_conversation_do_not_wait_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fsm_storage, "LONGEST_WAIT_SECONDS", 0.01)
    conversations, boss = DatabaseStorage(store), StorageKey(bot_id=1, chat_id=3, user_id=3)
    both = asyncio.Barrier(2)

    async def decides(own: StorageKey, other: int, number: int) -> None:
        async with handled(conversations, store, number, own):
            await both.wait()
            async with conversation_of(other, FSMContext(conversations, own)) as theirs:
                await theirs.clear()

    await asyncio.gather(decides(KEY, 3, 1), decides(boss, 2, 2))
    async with handled(conversations, store, 3, KEY), conversation_of(2, FSMContext(conversations, KEY)) as own:
        await own.clear()  # whoever decides about themselves has it already
