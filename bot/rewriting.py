"""Rewriting a message that stands in a chat. Two quick taps find it as it is to be already, and one that is gone or too
old stays as it is: neither is anybody's fault. Whatever else Telegram has against it is a bug of ours, and is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

UNCHANGED = "message is not modified"
NO_TEXT = "no text in the message"  # a place on the map or a picture shows nothing else
GONE = (
    "message to edit not found", "message can't be edited", "message_id_invalid", "message to delete not found", NO_TEXT
)  # fmt: skip


def is_unchanged(error: TelegramBadRequest) -> bool:
    """Whether the message shows that already."""
    return UNCHANGED in error.message.lower()


def is_gone(error: TelegramBadRequest) -> bool:
    """Whether the message can't be changed any more, whatever it is to show."""
    return any(text in error.message.lower() for text in GONE)


def html_of(message: Message) -> str:
    """What a message says (HTML); without its marks where these make no sense, as in an update that was spoilt."""
    try:
        return message.html_text
    except Exception:  # noqa: BLE001 - one begins in the midst of an emoji or names nobody, or too many nest
        return escape(message.text or message.caption or "", quote=False)


class Attempt:
    """What came of it; `in_vain`: the message showed that already, so whoever tapped has tapped twice; `gone`: it can't
    be changed any more.
    """

    in_vain: bool = False
    gone: bool = False


@contextmanager
def where_possible() -> Iterator[Attempt]:
    """Pass over a message that shows it already, or can't be changed any more."""
    attempt = Attempt()
    try:
        yield attempt
    except TelegramBadRequest as error:
        attempt.in_vain, attempt.gone = is_unchanged(error), is_gone(error)
        if not (attempt.in_vain or attempt.gone):
            raise


async def rewrite(query: CallbackQuery, text: str, markup: InlineKeyboardMarkup | None = None) -> bool:
    """Let the tapped message say this (HTML) instead. False where it did so already: it was the second of two taps."""
    with where_possible() as attempt:
        if isinstance(query.message, Message):
            await query.message.edit_text(text, reply_markup=markup)
    return not attempt.in_vain


async def shows(
    message: MaybeInaccessibleMessageUnion | None, text: str, markup: InlineKeyboardMarkup | None = None
) -> bool:
    """Whether a tapped message says this (HTML) from now on. Where it can't any more, it is to be said anew."""
    if not isinstance(message, Message):
        return False
    with where_possible() as attempt:
        await message.edit_text(text, reply_markup=markup)
    return not attempt.gone


async def turn(query: CallbackQuery, markup: InlineKeyboardMarkup | None) -> bool:
    """Give the tapped message these buttons instead. False where it had them already."""
    with where_possible() as attempt:
        if isinstance(query.message, Message):
            await query.message.edit_reply_markup(reply_markup=markup)
    return not attempt.in_vain


async def bare(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons off a message of the bot's own."""
    with where_possible():
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
