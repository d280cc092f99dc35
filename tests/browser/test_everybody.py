"""For everybody: by keyboard, with a screen reader, in three languages, on a small screen, by day and by night."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from sandbox import Person, Sandbox
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.robot import Robot
from tests.browser.scene import set_scene
from tests.browser.visitor import Visitor
from tests.journeys.network import Network

KEY = re.compile(
    r"\b(?:top|clock|people|helper|phone|chat|attach|place|dialog|view|side|map|missions?|offer|wire|faults|refused|tour)\.[a-z_]+\b"
)
WORDS_SHOWN = """() => [...document.querySelectorAll("body, body *")].flatMap((one) =>
    [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)
        .concat(["aria-label", "title", "placeholder", "alt"].map((name) => one.getAttribute(name) ?? "")))"""
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    const scrolls = (one) => { for (let at = one; at; at = at.parentElement)
        if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return true; return false; };
    const real = document.documentElement.scrollWidth;
    return [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility()
        && !one.matches(".visually-hidden") && one.getBoundingClientRect().right > wide + 1 && !scrolls(one))
        .map((one) => one.outerHTML.slice(0, 200)).concat(real > wide ? [`the page is ${real} wide`] : []);
}"""
CUT_OFF = """() => [...document.querySelectorAll("button, .tag, h1, h2, h3, label, option")].filter((one) =>
    one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
    && getComputedStyle(one).textOverflow !== "ellipsis" && !one.matches(".picture"))
    .map((one) => one.outerHTML.slice(0, 200))"""

Light = Literal["light", "dark"]


async def findings(page: Page, light: Light) -> list[str]:
    """What axe finds serious or critical. By night nothing is another than by day but the colours."""
    only = {"runOnly": ["color-contrast"]} if light == "dark" else {}
    results = await Axe().run(page, options={"resultTypes": ["violations"], **only})
    return [
        f"{one['help']}: {node['html'][:160]} {node['failureSummary']}"
        for one in results.response["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"][:3]
    ]


async def no_key_is_shown(page: Page) -> None:
    """Every text has been translated."""
    assert [one for one in await page.evaluate(WORDS_SHOWN) if KEY.search(one)] == []


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_nothing_serious(network: Network, size: tuple[int, int], light: Light, visit: Visit) -> None:
    await set_scene(network)
    visitor = await visit(network.telegram.url, size=size, light=light)
    found: dict[str, list[str]] = {}
    page = visitor.page

    async def look(view: str) -> None:
        found[view] = await findings(page, light)

    await visitor.takes("Olive")
    await look("an operator")
    zoes = await visitor.takes("Zoé")
    await zoes.frame.get_by_role("button", name="Attach").click()
    await look("a helper, attaching")
    await page.keyboard.press("Escape")
    mos = await visitor.takes("Mo Derator")
    await mos.turns_to("Moderators")
    await look("moderators")
    await mos.frame.get_by_role("button", name="Commands").click()
    await look("commands")
    await page.keyboard.press("Escape")
    if visitor.is_narrow:
        await visitor.looks_at("People")
        await look("people")
    await visitor.looks_at("Map")
    await look("the map")
    await visitor.looks_at("Wire")
    await page.get_by_text("Let something go wrong").click()
    await network.telegram.people[0].says("/help")
    await page.get_by_role("listitem").filter(has_text="sendMessage").first.click()
    await look("the wire")
    assert {view: those for view, those in found.items() if those} == {}


@pytest.mark.parametrize("language", ["en-GB", "fr-BE", "nl-BE"])
async def test_every_text_is_translated_and_fits_a_telephone(network: Network, language: str, visit: Visit) -> None:
    await set_scene(network)
    visitor = await visit(network.telegram.url, size=NARROW, language=language)
    page = visitor.page
    await expect(page.locator("html")).to_have_attribute("lang", language[:2])
    time = page.get_by_role("banner").get_by_role("group").get_by_role("button")
    await time.first.click()
    await expect(time).to_have_count(4)
    await expect(time.last).to_be_in_viewport(ratio=1)
    views = page.get_by_role("navigation").last.get_by_role("button")
    for index in range(4):
        await views.nth(index).click()
        if index == 3:
            await page.locator("summary").first.click()
        await no_key_is_shown(page)
        assert "\n".join(await page.evaluate(TOO_WIDE)) == ""
        assert "\n".join(await page.evaluate(CUT_OFF)) == ""
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await no_key_is_shown(page)
    assert "\n".join(await page.evaluate(CUT_OFF)) == ""


async def test_the_language_is_chosen_and_kept(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    await visitor.page.get_by_role("combobox", name="Language of this page").select_option("Français")
    await expect(visitor.page.get_by_role("navigation", name="Personnes")).to_be_visible()
    await expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
    await visitor.opens(telegram.url)
    await expect(visitor.page.get_by_role("navigation", name="Personnes")).to_be_visible()


async def background(visitor: Visitor) -> str:
    """The colour of the page."""
    return str(await visitor.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))


async def test_it_is_dark_where_the_system_is_and_by_the_button(telegram: Sandbox, robot: Robot, visit: Visit) -> None:
    day, night = await visit(telegram.url), await visit(telegram.url, light="dark")
    light, dark = await background(day), await background(night)
    assert light != dark
    await day.page.emulate_media(color_scheme="dark")
    await expect(day.page.locator("body")).to_have_css("background-color", dark)
    await day.page.get_by_role("button", name="Light").click()
    await expect(day.page.locator("body")).to_have_css("background-color", light)
    await day.opens(telegram.url)
    assert await background(day) == light
    await night.page.get_by_role("button", name="Light").click()
    await expect(night.page.locator("body")).to_have_css("background-color", light)


async def test_a_mission_is_accepted_without_a_mouse(network: Network, visit: Visit) -> None:
    olive = await network.operator("Olive")
    await network.helper("Zoé", "en", languages=("fr", "en"))
    visitor = await visit(network.telegram.url)
    page, press = visitor.page, visitor.page.keyboard.press

    async def goes_to(name: str) -> None:
        """Press Tab until something with this name has the focus, and can be seen to have it."""
        names = []
        for _ in range(120):
            await press("Tab")
            focused = page.locator(":focus")
            if not await focused.count():
                continue
            names.append(await focused.evaluate("(one) => one.ariaLabel || one.placeholder || one.innerText"))
            if name in names[-1]:
                assert await focused.evaluate("(one) => parseFloat(getComputedStyle(one).outlineWidth)") >= 2
                return
        raise AssertionError(f"Tab never came to {name}: {names}")

    await goes_to("To the phones")
    await goes_to("Zoé")
    await press("Enter")
    await expect(visitor.phone("Zoé").frame).to_be_visible()
    mission = await network.publish(olive)
    zoes = visitor.phone("Zoé")
    await zoes.sees(f"#{mission.id}")
    await page.get_by_role("link", name="To the phones").focus()
    await press("Enter")
    await goes_to("Accept")
    await press("Enter")
    await zoes.sees(mission.code_word)
    await goes_to("Write as Zoé")
    await page.keyboard.type("/missions")
    await press("Enter")
    await zoes.sees("/missions")
    await goes_to("Commands")
    await press("Enter")
    await expect(zoes.frame.get_by_role("list", name="Commands")).to_be_visible()
    await press("Escape")
    await expect(zoes.frame.get_by_role("list", name="Commands")).to_have_count(0)
