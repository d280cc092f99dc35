"""What a chat shows and lets one do, with a bot that the test plays."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import expect

from sandbox import Person, Sandbox
from sandbox.files import drawn_picture
from tests.browser.conftest import Visit
from tests.browser.robot import Robot

KEYS = [[{"text": "Yes"}, {"text": "No"}]]


def inline(*texts: str) -> dict[str, object]:
    """Buttons in one row."""
    return {"inline_keyboard": [[{"text": text, "callback_data": text.lower()} for text in texts]]}


async def test_messages_change_and_go_as_one_looks(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    zoes = await (await visit(telegram.url)).takes("Zoé")
    sent = await robot("sendMessage", chat_id=zoe.id, text="Bread", reply_markup=inline("Accept"))
    other = await robot("sendMessage", chat_id=zoe.id, text="A secret")
    await zoes.sees("Bread")
    await expect(zoes.button("Accept")).to_be_visible()
    await robot(
        "editMessageText",
        chat_id=zoe.id,
        message_id=sent["message_id"],
        text="Bread and <b>milk</b>",
        parse_mode="HTML",
    )
    await zoes.sees("Bread and milk")
    await expect(zoes.message("Bread and milk").get_by_text("edited")).to_be_visible()
    await expect(zoes.button("Accept")).to_have_count(0)
    await robot("deleteMessage", chat_id=zoe.id, message_id=other["message_id"])
    await zoes.no_longer_sees("A secret")


async def test_answers_to_taps_pass_by_or_wait(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await robot("sendMessage", chat_id=zoe.id, text="Well?", reply_markup=inline("Short", "Long"))
    await asyncio.gather(zoes.taps("Short"), robot.answers("Noted"))
    await visitor.is_told("Noted")
    await asyncio.gather(zoes.taps("Long"), robot.answers("Read this, please", alert=True))
    alert = visitor.page.get_by_role("dialog", name="Zoé Exemple")
    await expect(alert).to_contain_text("Read this, please")
    await expect(alert.get_by_role("button", name="OK")).to_be_focused()
    await visitor.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)
    await expect(zoes.button("Long")).to_be_focused()


async def test_the_bot_s_keyboard_comes_and_goes(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    zoes = await (await visit(telegram.url)).takes("Zoé")
    markup = {"keyboard": KEYS, "one_time_keyboard": True, "input_field_placeholder": "Yes or no?"}
    await robot("sendMessage", chat_id=zoe.id, text="Sure?", reply_markup=markup)
    await expect(zoes.field).to_have_attribute("placeholder", "Yes or no?")
    await zoes.types_key("Yes")
    assert (await robot.hears("message"))["text"] == "/start"
    assert (await robot.hears("message"))["text"] == "Yes"
    await expect(zoes.keyboard).to_have_count(0)
    await robot("sendMessage", chat_id=zoe.id, text="Your number?", reply_markup={
        "keyboard": [[{"text": "My number", "request_contact": True}]]
    })  # fmt: skip
    await zoes.types_key("My number")
    assert (await robot.hears("message"))["contact"]["phone_number"].endswith("470123456")
    await zoes.sees("470123456")
    await robot("sendMessage", chat_id=zoe.id, text="Thanks", reply_markup={"remove_keyboard": True})
    await expect(zoes.keyboard).to_have_count(0)


async def test_commands_are_those_of_the_bot(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    await robot("setMyCommands", commands=[{"command": "help", "description": "What I can do"}])
    await robot("setMyCommands", commands=[{"command": "aide", "description": "Ce que je sais"}], language_code="fr")
    zoes = await (await visit(telegram.url)).takes("Zoé")
    await zoes.frame.get_by_role("button", name="Commands").click()
    await zoes.frame.get_by_role("list", name="Commands").get_by_role("button", name="Ce que je sais").click()
    await zoes.sees("/aide")
    await expect(zoes.frame.get_by_role("list", name="Commands")).to_have_count(0)


async def test_what_was_not_read_is_counted(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    tom = telegram.create_person("Tom", language="nl")
    group = telegram.create_group("Moderators", owner=zoe)
    group.add(tom)
    group.add(robot.bot, administrator=True)
    await tom.says("Here I am", to=group)
    await robot("sendMessage", chat_id=zoe.id, text="One")
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await visitor.phone("Tom").puts_away()
    await zoes.turns_to("Moderators")
    await robot("sendMessage", chat_id=zoe.id, text="Two")
    await robot("sendMessage", chat_id=zoe.id, text="Three")
    chats = zoes.frame.get_by_role("navigation", name="Chats")
    await expect(chats.get_by_role("button", name="Robot")).to_contain_text("2 unread")
    await expect(visitor.roster.get_by_role("button", name="Zoé")).to_contain_text("2 unread")
    await zoes.turns_to("Robot")
    await zoes.sees("Three")
    await expect(visitor.roster.get_by_role("button", name="Zoé")).not_to_contain_text("unread")
    await zoe.says("Hello all", to=group)
    await expect(visitor.roster.get_by_role("button", name="Tom")).to_contain_text("1 unread")


async def test_what_others_see_read_or_taken_back_is_counted_off(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    await telegram.create_person("Tom").says("/start")
    visitor = await visit(telegram.url)
    await visitor.phone("Zoé").puts_away()
    zoes = visitor.roster.get_by_role("button", name="Zoé")
    sent = [await robot("sendMessage", chat_id=zoe.id, text=text) for text in ("One", "Two", "Three")]
    await expect(zoes).to_contain_text("3 unread")
    await robot("deleteMessage", chat_id=zoe.id, message_id=sent[1]["message_id"])
    await expect(zoes).to_contain_text("2 unread")
    zoe.reads()
    await expect(zoes).not_to_contain_text("unread")
    await robot("sendMessage", chat_id=zoe.id, text="Four")
    await expect(zoes).to_contain_text("1 unread")
    await robot("deleteMessage", chat_id=zoe.id, message_id=sent[0]["message_id"])
    await zoe.says("I am here")
    await expect(zoes).not_to_contain_text("unread")


async def test_a_bot_that_is_blocked_reaches_nobody(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await zoes.frame.get_by_role("button", name="Block", exact=True).click()
    await expect(zoes.frame.get_by_text("The bot is blocked")).to_be_visible()
    await expect(zoes.field).to_have_count(0)
    assert zoe.chat().blocked
    await zoes.frame.get_by_role("button", name="Unblock", exact=True).click()
    await zoes.says("Here again")
    await zoes.sees("Here again")


async def test_formatting_is_shown(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    text = '<b>Bold <i>both</i></b> <tg-spoiler>hidden</tg-spoiler> <a href="https://example.org/">there</a> /help'
    await robot("sendMessage", chat_id=zoe.id, text=text, parse_mode="HTML")
    message = zoes.message("Bold both")
    await expect(message.locator("b").first).to_have_text("Bold")
    await expect(message.locator("i")).to_have_text("both")
    await expect(message.get_by_role("link", name="there")).to_have_attribute("rel", re.compile("noopener"))
    await message.get_by_role("button", name="Show hidden text").click()
    await expect(message.get_by_text("hidden")).to_be_visible()
    await message.get_by_role("button", name="/help").click()
    await expect(zoes.chat.get_by_role("listitem").last).to_contain_text("/help")
    await robot("sendChatAction", chat_id=zoe.id, action="typing")
    await expect(zoes.frame.get_by_text("typing…")).to_be_visible()


async def test_a_picture_of_one_s_own_is_sent(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await zoes.sends_file("card.png", drawn_picture(3))
    picture = zoes.chat.get_by_role("button", name="Picture")
    await expect(picture).to_be_visible()
    assert (await robot.hears("message"))["text"] == "/start"
    sent = (await robot.hears("message"))["photo"][-1]
    assert telegram.world.files.by_unique_id(sent["file_unique_id"])
    await zoes.attaches("Own phone number")
    await zoes.sees("470123456")
    await zoes.attaches("A place on the map")
    await zoes.picks_place()
    await expect(zoes.message("Location")).to_contain_text("50.8")


async def test_somebody_shares_where_they_are_moves_and_stops(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await zoes.attaches("Live location for an hour")
    await zoes.picks_place()
    assert (await robot.hears("message"))["text"] == "/start"
    shared = (await robot.hears("message"))["location"]
    assert shared["live_period"] == 3600
    await zoes.message("Live location").get_by_role("button", name="Be elsewhere").click()
    await visitor.page.get_by_role("dialog").get_by_role("application").press("ArrowUp")
    await zoes.picks_place()
    assert (await robot.hears("edited_message"))["location"]["latitude"] > shared["latitude"]
    await zoes.message("Live location").get_by_role("button", name="Stop sharing").click()
    assert "live_period" not in (await robot.hears("edited_message"))["location"]
    await expect(zoes.chat.get_by_role("button", name="Stop sharing")).to_have_count(0)


async def test_a_picture_is_closed_by_its_cross_and_each_of_two_keeps_its_caption(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    sent = await zoe.sends_photo()
    assert sent.photo
    known = (await robot.hears("message"), await robot.hears("message"))[1]["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": known, "caption": caption} for caption in ("The card", "The face")]
    await robot("sendMediaGroup", chat_id=zoe.id, media=media)
    await zoes.sees("The card")
    await zoes.sees("The face")
    await zoes.chat.get_by_role("button", name="Picture").last.click()
    shown = visitor.page.get_by_role("dialog", name="Picture")
    await shown.get_by_role("button", name="Close").click()
    await expect(shown).to_have_count(0)


async def test_a_place_is_picked_around_what_one_looks_at(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await zoes.attaches("A place on the map")
    dialog = visitor.page.get_by_role("dialog")
    field = dialog.get_by_role("application")
    where = await dialog.get_by_role("status").inner_text()
    box = await field.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    back = dialog.get_by_role("button", name="Back to the pin")
    await expect(back).to_have_count(0)
    mouse = visitor.page.mouse
    for _ in range(2):
        await mouse.move(middle[0] - 200, middle[1] + 60)
        await mouse.down()
        await mouse.move(middle[0] + 250, middle[1], steps=4)
        await mouse.up()
    await expect(back).to_be_visible()
    await dialog.get_by_role("button", name="Zoom in").click()
    await expect(back).to_be_visible()
    await back.click()
    await expect(back).to_have_count(0)
    await expect(dialog.get_by_role("status")).to_have_text(where)
    await dialog.get_by_role("button", name="Cancel").click()
