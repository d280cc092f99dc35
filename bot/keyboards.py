"""Inline keyboards and their callback data. Data is authorised when it comes back, never trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message
from pydantic import Field

from bot.rewriting import turn
from domain.identity import Reason

Style = Literal["primary", "success", "danger"]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A number in callback data: more than a column holds, or less than nothing, was never on a button of ours."""


class MissionTap(CallbackData, prefix="m"):
    """A helper's button on a mission. `accept` and `decline` stand on its card; `take` accepts from a list."""

    do: Literal[
        "accept", "decline", "take", "sure", "way", "complete", "release", "release_yes", "stay", "show", "concern"
    ]
    mission: Number


class LiveTap(CallbackData, prefix="w"):
    """A helper's button below the live location they share; `metres`: how far they would go from there."""

    do: Literal["near", "no", "stop"]
    metres: Number = 0


class DeskTap(CallbackData, prefix="d"):
    """An operator's button on a mission. Where a `helper` is named it is about them: they were announced (`called`),
    the mission is given to them or taken from them, or they have ended it; somebody else may have it since.
    """

    do: Literal[
        "show", "called", "cancel", "cancel_yes", "cancel_all", "stop", "keep", "edit", "again",
        "everybody", "widen", "why", "find", "give", "take", "well", "not_done",
        "one_says", "both_say", "concern", "others", "part", "part_yes", "part_no",
    ]  # fmt: skip
    mission: Number
    helper: Number = 0


class ReviewTap(CallbackData, prefix="r"):
    """A moderator's button on an identity check; `reason` where one was chosen. `show` brings its card up again, and
    `approve_yes` is meant, whatever is known from before.
    """

    do: Literal[
        "claim", "give_back", "approve", "approve_yes", "reject", "again", "back", "reject_for", "again_for", "show"
    ]
    check: Number
    reason: Reason | None = None


class OperatorTap(CallbackData, prefix="u"):
    """An administrator's button on an operator."""

    do: Literal["dismiss", "dismiss_yes"]
    person: Number


class InviteTap(CallbackData, prefix="i"):
    """The country for which an operator is invited."""

    country: str


class StaffTap(CallbackData, prefix="j"):
    """An administrator's button on staff: `which` is an invitation's number, or a moderator's user id."""

    do: Literal["moderator", "withdraw", "remove", "remove_yes", "back"]
    which: str = ""


class ChatLanguageTap(CallbackData, prefix="g"):
    """The language of a staff chat."""

    code: str


class PageTap(CallbackData, prefix="p"):
    """A page of a list."""

    list: str
    page: int  # whatever it says, `within` finds a page that there is


class LanguageTap(CallbackData, prefix="l"):
    """The language a person wants to read."""

    code: str


class MenuTap(CallbackData, prefix="n"):
    """A button that leads to a command's place, such as the profile or the missions around."""

    to: str


def button(text: str, data: CallbackData, style: Style | None = None) -> InlineKeyboardButton:
    """A button with callback data."""
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def copy_button(text: str, copied: str) -> InlineKeyboardButton:
    """A button that copies up to 256 characters on the person's device."""
    return InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=copied[:256]))


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """A keyboard of these rows; empty ones are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


async def take_button_off(query: CallbackQuery) -> None:
    """Take the button that was tapped off its message: it has done what it can."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    rows = [[one for one in row if one.callback_data != query.data] for row in message.reply_markup.inline_keyboard]
    await turn(query, keyboard(*rows))


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    """Buttons in rows of `width`."""
    every = list(buttons)
    return [every[start : start + width] for start in range(0, len(every), width)]


def within(page: int, total: int, size: int) -> int:
    """The page that is meant, as there are: a list may have become shorter since its buttons were made."""
    return max(0, min(page, (total - 1) // size))


def pager(name: str, page: int, total: int, size: int) -> list[InlineKeyboardButton]:
    """Buttons to the page before and after; none where there is no such page. Pages count from 0."""
    row = []
    if page > 0:
        row.append(button("◀️", PageTap(list=name, page=page - 1)))
    if (page + 1) * size < total:
        row.append(button("▶️", PageTap(list=name, page=page + 1)))
    return row
