"""What the page's map shows is what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from demo.network import MOST_NAMES, OFFER_STATES, DemoNetwork
from demo.people import VOLUNTEERS
from demo.seeding import APP
from domain.network import coarse
from domain.offer import OfferStatus
from i18n import LANGUAGES
from places import Gazetteer
from sandbox import Person
from sandbox.network import MissionShown, NetworkShown
from services import people, registration
from tests.demo.conftest import Town
from tests.journeys.network import until
from tests.sandbox.test_page import Journey

BRUSSELS = (50.78, 4.28, 50.90, 4.46)
EVERYWHERE = (45.0, -7.0, 56.0, 11.0)


@pytest.fixture
def shown(town: Town, gazetteer: Gazetteer) -> DemoNetwork:
    """The network of the town."""
    return DemoNetwork(town.store, town.app.upkeep, gazetteer, Journey())


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


def state_of(shown: NetworkShown, person: Person) -> str:
    return next(one.state for one in shown.helpers if one.person_id == person.id)


def mission_of(shown: NetworkShown) -> MissionShown:
    """The first one, which waits in Brussels."""
    return min(shown.missions, key=lambda one: one.number)


async def becomes(network: DemoNetwork, condition: Callable[[NetworkShown], bool]) -> NetworkShown:
    """Wait until the network shows something."""

    async def is_so() -> bool:
        return condition(await network.shown())

    await until(is_so)
    return await network.shown()


async def test_what_it_shows_at_first(town: Town, shown: DemoNetwork) -> None:
    now = await shown.shown()
    by_id = {one.person_id: one for one in now.helpers}
    for person, one in zip(town.helpers, VOLUNTEERS, strict=True):
        (spot,) = by_id[person.id].spots
        assert (spot.latitude, spot.longitude, spot.radius_m) == (*map(coarse, one.at), one.radius_m)
        assert by_id[person.id].state == ("paused" if one.on_break else "free")
    assert state_of(now, town.staff.applicant) == "waiting"
    mission = mission_of(now)
    assert (mission.number, mission.icon, mission.state, mission.urgent) == (town.mission, "🛒", "open", True)
    assert set(mission.kind) == set(LANGUAGES)
    assert (mission.kind["fr"], mission.kind["en"]) == ("Courses", "Groceries")
    assert (mission.place, mission.helper) == ("1060 Saint-Gilles", None)
    assert {(one.wave, one.state) for one in mission.offers} == {(1, "offered")}
    assert town.person("Léa").id in {one.person_id for one in mission.offers}


async def test_it_follows_a_mission_from_hand_to_hand(town: Town, shown: DemoNetwork) -> None:
    lea, tom = town.person("Léa"), town.person("Tom")
    await tom.taps("Deze niet")
    await lea.taps("Accepter")
    taken = await shown.shown()
    mission = mission_of(taken)
    states = {one.person_id: (one.wave, one.state) for one in mission.offers}
    assert (mission.state, mission.helper, state_of(taken, lea)) == ("taken", lea.id, "busy")
    assert (states.pop(lea.id), states.pop(tom.id)) == ((1, "accepted"), (1, "declined"))
    assert set(states.values()) == {(1, "withdrawn")}
    await lea.taps("Je me désiste")
    await lea.taps("Oui, demandez à d’autres")
    again = await shown.shown()
    states = {one.person_id: (one.wave, one.state) for one in mission_of(again).offers}
    assert (mission_of(again).state, mission_of(again).helper, state_of(again, lea)) == ("open", None, "free")
    assert (states.pop(lea.id), states.pop(tom.id)) == ((1, "released"), (1, "declined"))
    assert (1, "offered") in states.values()
    assert set(states.values()) <= {(1, "offered"), (1, "withdrawn")}  # a wave need not be everybody from before


async def test_it_follows_helpers_who_go_and_come_back(town: Town, shown: DemoNetwork) -> None:
    tom, lea = town.person("Tom"), town.person("Léa")
    await tom.blocks()
    await becomes(shown, lambda now: state_of(now, tom) == "unreachable")
    await tom.unblocks()
    await tom.says("/start")
    await becomes(shown, lambda now: state_of(now, tom) == "free")
    known = await people.find(town.store, APP, str(lea.id))
    assert known is not None
    await registration.pause(town.store, known.id)
    assert state_of(await shown.shown(), lea) == "paused"
    await registration.leave(town.store, known.id)
    assert state_of(await shown.shown(), lea) == "away"
    await registration.forget(town.store, known.id)
    assert lea.id not in {one.person_id for one in (await shown.shown()).helpers}


async def test_time_that_was_moved_is_caught_up(town: Town, shown: DemoNetwork) -> None:
    town.clock.move(timedelta(hours=5))
    await shown.catch_up()
    assert mission_of(await shown.shown()).state == "expired"
    await town.staff.desk["fr"].sees("#1", since=0)
    town.clock.move(timedelta(hours=25))
    assert (await shown.shown()).missions == ()
    town.clock.reset()
    await shown.catch_up()
    assert mission_of(await shown.shown()).state == "expired"


def test_whatever_becomes_of_an_offer_can_be_shown() -> None:
    assert set(OFFER_STATES) == set(OfferStatus)


async def test_names_of_towns_leave_each_other_room(town: Town, shown: DemoNetwork) -> None:
    near = [spot.name for spot in await shown.towns(*BRUSSELS)]
    assert near[0] == "Bruxelles"
    assert "Ixelles" in near
    far = [spot.name for spot in await shown.towns(*EVERYWHERE)]
    assert {"London", "Bruxelles", "Zürich"} <= set(far)
    assert max(len(near), len(far)) <= MOST_NAMES
    assert await shown.towns(50.9, 4.4, 50.8, 4.5) == ()
