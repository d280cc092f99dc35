"""Every method, called by aiogram and read by its types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiogram
import pytest
from aiogram import types

from sandbox import Bot, Group, Person, Sandbox
from sandbox.files import drawn_picture
from tests.sandbox.checking import known_to_aiogram
from tests.sandbox.stories import everything_a_person_does

Story = Callable[[aiogram.Bot, Person, Group], Awaitable[Any]]

PICTURE = drawn_picture(1, 1600, 900)
KEYBOARD = types.InlineKeyboardMarkup(
    inline_keyboard=[
        [
            types.InlineKeyboardButton(text="Accept", callback_data="accept:142", style="success"),
            types.InlineKeyboardButton(text="Taken", disabled=types.DisabledButton()),
        ],
        [
            types.InlineKeyboardButton(text="Copy", copy_text=types.CopyTextButton(text="+32 470 12 34 56")),
            types.InlineKeyboardButton(text="Map", url="https://example.org/map"),
        ],
    ]
)


def picture() -> types.BufferedInputFile:
    return types.BufferedInputFile(PICTURE, "card.png")


async def send_message(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    text = "<b>Bold</b> and <i>italic</i>, 😀 <code>code</code> https://example.org"
    return await bot.send_message(zoe.id, text, parse_mode="HTML", reply_markup=KEYBOARD, protect_content=True)


async def send_reply_keyboard(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    keys = [[types.KeyboardButton(text="Share", request_contact=True)], [types.KeyboardButton(text="No")]]
    markup = types.ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, input_field_placeholder="Your number")
    return await bot.send_message(zoe.id, "Your number?", reply_markup=markup)


async def reply(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    asked = await zoe.says("A question")
    return await bot.send_message(
        zoe.id, "An answer", reply_parameters=types.ReplyParameters(message_id=asked.message_id)
    )


async def send_photo(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    return await bot.send_photo(zoe.id, picture(), caption="A <b>card</b>", parse_mode="HTML", has_spoiler=True)


async def send_photo_again(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    sizes = (await send_photo(bot, zoe, group)).photo
    assert sizes
    return await bot.send_photo(group.id, sizes[0].file_id)


async def send_document(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    return await bot.send_document(zoe.id, types.BufferedInputFile(b"a,b\n1,2\n", "export.csv"), caption="Export")


async def send_media_group(bot: aiogram.Bot, zoe: Person, group: Group) -> list[types.Message]:
    return await bot.send_media_group(
        group.id,
        [types.InputMediaPhoto(media=picture(), caption="Front"), types.InputMediaPhoto(media=picture())],
        protect_content=True,
    )


async def send_location(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    return await bot.send_location(zoe.id, 50.85, 4.35)


async def send_venue(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    return await bot.send_venue(zoe.id, 50.85, 4.35, "Mme Invented", "Rue Imaginaire 1, 1000 Bruxelles")


async def send_contact(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    return await bot.send_contact(zoe.id, "+32470000000", "Invented", last_name="Person")


async def copy_message(bot: aiogram.Bot, zoe: Person, group: Group) -> types.MessageId:
    sent = await send_photo(bot, zoe, group)
    return await bot.copy_message(group.id, zoe.id, sent.message_id, caption="Another caption")


async def forward_message(bot: aiogram.Bot, zoe: Person, group: Group) -> types.Message:
    said = await zoe.says("Hello")
    return await bot.forward_message(group.id, zoe.id, said.message_id)


async def edit_message_text(bot: aiogram.Bot, zoe: Person, group: Group) -> Any:
    sent = await send_message(bot, zoe, group)
    return await sent.edit_text("Edited", reply_markup=KEYBOARD)


async def edit_message_caption(bot: aiogram.Bot, zoe: Person, group: Group) -> Any:
    return await (await send_photo(bot, zoe, group)).edit_caption(caption="Edited")


async def edit_message_media(bot: aiogram.Bot, zoe: Person, group: Group) -> Any:
    sent = await send_photo(bot, zoe, group)
    new = types.BufferedInputFile(drawn_picture(2, 50, 50), "other.png")
    return await sent.edit_media(types.InputMediaPhoto(media=new, caption="Other"))


async def edit_message_reply_markup(bot: aiogram.Bot, zoe: Person, group: Group) -> Any:
    return await (await send_message(bot, zoe, group)).edit_reply_markup(reply_markup=None)


async def delete_message(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    return await (await send_message(bot, zoe, group)).delete()


async def delete_messages(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    sent = await send_media_group(bot, zoe, group)
    return await bot.delete_messages(group.id, [message.message_id for message in sent])


async def answer_callback_query(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    await send_message(bot, zoe, group)
    await zoe.taps("Accept", wait=False)
    update = (await bot.get_updates(offset=-1))[0]
    known_to_aiogram(update)
    assert update.callback_query
    assert update.callback_query.data == "accept:142"
    return await update.callback_query.answer("Thank you")


async def get_file(bot: aiogram.Bot, zoe: Person, group: Group) -> types.File:
    sent = await zoe.sends_photo(PICTURE)
    assert sent.photo
    file = await bot.get_file(sent.photo[-1]["file_id"])
    assert file.file_path
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == PICTURE
    return file


async def get_chat(bot: aiogram.Bot, zoe: Person, group: Group) -> list[types.ChatFullInfo]:
    sent = await bot.send_message(group.id, "Read this")
    await sent.pin()
    return [await bot.get_chat(zoe.id), await bot.get_chat(group.id)]


async def get_chat_member(bot: aiogram.Bot, zoe: Person, group: Group) -> list[Any]:
    group.add(zoe)
    found = [await bot.get_chat_member(group.id, user) for user in (zoe.id, group.owner.id, bot.id)]
    await zoe.leaves(group)
    found.append(await bot.get_chat_member(group.id, zoe.id))
    group.add(zoe)
    group.remove(zoe)
    found.append(await bot.get_chat_member(group.id, zoe.id))
    assert [member.status for member in found] == ["member", "creator", "administrator", "left", "kicked"]
    return found


async def get_chat_administrators(bot: aiogram.Bot, zoe: Person, group: Group) -> list[Any]:
    return await bot.get_chat_administrators(group.id)


async def get_chat_member_count(bot: aiogram.Bot, zoe: Person, group: Group) -> int:
    return await bot.get_chat_member_count(group.id)


async def my_commands(bot: aiogram.Bot, zoe: Person, group: Group) -> list[types.BotCommand]:
    scope = types.BotCommandScopeChat(chat_id=group.id)
    assert await bot.set_my_commands(
        [types.BotCommand(command="new", description="Nouvelle mission")], scope=scope, language_code="fr"
    )
    found = await bot.get_my_commands(scope=scope, language_code="fr")
    assert found
    assert await bot.delete_my_commands(scope=scope, language_code="fr")
    assert await bot.get_my_commands(scope=scope, language_code="fr") == []
    return found


async def my_texts(bot: aiogram.Bot, zoe: Person, group: Group) -> list[Any]:
    assert await bot.set_my_name("Solidarité", language_code="fr")
    assert await bot.set_my_description("Aidez vos voisins", language_code="fr")
    assert await bot.set_my_short_description("Entraide", language_code="fr")
    return [
        await bot.get_my_name(language_code="fr"),
        await bot.get_my_description(language_code="fr"),
        await bot.get_my_short_description(language_code="nl"),
    ]


async def send_chat_action(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    return await bot.send_chat_action(zoe.id, "typing")


async def pins(bot: aiogram.Bot, zoe: Person, group: Group) -> list[bool]:
    sent = await bot.send_message(group.id, "Read this")
    return [
        await bot.pin_chat_message(group.id, sent.message_id),
        await bot.unpin_chat_message(group.id, message_id=sent.message_id),
        await bot.pin_chat_message(group.id, sent.message_id),
        await bot.unpin_all_chat_messages(group.id),
    ]


async def create_forum_topic(bot: aiogram.Bot, zoe: Person, group: Group) -> list[Any]:
    group.chat.forum = True
    topic = await bot.create_forum_topic(group.id, "Requests")
    sent = await bot.send_message(group.id, "In the topic", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    return [topic, sent]


async def create_chat_invite_link(bot: aiogram.Bot, zoe: Person, group: Group) -> types.ChatInviteLink:
    return await bot.create_chat_invite_link(group.id, name="Helpers")


async def leave_chat(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    return await bot.leave_chat(group.id)


async def webhook(bot: aiogram.Bot, zoe: Person, group: Group) -> list[Any]:
    assert await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="secret", allowed_updates=["message"])
    info = await bot.get_webhook_info()
    assert await bot.delete_webhook(drop_pending_updates=True)
    return [info, await bot.get_webhook_info()]


async def get_me(bot: aiogram.Bot, zoe: Person, group: Group) -> types.User:
    return await bot.get_me()


async def log_out(bot: aiogram.Bot, zoe: Person, group: Group) -> bool:
    return await bot.close() and await bot.log_out()


STORIES: list[Story] = [
    send_message,
    send_reply_keyboard,
    reply,
    send_photo,
    send_photo_again,
    send_document,
    send_media_group,
    send_location,
    send_venue,
    send_contact,
    copy_message,
    forward_message,
    edit_message_text,
    edit_message_caption,
    edit_message_media,
    edit_message_reply_markup,
    delete_message,
    delete_messages,
    answer_callback_query,
    get_file,
    get_chat,
    get_chat_member,
    get_chat_administrators,
    get_chat_member_count,
    my_commands,
    my_texts,
    send_chat_action,
    pins,
    create_forum_topic,
    create_chat_invite_link,
    leave_chat,
    webhook,
    get_me,
    log_out,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_result_is_what_aiogram_expects(
    story: Story, aiogram_bot: aiogram.Bot, zoe: Person, group: Group
) -> None:
    await zoe.says("/start")
    known_to_aiogram(await story(aiogram_bot, zoe, group))


async def test_updates_are_what_aiogram_expects(
    aiogram_bot: aiogram.Bot, telegram: Sandbox, bot: Bot, zoe: Person, mo: Person
) -> None:
    await aiogram_bot.get_updates(allowed_updates=["message", "edited_message", "my_chat_member", "chat_member"])
    await everything_a_person_does(telegram, bot, zoe, mo)
    found = await aiogram_bot.get_updates()
    known_to_aiogram(found)
    kinds = [update.event_type for update in found]
    assert set(kinds) == {"message", "edited_message", "my_chat_member", "chat_member"}
