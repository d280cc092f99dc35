"""What all tables share."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Index, Integer, MetaData, String, Table

NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("ix", "uq", "fk")}
metadata = MetaData(naming_convention={**NAMES, "pk": "pk_%(table_name)s"})


def partial_index(name: str, table: Table, columns: str, only: ColumnElement[bool]) -> None:
    """An index of the rows that are `only` these; `columns` are names with spaces between them."""
    Index(name, *(table.c[column] for column in columns.split()), sqlite_where=only, postgresql_where=only)


def strings(*names: str) -> list[Column[str]]:
    """Columns of short texts that are always there."""
    return [Column(name, String, nullable=False) for name in names]


def number() -> Column[int]:
    """A number that the database counts up and never uses again."""
    return Column("id", Integer, primary_key=True, autoincrement=True)
