"""The network as the sandbox's page sees it: who helps where, what is to be done, and names for the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import get_args

from demo.seeding import APP
from domain.helper import Helper, HelperStatus
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES, KINDS
from domain.offer import Offer, OfferStatus
from i18n import LANGUAGES, _, use_language
from places import Gazetteer, Place
from sandbox.network import (
    HelperShown,
    HelperState,
    MissionShown,
    MissionState,
    NetworkShown,
    OfferShown,
    OfferState,
    Spot,
    Tour,
)
from services.upkeep import Upkeep
from storage.unit_of_work import Store

CLOSED_SHOWN_FOR = timedelta(hours=24)
MOST_SHOWN = 500
MOST_NAMES, LOOKED_AT = 40, 400
NAME_WIDTH, NAME_HEIGHT = 0.16, 0.05  # parts of the map that a name takes, with what keeps it apart from others


class DemoNetwork:
    """What a running bot has in its `store`, with a gazetteer for the map's names."""

    def __init__(self, store: Store, upkeep: Upkeep, gazetteer: Gazetteer, tour: Tour) -> None:
        self._store = store
        self._upkeep = upkeep
        self._gazetteer = gazetteer
        self._tour = tour

    @property
    def tour(self) -> Tour:
        """The tour of this network."""
        return self._tour

    async def shown(self) -> NetworkShown:
        """What the map shows now: every helper, and the missions under way or closed within a day."""
        async with self._store.reading() as work:
            helpers = [one for one in await work.helpers.everyone(MOST_SHOWN) if one.person.app == APP]
            missions = await work.missions.lately(work.now - CLOSED_SHOWN_FOR, MOST_SHOWN)
            offers = await work.missions.offers_of([one.id for one in missions])
        busy = {one.helper_id for one in missions if one.status is MissionStatus.TAKEN}
        persons = {one.id: int(one.person.external_id) for one in helpers}
        return NetworkShown(
            tuple(HelperShown(persons[one.id], _state(one, busy=one.id in busy), _spots(one)) for one in helpers),
            tuple(
                _mission(one, [offer for offer in offers if offer.mission_id == one.id], persons) for one in missions
            ),
        )

    async def towns(self, south: float, west: float, north: float, east: float) -> tuple[Spot, ...]:
        """Names for the map that leave each other room: the largest towns first."""
        height, width = north - south, east - west
        if height <= 0 or width <= 0:
            return ()
        kept: list[Place] = []
        for town in self._gazetteer.towns_within(south, west, north, east, LOOKED_AT):
            in_the_way = any(
                abs(town.longitude - other.longitude) < NAME_WIDTH * width
                and abs(town.latitude - other.latitude) < NAME_HEIGHT * height
                for other in kept
            )
            if not in_the_way and len(kept) < MOST_NAMES:
                kept.append(town)
        return tuple(Spot(town.name, town.latitude, town.longitude) for town in kept)

    async def catch_up(self) -> None:
        """Do what is due by the clock as it is now, and let the courier look what may go out."""
        await self._upkeep.once()
        self._store.notices_written.set()


def _state(helper: Helper, *, busy: bool) -> HelperState:
    if helper.status is HelperStatus.APPLIED:
        return "waiting"
    if helper.status is not HelperStatus.VALIDATED:
        return "away"
    if not helper.person.reachable:
        return "unreachable"
    if busy:
        return "busy"
    return "free" if helper.paused_at is None else "paused"


def _spots(helper: Helper) -> tuple[Spot, ...]:
    return tuple(Spot(one.name, one.latitude, one.longitude, one.radius_m) for one in helper.places)


def _mission(mission: Mission, offers: Sequence[Offer], persons: dict[int, int]) -> MissionShown:
    kind = KINDS[mission.kind]
    return MissionShown(
        number=mission.id,
        icon=kind.icon,
        kind=_in_all_languages(kind.name),
        state=MISSION_STATES[mission.status],
        urgent=mission.urgent,
        place=mission.neighbourhood,
        latitude=mission.latitude,
        longitude=mission.longitude,
        starts_at=mission.starts_at,
        ends_at=mission.ends_at,
        zone=COUNTRIES[mission.country].time_zone,
        helper=persons.get(mission.helper_id or 0),
        offers=tuple(_offers(offers, persons)),
    )


def _offers(offers: Sequence[Offer], persons: dict[int, int]) -> Iterable[OfferShown]:
    for offer in offers:
        if person := persons.get(offer.helper_id):
            yield OfferShown(person, max(1, offer.wave), OFFER_STATES[offer.status])


def _in_all_languages(text: str) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with use_language(language):
            names[language] = _(text)
    return names


MISSION_STATES: dict[str, MissionState] = {state: state for state in get_args(MissionState)}
OFFER_STATES: dict[str, OfferState] = {state: state for state in get_args(OfferState)}
OFFER_STATES[OfferStatus.TAKEN_BACK] = "released"  # on the map it looks the same
