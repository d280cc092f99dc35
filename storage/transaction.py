"""What every query of one unit of work shares."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    CursorResult,
    Executable,
    FromClause,
    Result,
    Select,
    String,
    Table,
    func,
    literal,
    select,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])
Columns = TypeVarTuple("Columns")
Value = TypeVar("Value", int, str)


class Transaction:
    """One transaction: its session, its instant, and whether it writes."""

    __slots__ = ("_clock", "_now", "is_sqlite", "session", "writes")

    def __init__(self, session: AsyncSession, clock: Callable[[], datetime], *, writes: bool, is_sqlite: bool) -> None:
        self.session = session
        self.writes = writes
        self.is_sqlite = is_sqlite
        self._clock = clock
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """The instant at which this was first asked for."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    def locked(self, rows: Rows, *tables: FromClause, skip: bool = False) -> Rows:
        """The same rows of `tables`, as they are now and locked until the end, if this transaction writes.

        `skip`: pass over rows that somebody else has locked. SQLite locks the whole database, so it has nothing to add.
        """
        if not self.writes:
            return rows
        return rows.with_for_update(of=tables, skip_locked=skip).execution_options(populate_existing=True)

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that can say what to do when the row is there already."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def among(self, column: Column[Value], values: Collection[Value]) -> ColumnElement[bool]:
        """Whether a column has one of many values: one parameter, since PostgreSQL plans each number of them anew, and
        neither database takes more than some thirty thousand.
        """
        if self.is_sqlite:
            listed = func.json_each(literal(json.dumps(list(values)), String)).table_valued(
                sql_column("value", column.type)
            )
            return column.in_(select(listed.c.value))
        return column == func.any(literal(list(values), ARRAY(column.type)))

    async def read(self, rows: Select[*Columns], values: Mapping[str, object] | None = None) -> Result[*Columns]:
        """Rows of tables, as they are with what this transaction has written so far."""
        if self.writes:
            await self.session.flush()
        return await self.session.execute(rows, values)

    async def change(self, statement: Executable) -> int:
        """Execute an INSERT, UPDATE or DELETE of tables, past the objects that are loaded; how many rows it met."""
        await self.session.flush()
        options = {"synchronize_session": False, "preserve_rowcount": True}  # an INSERT's is not kept by itself
        result = await self.session.execute(statement, execution_options=options)
        assert isinstance(result, CursorResult)  # noqa: S101 - what a statement that returns no rows gives
        return result.rowcount
