"""What becomes of a tap on a message that can't be rewritten, or need not be."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, TelegramMethod
from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, InlineKeyboardMarkup, Message, MessageEntity, User

from bot.rewriting import bare, html_of, rewrite, shows, turn

ROOT = Path(__file__).parents[2]
NOTHING_TO_MEND = [
    "message to edit not found",
    "message can't be edited",
    "MESSAGE_ID_INVALID",
    "there is no text in the message to edit",  # a picture: nobody has such a button but who makes it up
]
OURS_TO_MEND = ["message is too long", "can't parse entities: unclosed start tag", "BUTTON_DATA_INVALID"]
MARKUP = InlineKeyboardMarkup(inline_keyboard=[])


class Answering(Bot):
    """A bot to which Telegram says no to whatever it asks, or nothing against it."""

    def __init__(self, refusal: str | None) -> None:
        super().__init__("1:not-a-token")
        self.refusal = refusal
        self.asked: list[TelegramMethod[object]] = []

    async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> Any:
        self.asked.append(method)
        if self.refusal is not None:
            raise TelegramBadRequest(method, f"Bad Request: {self.refusal}")
        return True


def a_tap(bot: Bot, *, there: bool = True) -> CallbackQuery:
    """On a message, or on one that is too old for Telegram to say what stands in it."""
    chat, zoe = Chat(id=1, type="private"), User(id=1, is_bot=False, first_name="Zoé")
    message: Message | InaccessibleMessage = InaccessibleMessage(chat=chat, message_id=7, date=0)
    if there:
        message = Message(message_id=7, date=datetime(2026, 3, 2, tzinfo=UTC), chat=chat, text="?").as_(bot)
    return CallbackQuery(id="1", from_user=zoe, chat_instance="1", message=message).as_(bot)


async def test_the_message_says_something_else_and_has_other_buttons() -> None:
    bot = Answering(None)
    assert await rewrite(a_tap(bot), "Done.", MARKUP)
    assert await turn(a_tap(bot), MARKUP)
    said, turned = bot.asked
    assert isinstance(said, EditMessageText)
    assert (said.text, said.message_id, said.reply_markup) == ("Done.", 7, MARKUP)
    assert isinstance(turned, EditMessageReplyMarkup)
    assert (turned.message_id, turned.reply_markup) == (7, MARKUP)


async def test_the_second_of_two_taps_is_told_apart() -> None:
    bot = Answering("message is not modified: specified new message content and reply markup are exactly the same")
    assert not await rewrite(a_tap(bot), "Done.")
    assert not await turn(a_tap(bot), MARKUP)
    assert await shows(a_tap(bot).message, "Done.")


@pytest.mark.parametrize("refusal", NOTHING_TO_MEND)
async def test_a_message_that_is_gone_is_passed_over(refusal: str) -> None:
    bot = Answering(refusal)
    assert await rewrite(a_tap(bot), "Done.")
    assert await turn(a_tap(bot), MARKUP)
    await bare(bot, 1, 7)
    assert not await shows(a_tap(bot).message, "Done.")


async def test_so_is_one_that_is_too_old_to_be_seen() -> None:
    bot = Answering(None)
    assert await rewrite(a_tap(bot, there=False), "Done.")
    assert await turn(a_tap(bot, there=False), MARKUP)
    assert not await shows(a_tap(bot, there=False).message, "Done.")
    assert not bot.asked


@pytest.mark.parametrize("refusal", OURS_TO_MEND)
async def test_what_is_ours_to_mend_is_not(refusal: str) -> None:
    bot = Answering(refusal)
    with pytest.raises(TelegramBadRequest):
        await rewrite(a_tap(bot), "Done.")
    with pytest.raises(TelegramBadRequest):
        await turn(a_tap(bot), MARKUP)
    with pytest.raises(TelegramBadRequest):
        await shows(a_tap(bot).message, "Done.")


def test_nothing_but_the_courier_rewrites_by_itself() -> None:
    by_itself = re.compile(r"\.edit_(text|caption|media|reply_markup|message_\w+)\(")
    files = [file for folder in ("bot", "handlers") for file in (ROOT / folder).rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if by_itself.search(file.read_text())}
    assert found == {"bot/messenger.py", "bot/rewriting.py"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([MessageEntity(type="bold", offset=0, length=4)], "<b>🆘 1</b> &lt; 2"),
        ([MessageEntity(type="bold", offset=1, length=4)], "🆘 1 &lt; 2"),  # in the midst of an emoji
        ([MessageEntity(type="text_mention", offset=0, length=4)], "🆘 1 &lt; 2"),  # of nobody
        ([MessageEntity(type="bold", offset=0, length=4)] * 1_000, "🆘 1 &lt; 2"),
    ],
)
def test_what_a_message_says_is_read_although_its_marks_make_no_sense(
    marks: list[MessageEntity], expected: str
) -> None:
    message = Message(
        message_id=1, date=datetime.now(UTC), chat=Chat(id=1, type="private"), text="🆘 1 < 2", entities=marks
    )
    assert html_of(message) == expected
