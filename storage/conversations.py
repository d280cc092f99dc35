"""Where each conversation stands, so that a question half answered survives a restart. One statement a call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import conversations
from storage.transaction import Transaction


def _upsert(new: postgresql.Insert | sqlite.Insert) -> postgresql.Insert | sqlite.Insert:
    taken_over = {name: new.excluded[name] for name in ("state", "data", "updates", "updated_at")}
    return new.on_conflict_do_update(index_elements=["key"], set_=taken_over)


# Built once: most updates from a messenger write one of these.
_GONE = delete(conversations).where(conversations.c.key == bindparam("key"))
_KEPT_BY_SQLITE, _KEPT_BY_POSTGRESQL = _upsert(sqlite.insert(conversations)), _upsert(postgresql.insert(conversations))


class Conversations:
    """States, their data (JSON) and the numbers of the last updates that changed them, by a key that is opaque here."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, key: str) -> tuple[str | None, dict[str, Any], list[int]]:
        """The state, its data and the updates; (None, {}, []) where there is no conversation."""
        return (await self.some([key])).get(key, (None, {}, []))

    async def some(self, keys: Collection[str]) -> dict[str, tuple[str | None, dict[str, Any], list[int]]]:
        """The same of many conversations, of those that there are."""
        columns = (conversations.c.key, conversations.c.state, conversations.c.data, conversations.c.updates)
        found = select(*columns).where(self._transaction.among(conversations.c.key, keys))
        return {row.key: (row.state, row.data, row.updates) for row in await self._transaction.session.execute(found)}

    async def left_in(self, state: str, before: datetime, limit: int | None) -> list[tuple[str, dict[str, Any]]]:
        """The keys and data of those that have not changed since `before` and are in this state, the oldest first; all
        of them without a `limit`.
        """
        found = select(conversations.c.key, conversations.c.data).where(
            conversations.c.state == state, conversations.c.updated_at <= before
        )
        oldest = found.order_by(conversations.c.updated_at, conversations.c.key).limit(limit)
        return [(row.key, row.data) for row in await self._transaction.session.execute(oldest)]

    async def put(self, key: str, state: str | None, data: Mapping[str, Any], updates: Sequence[int] = ()) -> None:
        """Keep a state and its data; nothing stays of a conversation with neither."""
        if state is None and not data:
            await self._transaction.session.execute(_GONE, {"key": key})
            return
        values = {
            "key": key,
            "state": state,
            "data": dict(data),
            "updates": list(updates),
            "updated_at": self._transaction.now,
        }
        kept = _KEPT_BY_SQLITE if self._transaction.is_sqlite else _KEPT_BY_POSTGRESQL
        await self._transaction.session.execute(kept, values)

    async def forget_left_in(self, state: str, before: datetime) -> int:
        """Delete those that have not changed since `before` and are in this state; how many they were."""
        left = (conversations.c.state == state, conversations.c.updated_at <= before)
        return await self._transaction.change(delete(conversations).where(*left))

    async def forget(self, beginning: str) -> None:
        """Delete every conversation whose key begins like this."""
        begins = conversations.c.key.startswith(beginning, autoescape=True)
        await self._transaction.change(delete(conversations).where(begins))
