"""What `make demo` shows: its first view, and the guided tour, pressed by the visitor."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from demo.network import DemoNetwork
from demo.tour import DemoTour
from places import Gazetteer
from storage.database import Database
from tests.browser.conftest import WIDE, Visit
from tests.browser.test_screenshots import Album
from tests.demo.conftest import Town, at_work

LONG_MS = 60_000  # a step of the tour is many questions


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """The demo's network, connected to its page."""
    database, gazetteer = Database(database_url), Gazetteer()
    async with at_work(database) as town:
        tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0)
        shown = DemoNetwork(town.store, town.app.upkeep, gazetteer, tour)
        async with town.sandbox.connected(shown):
            yield town
        await tour.stop()
    await database.close()
    gazetteer.close()


async def test_the_first_view_shows_an_offer_that_waits(town: Town, visit: Visit) -> None:
    visitor = await visit(town.sandbox.url, language="fr-BE")
    await expect(visitor.page.get_by_role("button", name="Accepter", exact=True)).to_be_visible()
    await expect(visitor.page.get_by_role("button", name=f"#{town.mission}").first).to_be_visible()
    await Album(visitor.page, "desktop-light").take("demo")


async def test_a_visitor_plays_a_mission_with_the_tour(town: Town, visit: Visit) -> None:
    visitor = await visit(town.sandbox.url, size=WIDE)
    page = visitor.page
    await page.get_by_role("button", name="Show me one mission").click()
    guide = page.get_by_role("region", name="Guided tour")
    for step, button in enumerate(("Publish", "Accept", "I called back", "Complete"), 1):
        await expect(guide.get_by_role("list", name=f"Step {step} of 5")).to_be_visible(timeout=LONG_MS)
        awaited = page.locator(".key.awaited", has_text=button).first
        await expect(awaited).to_be_visible(timeout=LONG_MS)
        await Album(page, "desktop-light").take(f"tour-{step}")
        await awaited.click()
    await expect(guide.get_by_text("Done, and everybody knows")).to_be_visible(timeout=LONG_MS)
    await guide.get_by_role("button", name="Try it yourself").click()
    await expect(guide).to_be_hidden()
