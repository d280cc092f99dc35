"""The grid in which places are kept: cells of 0.05°, so that "near" is a list of numbers and needs no extension.

Not made for the poles or the 180th meridian: the search is exact up to 50 km, between 70° south and 70° north.
"""

from __future__ import annotations

from math import cos, radians

from domain.matching import EARTH_RADIUS_M

METRES_A_DEGREE = radians(1) * EARTH_RADIUS_M
RINGS_M = (700, 1_500, 4_000, 10_000, 18_000, 30_000, 50_000)
ROW = 10_000  # what a cell's number grows by from one row of the grid to the next, northwards
WIDER = 1.02  # how much plain arithmetic may differ from a great circle within the largest ring


def cell_of(latitude: float, longitude: float) -> int:
    """The number of the cell in which a place lies."""
    return _line(latitude + 90) * ROW + _line(longitude + 180)


def cells_around(latitude: float, longitude: float, radius_m: float) -> list[int]:
    """The cells that a circle may touch."""
    reach = radius_m * WIDER / METRES_A_DEGREE
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    across = reach / max(0.01, min(cos(radians(south)), cos(radians(north))))
    west, east = _line(longitude - across + 180), _line(longitude + across + 180)
    return [
        row * ROW + column
        for row in range(_line(south + 90), _line(north + 90) + 1)
        for column in range(max(0, west), min(ROW - 1, east) + 1)
    ]


def _line(degrees: float) -> int:
    return int(degrees * 20)
