"""Invented helpers where people live: most in towns, the others anywhere in the three countries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import make_url

from domain.availability import ALWAYS, EVENINGS, WEEKENDS, WORKDAYS
from domain.network import DECIMALS, KINDS, RADII_KM
from storage.database import Database
from storage.encryption import Vault, vault_of
from storage.grid import ROW
from storage.tables import helper_places, helpers, people

TOWNS = (  # latitude, longitude, thousands of people, country
    (50.8503, 4.3517, 1200, "BE"), (51.2194, 4.4025, 530, "BE"), (51.0543, 3.7174, 260, "BE"),
    (50.4108, 4.4446, 200, "BE"), (50.6326, 5.5797, 195, "BE"), (51.2093, 3.2247, 118, "BE"),
    (50.4674, 4.8720, 110, "BE"), (50.8798, 4.7005, 100, "BE"), (50.4542, 3.9523, 95, "BE"),
    (47.3769, 8.5417, 430, "CH"), (46.2044, 6.1432, 200, "CH"), (47.5596, 7.5886, 175, "CH"),
    (46.9480, 7.4474, 134, "CH"), (46.5197, 6.6323, 140, "CH"), (46.0037, 8.9511, 63, "CH"),
    (51.5074, -0.1278, 8900, "GB"), (52.4862, -1.8904, 1140, "GB"), (53.4808, -2.2426, 550, "GB"),
    (53.8008, -1.5491, 790, "GB"), (53.4084, -2.9916, 490, "GB"), (51.4545, -2.5879, 460, "GB"),
    (54.9783, -1.6178, 300, "GB"), (52.9548, -1.1581, 320, "GB"), (50.9097, -1.4044, 250, "GB"),
)  # fmt: skip
BOXES = ((49.5, 51.5, 2.6, 6.3, "BE"), (45.9, 47.7, 6.0, 10.4, "CH"), (50.3, 54.9, -4.5, 1.5, "GB"))
IN_TOWNS, SEARCHABLE, SECOND_PLACES, CHUNK = 0.75, 0.9, 0.1, 50_000
KM_OF_THOUSAND = 0.14  # how far a town spreads, by the root of its thousands: London 13 km, Brussels 5 km
APPLIED = datetime(2026, 1, 1, tzinfo=UTC)

Numbers = NDArray[np.int64]
Degrees = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Helpers 1 … `helpers`, and their places, one row each."""

    helpers: int
    helper_id: Numbers
    latitude: Degrees
    longitude: Degrees
    country: NDArray[np.str_]
    radius_m: Numbers
    kinds: Numbers
    slots: Numbers
    searchable: NDArray[np.bool_]


def invent(count: int, seed: int = 7) -> Population:
    """The same helpers each time."""
    random = np.random.default_rng(seed)
    weights = np.array([town[2] for town in TOWNS], float)
    town = random.choice(len(TOWNS), count, p=weights / weights.sum())
    box = random.choice(len(BOXES), count, p=[0.2, 0.15, 0.65])
    urban = random.random(count) < IN_TOWNS
    spread = np.sqrt(weights)[town] * KM_OF_THOUSAND / 111.2
    latitude = np.array([one[0] for one in TOWNS])[town] + random.normal(0, 1, count) * spread
    longitude = np.array([one[1] for one in TOWNS])[town] + random.normal(0, 1.6, count) * spread
    south, north, west, east = (np.array([one[edge] for one in BOXES])[box] for edge in range(4))
    latitude = np.where(urban, latitude, south + random.random(count) * (np.asarray(north, float) - south))
    longitude = np.where(urban, longitude, west + random.random(count) * (np.asarray(east, float) - west))
    country = np.where(urban, np.array([one[3] for one in TOWNS])[town], np.array([one[4] for one in BOXES])[box])
    own = (
        np.arange(1, count + 1),
        random.integers(1, 1 << len(KINDS), count),
        random.choice([ALWAYS, WORKDAYS, EVENINGS, WEEKENDS], count, p=[0.4, 0.2, 0.25, 0.15]),
        random.random(count) < SEARCHABLE,
        random.choice(np.array(RADII_KM) * 1000, count, p=[0.1, 0.25, 0.35, 0.2, 0.08, 0.02]),
    )
    second = np.flatnonzero(random.random(count) < SECOND_PLACES)
    rows = np.concatenate([np.arange(count), second])
    helper_id, kinds, slots, searchable, radius = (column[rows] for column in own)
    moved = np.concatenate([np.zeros(count), random.normal(0, 0.2, len(second))])
    return Population(
        count,
        helper_id,
        np.round(latitude[rows] + moved, DECIMALS),
        np.round(longitude[rows] + moved, DECIMALS),
        country[rows],
        radius,
        kinds,
        slots,
        searchable,
    )


async def settle(population: Population, database: Database) -> None:
    """Write them into a database, as many at a time as it can take; names and phone numbers encrypted."""
    async with database.reading.connect():
        vault = vault_of(database.engine.dialect)
    for table, columns, rows in _rows(population, vault):
        if database.is_sqlite:
            _into_sqlite(str(make_url(database.url).database), table, columns, rows)
        else:
            await _into_postgresql(database, table, columns, rows)
    if not database.is_sqlite:  # numbers that were copied count, and what autovacuum does within the hour
        async with database.engine.connect() as connection:
            driver = cast("Any", (await connection.get_raw_connection()).driver_connection)
            await driver.execute("SELECT setval(pg_get_serial_sequence('people', 'id'), (SELECT max(id) FROM people))")
            await driver.execute("VACUUM ANALYZE")


Rows = Iterator[tuple[Any, ...]]


def _rows(all_of: Population, vault: Vault) -> Iterator[tuple[str, Sequence[str], Rows]]:
    count = all_of.helpers
    status = np.where(all_of.searchable[:count], "validated", "suspended").tolist()
    cells = ((all_of.latitude + 90) * 20).astype(int) * ROW + ((all_of.longitude + 180) * 20).astype(int)
    ids, countries, kinds, slots = (
        column.tolist() for column in (all_of.helper_id, all_of.country, all_of.kinds, all_of.slots)
    )
    yield (
        people.name,
        ("id", "app", "external_id", "language", "created_at", "reachable"),
        ((number, "telegram", str(number), "fr", APPLIED, True) for number in range(1, count + 1)),
    )
    yield (
        helpers.name,
        (
            *("id", "name", "phone", "phone_lookup", "country", "kinds", "languages", "applied_at", "consent_version"),
            *("consent_at", "slots", "status", "completed"),
        ),
        (
            (number, *_who(number, vault), country, kind, 7, APPLIED, "1", APPLIED, slot, state, 0)
            for number, country, kind, slot, state in zip(ids, countries, kinds, slots, status, strict=False)
        ),
    )
    yield (
        helper_places.name,
        (
            *("helper_id", "latitude", "longitude", "name", "country", "radius_m", "cell", "kinds", "slots"),
            "searchable",
        ),
        zip(
            *(ids, all_of.latitude.tolist(), all_of.longitude.tolist(), ["Ixelles"] * len(ids), countries),
            *(all_of.radius_m.tolist(), cells.tolist(), kinds, slots, all_of.searchable.tolist()),
            strict=True,
        ),
    )


def _who(number: int, vault: Vault) -> tuple[bytes, bytes, bytes]:
    phone = f"+3247{number:07d}"
    name, sealed = vault.keys.seal("Zoé".encode(), b"helpers.name"), vault.keys.seal(phone.encode(), b"helpers.phone")
    return name, sealed, vault.digest(phone, b"helpers.phone")


def _into_sqlite(path: str, table: str, columns: Sequence[str], rows: Rows) -> None:
    connection = sqlite3.connect(path)
    applied = APPLIED.replace(tzinfo=None).isoformat(" ", "microseconds")
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - our own names
        ([applied if value is APPLIED else value for value in row] for row in rows),
    )
    connection.commit()
    connection.close()


async def _into_postgresql(database: Database, table: str, columns: Sequence[str], rows: Rows) -> None:
    async with database.engine.connect() as connection:
        driver = cast("Any", (await connection.get_raw_connection()).driver_connection)
        while chunk := list(islice(rows, CHUNK)):
            await driver.copy_records_to_table(table, columns=columns, records=chunk)
