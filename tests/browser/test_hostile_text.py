"""Markup and scripts in every field there is: they are shown as they were typed, and nothing of them runs."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Page, expect

from sandbox import Person, Sandbox
from tests.browser.conftest import Visit
from tests.browser.robot import Robot
from tests.browser.visitor import Visitor

EVIL = '"><img src=x onerror=window.ran=1><script>window.ran=1</script>'
SHORT = "<img src=x onerror=ran=1>"
LINK = "javascript:window.ran=1"


async def nothing_ran(visitor: Visitor) -> None:
    """No script, no element and no request came of it."""
    assert await visitor.page.evaluate("() => window.ran") is None
    assert await visitor.page.locator("img[src=x], script:not([src])").count() == 0
    assert not visitor.surprises


async def shows(page: Page, words: str, *, least: int = 1) -> None:
    """These very words stand somewhere."""
    await expect(page.get_by_text(words).nth(least - 1)).to_be_attached()


async def test_names_titles_and_what_is_sought(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    evil = telegram.create_person(EVIL[:60], last_name=SHORT, language="en")
    group = telegram.create_group(EVIL, owner=evil)
    group.add(robot.bot, administrator=True)
    await evil.says("Hello", to=group)
    visitor = await visit(telegram.url)
    page = visitor.page
    await visitor.takes(EVIL[:60])
    await shows(page, EVIL[:60])
    await shows(page, EVIL)
    await page.get_by_role("searchbox", name="Name, town").fill(f"{EVIL} nobody")
    await expect(page.get_by_text("Nobody by that name.")).to_be_visible()
    await page.get_by_role("searchbox", name="Name, town").fill("")
    await page.get_by_role("textbox", name="A new person’s name").fill(SHORT)
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("heading", name=SHORT, level=2, exact=True)).to_be_visible()
    await nothing_ran(visitor)


async def test_what_people_send(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await zoes.says(EVIL)
    await zoes.sees(EVIL)
    await zoe.sends_photo(caption=EVIL)
    await zoe.sends_file(name=SHORT + ".html", mime_type="text/html", data=b"<script>window.ran=1</script>")
    await zoes.sees(SHORT + ".html")
    link = zoes.chat.get_by_role("link", name=SHORT)
    async with visitor.page.expect_download() as downloads:
        await link.click()
    assert "<" not in (await downloads.value).suggested_filename
    await zoe.edits(zoe.messages()[1], f"{EVIL} edited")
    await zoes.sees(f"{EVIL} edited")
    await nothing_ran(visitor)


async def test_what_a_bot_sends(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    await robot("setMyCommands", commands=[{"command": "evil", "description": EVIL}])
    visitor = await visit(telegram.url)
    page, zoes = visitor.page, await visitor.takes("Zoé")
    keys = {"inline_keyboard": [
        [{"text": EVIL, "callback_data": EVIL[:60]}],
        [{"text": "copy", "copy_text": {"text": EVIL}}],
    ]}  # fmt: skip
    await robot("sendMessage", chat_id=zoe.id, text=EVIL, reply_markup=keys)
    await robot("sendVenue", chat_id=zoe.id, latitude=50.8, longitude=4.3, title=EVIL, address=EVIL)
    await robot("sendContact", chat_id=zoe.id, phone_number="+32470000000", first_name=EVIL[:60])
    reply = {"keyboard": [[{"text": EVIL}]], "input_field_placeholder": EVIL[:60]}
    await robot("sendMessage", chat_id=zoe.id, text="<b>&lt;script&gt;</b>", parse_mode="HTML", reply_markup=reply)
    await zoes.sees(re.compile("^Robot:<script>"))
    await expect(zoes.field).to_have_attribute("placeholder", EVIL[:60])
    await expect(zoes.keyboard.get_by_role("button", name=EVIL)).to_be_visible()
    await asyncio.gather(zoes.taps(EVIL), robot.answers(EVIL))
    await visitor.is_told(EVIL)
    await zoes.taps("copy")
    await visitor.is_told(f"Copied: {EVIL}")
    await zoes.frame.get_by_role("button", name="Commands").click()
    await expect(zoes.frame.get_by_role("list", name="Commands")).to_contain_text(EVIL)
    await visitor.looks_at("Wire")
    await shows(page, EVIL)
    await page.get_by_role("searchbox", name="Filter").fill(EVIL)
    await nothing_ran(visitor)


async def test_links_that_are_scripts_lead_nowhere(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    link = {"type": "text_link", "offset": 0, "length": 4, "url": LINK}
    sent = await robot("sendMessage", chat_id=zoe.id, text="here it is")
    entry = zoe.chat().messages[sent["message_id"]]
    entry.wire["entities"] = [link]  # Telegram would drop it; a page that relies on that has one guard only
    await visitor.opens(telegram.url)
    await zoes.sees("here it is")
    await expect(zoes.chat.get_by_role("link")).to_have_count(0)
    await nothing_ran(visitor)
