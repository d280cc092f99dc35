"""Helpers are searched, and distances shown, by a place that is about right; the door is for whoever goes there."""

from __future__ import annotations

import json

from domain.network import coarse
from handlers.intake_questions.base import known_place
from services import desk
from tests.journeys.network import Network

DOOR = (50.8287654, 4.3721234)


async def test_only_the_winner_is_led_to_the_door(network: Network) -> None:
    olive, zoe, tom = await network.operator(), await network.helper("Zoé"), await network.helper("Tom")
    mission = await network.publish(olive, latitude=DOOR[0], longitude=DOOR[1])
    assert (mission.latitude, mission.longitude) == (coarse(DOOR[0]), coarse(DOOR[1])) == (50.829, 4.372)
    await zoe.sees(f"#{mission.id}")
    await tom.sees(f"#{mission.id}")
    await zoe.taps("Accepter")
    await zoe.sees(mission.code_word)
    venue = next(one.venue for one in zoe.messages() if one.venue)
    assert (venue["location"]["latitude"], venue["location"]["longitude"]) == DOOR
    for one in tom.messages():
        assert str(DOOR[0]) not in json.dumps(one.wire)


async def test_who_calls_again_is_found_at_the_same_door(network: Network) -> None:
    olive = await network.operator()
    first = await network.publish(olive, latitude=DOOR[0], longitude=DOOR[1])
    file = await desk.file_of(network.store, await network.id_of(olive), first.helpee.phone)
    assert file is not None
    for known in (file.helpee, file.last[0]):
        place = known_place(known)
        assert (place["latitude"], place["longitude"], place["address"]) == (*DOOR, first.address)
