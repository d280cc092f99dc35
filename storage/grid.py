"""The grid in which places are kept: cells of 0.05°, so that "near" is a list of numbers and needs no extension.

Not made for the poles or the 180th meridian: the search is exact up to 50 km, between 70° south and 70° north.
"""

from __future__ import annotations

from math import cos, radians
from typing import NamedTuple

from domain.matching import EARTH_RADIUS_M

METRES_A_DEGREE = radians(1) * EARTH_RADIUS_M
RINGS_M = (1_000, 2_500, 8_000, 18_000, 30_000, 50_000)
ROW = 10_000  # what a cell's number grows by from one row of the grid to the next, northwards
WIDER = 1.02  # how much plain arithmetic may differ from a great circle within the largest ring


def cell_of(latitude: float, longitude: float) -> int:
    """The number of the cell in which a place lies."""
    return _line(latitude + 90) * ROW + _line(longitude + 180)


class Box(NamedTuple):
    """What lies between two parallels and two meridians, in degrees."""

    south: float
    north: float
    west: float
    east: float

    def cells(self) -> list[int]:
        """The cells that it touches."""
        columns = range(max(0, _line(self.west + 180)), min(ROW - 1, _line(self.east + 180)) + 1)
        return [
            row * ROW + column
            for row in range(_line(self.south + 90), _line(self.north + 90) + 1)
            for column in columns
        ]


def box_around(latitude: float, longitude: float, radius_m: float) -> Box:
    """A box that holds a circle."""
    reach = radius_m * WIDER / METRES_A_DEGREE
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    across = reach / max(0.01, min(cos(radians(south)), cos(radians(north))))
    return Box(south, north, longitude - across, longitude + across)


def _line(degrees: float) -> int:
    return int(degrees * 20)
