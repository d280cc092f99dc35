"""Conversation state in our database, so that every wizard survives a restart.

What one update writes is held until it is handled and then committed at once, with the update's number. One that comes
again after a crash finds the conversation as it was, never half way between two questions, or is known as handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from aiogram.fsm.storage.memory import SimpleEventIsolation

from storage.errors import Unavailable
from storage.unit_of_work import Store, UnitOfWork


@dataclass(slots=True)
class Conversation:
    """Where one stands: the state, its data, and the last updates that changed it."""

    state: str | None
    data: dict[str, Any]
    updates: list[int]
    changed: bool = False


@dataclass(slots=True)
class _Update:
    number: int
    conversations: dict[str, Conversation] = field(default_factory=dict)


REMEMBERED_UPDATES = 20
LONGEST_WAIT_SECONDS = 5.0
log = structlog.get_logger("conversations")
_current: ContextVar[_Update | None] = ContextVar("current", default=None)


class DatabaseStorage(BaseStorage):
    """aiogram's storage interface on the table of conversations; data is JSON. `isolation`: by which updates of one
    conversation are handled one after the other.
    """

    def __init__(self, store: Store) -> None:
        self.isolation = SimpleEventIsolation()
        self._store = store
        self._keys = DefaultKeyBuilder(with_destiny=True, with_bot_id=True)

    @asynccontextmanager
    async def one_update(self, number: int, key: StorageKey, found: Conversation) -> AsyncIterator[bool]:
        """Hold what is written in here, and commit it in one transaction at the end, also after an error. Not when the
        database was away: the update is handled again, and finds the conversation as it was.

        `found`: the conversation with this key, as it is now. Yields whether this update has already changed it: it was
        handled to its end.
        """
        current = _Update(number, {self._key(key): found})
        token = _current.set(current)
        try:
            yield number in found.updates
        except Unavailable:
            raise
        except Exception:
            await self._write(current.conversations)
            raise
        else:
            await self._write(current.conversations)
        finally:
            _current.reset(token)

    @asynccontextmanager
    async def alone(self, key: StorageKey) -> AsyncIterator[None]:
        """Hold somebody else's conversation: what they are doing now is done first, so that it isn't written back, and
        what is written in here is committed at once. Two who want each other's don't wait for ever.
        """
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                    await stack.enter_async_context(self.isolation.lock(key))
            except TimeoutError:
                log.warning("not waited for")
            token = _current.set(None)
            try:
                yield
            finally:
                _current.reset(token)

    async def look(self, work: UnitOfWork, keys: Sequence[StorageKey]) -> list[Conversation]:
        """The conversations with these keys, read together with other things."""
        names = [self._key(key) for key in keys]
        found = await work.conversations.some(names)
        return [Conversation(*found.get(name, (None, {}, []))) for name in names]

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Write the state, keeping the data."""
        conversation = await self._read(key)
        conversation.state = state.state if isinstance(state, State) else state
        await self._keep(key, conversation)

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, or None."""
        return (await self._read(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Write the data, keeping the state."""
        conversation = await self._read(key)
        conversation.data = deepcopy(dict(data))
        await self._keep(key, conversation)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data, empty for a conversation that has none."""
        return deepcopy((await self._read(key)).data)

    async def forget(self, key: StorageKey) -> None:
        """Delete all that this person has left unfinished in this chat, whatever it is about."""
        beginning = self._key(replace(key, destiny=""))
        current = _current.get()
        held = current.conversations if current else {}
        for name in [name for name in held if name.startswith(beginning)]:
            del held[name]
        async with self._store.writing() as work:
            await work.conversations.forget(beginning)

    async def close(self) -> None:
        """Nothing to close: the database is its owner's."""

    async def _read(self, key: StorageKey) -> Conversation:
        current, name = _current.get(), self._key(key)
        if current is not None and name in current.conversations:
            return current.conversations[name]
        async with self._store.reading() as work:
            conversation = Conversation(*await work.conversations.get(name))
        if current is not None:
            current.conversations[name] = conversation
        return conversation

    async def _keep(self, key: StorageKey, conversation: Conversation) -> None:
        conversation.changed = True
        current = _current.get()
        if current is None:
            await self._write({self._key(key): conversation})
        elif current.number not in conversation.updates:
            conversation.updates = [*conversation.updates, current.number][-REMEMBERED_UPDATES:]

    async def _write(self, conversations: Mapping[str, Conversation]) -> None:
        changed = {name: one for name, one in conversations.items() if one.changed}
        if not changed:
            return
        async with self._store.writing() as work:
            for name, one in changed.items():
                await work.conversations.put(name, one.state, one.data, one.updates)

    def _key(self, key: StorageKey) -> str:
        return self._keys.build(key)
