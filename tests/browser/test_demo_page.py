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
from tests.keys import KEYS

LONG_MS = 60_000  # a step of the tour is many questions


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """The demo's network, connected to its page."""
    database, gazetteer = Database(database_url, KEYS), Gazetteer()
    async with at_work(database) as town:
        tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0)
        shown = DemoNetwork(town.store, town.app.upkeep, gazetteer, tour)
        async with town.sandbox.connected(shown):
            yield town
        await tour.stop()
    await database.close()
    gazetteer.close()


async def test_the_first_view_is_for_who_reads_its_language(town: Town, visit: Visit) -> None:
    offers = {"en-GB": ("Accept", "English"), "nl-BE": ("Aannemen", "Nederlands"), "fr-BE": ("Accepter", "français")}
    for language, (accept, called) in offers.items():
        visitor = await visit(town.sandbox.url, language=language)
        await expect(visitor.page.get_by_role("button", name=accept, exact=True)).to_be_visible()
        owners = visitor.page.get_by_role("main").locator(".owner small")
        assert all(one.endswith(called) for one in await owners.all_inner_texts())
        await expect(visitor.page.get_by_role("button", name=f"#{town.mission}").first).to_be_visible()
    await expect(visitor.page.get_by_role("region", name="Le téléphone d’Odile Fictive")).to_be_visible()
    await Album(visitor.page, "desktop-light").take("demo")


async def test_what_this_is_is_said_until_one_has_read_it(town: Town, visit: Visit) -> None:
    visitor = await visit(town.sandbox.url)
    hint = visitor.page.get_by_text("Everybody here is invented")
    await expect(hint).to_be_visible()
    await visitor.page.get_by_role("button", name="I see").click()
    await expect(hint).to_have_count(0)
    await visitor.opens(town.sandbox.url)
    await expect(visitor.page.get_by_role("button", name="Accept", exact=True)).to_be_visible()
    await expect(hint).to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, (360, 640)], ids=["wide", "small"])
async def test_a_visitor_plays_a_mission_with_the_tour(town: Town, size: tuple[int, int], visit: Visit) -> None:
    visitor = await visit(town.sandbox.url, size=size)
    page = visitor.page
    await page.get_by_role("button", name="Show me one mission").click()
    guide = page.get_by_role("region", name="Guided tour")
    heights = set()
    for step, button in enumerate(("Publish", "Accept", "I called back", "Complete"), 1):
        await expect(guide.get_by_text(f"{step}/5")).to_have_count(1, timeout=LONG_MS)
        awaited = page.locator(".phone.front .key.awaited", has_text=button).first
        await expect(awaited).to_be_in_viewport(ratio=1, timeout=LONG_MS)
        await Album(page, "desktop-light" if size == WIDE else "small-light").take(f"tour-{step}")
        heights.add(await guide.evaluate("(one) => one.offsetHeight"))
        await awaited.click()
    assert len(heights) == 1
    await expect(guide.get_by_text("Done, and everybody knows")).to_be_visible(timeout=LONG_MS)
    await expect(guide.get_by_text("What to try next")).to_be_visible()
    await guide.get_by_role("button", name="Try it yourself").click()
    await expect(guide).to_be_hidden()
