"""Methods called by python-telegram-bot, and updates read by its types: the second, independent client."""

from __future__ import annotations

from typing import Any

import pytest
import telegram as ptb

from sandbox import Bot, Group, Person, Sandbox
from sandbox.files import drawn_picture
from tests.sandbox.checking import known_to_ptb
from tests.sandbox.stories import everything_a_person_does

PICTURE = drawn_picture(1, 1600, 900)


@pytest.fixture(autouse=True)
async def _started(zoe: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it, reading a live period warns
    await zoe.says("/start")


async def test_messages(ptb_bot: ptb.Bot, zoe: Person, group: Group) -> None:
    markup = ptb.InlineKeyboardMarkup(
        [
            [ptb.InlineKeyboardButton("Accept", callback_data="accept")],
            [ptb.InlineKeyboardButton("Copy", copy_text=ptb.CopyTextButton("1234"))],
        ]
    )
    text = await ptb_bot.send_message(
        zoe.id, "*Bold* _italic_ `code`", parse_mode="MarkdownV2", reply_markup=markup, protect_content=True
    )
    assert text.text_html == "<b>Bold</b> <i>italic</i> <code>code</code>"
    photo = await ptb_bot.send_photo(zoe.id, PICTURE, caption="<b>Card</b>", parse_mode="HTML", has_spoiler=True)
    album = await ptb_bot.send_media_group(
        group.id,
        [ptb.InputMediaPhoto(PICTURE, caption="Front"), ptb.InputMediaPhoto(photo.photo[-1].file_id, has_spoiler=True)],
    )
    documents = await ptb_bot.send_media_group(
        zoe.id, [ptb.InputMediaDocument(b"one", filename="1.txt"), ptb.InputMediaDocument(b"two", filename="2.txt")]
    )
    sent: list[Any] = [
        text,
        photo,
        album,
        documents,
        await ptb_bot.send_document(zoe.id, b"a,b\n", filename="export.csv"),
        await ptb_bot.send_location(zoe.id, 50.85, 4.35, horizontal_accuracy=30),
        await ptb_bot.send_venue(zoe.id, 50.85, 4.35, "Mme Invented", "Rue Imaginaire 1"),
        await ptb_bot.send_contact(zoe.id, "+32470000000", "Invented"),
        await ptb_bot.send_message(zoe.id, "Reply", reply_to_message_id=text.message_id),
        await ptb_bot.send_message(
            zoe.id, "Keys", reply_markup=ptb.ReplyKeyboardMarkup([["Yes", "No"]], one_time_keyboard=True)
        ),
        await ptb_bot.copy_message(group.id, zoe.id, photo.message_id),
        await ptb_bot.forward_message(group.id, zoe.id, photo.message_id),
        await ptb_bot.edit_message_text("Other", zoe.id, text.message_id, reply_markup=markup),
        await ptb_bot.edit_message_caption(zoe.id, photo.message_id, caption="Other"),
        await ptb_bot.edit_message_media(ptb.InputMediaPhoto(drawn_picture(2)), zoe.id, photo.message_id),
        await ptb_bot.edit_message_reply_markup(zoe.id, text.message_id),
    ]
    known_to_ptb(sent)
    assert len({message.media_group_id for message in album}) == 1
    assert await ptb_bot.delete_message(zoe.id, text.message_id)
    assert await ptb_bot.delete_messages(group.id, [message.message_id for message in album])


async def test_chats(ptb_bot: ptb.Bot, zoe: Person, group: Group) -> None:
    group.add(zoe)
    pinned = await ptb_bot.send_message(group.id, "Read this")
    assert await pinned.pin()
    group.chat.forum = True
    topic = await ptb_bot.create_forum_topic(group.id, "Requests")
    found: list[Any] = [
        await ptb_bot.get_me(),
        await ptb_bot.get_chat(zoe.id),
        await ptb_bot.get_chat(group.id),
        await ptb_bot.get_chat_administrators(group.id),
        await ptb_bot.get_chat_member(group.id, zoe.id),
        await ptb_bot.create_chat_invite_link(group.id, name="Helpers", member_limit=1),
        topic,
        await ptb_bot.send_message(group.id, "In the topic", message_thread_id=topic.message_thread_id),
    ]
    known_to_ptb(found)
    assert await ptb_bot.get_chat_member_count(group.id) == 3
    assert await ptb_bot.unpin_chat_message(group.id)
    assert await ptb_bot.unpin_all_chat_messages(group.id)
    assert await ptb_bot.send_chat_action(group.id, "typing")
    assert await ptb_bot.leave_chat(group.id)


async def test_profile_and_webhook(ptb_bot: ptb.Bot) -> None:
    scope = ptb.BotCommandScopeAllPrivateChats()
    assert await ptb_bot.set_my_commands([("start", "Begin")], scope=scope, language_code="en")
    assert [command.command for command in await ptb_bot.get_my_commands(scope, "en")] == ["start"]
    assert await ptb_bot.delete_my_commands(scope, "en")
    assert await ptb_bot.set_my_name("Solidarity")
    assert await ptb_bot.set_my_description("Help your neighbours")
    assert await ptb_bot.set_my_short_description("Help")
    known_to_ptb([await ptb_bot.get_my_name(), await ptb_bot.get_my_description(), await ptb_bot.get_webhook_info()])
    assert (await ptb_bot.get_my_short_description()).short_description == "Help"
    assert await ptb_bot.set_webhook("https://127.0.0.1:9/", allowed_updates=["message"])
    known_to_ptb(await ptb_bot.get_webhook_info())
    assert await ptb_bot.delete_webhook()


async def test_a_file_is_downloaded(ptb_bot: ptb.Bot, zoe: Person) -> None:
    sent = await zoe.sends_photo(PICTURE)
    assert sent.photo
    file = await ptb_bot.get_file(sent.photo[-1]["file_id"])
    assert bytes(await file.download_as_bytearray()) == PICTURE


async def test_refusals_become_its_exceptions(ptb_bot: ptb.Bot, zoe: Person) -> None:
    await zoe.blocks()
    with pytest.raises(ptb.error.Forbidden, match="bot was blocked by the user"):
        await ptb_bot.send_message(zoe.id, "Hello")
    with pytest.raises(ptb.error.BadRequest, match="Chat not found"):
        await ptb_bot.send_message(1, "Hello")


async def test_updates(ptb_bot: ptb.Bot, telegram: Sandbox, bot: Bot, zoe: Person, mo: Person) -> None:
    await ptb_bot.get_updates(allowed_updates=ptb.Update.ALL_TYPES)
    await ptb_bot.send_message(
        zoe.id, "Tap", reply_markup=ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Tap", callback_data="tap")]])
    )
    await zoe.taps("Tap", wait=False)
    await everything_a_person_does(telegram, bot, zoe, mo)
    found = await ptb_bot.get_updates(limit=100)
    assert len(found) > 40
    known_to_ptb(found)
    query = next(update.callback_query for update in found if update.callback_query)
    assert await query.answer("Thanks")
