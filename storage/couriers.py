"""Who delivers letters at this moment, by a number that each of them counts up."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, text

from storage.tables import couriers
from storage.transaction import Transaction


class Couriers:
    """The couriers of all processes, by names that they give themselves."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def beat(self, name: str) -> dict[str, int]:
        """Count up one's own number; all numbers as they are now. One courier after the other: of two that begin at the
        same moment, neither would see what the other has not committed yet.
        """
        if not self._transaction.is_sqlite:
            await self._transaction.session.execute(text("LOCK TABLE couriers IN SHARE ROW EXCLUSIVE MODE"))
        new = self._transaction.insert(couriers).values(name=name, beats=1)
        counted = new.on_conflict_do_update(index_elements=["name"], set_={"beats": couriers.c.beats + 1})
        await self._transaction.change(counted)
        return {row.name: row.beats for row in await self._transaction.read(select(couriers))}

    async def forget(self, names: Collection[str]) -> None:
        """These deliver nothing any more."""
        await self._transaction.change(delete(couriers).where(couriers.c.name.in_(names)))
