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


@pytest.mark.parametrize("size", [WIDE, (1024, 768), NARROW, (360, 640), (320, 640)], ids=str)
@pytest.mark.parametrize("language", ["en-GB", "fr-BE", "nl-BE"])
async def test_the_bar_fits_and_its_buttons_stay_where_they_are(
    telegram: Sandbox, robot: Robot, zoe: Person, size: tuple[int, int], language: str, visit: Visit
) -> None:
    visitor = await visit(telegram.url, size=size, language=language)
    bar = visitor.page.get_by_role("banner")
    time = bar.get_by_role("group").get_by_role("button")
    await expect(time).to_have_count(3)
    before = await time.last.bounding_box()
    await time.last.click()
    await expect(time).to_have_count(4)
    assert await time.last.bounding_box() == before
    for one in [*await bar.get_by_role("button").all(), bar.get_by_role("combobox")]:
        await expect(one).to_be_in_viewport(ratio=1)
    assert await bar.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    assert await bar.evaluate("(one) => one.offsetHeight") <= 104  # two rows
    names = {"en": "English", "fr": "Français", "nl": "Nederlands"}
    chosen = names[language[:2]] if size[0] > 900 else language[:2].upper()
    assert await bar.get_by_role("combobox").evaluate("(one) => one.selectedOptions[0].text") == chosen


async def test_whose_phone_is_taken_is_seen(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    names = ["Ann", "Bob", "Cem", "Dan", "Eva", "Zoé"]
    for name in names[:-1]:
        await telegram.create_person(name).says("/start")
    visitor = await visit(telegram.url, size=(1024, 768))
    for name in [*names, *names[::-2]]:
        phone = await visitor.takes(name)
        await expect(phone.frame).to_be_in_viewport(ratio=0.99)
    await visitor.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    switcher = visitor.page.get_by_role("group", name="Phones")
    for name in ("Eva", "Ann", "Zoé"):
        await visitor.takes(name)
        await expect(switcher.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, summary, a[href], input, textarea, label")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.matches(".visually-hidden, .skip-link, .words *"))
    .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        const room = one.matches(".map-pin") ? 14 : 0; // what is around it belongs to it
        return width + room < 40 || height + room < 40;
    }).map((one) => one.outerHTML.slice(0, 160))"""


async def test_fingers_find_every_button(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    markup = {"keyboard": [[{"text": "A"}, {"text": "B"}]]}
    group = telegram.create_group("Everybody", owner=zoe)
    group.add(robot.bot, administrator=True)
    inline = {"inline_keyboard": [[{"text": "1", "callback_data": "1"}, {"text": "2", "callback_data": "2"}]]}
    await robot("setMyCommands", commands=[{"command": "help", "description": "What I can do"}])
    await robot("sendMessage", chat_id=zoe.id, text="One?", reply_markup=inline)
    await robot("sendMessage", chat_id=zoe.id, text="Two?", reply_markup=markup)
    visitor = await visit(telegram.url, size=NARROW)
    page = visitor.page
    zoes = await visitor.takes("Zoé")
    await zoes.sees("Two?")
    for menu in ("Attach", "Commands"):
        await zoes.frame.get_by_role("button", name=menu).click()
        await expect(zoes.frame.get_by_role("list", name=menu)).to_be_visible()
        assert await page.evaluate(SMALL_TARGETS) == []
    for view in ("People", "Map", "Wire"):
        await visitor.looks_at(view)
        if view == "Wire":
            await page.get_by_text("Let something go wrong").click()
            await zoe.says("Hello")
            await page.get_by_role("listitem").filter(has_text="Updates to the bot").first.click()
        assert await page.evaluate(SMALL_TARGETS) == []


async def test_large_letters_are_large_here_too(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await visitor.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    await expect(zoes.message("/start").locator(".words")).to_have_css("font-size", "30px")
    await is_still(visitor.page)
    await zoes.says("Still here")
    await expect(zoes.message("Still here")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(360, 640), (844, 390), (195, 422)], ids=str)
async def test_a_small_page_leaves_room_for_the_chat(
    telegram: Sandbox, robot: Robot, zoe: Person, size: tuple[int, int], visit: Visit
) -> None:
    await telegram.create_person("Tom").says("/start")
    group = telegram.create_group("Everybody", owner=zoe)
    group.add(robot.bot)
    visitor = await visit(telegram.url, size=size)
    zoes = await visitor.takes("Zoé")
    await robot("sendMessage", chat_id=zoe.id, text="Well?")
    await expect(zoes.message("Well?")).to_be_in_viewport(ratio=1)
    assert await zoes.chat.evaluate("(box) => box.clientHeight") >= 100
    await expect(zoes.field).to_be_in_viewport(ratio=1)
    for button in await visitor.page.get_by_role("navigation", name="What to see").get_by_role("button").all():
        await expect(button).to_be_in_viewport(ratio=1)
