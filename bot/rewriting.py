"""Rewriting a message that stands in a chat. Two quick taps find it as it is to be already, and one that is gone or too
old stays as it is: neither is anybody's fault. Whatever else Telegram has against it is a bug of ours, and is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

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
    """What a message says (HTML); without its marks where these don't fit it, as in an update that was spoilt."""
    try:
        return message.html_text
    except UnicodeDecodeError:  # one begins in the midst of an emoji
        return escape(message.text or message.caption or "", quote=False)


class Attempt:
    """What came of it; `in_vain`: the message showed that already, so whoever tapped has tapped twice."""

    in_vain: bool = False


@contextmanager
def where_possible() -> Iterator[Attempt]:
    """Pass over a message that shows it already, or can't be changed any more."""
    attempt = Attempt()
    try:
        yield attempt
    except TelegramBadRequest as error:
        attempt.in_vain = is_unchanged(error)
        if not attempt.in_vain and not is_gone(error):
            raise


async def rewrite(query: CallbackQuery, text: str, markup: InlineKeyboardMarkup | None = None) -> bool:
    """Let the tapped message say this (HTML) instead. False where it did so already: it was the second of two taps."""
    with where_possible() as attempt:
        if isinstance(query.message, Message):
            await query.message.edit_text(text, reply_markup=markup)
    return not attempt.in_vain


async def turn(query: CallbackQuery, markup: InlineKeyboardMarkup | None) -> bool:
    """Give the tapped message these buttons instead. False where it had them already."""
    with where_possible() as attempt:
        if isinstance(query.message, Message):
            await query.message.edit_reply_markup(reply_markup=markup)
    return not attempt.in_vain
