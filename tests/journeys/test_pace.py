"""Who is written to first when there is more to say than Telegram lets a bot say at once."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot import patience
from bot.budget import Limits
from bot.pace import Pace
from domain.audiences import AUDIENCES, EVERYBODY
from domain.notices.missions import MissionCancelled
from domain.notices.names import to_person
from domain.notices.staff import ErrorMet
from sandbox import Person
from tests.journeys.network import Network

SLOW = Limits(per_second=20, burst=2, kept=1, chat_interval=0.05)

pytestmark = [
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
    pytest.mark.no_cover,  # what is said in time here is said by a bot that nobody slows down
]


async def slowed(network: Network, limits: Limits = SLOW) -> None:
    """Let the bot send twenty messages a second, or what these limits say."""
    network.pace = Pace(limits)
    await network.operators_chat()
    await network.restart()


def written_to(network: Network, people: list[Person]) -> list[int]:
    """Which of these people were sent something, by their places in the list, in the order in which they were."""
    chats = [person.id for person in people]
    calls = [call for call in network.telegram.calls if call.method == "sendMessage" and call.status == 200]
    numbers = [int(call.params["chat_id"]) for call in calls]
    return [chats.index(number) for number in numbers if number in chats]


async def test_offers_leave_nearest_first(network: Network) -> None:
    olive = await network.operator()
    away = (0.06, 0.0, 0.03)  # degrees north of the mission
    people = [
        await network.helper(f"Helper{number}", at=(50.8280 + north, 4.3720), radius_m=15_000)
        for number, north in enumerate(away)
    ]
    await slowed(network, replace(SLOW, per_second=3))  # so far apart that none overtakes another on its way
    await network.publish(olive)
    offers = [await person.sees("Ixelles") for person in people]
    assert sorted((0, 1, 2), key=lambda place: offers[place].event) == [1, 2, 0]


async def test_in_the_midst_of_much_else_cancellations_and_answers_leave_at_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AUDIENCES, ErrorMet, EVERYBODY)  # any notice would do
    await slowed(network, replace(SLOW, per_second=12))  # so slow that a busy machine gets its word in
    olive = await network.operator()
    people = [await network.helper(f"Helper{number}", "en") for number in range(40)]
    *many, tom, zoe = people
    mission = await network.publish(olive)
    await network.all_delivered()
    network.telegram.calls.clear()
    numbers = [await network.id_of(person) for person in (*many, tom)]
    async with network.store.writing() as work:
        for number in numbers:  # Tom's comes last, and what he waits for behind it
            await work.outbox.add(to_person(number), ErrorMet("Anything", 1))
    await many[0].sees("an error")
    async with network.store.writing() as work:
        await work.outbox.add(to_person(numbers[-1]), MissionCancelled(mission.id))
    await zoe.says("/help")
    await zoe.sees("/missions")
    await tom.sees("The mission is cancelled")
    assert sum(message.contains("an error") for person in many for message in person.messages()) < len(many)
    await network.all_delivered()
    order = written_to(network, people)
    assert sorted(order) == sorted([*range(40), 38])
    assert max(index for index, number in enumerate(order) if number >= 38) < len(order) - 5


async def test_who_sends_a_great_many_messages_keeps_nobody_else_waiting(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 12.0)
    network.pace = Pace()
    network.clock.run()
    await network.restart()
    zoe, bob = await network.helper("Zoé", "en"), await network.helper("Bob", "en")
    for _ in range(160):
        await zoe.says("/mine")
    sent_at = time.monotonic()
    await bob.says("/help")
    await bob.sees("/missions")
    assert time.monotonic() - sent_at < 12
    await zoe.sees("I could not answer you just now", timeout=30)
    assert sum(message.contains("no mission in hand") for message in zoe.messages()) >= 3
