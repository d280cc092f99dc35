"""Invented crowds around an invented mission, and who of them is asked as the rules say it, one by one.

Everything here is worked out from what was drawn, without the code that decides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hypothesis import strategies as st

from domain.availability import ALWAYS, EVENINGS, WEEKENDS, WORKDAYS
from domain.helper import Helper, HelperPlace, HelperStatus
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES, DECIMALS
from domain.offer import NO_LONGER, Offer, OfferStatus
from domain.people import Helpee, Person
from storage.unit_of_work import UnitOfWork
from tests.domain.minutes import MINUTE, minutes, near_a_change, slot_at, slots_between

BASES = {"BE": (50.828, 4.372), "CH": (46.520, 6.632), "GB": (51.478, -0.001)}  # as coarse as places are kept
METRES_A_DEGREE = 111_195
METRES = (0, 150, 900, 1_500, 3_000, 4_600, 7_000, 9_400, 14_000, 19_000, 30_000, 48_000, 60_000)
"""Far from every radius, band and reach, so that rounding decides nothing."""
BANDS_KM = (1, 2, 4, 8, 16, 32)
HANDS, ASKED_A_DAY = 3, 6
LIVE_MIN = 20  # so long whoever is out will share that
SPARE = 12  # missions of others


@dataclass(frozen=True)
class Spot:
    """A helper's place: so far from the mission, in this direction (degrees), with how far they go from there."""

    metres: int
    towards: int
    radius_m: int

    def point(self, base: tuple[float, float]) -> tuple[float, float]:
        """In degrees, as places are kept."""
        north = self.metres * math.cos(math.radians(self.towards)) / METRES_A_DEGREE
        east = self.metres * math.sin(math.radians(self.towards)) / METRES_A_DEGREE / math.cos(math.radians(base[0]))
        return round(base[0] + north, DECIMALS), round(base[1] + east, DECIMALS)


@dataclass(frozen=True)
class Somebody:
    """A helper. `asked_h`: how many hours ago they were offered other missions; `own`: how this one stands with them;
    `free_min`: until when they are free besides, from now. `live`: where they are, while they share that.
    """

    spots: tuple[Spot, ...]
    live: Spot | None
    kinds: frozenset[str]
    languages: frozenset[str]
    country: str
    slots: int
    status: HelperStatus
    paused: bool
    reachable: bool
    free_min: int | None
    in_hand: int
    asked_h: tuple[int, ...]
    own: OfferStatus | None
    liked: bool
    frozen: bool
    completed: int

    def asked_within(self, hours: int) -> int:
        """How often lately. The offer of this mission was made half a day ago."""
        return sum(one < hours for one in (*self.asked_h, *([12] if self.own is not None else [])))

    def sets_out_from(self, need: Need) -> tuple[Spot, ...]:
        """The places that count: where they are now counts for what begins within the hour."""
        return (*self.spots, self.live) if self.live and need.starts_min <= 60 else self.spots


@dataclass(frozen=True)
class Need:
    """The mission, and when it is looked at."""

    now: datetime
    country: str
    kind: str
    language: str
    starts_min: int
    lasts_min: int
    urgent: bool
    first_wave: int

    @property
    def left(self) -> tuple[datetime, datetime]:
        """What is left of its time."""
        starts = self.now + self.starts_min * MINUTE
        return max(starts, self.now), starts + self.lasts_min * MINUTE

    @property
    def by_phone(self) -> bool:
        """From home, anywhere in the country."""
        return self.kind == "moral_support"

    @property
    def base(self) -> tuple[float, float]:
        """Where it is."""
        return BASES[self.country]


ALL_KINDS = ("groceries", "dog_walk", "moral_support")
NEAR_M = (150, 900, 1_500)
RADII_M = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def _anybody(dice: Random) -> Somebody:
    """One of two has nothing against being asked, but for where they live; of the others, anything may be."""
    open_to_all = dice.random() < 0.5
    rarely = not open_to_all and dice.random() < 0.15
    return Somebody(
        spots=tuple(_spot(dice) for _ in range(dice.choice([1, 1, 2, 3]))),
        live=_spot(dice) if dice.random() < 0.3 else None,
        kinds=frozenset(ALL_KINDS if open_to_all else dice.choices(ALL_KINDS, k=3)),
        languages=frozenset(dice.choices(["fr", "nl", "en"], k=2)),
        country="" if open_to_all else dice.choice(["", "", "BE", "GB"]),
        slots=ALWAYS if open_to_all else dice.choice([ALWAYS, WORKDAYS, WEEKENDS, EVENINGS, dice.randint(1, ALWAYS)]),
        status=dice.choice(list(HelperStatus)) if rarely else HelperStatus.VALIDATED,
        paused=not open_to_all and dice.random() < 0.15,
        reachable=open_to_all or dice.random() > 0.15,
        free_min=None if open_to_all or dice.random() < 0.5 else dice.randint(-120, 600),
        in_hand=dice.randint(0, 2 if open_to_all else 3),
        asked_h=tuple(dice.choices([1, 5, 20, 23, 30, 100, 300, 400], k=dice.randint(0, 4 if open_to_all else 8))),
        own=dice.choice([*[None] * 12, OfferStatus.WITHDRAWN, *([] if open_to_all else OfferStatus)]),
        liked=dice.random() < 0.3,
        frozen=not open_to_all and dice.random() < 0.15,
        completed=dice.randint(0, 2),
    )


def _spot(dice: Random) -> Spot:
    return Spot(dice.choice(dice.choice([METRES, NEAR_M])), dice.randrange(360), dice.choice(RADII_M))


def crowd_of(size: int, seed: int) -> list[Somebody]:
    """A crowd; a smaller one is the beginning of the same."""
    return [_anybody(Random(f"{seed} {number}")) for number in range(size)]


crowds = st.builds(crowd_of, st.sampled_from([2, 6, 12, 18, 24]), st.integers(0, 10**9))
needs = st.builds(
    Need,
    now=near_a_change,
    country=st.sampled_from(sorted(BASES)),
    kind=st.sampled_from(["groceries", "dog_walk", "moral_support"]),
    language=st.sampled_from(["fr", "nl"]),
    starts_min=st.integers(-90, 30 * 60),
    lasts_min=st.integers(100, 20 * 60),
    urgent=st.booleans(),
    first_wave=st.sampled_from([1, 3, 5]),
)


async def settle(work: UnitOfWork, crowd: Sequence[Somebody], need: Need) -> tuple[Mission, list[int]]:
    """Put them into a database; the mission, and the numbers of the crowd in its order."""
    operator = Person(app="test", external_id="operator", language="en", created_at=need.now)
    operator.appoint(need.country, "Olive", need.now)
    own = a_mission(need, operator, need.kind, "own")
    spare = [a_mission(need, operator, "pharmacy", f"spare {number}") for number in range(SPARE)]
    for other in spare:
        other.status, other.closed_at = MissionStatus.CANCELLED, need.now
    work.session.add_all([operator, own, *spare])
    helpers = [_helper(one, need, number) for number, one in enumerate(crowd)]
    work.session.add_all(helpers)
    await work.flush()
    for helper, one in zip(helpers, crowd, strict=True):
        told = [need.now - timedelta(hours=hours) for hours in one.asked_h]
        for mission, at in zip(spare, told, strict=False):
            work.missions.add_offer(_offer(mission, helper, at, OfferStatus.WITHDRAWN))
        if one.own is not None:
            told.append(need.now - timedelta(hours=12))
            work.missions.add_offer(_offer(own, helper, told[-1], one.own))
        helper.last_offered_at = max(told, default=None)
        for number in range(one.in_hand):
            held = a_mission(need, operator, "pharmacy", f"held {helper.id} {number}")
            held.status, held.helper_id, held.accepted_at = MissionStatus.TAKEN, helper.id, need.now
            work.session.add(held)
        if one.liked or one.frozen:
            pairing = await work.people.pairing(own.helpee.id, helper.id)
            pairing.liked, pairing.frozen = one.liked, one.frozen
    await work.flush()
    return own, [helper.id for helper in helpers]


def a_mission(need: Need, operator: Person, kind: str, key: str) -> Mission:
    """One of this need's time and place."""
    starts = need.now + need.starts_min * MINUTE
    helpee = Helpee(phone=f"+32{key}", name="Josée", country=need.country, language="fr", created_at=need.now)
    return Mission(
        key=key,
        helpee=helpee,
        operator=operator,
        kind=kind,
        country=need.country,
        language=need.language,
        starts_at=starts,
        ends_at=starts + need.lasts_min * MINUTE,
        published_at=need.now,
        latitude=None if need.by_phone else need.base[0],
        longitude=None if need.by_phone else need.base[1],
        neighbourhood="",
        address="",
        urgent=need.urgent,
        first_wave=need.first_wave,
    )


def _offer(mission: Mission, helper: Helper, at: datetime, status: OfferStatus) -> Offer:
    return Offer(mission_id=mission.id, helper_id=helper.id, offered_at=at, distance_m=None, status=status)


def _helper(one: Somebody, need: Need, number: int) -> Helper:
    person = Person(app="test", external_id=str(number), language="fr", created_at=need.now, reachable=one.reachable)
    return Helper(
        person=person,
        name="Zoé",
        phone="",
        country=one.country or need.country,
        kinds=one.kinds,
        languages=one.languages,
        applied_at=need.now,
        consent_version="1",
        consent_at=need.now,
        slots=one.slots,
        places=[_place(spot, need) for spot in one.spots],
        live=_place(one.live, need, need.now + LIVE_MIN * MINUTE) if one.live else None,
        status=one.status,
        paused_at=need.now if one.paused else None,
        free_until=None if one.free_min is None else need.now + one.free_min * MINUTE,
        completed=one.completed,
    )


def _place(spot: Spot, need: Need, live_until: datetime | None = None) -> HelperPlace:
    north, east = spot.point(need.base)
    place = HelperPlace(latitude=north, longitude=east, name="", country=need.country, radius_m=spot.radius_m)
    place.live_until = live_until
    return place


def may_be_asked(one: Somebody, need: Need) -> bool:
    """Every rule of `product.md`, word by word."""
    today = one.asked_within(24)
    return (
        one.status is HelperStatus.VALIDATED
        and not one.paused
        and one.reachable
        and need.kind in one.kinds
        and reaches(one, need)
        and is_free(one, need)
        and (not need.by_phone or need.language in one.languages)
        and one.in_hand < HANDS
        and not one.frozen
        and one.own not in {OfferStatus.DECLINED, *NO_LONGER}
        and (need.urgent or today < ASKED_A_DAY)
    )


def reaches(one: Somebody, need: Need) -> bool:
    """Within the helper's own radius of one of their places; by phone anywhere in the country."""
    if need.by_phone:
        return (one.country or need.country) == need.country
    return any(spot.metres <= spot.radius_m for spot in one.sets_out_from(need))


def is_free(one: Somebody, need: Need) -> bool:
    """In some minute of what is left of the mission's time, by the clock on the wall of its country."""
    start, end = need.left
    zone = COUNTRIES[need.country].zone
    if one.free_min is not None and start < need.now + one.free_min * MINUTE:
        return True
    if one.live is not None and start < need.now + LIVE_MIN * MINUTE:
        return True
    if any(slot_at(minute, zone) & one.slots for minute in minutes(start, end)):
        return True
    at_night = not any(slot_at(minute, zone) for minute in minutes(start, end))
    return at_night and bool(slots_between(start, end, zone) & one.slots)


def metres_of(one: Somebody, need: Need) -> float:
    """From the nearest of the places that reach the mission: the length of a chord, made an arc."""
    here = _vector(*need.base)
    arcs = []
    for spot in one.sets_out_from(need):
        if spot.metres <= spot.radius_m:
            chord = math.dist(here, _vector(*spot.point(need.base)))
            arcs.append(2 * 6_371_008.8 * math.asin(chord / 2))
    return min(arcs)


def rank(one: Somebody, number: int, need: Need) -> tuple[object, ...]:
    """The order of asking: known and liked first; then distance, in bands; inside a band the fewest recent offers,
    those who speak the language, those who never had a task, the nearest. By phone, who waited longest.
    """
    recently = one.asked_within(14 * 24)
    if need.by_phone:
        waited = max((-hours for hours in one.asked_h), default=None)
        if one.own is not None:
            waited = max(-12, waited if waited is not None else -12)
        return not one.liked, recently, waited is not None, waited or 0, number
    metres = metres_of(one, need)
    band = sum(metres > 1_000 * km for km in BANDS_KM)
    inside = (recently, need.language not in one.languages, one.completed > 0, round(metres, 3), number)
    return not one.liked, band, inside


def _vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    phi, lam = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)
