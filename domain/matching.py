"""Who is eligible for a mission, in what order, in which wave. Pure functions.

`storage/helpers.py` finds candidates near a mission by index; what is said here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from domain.mission import Mission
from domain.network import DAILY_OFFER_CAP, KINDS, MAX_ACTIVE_MISSIONS, MAX_RADIUS_M
from domain.turnover import MOST_DOORS_A_DAY
from domain.waves import HeadStart, Wave

NEAR_M = 1_000
BANDS_M = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
EARTH_RADIUS_M = 6_371_008.8


class Exclusion(StrEnum):
    """Why a helper is not offered a mission. Where several apply, `exclusion` names one, in an order of its own."""

    UNAVAILABLE = "unavailable"  # not validated, suspended, paused or unreachable
    OTHER_KIND = "other_kind"
    TOO_FAR = "too_far"
    NOT_FREE = "not_free"
    OTHER_LANGUAGE = "other_language"
    BUSY = "busy"
    FROZEN = "frozen"
    SEEN_ENOUGH = "seen_enough"  # knows as many doors since yesterday as anybody may without an operator
    HANDED_ON = "handed_on"  # had it, and has handed it on themselves
    ANSWERED = "answered"  # has declined it before, or had it
    ASKED_ENOUGH = "asked_enough"  # had as many offers today as anybody should


@dataclass(frozen=True, slots=True)
class Candidate:
    """A helper as matching sees them. `distance_m` is from the nearest of their places that reaches the mission, `free`
    whether they gave hours in what is left of its window.
    """

    helper_id: int
    can_be_offered: bool
    kinds: frozenset[str]
    languages: frozenset[str]
    country: str
    distance_m: float | None
    in_reach: bool
    free: bool = True
    active_missions: int = 0
    offers_recently: int = 0
    offers_today: int = 0
    doors_today: int = 0  # of other callers, had in hand or handed on within a day
    last_offered_at: datetime | None = None
    completed: int = 0
    liked: bool = False
    did_last: bool = False  # the one before, of a mission that repeats
    frozen: bool = False
    answered: bool = False
    handed_on: bool = False

    @property
    def known(self) -> bool:
        """Whether they and the helpee know each other, and would gladly meet again."""
        return self.did_last or self.liked

    @property
    def metres(self) -> int | None:
        """The distance as an offer keeps it."""
        return None if self.distance_m is None else round(self.distance_m)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What publishing would meet: how many are eligible, how near, why others are not, and how long it usually takes
    until somebody accepts (None where too little is known). `first`: how many the helpee knows and are asked before all
    others. `held`: nobody is, before an operator has phoned.
    """

    eligible: int
    within_km: int
    nearest_m: float | None
    speaking: int
    excluded: dict[Exclusion, int] = field(default_factory=dict)
    usually: timedelta | None = None
    first: int = 0
    held: bool = False


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along a great circle (haversine): within 0.34 % of the geodesic for up to 50 km."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half = sin((other_phi - phi) / 2) ** 2
    half += cos(phi) * cos(other_phi) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


def exclusion(candidate: Candidate, mission: Mission, *, asked: bool = True, given: bool = False) -> Exclusion | None:
    """Why this helper may not have this mission, or None.

    With `asked` false the helper comes by themselves (`/missions`, `/accept`). Three reasons are there to spare people
    questions, and do not stand in the way of somebody who offers: how often they were asked today; the hours that they
    gave, since they know best whether they are free now; and that they declined this mission before, or had it taken
    from them, since people may think again. What protects somebody (frozen, too far, a foreign language on the phone …)
    stays. Who has handed it on, or knows many doors since yesterday, may have it in one case alone: an operator has
    spoken with them, and gives it (`given`; they are not `asked` then).
    """
    kind = KINDS[mission.kind]
    if not candidate.can_be_offered:
        return Exclusion.UNAVAILABLE
    if mission.kind not in candidate.kinds:
        return Exclusion.OTHER_KIND
    if kind.by_phone:
        if candidate.country != mission.country:
            return Exclusion.TOO_FAR
        if mission.language not in candidate.languages:
            return Exclusion.OTHER_LANGUAGE
    elif not candidate.in_reach:
        return Exclusion.TOO_FAR
    if candidate.frozen:
        return Exclusion.FROZEN
    if candidate.active_missions >= MAX_ACTIVE_MISSIONS:
        return Exclusion.BUSY
    if not given and not kind.by_phone and candidate.doors_today >= MOST_DOORS_A_DAY:
        return Exclusion.SEEN_ENOUGH
    if not given and candidate.handed_on:
        return Exclusion.HANDED_ON
    return _to_be_spared(candidate, mission) if asked else None


def _to_be_spared(candidate: Candidate, mission: Mission) -> Exclusion | None:
    """Why this helper is not asked, although they may have it."""
    if candidate.answered:
        return Exclusion.ANSWERED
    if not candidate.free:
        return Exclusion.NOT_FREE
    if candidate.offers_today >= DAILY_OFFER_CAP and not mission.urgent:
        return Exclusion.ASKED_ENOUGH
    return None


def band(distance: float | None) -> int:
    """The distance band; the nearest is 0."""
    if distance is None:
        return 0
    return next((number for number, limit in enumerate(BANDS_M) if distance <= limit), len(BANDS_M))


def outer_edge(number: int) -> float:
    """Where a distance band ends, in metres."""
    return BANDS_M[number] if number < len(BANDS_M) else MAX_RADIUS_M


def turn(*, offers_recently: int, speaks: bool, helped: bool, distance: float, helper_id: int) -> tuple[object, ...]:
    """What sorts the helpers of one distance band: the fewest recent offers first, so that the load is shared; among
    equals those who speak the helpee's language, those who never had a task (not `helped`), and the nearest.
    """
    return offers_recently, not speaks, helped, distance, helper_id


def order(
    candidates: Iterable[Candidate], mission: Mission, *, asked: bool = True, given: bool = False
) -> list[Candidate]:
    """Those who are eligible (see `exclusion`), in the order in which they are offered the mission.

    Whoever did the last one of a mission that repeats, then those liked by this helpee; then by distance band, and
    inside it by `turn`. By phone, distance is nothing: those with the fewest recent offers, and among equals those who
    waited longest, the never offered before all others.
    """

    def rank(candidate: Candidate) -> tuple[object, ...]:
        familiar, recently, number = _familiar(candidate), candidate.offers_recently, candidate.helper_id
        if KINDS[mission.kind].by_phone:
            waits_since = candidate.last_offered_at
            return *familiar, recently, waits_since is not None, waits_since, number
        speaks, distance = mission.language in candidate.languages, candidate.distance_m or 0.0
        helped = candidate.completed > 0
        inside = turn(offers_recently=recently, speaks=speaks, helped=helped, distance=distance, helper_id=number)
        return *familiar, band(distance), inside

    return sorted((one for one in candidates if exclusion(one, mission, asked=asked, given=given) is None), key=rank)


def _familiar(candidate: Candidate) -> tuple[bool, bool]:
    return not candidate.did_last, not candidate.liked


def known(eligible: Iterable[Candidate], step: HeadStart, *, already: int) -> list[Candidate]:
    """Whom a head start adds of those who are `eligible`, in the order of asking: none but whom the helpee knows."""
    return [one for one in eligible if one.known][: max(0, step.most - already)]


def wave(eligible: Sequence[Candidate], step: Wave, *, already: int, least: int) -> list[Candidate]:
    """Whom a wave adds of those who are `eligible`, in the order of asking; `already` have the mission before them.

    They live within the wave's reach, or have helped this helpee; beyond it, as many as it takes for `least`.
    """
    near = [one for one in eligible if one.known or one.distance_m is None or one.distance_m <= step.reach_m]
    chosen = near[: max(0, step.open - already)]
    missing = max(0, min(least, step.open) - already - len(chosen))
    return chosen + [one for one in eligible if one not in near][:missing]


def forecast(candidates: Sequence[Candidate], mission: Mission, head_start: HeadStart | None = None) -> Forecast:
    """What publishing this mission would meet."""
    eligible = order(candidates, mission)
    distances = [one.distance_m for one in eligible if one.distance_m is not None]
    excluded: dict[Exclusion, int] = {}
    for one in candidates:
        if reason := exclusion(one, mission):
            excluded[reason] = excluded.get(reason, 0) + 1
    return Forecast(
        eligible=len(eligible),
        within_km=sum(distance <= NEAR_M for distance in distances),
        nearest_m=min(distances, default=None),
        speaking=sum(mission.language in one.languages for one in eligible),
        excluded=excluded,
        first=len(known(eligible, head_start, already=0)) if head_start is not None else 0,
    )
