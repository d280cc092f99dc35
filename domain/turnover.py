"""How many doors one helper gets to know by taking missions themselves, and what of it moderators hear in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

A_DAY, A_WEEK = timedelta(hours=24), timedelta(days=7)
MOST_DOORS_A_DAY = 8
"""Of different callers, and more than the busiest take. Beyond it, operators give; what they gave counts as well."""
MANY_HANDED_ON = 3
"""Within a day."""
TOLD_OF_MANY_DOORS = "told of many doors"
"""What the journal calls it that moderators heard of it."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """What a helper took, or handed on, within some time: how many missions; how many callers' `doors` they know by
    these, which calls don't show; and how many missions they have `handed_on`.
    """

    taken: int = 0
    doors: int = 0
    handed_on: int = 0

    @property
    def is_much(self) -> bool:
        """Whether moderators should look at it, where it was within a day."""
        return self.doors >= MOST_DOORS_A_DAY or self.handed_on >= MANY_HANDED_ON
