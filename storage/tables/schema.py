"""What all tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Integer, MetaData, String, Table
from sqlalchemy.engine.default import DefaultExecutionContext

from storage.sealed import Lookup

NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("ix", "uq", "fk")}
metadata = MetaData(naming_convention={**NAMES, "pk": "pk_%(table_name)s"})


def partial_index(name: str, table: Table, columns: str, only: ColumnElement[bool]) -> None:
    """An index of the rows that are `only` these; `columns` are names with spaces between them."""
    Index(name, *(table.c[column] for column in columns.split()), sqlite_where=only, postgresql_where=only)


def strings(*names: str) -> list[Column[str]]:
    """Columns of short texts that are always there."""
    return [Column(name, String, nullable=False) for name in names]


def phone_lookup(where: str, *, unique: bool = False) -> Column[Any]:
    """By what the sealed column `phone` beside it is found; a row that is inserted has it by itself."""
    return Column("phone_lookup", Lookup(where), default=_phone, nullable=False, index=True, unique=unique or None)


def _phone(context: DefaultExecutionContext) -> object:
    return context.get_current_parameters()["phone"]  # type: ignore[no-untyped-call]


def number() -> Column[int]:
    """A number that the database counts up and never uses again."""
    return Column("id", Integer, primary_key=True, autoincrement=True)
