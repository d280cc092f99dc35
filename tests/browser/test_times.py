"""What time it is: on each phone that of its owner's country, and on the clock above that of the phone in front."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import expect

from sandbox import Sandbox
from tests.browser.conftest import Visit
from tests.browser.robot import Robot
from tests.journeys.network import Network


async def test_each_phone_shows_the_time_of_its_country(telegram: Sandbox, robot: Robot, visit: Visit) -> None:
    for name, phone in (("Emily", "447700900101"), ("Léa", "32470000004")):
        person = telegram.create_person(name, phone=phone)
        await person.says("/start")
        await robot("sendMessage", chat_id=person.id, text="Hello")
    visitor = await visit(telegram.url)
    clock = visitor.page.get_by_role("group", name="Time in the sandbox")
    for name, here, zone in (("Emily", "11:0", "GMT"), ("Léa", "12:0", "CET")):
        phone_of = await visitor.takes(name)
        await expect(phone_of.message("Hello")).to_contain_text(here)
        await expect(clock).to_contain_text(here)
        await expect(clock).to_contain_text(zone)
    await visitor.takes("Emily")
    await clock.get_by_role("button", name="Next 9:00").click()
    await expect(clock).to_contain_text("Tue 3 Mar 09:00")


async def test_missions_say_of_which_day_and_zone_they_are(network: Network, visit: Visit) -> None:
    olive = await network.operator("Olive")
    tomorrow = network.clock.now + timedelta(hours=22)
    today = await network.publish(olive)
    later = await network.publish(olive, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=4))
    visitor = await visit(network.telegram.url)
    missions = visitor.page.get_by_role("region", name="Missions")
    await expect(missions.get_by_role("button", name=f"#{later.id}")).to_contain_text("Tue 3 Mar 10:0")
    await expect(missions.get_by_role("button", name=f"#{today.id}")).not_to_contain_text("Mar")
    await expect(missions.get_by_role("button", name=f"#{today.id}")).not_to_contain_text("CET")
    network.telegram.create_person("Emily", phone="447700900101")
    await visitor.takes("Emily")
    await expect(missions.get_by_role("button", name=f"#{today.id}")).to_contain_text("CET")
