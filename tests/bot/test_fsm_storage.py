"""What an update has written in a conversation, when it fails."""

from __future__ import annotations

import pytest
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import select

from bot.fsm_storage import DatabaseStorage
from storage import tables
from storage.errors import Unavailable
from storage.unit_of_work import Store

KEY = StorageKey(bot_id=1, chat_id=2, user_id=2)


async def fails(conversations: DatabaseStorage, error: Exception) -> None:
    async with conversations.one_update(1, KEY):
        await conversations.set_state(KEY, "second")
        raise error


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_update_that_is_handled_again_finds_the_conversation_as_it_was(store: Store) -> None:
    conversations = DatabaseStorage(store)
    await conversations.set_state(KEY, "first")
    with pytest.raises(Unavailable):
        await fails(conversations, Unavailable("away"))
    assert await conversations.get_state(KEY) == "first"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_any_other_error_keeps_what_was_answered(store: Store) -> None:
    conversations = DatabaseStorage(store)
    with pytest.raises(ValueError, match="ours"):
        await fails(conversations, ValueError("ours"))
    assert await conversations.get_state(KEY) == "second"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_update_that_was_handled_to_its_end_is_known_after_a_restart(store: Store) -> None:
    async with DatabaseStorage(store).one_update(41, KEY) as handled:
        assert not handled
        await DatabaseStorage(store).set_state(KEY, "first")
    restarted = DatabaseStorage(store)
    async with restarted.one_update(42, KEY) as handled:
        assert not handled
    async with restarted.one_update(41, KEY) as handled:
        assert handled


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_only_the_last_updates_are_remembered(store: Store) -> None:
    conversations = DatabaseStorage(store)
    for number in range(100):
        async with conversations.one_update(number, KEY):
            await conversations.set_data(KEY, {"number": number})
    async with store.reading() as work:
        key = (await work.session.scalars(select(tables.conversations.c.key))).one()
        assert (await work.conversations.get(key))[2] == list(range(80, 100))
