"""Where things stand: what scrolls, what stays in its place, and what is left on a small screen."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from sandbox import Person, Sandbox
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.robot import Robot

SCROLLED = """() => [document.scrollingElement, ...document.querySelectorAll(".page, .page *")]
    .filter((one) => one.scrollTop && !one.closest(".messages")).map((one) => `${one.className} by ${one.scrollTop}`)"""
TRY_TO_SCROLL = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (const one of document.querySelectorAll(".phone li, .phone textarea, main")) one.scrollIntoView();
    window.scrollTo(0, 900);
    await frame();
    await frame();
}"""


async def is_still(page: Page) -> None:
    """Neither the page nor a phone has moved away."""
    assert await page.evaluate(SCROLLED) == []
    assert await page.evaluate("() => document.documentElement.scrollHeight - innerHeight") == 0


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_only_lists_scroll(
    telegram: Sandbox, robot: Robot, zoe: Person, size: tuple[int, int], visit: Visit
) -> None:
    for number in range(60):
        await (zoe.says if number % 2 else telegram.create_person(f"Person {number}").says)(f"number {number}")
    visitor = await visit(telegram.url, size=size)
    page = visitor.page
    zoes = await visitor.takes("Zoé")
    await zoes.sees("number 59")
    await page.get_by_role("banner").hover(position={"x": 5, "y": 5})
    await page.mouse.wheel(0, 2000)
    await page.get_by_role("link", name="To the phones").focus()
    await page.keyboard.press("Enter")
    await page.evaluate(TRY_TO_SCROLL)
    await is_still(page)
    await expect(page.get_by_role("banner")).to_be_in_viewport(ratio=1)
