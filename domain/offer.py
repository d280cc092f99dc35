"""A mission offered to one helper, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OfferStatus(StrEnum):
    """What became of an offer to one helper."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"  # they handed it on
    TAKEN_BACK = "taken_back"  # they stayed silent, or are not to go there (any more)


NO_LONGER = frozenset({OfferStatus.RELEASED, OfferStatus.TAKEN_BACK})
"""They had the mission in hand, and have it no longer."""
HAD = frozenset({OfferStatus.ACCEPTED, *NO_LONGER})


@dataclass(eq=False, kw_only=True)
class Offer:
    """A mission offered to one helper in a wave (0: they came by themselves; `HEAD_START`: before the waves, since the
    helpee knows them); they hear of it at `offered_at`, which may be in the morning; `distance_m` as it was then.

    One per mission and helper.
    """

    mission_id: int
    helper_id: int
    offered_at: datetime
    distance_m: int | None
    id: int = 0
    wave: int = 0
    status: OfferStatus = OfferStatus.OFFERED
    answered_at: datetime | None = None

    def again(self, now: datetime, distance_m: int | None, wave: int) -> None:
        """Offer the mission once more to the same helper, after somebody else has released it."""
        self.status, self.answered_at = OfferStatus.OFFERED, None
        self.offered_at, self.distance_m, self.wave = now, distance_m, wave

    def answer(self, status: OfferStatus, now: datetime) -> None:
        """Note what became of this offer."""
        self.status, self.answered_at = status, now
