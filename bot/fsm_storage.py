"""Conversation state in our database, so that every wizard survives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from storage.unit_of_work import Store


class DatabaseStorage(BaseStorage):
    """aiogram's storage interface on the table of conversations; data is JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys = DefaultKeyBuilder(with_destiny=True, with_bot_id=True)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Write the state, keeping the data."""
        name = state.state if isinstance(state, State) else state
        async with self._store.writing() as work:
            _, data = await work.conversations.get(self._key(key))
            await work.conversations.put(self._key(key), name, data)

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, or None."""
        async with self._store.reading() as work:
            return (await work.conversations.get(self._key(key)))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Write the data, keeping the state."""
        async with self._store.writing() as work:
            state, _ = await work.conversations.get(self._key(key))
            await work.conversations.put(self._key(key), state, dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data, empty for a conversation that has none."""
        async with self._store.reading() as work:
            return (await work.conversations.get(self._key(key)))[1]

    async def forget(self, key: StorageKey) -> None:
        """Delete all that this person has left unfinished in this chat, whatever it is about."""
        async with self._store.writing() as work:
            await work.conversations.forget(self._key(replace(key, destiny="")))

    async def close(self) -> None:
        """Nothing to close: the database is its owner's."""

    def _key(self, key: StorageKey) -> str:
        return self._keys.build(key)
