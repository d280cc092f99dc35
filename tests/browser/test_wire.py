"""What developers look at: the calls and updates, and faults that can be switched on."""

from __future__ import annotations

import json

from playwright.async_api import expect

from sandbox import Person, Sandbox
from tests.browser.conftest import Visit
from tests.browser.robot import Robot
from tests.journeys.network import Network


async def test_calls_and_updates_appear_and_open(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    await visitor.looks_at("Wire")
    page, panel = visitor.page, visitor.page.get_by_role("tabpanel", name="Wire")
    entries = panel.get_by_role("listitem")
    await robot("sendMessage", chat_id=zoe.id, text="Bread")
    await expect(entries.filter(has_text="sendMessage")).to_contain_text("Bread")
    await zoe.says("And milk?")
    await expect(entries.filter(has_text="Updates to the bot")).to_contain_text("And milk?")

    await entries.filter(has_text="sendMessage").click()
    shown = panel.get_by_label("sendMessage")
    found = json.loads(await shown.inner_text())
    assert (found["method"], found["params"]["text"], found["status"]) == ("sendMessage", "Bread", 200)
    await panel.get_by_role("button", name="Copy JSON").click()
    await visitor.is_told("The JSON is copied.")

    await panel.get_by_role("searchbox", name="Filter").fill("MILK")
    await expect(entries).to_have_count(1)
    await panel.get_by_role("searchbox", name="Filter").fill("nothing like it")
    await expect(panel.get_by_text("Nothing fits the filter.")).to_be_visible()
    await panel.get_by_role("searchbox", name="Filter").fill("")
    await panel.get_by_role("combobox", name="Which").select_option("Calls of the bot")
    await expect(entries.filter(has_text="And milk?")).to_have_count(0)
    await panel.get_by_role("combobox", name="Which").select_option("Everything")

    await panel.get_by_role("button", name="Pause").click()
    await robot("sendMessage", chat_id=zoe.id, text="Unseen")
    await expect(visitor.page.get_by_role("log").get_by_text("Unseen")).to_be_visible()
    await expect(entries.filter(has_text="Unseen")).to_have_count(0)
    await panel.get_by_role("button", name="Pause").click()
    await robot("sendMessage", chat_id=zoe.id, text="Seen again")
    await expect(entries.filter(has_text="Seen again")).to_have_count(1)
    await panel.get_by_role("button", name="Clear").click()
    await expect(page.get_by_text("Calls and updates appear here")).to_be_visible()


async def test_a_bot_that_is_told_to_slow_down_says_it_later(network: Network, visit: Visit) -> None:
    await network.helper("Zoé", "en", languages=("fr", "en"))
    visitor = await visit(network.telegram.url)
    zoes = await visitor.takes("Zoé")
    await visitor.looks_at("Wire")
    panel = visitor.page.get_by_role("tabpanel", name="Wire")
    await panel.get_by_text("Let something go wrong").click()
    await panel.get_by_role("combobox", name="What goes wrong").select_option("Too many requests (429), 5 times")
    await panel.get_by_role("button", name="Switch on").click()
    await expect(panel.get_by_text("5 times · happened 0 times")).to_be_visible()
    await zoes.says("/help")
    await expect(panel.get_by_text("5 times · happened once")).to_be_visible()
    await expect(panel.get_by_role("listitem").filter(has_text="429").filter(has_text="sendMessage")).to_be_visible()
    await panel.get_by_role("combobox", name="Which", exact=True).select_option("Refused calls")
    await expect(panel.get_by_role("listitem").filter(has_text="sendMessage")).not_to_have_count(0)
    await panel.get_by_role("button", name="All well again").click()
    await expect(panel.get_by_text("5 times · happened")).to_have_count(0)
    await zoes.sees("/privacy")


async def test_somebody_blocks_the_bot_from_behind_the_scenes(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    await visitor.looks_at("Wire")
    panel = visitor.page.get_by_role("tabpanel", name="Wire")
    await panel.get_by_text("Let something go wrong").click()
    await panel.get_by_role("combobox", name="Who blocks the bot?").select_option("Zoé Exemple")
    await panel.get_by_role("button", name="Block").click()
    await visitor.is_told("Zoé Exemple has blocked the bot.")
    await expect(visitor.phone("Zoé").frame.get_by_role("button", name="Unblock")).to_be_visible()


async def test_what_went_over_the_wire_is_there_after_a_reload(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    await robot("sendMessage", chat_id=zoe.id, text="Bread")
    await visitor.opens(telegram.url)
    await visitor.looks_at("Wire")
    entries = visitor.page.get_by_role("tabpanel", name="Wire").get_by_role("listitem")
    await expect(entries.filter(has_text="sendMessage")).to_contain_text("Bread")
    await robot("sendMessage", chat_id=zoe.id, text="Milk")
    await expect(entries.filter(has_text="sendMessage")).to_have_count(2)


async def test_what_is_asked_again_and_again_is_one_entry_and_a_fault_that_is_over_stays(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    await visitor.looks_at("Wire")
    panel = visitor.page.get_by_role("tabpanel", name="Wire")
    await panel.get_by_text("Let something go wrong").click()
    await panel.get_by_role("combobox", name="What goes wrong").select_option("Server error (502), 5 times")
    await panel.get_by_role("combobox", name="Which calls").select_option("Fetching updates")
    await panel.get_by_role("button", name="Switch on").click()
    await expect(panel.get_by_text("happened 0 times")).to_be_visible()
    for _ in range(5):
        async with robot.http.get(f"{telegram.url}/bot{robot.bot.token}/getUpdates") as response:
            assert response.status == 502
    await expect(panel.get_by_role("listitem").filter(has_text="getUpdates")).to_have_count(1)
    await expect(panel.get_by_role("listitem").filter(has_text="getUpdates")).to_contain_text("502 ×5")
    await expect(panel.get_by_text("happened 5 times · over")).to_be_visible()
    await expect(panel.get_by_role("button", name="Switch on")).to_be_visible()
