"""Pictures of the page, for people to look at: SCREENSHOTS=folder makes them, without it nothing is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page

from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.scene import set_scene
from tests.journeys.network import Network

FOLDER = os.environ.get("SCREENSHOTS")
SETTLED = """async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].filter((one) => !one.complete).map((one) => one.decode().catch(() => null)));
    await new Promise((done) => setTimeout(done, 400));
}"""  # a moment, for pictures alone: names of towns come after the map has come to rest


class Album:
    """Where pictures go, by what they show."""

    def __init__(self, page: Page, suffix: str) -> None:
        self._page = page
        self._suffix = suffix

    async def take(self, what: str) -> None:
        """What is seen now."""
        if FOLDER is None:
            return
        path = Path(FOLDER) / f"{what}-{self._suffix}.png"
        await self._page.evaluate(SETTLED)
        await self._page.screenshot(path=path)


@pytest.mark.skipif(FOLDER is None, reason="nobody has asked for pictures: SCREENSHOTS=folder")
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_the_main_views(
    network: Network, size: tuple[int, int], light: Literal["light", "dark"], visit: Visit
) -> None:
    await set_scene(network)
    visitor = await visit(network.telegram.url, size=size, light=light)
    page = visitor.page
    album = Album(page, f"{'wide' if size == WIDE else 'narrow'}-{light}")
    await album.take("first")
    olives = await visitor.takes("Olive")
    await olives.says("/help")
    await olives.sees("/privacy")
    zoes = await visitor.takes("Zoé")
    await album.take("phones")
    await zoes.frame.get_by_role("button", name="Attach").click()
    await album.take("attach")
    await zoes.frame.get_by_role("list", name="Attach").get_by_role("button", name="A place on the map").click()
    await album.take("place")
    await page.keyboard.press("Escape")
    await zoes.frame.get_by_role("button", name="Commands").click()
    await album.take("commands")
    await page.keyboard.press("Escape")
    await (await visitor.takes("Mo Derator")).turns_to("Moderators")
    await album.take("moderators")
    if visitor.is_narrow:
        await visitor.looks_at("People")
        await album.take("people")
    await visitor.looks_at("Map")
    await page.get_by_role("region", name="Missions").get_by_role("button", name="#2").click()
    await album.take("map")
    await visitor.looks_at("Wire")
    await page.get_by_text("Let something go wrong").click()
    await network.telegram.people[0].says("/help")
    await page.get_by_role("listitem").filter(has_text="sendMessage").first.click()
    await album.take("wire")
