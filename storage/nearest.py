"""The search for the nearest helpers: rings of the grid by index, plain arithmetic in SQL, great circles in Python.

Core expressions only: asyncpg silently cuts a float to an integer where a `text()` parameter has no type.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    ColumnElement,
    Double,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    column,
    func,
    or_,
    select,
)

from domain.helper import HelperStatus
from domain.matching import distance_m
from domain.network import MAX_RADIUS_M
from storage.grid import METRES_A_DEGREE, RINGS_M, WIDER, box_around
from storage.tables import SEARCHABLE, helper_places, helpers
from storage.transaction import Transaction

Found = list[tuple[int, float]]
_PLACE = helper_places.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where, and who counts: a bit of `kinds` and a bit of `slots` in common; `within_own_radius`: of their place."""

    latitude: float
    longitude: float
    kinds: int
    slots: int
    within_own_radius: bool = True


def _number(name: str) -> BindParameter[float]:
    return bindparam(name, type_=Double)


def _statement(*, is_sqlite: bool) -> Select[int, float, float, int]:
    north, east = _PLACE.latitude - _number("latitude"), _PLACE.longitude - _number("longitude")
    square = north * north * _number("north_square") + east * east * _number("east_square")
    own_square = _number("own_square") * _PLACE.radius_m * _PLACE.radius_m
    if is_sqlite:
        listed = func.json_each(bindparam("cells", type_=String)).table_valued(column("value", Integer))
        in_cells: ColumnElement[bool] = _PLACE.cell.in_(select(listed.c.value))
    else:
        in_cells = _PLACE.cell == func.any(bindparam("cells", type_=ARRAY(Integer)))
    return (
        select(_PLACE.helper_id, _PLACE.latitude, _PLACE.longitude, _PLACE.radius_m)
        .where(
            SEARCHABLE,
            in_cells,
            _PLACE.latitude.between(_number("south"), _number("north")),
            _PLACE.longitude.between(_number("west"), _number("east")),
            _PLACE.kinds.bitwise_and(bindparam("kinds", type_=Integer)) != 0,
            _PLACE.slots.bitwise_and(bindparam("slots", type_=Integer)) != 0,
            _PLACE.radius_m >= _number("least_radius"),
            square.between(_number("inner_square"), _number("ring_square")),
            or_(bindparam("anywhere", type_=Boolean).is_(True), square <= own_square),
        )
        .order_by(square)
        .limit(bindparam("rows", type_=Integer))
    )


_ON_SQLITE, _ON_POSTGRESQL = _statement(is_sqlite=True), _statement(is_sqlite=False)


async def nearest(transaction: Transaction, wanted: Wanted, *, limit: int, cap_m: float) -> Found:
    """The `limit` nearest helpers no further than `cap_m`, each once, with metres to the nearest place that counts."""
    found: dict[int, float] = {}
    inner = 0.0
    for ring in (*(ring for ring in RINGS_M if ring < cap_m), cap_m):
        await _search(transaction, wanted, found, inner, ring, limit)
        if len(found) >= limit:
            break
        inner = ring
    return sorted(found.items(), key=lambda one: (one[1], one[0]))[:limit]


async def whoever_is_near(transaction: Transaction, latitude: float, longitude: float, limit: int) -> list[int]:
    """The validated helpers with the nearest places, up to `MAX_RADIUS_M` away, also those who are on a break."""
    box = box_around(latitude, longitude, MAX_RADIUS_M)
    north, east = _PLACE.latitude - latitude, (_PLACE.longitude - longitude) * cos(radians(latitude))
    found = select(_PLACE.helper_id).join(helpers, helpers.c.id == _PLACE.helper_id)
    found = found.where(
        helpers.c.status == HelperStatus.VALIDATED,
        _PLACE.latitude.between(box.south, box.north),
        _PLACE.longitude.between(box.west, box.east),
    )
    found = found.order_by(north * north + east * east).limit(limit)
    return list(dict.fromkeys((await transaction.read(found)).scalars()))


async def _search(
    transaction: Transaction, wanted: Wanted, found: dict[int, float], inner: float, ring: float, limit: int
) -> None:
    """Add who is between two rings; those within the inner one are found already.

    The rows come in the order of plain arithmetic; more are read until no unread one can be among the nearest.
    """
    rows = limit * 5 // 4 + 10
    while True:
        places = await _read(transaction, wanted, inner, ring, rows)
        furthest = 0.0
        for helper_id, latitude, longitude, radius in places:
            distance = furthest = distance_m(wanted.latitude, wanted.longitude, latitude, longitude)
            if distance > ring or (wanted.within_own_radius and distance > radius):
                continue
            if distance < found.get(helper_id, ring + 1):
                found[helper_id] = distance
        if len(places) < rows:
            return
        if len(found) >= limit and sorted(found.values())[limit - 1] * WIDER * WIDER < furthest:
            return
        rows *= 4


async def _read(
    transaction: Transaction, wanted: Wanted, inner: float, ring: float, rows: int
) -> Sequence[Row[int, float, float, int]]:
    is_sqlite = transaction.is_sqlite
    box = box_around(wanted.latitude, wanted.longitude, ring)
    cells = box.cells()
    values = {
        "north_square": METRES_A_DEGREE**2,
        "east_square": (METRES_A_DEGREE * cos(radians(wanted.latitude))) ** 2,
        "latitude": wanted.latitude,
        "longitude": wanted.longitude,
        **box._asdict(),
        "own_square": WIDER**2,
        "least_radius": inner if wanted.within_own_radius else 0.0,
        "inner_square": (inner / WIDER) ** 2,
        "ring_square": (ring * WIDER) ** 2,
        "cells": json.dumps(cells) if is_sqlite else cells,
        "kinds": wanted.kinds,
        "slots": wanted.slots,
        "anywhere": not wanted.within_own_radius,
        "rows": rows,
    }
    found = await transaction.read(_ON_SQLITE if is_sqlite else _ON_POSTGRESQL, values)
    return found.all()
