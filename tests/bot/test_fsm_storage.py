"""What an update has written in a conversation, when it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import select

from bot.fsm_storage import DatabaseStorage
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
