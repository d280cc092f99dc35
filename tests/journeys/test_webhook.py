"""The bot with a web address: Telegram brings what people say, and everything goes on as if it had been asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.mission import MissionStatus
from sandbox import Sandbox
from services import desk
from storage.database import Database
from tests.bot.test_webhook import free_port
from tests.journeys.applying import PHONE, applies
from tests.journeys.network import TOKEN, Clock, Network, until
from tests.keys import KEYS


@pytest.fixture
async def network(database_url: str) -> AsyncIterator[Network]:
    """A network whose bot listens."""
    clock = Clock()
    database = Database(database_url, KEYS)
    async with Sandbox(clock=clock) as telegram:
        telegram.webhook_delay = 0.05
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN, first_name="Solidarity")
        administrator = telegram.create_person("Ada", last_name="Ministrator", language="en")
        network = Network(telegram, bot, database, clock, administrator)
        port = free_port()
        network.settings = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "webhook_port": port}
        await network.start()
        yield network
        if network.app:
            await network.stop()
        assert not telegram.unknown_methods
    await database.close()


async def test_a_mission_goes_its_way(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.sees("Josée Voorbeeld")
    await olive.sees("takes it. Please call")
    assert network.bot.webhook is not None
    assert set(network.bot.updates.allowed) >= {"message", "callback_query", "my_chat_member"}


async def test_a_registration_goes_on_after_a_restart_and_what_came_meanwhile_is_brought(network: Network) -> None:
    zoe = await network.person("Zoé", phone=PHONE, location=(50.83, 4.34))
    await applies(zoe, until="name")
    await network.stop()
    await zoe.says("Zoé Martin")
    await until(lambda: "last_error_message" in (network.bot.webhook or {}))
    await network.start()
    await zoe.sees("phone number", timeout=30)
    await applies(zoe, after="name")


async def test_messages_of_one_person_are_answered_in_order(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/new 02 555 01 02")
    await olive.says("Jeanne Dupont")
    await olive.says("pharmacy")
    await olive.says("Dutch")
    await olive.sees("Where is it?")


async def test_an_update_that_is_brought_twice_is_done_once(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.says(f"/accept {mission.id}")
    await zoe.sees("Josée Voorbeeld")
    network.telegram.resend_last_update()
    await zoe.says("/help")
    await zoe.sees("/privacy")
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.TAKEN
    assert not [one for one in zoe.messages() if one.by_bot and one.contains("yours already")]


async def test_who_changes_to_polling_ends_the_webhook_and_loses_nothing(network: Network) -> None:
    zoe = await network.person("Zoé")
    await zoe.says("/start")
    await zoe.sees("Which language")
    await network.stop()
    assert network.bot.webhook is not None
    await zoe.says("English")
    network.settings = {}
    await network.start()
    await zoe.sees("Do you agree?")
    assert network.bot.webhook is None
