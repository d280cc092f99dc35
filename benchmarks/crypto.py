"""What encryption costs: rows written, read and found in tables that differ in nothing else, and the cipher itself."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import JSON, Column, Index, MetaData, Table, Text, insert, select

from benchmarks.databases import KEYS, KINDS, fresh
from benchmarks.report import Figures, Run, Runs
from domain.helper import HelperStatus
from domain.mission import MissionStatus
from storage import tables
from storage.database import Database
from storage.sealed import Lookup, Sealed, SealedJSON, SealedPoint

ROWS, QUICK_ROWS = 2_000, 200
MEGABYTES, QUICK_MEGABYTES, SHORT_TEXTS = 64, 8, 20_000
MEGABYTE = 1_000_000
NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
SUBJECTS = {
    "helper": tables.helpers,
    "helpee": tables.helpees,
    "mission": tables.missions,
    "conversation": tables.conversations,
}
Rows = list[dict[str, Any]]


async def run(*, quick: bool) -> Runs:
    """Both databases, by turns with the same tables unencrypted; then bytes, beside Fernet."""
    runs: Runs = {}
    for kind in KINDS:
        async with fresh(kind) as database:
            runs[kind] = await _compare(database, QUICK_ROWS if quick else ROWS)
    runs["cipher"] = _cipher(QUICK_MEGABYTES if quick else MEGABYTES)
    return runs


async def _compare(database: Database, count: int) -> Run:
    sealed, plain = _twins("sealed", seals=True), _twins("plain", seals=False)
    async with database.engine.begin() as connection:
        for twins in (sealed, plain):
            await connection.run_sync(next(iter(twins.values())).metadata.create_all)
    figures: Figures = {}
    baseline: Figures = {}
    for name in SUBJECTS:
        rows = [_row(name, number) for number in range(1, count + 1)]
        for what, ours, theirs in (
            ("written", _write(database, sealed[name], rows), _write(database, plain[name], rows)),
            ("read", _read(database, sealed[name], rows), _read(database, plain[name], rows)),
        ):
            figures[f"{name}_{what}_ms"], baseline[f"plain_{name}_{what}_ms"] = await _by_turns(ours, theirs, count)
    found = (_find(database, sealed["helpee"], "phone_lookup"), _find(database, plain["helpee"], "phone"))
    figures["helpee_found_ms"], baseline["plain_helpee_found_ms"] = await _by_turns(*found, count)
    ratio: Figures = {
        name.removesuffix("_ms"): round(value / baseline[f"plain_{name}"], 2) for name, value in figures.items()
    }
    return Run(figures, baseline, ratio)


Step = Callable[[int], Awaitable[object]]


async def _by_turns(ours: Step, theirs: Step, count: int) -> tuple[float, float]:
    """The medians of both, in milliseconds."""
    taken: dict[Step, list[float]] = {ours: [], theirs: []}
    for number in range(count):
        for step in (ours, theirs) if number % 2 else (theirs, ours):
            started = time.perf_counter()
            await step(number)
            taken[step].append(time.perf_counter() - started)
    return round(median(taken[ours]) * 1000, 3), round(median(taken[theirs]) * 1000, 3)


def _write(database: Database, table: Table, rows: Rows) -> Step:
    statement = insert(table)

    async def write(number: int) -> None:
        async with database.writing.begin() as connection:
            await connection.execute(statement, {name: rows[number][name] for name in rows[number] if name in table.c})

    return write


def _read(database: Database, table: Table, rows: Rows) -> Step:
    (key,) = table.primary_key.columns

    async def read(number: int) -> None:
        async with database.reading.begin() as connection:
            (await connection.execute(select(table).where(key == rows[number][key.name]))).one()

    return read


def _find(database: Database, table: Table, by: str) -> Step:
    async def find(number: int) -> None:
        async with database.reading.begin() as connection:
            (await connection.execute(select(table).where(table.c[by] == _phone(number + 1)))).one()

    return find


def _twins(prefix: str, *, seals: bool) -> dict[str, Table]:
    """Tables of their own with the columns of the real ones, and of their indexes those of phone numbers."""
    metadata = MetaData()
    twins = {}
    for name, table in SUBJECTS.items():
        columns = [
            Column(one.name, one.type if seals else _plain(one), primary_key=one.primary_key, default=one.default)
            for one in table.c
            if seals or not isinstance(one.type, Lookup)
        ]
        twin = twins[name] = Table(f"{prefix}_{table.name}", metadata, *columns)
        if "phone" in twin.c:
            Index(f"ix_{twin.name}_phone", twin.c["phone_lookup" if seals else "phone"])
    return twins


def _plain(column: Column[Any]) -> Any:
    if isinstance(column.type, SealedJSON | SealedPoint):
        return JSON()
    return Text() if isinstance(column.type, Sealed) else column.type


def _phone(number: int) -> str:
    return f"+3247{number:07d}"


def _row(name: str, number: int) -> dict[str, Any]:
    """Somebody, or something, of an ordinary size. What is personal has the same length in both tables."""
    who = {"id": number, "phone": _phone(number), "name": "Josée Voorbeeld-Exemple", "country": "BE"}
    where: dict[str, Any] = {"neighbourhood": "1050 Ixelles", "address": "Rue de l'Exemple 12, 1050 Ixelles"}
    where["access_notes"] = "Third floor, ring twice, the lift is out of order"
    door = {"point": (50.8287654, 4.3721234)}
    match name:
        case "helper":
            mine = {"kinds": frozenset({"groceries"}), "languages": frozenset({"fr"}), "slots": 7, "completed": 0}
            consent = {"applied_at": NOW, "consent_version": "1", "consent_at": NOW}
            return {**who, **mine, **consent, "status": HelperStatus.VALIDATED}
        case "helpee":
            return {**who, **where, **door, "language": "fr", "created_at": NOW}
        case "mission":
            to_do = {"kind": "groceries", "country": "BE", "language": "fr", "urgent": False, "nudges": 0, "wave": 1}
            when = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=4), "published_at": NOW}
            more = {"details": "Bread, milk, six eggs and something sweet", "note": "", "code_word": "piano"}
            of = {"id": number, "key": f"key-{number}", "helpee_id": number, "operator_id": 1}
            return {**of, **to_do, **when, **where, **door, **more, "status": MissionStatus.OPEN}
    answers = {"flow": "new", "phone": _phone(number), "name": "Josée", **where, "kind": "groceries", "found": None}
    return {"key": str(number), "state": "new", "data": answers, "updates": [number], "updated_at": NOW}


def _cipher(megabytes: int) -> Run:
    data, short, fernet = os.urandom(MEGABYTE), "Josée Voorbeeld-Exemple".encode(), Fernet(Fernet.generate_key())

    def sealed(plain: bytes) -> None:
        KEYS.open(KEYS.seal(plain, b"bench.data"), b"bench.data")

    def fernet_sealed(plain: bytes) -> None:
        fernet.decrypt(fernet.encrypt(plain))

    ours, theirs = (_seconds(way, data, megabytes) for way in (sealed, fernet_sealed))
    short_ours, short_theirs = (_seconds(way, short, SHORT_TEXTS) for way in (sealed, fernet_sealed))
    longer = len(KEYS.seal(short, b"bench.data")), len(fernet.encrypt(short))
    figures: Figures = {"mb_per_s": round(1 / ours), "name_us": round(short_ours * 1e6, 1), "name_bytes": longer[0]}
    baseline: Figures = {
        "fernet_mb_per_s": round(1 / theirs),
        "fernet_name_us": round(short_theirs * 1e6, 1),
        "fernet_name_bytes": longer[1],
    }
    ratio: Figures = {name: round(value / baseline[f"fernet_{name}"], 2) for name, value in figures.items()}
    return Run(figures, baseline, ratio)


def _seconds(way: Callable[[bytes], None], data: bytes, times: int) -> float:
    """How long it takes to encrypt and decrypt this once."""
    started = time.perf_counter()
    for _ in range(times):
        way(data)
    return (time.perf_counter() - started) / times
