"""Personal data encrypted, phone numbers looked up by a keyed hash, and places that are searched for kept coarse.

Revision: 0009. 2026-11-29.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

from storage.encryption import TRACES, Unreadable, Vault, vault_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SOME = 1_000
POINT = struct.Struct(">dd")
DECIMALS = 3
NUMBERED = {"table_kwargs": {"sqlite_autoincrement": True}}

# Texts that become encrypted, by table; whether each may be missing, and what it was before.
TEXTS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "people": {"operator_name": sa.String()},
    "helpees": {"phone": sa.String(), "name": sa.String(), "address": sa.Text(), "access_notes": sa.Text()},
    "helpers": {"name": sa.String(), "phone": sa.String()},
    "identity_checks": {"claimed_by_name": sa.String(), "decided_by_name": sa.String()},
    "pictures": {"file": sa.Text()},
    "missions": {
        "address": sa.Text(),
        "access_notes": sa.Text(),
        "details": sa.Text(),
        "note": sa.Text(),
        "code_word": sa.String(),
    },
    "conversations": {"data": sa.JSON()},
}
ROWS_COUNT_UP = {"people", "helpees", "identity_checks", "pictures", "missions"}
OF_POINTS = {"helpees", "missions"}
OF_PHONES = {"helpees", "helpers"}


def upgrade() -> None:
    vault = _vault()
    records = op.create_table(
        "encryption",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_encryption")),
    )
    kept = [{"name": name, "value": value} for name, value in vault.begin().items()]
    traces = [{"name": TRACES, "value": b""}] if op.get_bind().dialect.name == "sqlite" else []
    op.bulk_insert(records, [*kept, *traces])
    for table, columns in TEXTS.items():
        with _rebuilt(table) as batch:
            if table == "helpees":
                batch.drop_constraint("uq_helpees_phone", type_="unique")
            for column, kind in columns.items():
                batch.alter_column(
                    column, existing_type=kind, type_=sa.LargeBinary(), postgresql_using=f"convert_to({column}::text, 'UTF8')"
                )
            if table in OF_POINTS:
                batch.add_column(sa.Column("point", sa.LargeBinary(), nullable=True))
            if table in OF_PHONES:
                batch.add_column(sa.Column("phone_lookup", sa.LargeBinary(), nullable=True))
        _rewrite(table, [*columns, *_extra(table)], lambda row, table=table: _sealed(vault, table, row))
    for table in sorted(OF_PHONES):
        with _rebuilt(table) as batch:
            batch.alter_column("phone_lookup", existing_type=sa.LargeBinary(), nullable=False)
            if table == "helpees":
                batch.drop_column("latitude")
                batch.drop_column("longitude")
        op.create_index(f"ix_{table}_phone_lookup", table, ["phone_lookup"], unique=table == "helpees")
    _rewrite("helper_places", ["latitude", "longitude", "cell"], _coarse_place)


def downgrade() -> None:
    vault = _vault()
    for table in sorted(OF_PHONES):
        op.drop_index(f"ix_{table}_phone_lookup", table)
    with _rebuilt("helpees") as batch:
        batch.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch.add_column(sa.Column("longitude", sa.Double(), nullable=True))
    for table, columns in TEXTS.items():
        _rewrite(table, [*columns, *_extra(table, lookup=False)], lambda row, table=table: _opened(vault, table, row))
        with _rebuilt(table) as batch:
            for column, kind in columns.items():
                as_text = f"convert_from({column}, 'UTF8')" + ("::json" if isinstance(kind, sa.JSON) else "")
                batch.alter_column(
                    column, existing_type=sa.LargeBinary(), type_=kind, postgresql_using=as_text
                )
            if table in OF_POINTS:
                batch.drop_column("point")
            if table in OF_PHONES:
                batch.drop_column("phone_lookup")
            if table == "helpees":
                batch.create_unique_constraint("uq_helpees_phone", ["phone"])
    op.drop_table("encryption")


def _vault() -> Vault:
    try:
        return vault_of(op.get_bind().dialect)
    except Unreadable:
        raise CommandError("this step encrypts what is personal: say with which key, by -x key_file=path") from None


def _rebuilt(table: str) -> Any:
    return op.batch_alter_table(table, **(NUMBERED if table in ROWS_COUNT_UP else {}))


def _extra(table: str, *, lookup: bool = True) -> list[str]:
    places = ["latitude", "longitude", "point"] if table in OF_POINTS else []
    return [*places, *(["phone_lookup"] if lookup and table in OF_PHONES else [])]


Row = dict[str, Any]


def _rewrite(table: str, columns: list[str], change: Callable[[Row], Row]) -> None:
    """Change rows some at a time, by their primary key, so that memory stays small however many there are."""
    number = "key" if table == "conversations" else "id"
    degrees = {"latitude", "longitude"}
    rows = sa.table(
        table,
        sa.column(number, sa.String() if number == "key" else sa.Integer()),
        *(sa.column(name, _kind(name, degrees)) for name in columns),
    )
    bind = op.get_bind()
    for some in _chunks(bind, rows, number):
        changed = [(row[number], after) for row in some if (after := change(row)) != {name: row[name] for name in columns}]
        if changed:
            values = {name: sa.bindparam(f"new_{name}") for name in columns}
            statement = sa.update(rows).where(rows.c[number] == sa.bindparam("which")).values(values)
            bind.execute(statement, [
                {"which": which, **{f"new_{name}": after[name] for name in columns}} for which, after in changed
            ])


def _kind(name: str, degrees: set[str]) -> sa.types.TypeEngine[Any]:
    if name in degrees:
        return sa.Double()
    return sa.Integer() if name == "cell" else sa.LargeBinary()


def _chunks(bind: sa.Connection, rows: sa.TableClause, number: str) -> Iterator[list[Row]]:
    last: Any = None
    while True:
        wanted = sa.select(rows).order_by(rows.c[number]).limit(SOME)
        if last is not None:
            wanted = wanted.where(rows.c[number] > last)
        some = [dict(row) for row in bind.execute(wanted).mappings()]
        if not some:
            return
        last = some[-1][number]
        yield some


def _sealed(vault: Vault, table: str, row: Row) -> Row:
    after: Row = {}
    for column, kind in TEXTS[table].items():
        plain = row[column]
        if plain is not None and isinstance(kind, sa.JSON):
            plain = json.dumps(json.loads(plain), separators=(",", ":")).encode()
        after[column] = None if plain is None else vault.keys.seal(plain, f"{table}.{column}".encode())
    if table in OF_PHONES:
        after["phone_lookup"] = vault.digest(row["phone"].decode(), f"{table}.phone".encode())
    if table in OF_POINTS:
        at = (row["latitude"], row["longitude"])
        somewhere = None not in at
        after["point"] = vault.keys.seal(POINT.pack(*at), f"{table}.point".encode()) if somewhere else None
        after["latitude"], after["longitude"] = (round(part, DECIMALS) for part in at) if somewhere else at
    return after


def _opened(vault: Vault, table: str, row: Row) -> Row:
    after: Row = {
        column: None if row[column] is None else vault.keys.open(row[column], f"{table}.{column}".encode())
        for column in TEXTS[table]
    }
    if table in OF_POINTS:
        after["point"] = row["point"]
        after["latitude"], after["longitude"] = row["latitude"], row["longitude"]
        if row["point"] is not None:
            after["latitude"], after["longitude"] = POINT.unpack(vault.keys.open(row["point"], f"{table}.point".encode()))
    return after


def _coarse_place(row: Row) -> Row:
    latitude, longitude = round(row["latitude"], DECIMALS), round(row["longitude"], DECIMALS)
    cell = int((latitude + 90) * 20) * 10_000 + int((longitude + 180) * 20)
    return {"latitude": latitude, "longitude": longitude, "cell": cell}
