"""The search by index finds what looking at everybody finds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from domain.helper import HelperStatus
from domain.matching import distance_m
from domain.network import DECIMALS, MAX_RADIUS_M
from storage.database import Database
from storage.grid import RINGS_M, box_around, cell_of
from storage.nearest import _ON_POSTGRESQL, _ON_SQLITE
from storage.tables import helper_places, helpers, people
from storage.unit_of_work import Store
from tests.storage.seeds import IXELLES, STEP, a_place, seed_helper

HELPERS = 60
latitudes = st.floats(-70, 70)
towns = st.sampled_from([(50.85, 4.35), (0.0, 0.0), (-69.5, 100.0), (69.9, -150.0), (51.5, -0.01), (46.2, 6.15)])
near = (st.floats(-0.6, 0.6) | st.floats(-0.02, 0.02)).map(lambda degrees: round(degrees, DECIMALS))


@st.composite
def places(draw: st.DrawFn) -> tuple[int, float, float, int, int, int, bool]:
    """helper, north, east (degrees from the town), radius, kinds, slots, searchable"""
    return (
        draw(st.integers(1, HELPERS)),
        draw(near),
        draw(near),
        draw(st.integers(1, MAX_RADIUS_M)),
        draw(st.integers(0, 15)),
        draw(st.integers(0, 2**21 - 1)),
        draw(st.booleans()),
    )


@pytest.fixture
async def peopled(store: Store) -> Store:
    """A store with helpers who have no places."""
    example = await seed_helper(store)
    async with store.writing() as work:
        columns = {name: getattr(example, name) for name in ("kinds", "languages", "slots", "applied_at", "consent_at")}
        await work.session.execute(delete(helper_places))
        await work.session.execute(
            insert(people),
            [
                {
                    "id": number,
                    "app": "test",
                    "external_id": str(number),
                    "language": "fr",
                    "created_at": work.now,
                    "reachable": True,
                }
                for number in range(2, HELPERS + 1)
            ],
        )
        texts = {"name": "Zoé", "phone": "", "country": "BE", "consent_version": "1", "completed": 0}
        await work.session.execute(
            insert(helpers),
            [{"id": number, "status": HelperStatus.VALIDATED, **columns, **texts} for number in range(2, HELPERS + 1)],
        )
    return store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    town=towns,
    around=st.lists(places(), max_size=120),
    kind=st.sampled_from([1, 2, 4, 8, 15]),
    slot=st.integers(0, 20),
    limit=st.integers(1, 12),
    cap_m=st.sampled_from([300.0, 1_500.0, 7_000.0, 50_000.0]),
)
async def test_the_nearest_are_those_that_brute_force_finds(
    peopled: Store,
    data: st.DataObject,
    town: tuple[float, float],
    around: list[tuple[int, float, float, int, int, int, bool]],
    kind: int,
    slot: int,
    limit: int,
    cap_m: float,
) -> None:
    here = (round(town[0] + data.draw(near) / 10, DECIMALS), round(town[1] + data.draw(near) / 10, DECIMALS))
    mask = 1 << slot
    expected: dict[int, float] = {}
    rows = []
    for helper, north, east, radius, kinds, slots, searchable in around:
        latitude, longitude = round(town[0] + north, DECIMALS), round(town[1] + east, DECIMALS)
        row = {"helper_id": helper, "latitude": latitude, "longitude": longitude, "radius_m": radius, "kinds": kinds}
        texts = {"slots": slots, "searchable": searchable, "name": "", "country": "BE"}
        rows.append({**row, **texts, "cell": cell_of(latitude, longitude)})
        distance = distance_m(*here, latitude, longitude)
        if searchable and kinds & kind and slots & mask and distance <= min(radius, cap_m):
            expected[helper] = min(distance, expected.get(helper, distance))
    async with peopled.writing() as work:
        await work.session.execute(delete(helper_places))
        if rows:
            await work.session.execute(insert(helper_places), rows)
        found = await work.helpers.nearest(*here, kind_mask=kind, slot_mask=mask, limit=limit, cap_m=cap_m)
    assert found == sorted(expected.items(), key=lambda one: (one[1], one[0]))[:limit]


@given(
    latitude=latitudes,
    longitude=st.floats(-179, 179),
    ring=st.sampled_from(RINGS_M),
    north=st.floats(-1, 1),
    east=st.floats(-1, 1),
)
def test_whatever_lies_in_a_ring_lies_in_its_box_and_cells(
    latitude: float, longitude: float, ring: int, north: float, east: float
) -> None:
    degrees = ring / 111_000
    place = (latitude + north * degrees, longitude + east * degrees)
    if distance_m(latitude, longitude, *place) <= ring:
        box = box_around(latitude, longitude, ring)
        assert box.south <= place[0] <= box.north
        assert box.west <= place[1] <= box.east
        assert cell_of(*place) in box.cells()


def test_the_cell_of_a_place_is_what_the_tables_have() -> None:
    assert cell_of(50.8503, 4.3517) == int((50.8503 + 90) * 20) * 10_000 + int((4.3517 + 180) * 20)


async def test_a_helper_with_several_places_is_found_once_by_the_nearest_that_reaches(store: Store) -> None:
    helper = await seed_helper(store, a_place(27 * STEP), a_place(9 * STEP, radius_m=500), a_place(18 * STEP))
    async with store.reading() as work:
        found = await work.helpers.nearest(*IXELLES, kind_mask=1, slot_mask=1, limit=5)
    assert [(number, round(distance)) for number, distance in found] == [(helper.id, 2002)]


async def test_many_places_of_few_helpers_do_not_hide_the_others(store: Store) -> None:
    crowd = await seed_helper(store, *(a_place(number * STEP, radius_m=9_000) for number in range(40)))
    other = await seed_helper(store, north_m=2 * STEP)
    async with store.reading() as work:
        found = await work.helpers.nearest(*IXELLES, kind_mask=1, slot_mask=1, limit=2)
    assert [number for number, _ in found] == [crowd.id, other.id]


async def test_the_search_reads_the_index_alone(database: Database) -> None:
    """Without the condition of the partial index, word for word, it would read the table."""
    statement = _ON_SQLITE if database.is_sqlite else _ON_POSTGRESQL
    names = dict.fromkeys(
        (
            "latitude",
            "longitude",
            "north_square",
            "east_square",
            "own_square",
            "south",
            "north",
            "west",
            "east",
            "least_radius",
            "inner_square",
        ),
        1.0,
    )
    values = {**names, "ring_square": 1.0, "kinds": 1, "slots": 1, "anywhere": False, "rows": 1}
    cells: object = "[1]" if database.is_sqlite else [1]
    async with database.engine.connect() as connection:
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        if not database.is_sqlite:
            await connection.execute(text("SET enable_seqscan = off"))
        compiled = statement.compile(dialect=database.engine.dialect)
        parameters = compiled.construct_params({**values, "cells": cells})
        order = compiled.positiontup or []
        rows = await connection.exec_driver_sql(explain + str(compiled), tuple(parameters[name] for name in order))
        plan = "\n".join(" ".join(map(str, row)) for row in rows)
    assert "ix_helper_places_search" in plan
    if database.is_sqlite:
        assert "COVERING INDEX" in plan
        assert "latitude>" in plan
