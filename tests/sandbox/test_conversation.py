"""A small python-telegram-bot bot lives through a whole conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram import Update as PtbUpdate
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from sandbox import Bot, Person, Sandbox

pytestmark = pytest.mark.filterwarnings("ignore:If 'per_message=False'")

NAME, PHONE, PLACE, PICTURE, CONFIRM = range(5)
TOKEN = "42:TEST"
Context = ContextTypes.DEFAULT_TYPE


def _message(update: PtbUpdate) -> Any:
    return update.effective_message


async def start(update: PtbUpdate, context: Context) -> int:
    await _message(update).reply_text("Welcome! What is your name?")
    return NAME


async def name(update: PtbUpdate, context: Context) -> int:
    context.user_data["name"] = _message(update).text  # type: ignore[index]
    keys = ReplyKeyboardMarkup([[KeyboardButton("Share my number", request_contact=True)]], one_time_keyboard=True)
    await _message(update).reply_html(f"Hello <b>{_message(update).text}</b>. Your number?", reply_markup=keys)
    return PHONE


async def phone(update: PtbUpdate, context: Context) -> int:
    if _message(update).contact.user_id != update.effective_user.id:  # type: ignore[union-attr]
        await _message(update).reply_text("That is somebody else's number.")
        return PHONE
    keys = ReplyKeyboardMarkup([[KeyboardButton("Share my place", request_location=True)]])
    await _message(update).reply_text("Where are you?", reply_markup=keys)
    return PLACE


async def place(update: PtbUpdate, context: Context) -> int:
    await _message(update).reply_text("Now a picture.", reply_markup=ReplyKeyboardRemove())
    return PICTURE


async def picture(update: PtbUpdate, context: Context) -> int:
    file = await _message(update).photo[-1].get_file()
    size = len(await file.download_as_bytearray())
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Send", callback_data="send")]])
    await _message(update).reply_text(f"{context.user_data['name']}, {size} bytes. Right?", reply_markup=keys)  # type: ignore[index]
    return CONFIRM


async def confirm(update: PtbUpdate, context: Context) -> int:
    query = update.callback_query
    assert query is not None
    await query.answer("Sent")
    await query.edit_message_text("Thank you!")
    return ConversationHandler.END


async def cancel(update: PtbUpdate, context: Context) -> int:
    await _message(update).reply_text("Cancelled.")
    return ConversationHandler.END


@pytest.fixture
async def running(telegram: Sandbox, bot: Bot) -> AsyncIterator[None]:
    application = Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot").base_file_url(
        f"{telegram.url}/file/bot"
    ).build()  # fmt: skip
    application.add_handler(
        ConversationHandler(
            [CommandHandler("start", start)],
            {
                NAME: [MessageHandler(filters.TEXT & ~filters.COMMAND, name)],
                PHONE: [MessageHandler(filters.CONTACT, phone)],
                PLACE: [MessageHandler(filters.LOCATION, place)],
                PICTURE: [MessageHandler(filters.PHOTO, picture)],
                CONFIRM: [CallbackQueryHandler(confirm, pattern="^send$")],
            },
            [CommandHandler("cancel", cancel)],
        )
    )
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=5, poll_interval=0.0)
        yield
        await application.updater.stop()
        await application.stop()


@pytest.mark.usefixtures("running")
async def test_a_whole_conversation(telegram: Sandbox, zoe: Person, mo: Person) -> None:
    await zoe.says("/start")
    await zoe.sees("What is your name?")
    await zoe.says("Zoé")
    asked = await zoe.sees("Your number?")
    assert asked.html == "Hello <b>Zoé</b>. Your number?"
    assert zoe.reply_keyboard
    assert zoe.reply_keyboard.rows == [["Share my number"]]
    await zoe.shares_contact(of=mo)
    await zoe.sees("somebody else's")
    await zoe.taps("Share my number")
    await zoe.sees("Where are you?")
    await zoe.taps("Share my place")
    await zoe.sees("Now a picture.")
    assert zoe.keyboard_in(None) is None
    await zoe.sends_photo()
    await zoe.sees("Right?")
    answer = await zoe.taps("Send")
    assert answer
    assert answer.text == "Sent"
    done = await zoe.sees("Thank you!")
    assert done.edited
    assert done.button_texts == []
    zoe.does_not_see("Right?")
    assert "Zoé Exemple: /start" in telegram.transcript(zoe)


@pytest.mark.usefixtures("running")
async def test_two_people_at_once(zoe: Person, mo: Person) -> None:
    await zoe.says("/start")
    await mo.says("/start")
    await zoe.says("Zoé")
    await mo.says("/cancel")
    await mo.sees("Cancelled")
    await zoe.sees("Hello Zoé")
    mo.does_not_see("Hello")
