"""A helper: a volunteer, from application to leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.availability import ALWAYS, begins_soon
from domain.errors import AlreadyApplied, Banned, NotRegistered, NotSuspended, NotValidated, Suspended
from domain.network import MAX_RADIUS_M, coarse
from domain.people import Person
from domain.validity import RENEWABLE_FOR, next_step


class HelperStatus(StrEnum):
    """Where a helper stands. Only a VALIDATED one sees missions."""

    APPLIED = "applied"
    VALIDATED = "validated"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    BANNED = "banned"
    LEFT = "left"
    EXPIRED = "expired"  # they were validated so long ago that it is to be done again


BARRED = frozenset({HelperStatus.SUSPENDED, HelperStatus.BANNED})
"""Whom only a moderator, or the end of a suspension, brings back."""

AWAITED = frozenset({HelperStatus.APPLIED, HelperStatus.REJECTED, HelperStatus.EXPIRED})
"""Whose identity has to be checked, for the first time or once more."""


@dataclass(eq=False, kw_only=True)
class HelperPlace:
    """A place from which a helper sets out, in coarse degrees (WGS 84), with how far they go from there in metres.
    `live_until`: it is where they are now, shared until then.
    """

    latitude: float
    longitude: float
    name: str
    country: str
    radius_m: int
    id: int = 0
    live_until: datetime | None = None

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("latitude or longitude out of range")
        self.latitude, self.longitude = coarse(self.latitude), coarse(self.longitude)
        if not 0 < self.radius_m <= MAX_RADIUS_M:
            raise ValueError("radius out of range")

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude

    def is_at(self, latitude: float, longitude: float) -> bool:
        """Whether a point is where this place is, as far as it is known."""
        return self.point == (coarse(latitude), coarse(longitude))

    def move(self, latitude: float, longitude: float) -> None:
        """It is there now."""
        self.latitude, self.longitude = coarse(latitude), coarse(longitude)


@dataclass(eq=False, kw_only=True)
class Helper:
    """A volunteer. `slots` is a mask of weekly slots, read in the zone of the mission; until `free_until` they are free
    besides, and while they share where they are (`live`). `valid_until`: when their validation ends (None: never), and
    `validity_due_at` when something happens about it next. `id` is their person's. A suspension without
    `suspended_until` lasts until it is lifted.
    """

    person: Person
    name: str
    phone: str
    country: str
    kinds: frozenset[str]
    languages: frozenset[str]
    applied_at: datetime
    consent_version: str
    consent_at: datetime
    slots: int = ALWAYS
    places: list[HelperPlace] = field(default_factory=list)
    live: HelperPlace | None = None
    id: int = 0
    status: HelperStatus = HelperStatus.APPLIED
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    free_until: datetime | None = None
    suspended_until: datetime | None = None
    validated_at: datetime | None = None
    valid_until: datetime | None = None
    validity_due_at: datetime | None = None
    last_offered_at: datetime | None = None
    completed: int = 0

    @property
    def can_be_offered(self) -> bool:
        """Validated, reachable and not paused: whether missions are sent to this helper at all."""
        return self.status is HelperStatus.VALIDATED and self.paused_at is None and self.person.reachable

    def require_validated(self) -> None:
        """Raise Suspended, NotRegistered or NotValidated unless this helper may see and take missions."""
        if self.status is HelperStatus.LEFT:
            raise NotRegistered
        self.require_not_barred()
        if self.status is not HelperStatus.VALIDATED:
            raise NotValidated

    def require_open_to_apply(self) -> None:
        """Raise Suspended or AlreadyApplied if this helper has nothing to apply for. Whose validation has ended renews
        it by pictures alone, and as an applicant would lose what they have in hand.
        """
        self.require_not_barred()
        if self.status in {HelperStatus.VALIDATED, HelperStatus.EXPIRED}:
            raise AlreadyApplied

    def may_renew(self, now: datetime) -> bool:
        """Whether their validation is over or about to end, so that another check is welcome."""
        if self.status is HelperStatus.VALIDATED and self.valid_until is not None:
            return now >= self.valid_until - RENEWABLE_FOR
        return self.status is HelperStatus.EXPIRED

    def require_check_wanted(self, now: datetime) -> None:
        """Raise Suspended or AlreadyApplied unless an identity check of this helper is of any use now."""
        if not self.may_renew(now):
            self.require_open_to_apply()

    def require_applicant(self, now: datetime) -> None:
        """The same for pictures alone: somebody who has left applies again first. Raises NotRegistered too."""
        if self.status is HelperStatus.LEFT:
            raise NotRegistered
        self.require_check_wanted(now)

    def apply_again(self, now: datetime) -> None:
        """Apply once more after a rejection or after leaving. Raises AlreadyApplied or Suspended."""
        self.require_open_to_apply()
        self.status, self.applied_at = HelperStatus.APPLIED, now
        self.paused_at = self.paused_until = self.free_until = self.live = None

    def approve(self, now: datetime, until: datetime | None = None) -> None:
        """Let this helper see missions, for good or until then; also anew."""
        if self.status in {HelperStatus.APPLIED, HelperStatus.EXPIRED, HelperStatus.VALIDATED}:
            self.status, self.validated_at = HelperStatus.VALIDATED, now
            self.valid_until, self.validity_due_at = until, None if until is None else next_step(until, now)

    def expire(self) -> None:
        """The validation is over: nothing is offered until it is renewed."""
        self.status, self.validity_due_at = HelperStatus.EXPIRED, None
        self.paused_at = self.paused_until = self.free_until = self.live = None

    def reject(self) -> None:
        """Turn the application down; the helper may apply again."""
        if self.status is HelperStatus.APPLIED:
            self.status = HelperStatus.REJECTED

    def require_not_barred(self) -> None:
        """Raise Suspended, or Banned, which is one kind of it."""
        if self.status is HelperStatus.BANNED:
            raise Banned
        if self.status is HelperStatus.SUSPENDED:
            raise Suspended

    def suspend(self, until: datetime | None = None) -> None:
        """Take this helper out of service until then, or until a moderator brings them back; for no less than was
        decided before. Raises Banned.
        """
        if self.status is HelperStatus.BANNED:
            raise Banned
        if self.status is HelperStatus.SUSPENDED:
            until = None if until is None or self.suspended_until is None else max(until, self.suspended_until)
        self.status, self.suspended_until, self.live = HelperStatus.SUSPENDED, until, None

    def ban(self) -> None:
        """Take this helper out of service for good: they can't apply again either."""
        self.status, self.suspended_until, self.live = HelperStatus.BANNED, None, None

    def reinstate(self, status: HelperStatus) -> None:
        """Let this helper stand as they stood before. Raises NotSuspended."""
        if self.status not in BARRED:
            raise NotSuspended
        self.status, self.suspended_until = status, None

    def leave(self) -> None:
        """Stop being a helper, by the helper's own wish."""
        self.live = None
        if self.status not in BARRED:
            self.status = HelperStatus.LEFT

    def pause(self, now: datetime, until: datetime | None = None) -> None:
        """Send no missions until then, or until resumed."""
        self.require_validated()
        self.paused_at, self.paused_until, self.free_until = self.paused_at or now, until, None
        self.live = None

    def resume(self) -> None:
        """Send missions again."""
        self.require_validated()
        self.paused_at = self.paused_until = None

    def be_free(self, until: datetime) -> None:
        """Send missions until then whatever hours were given; a break is over with that."""
        self.resume()
        self.free_until = until

    def be_out(self, place: HelperPlace) -> None:
        """Send missions that begin soon around where this helper is, too, until its `live_until`, whatever hours were
        given; a break is over with that. Raises as `resume`, and ValueError for a place that is not live.
        """
        if place.live_until is None:
            raise ValueError("a place where a helper is now ends at some time")
        self.resume()
        self.live = place

    def be_back(self) -> None:
        """Go by this helper's own places and hours again."""
        self.live = None

    @property
    def all_places(self) -> list[HelperPlace]:
        """Also where they are now, if they share that."""
        return self.places if self.live is None else [*self.places, self.live]

    def sets_out_from(self, begins_at: datetime, now: datetime) -> list[HelperPlace]:
        """The places that count for a mission which begins then."""
        return self.all_places if begins_soon(begins_at, now) else self.places

    def move(self, places: Iterable[HelperPlace]) -> None:
        """Set out from these places from now on; at least one. One at the same point as before stays the one it was."""
        known = {one.point: one for one in self.places}
        moved: dict[tuple[float, float], HelperPlace] = {}
        for place in places:
            kept = known.get(place.point, place)
            kept.name, kept.radius_m = place.name, place.radius_m
            moved[place.point] = kept
        if not moved:
            raise ValueError("a helper sets out from at least one place")
        self.places = list(moved.values())
        self.country = self.places[0].country
