"""What an operator taps so that a caller and a helper don't meet again."""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards import DeskTap, button, keyboard
from domain.words import cut
from i18n import _

LONGEST_NAME = 30  # on a button


def whom_keyboard(mission_id: int, helpers: Iterable[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which of those who had a mission, by number and name, is it?"""
    return keyboard(
        *(
            [button(f"{place}. {cut(name, LONGEST_NAME)}", DeskTap(do="part", mission=mission_id, helper=number))]
            for place, (number, name) in enumerate(helpers, 1)
        )
    )


def apart_keyboard(mission_id: int, helper_id: int) -> InlineKeyboardMarkup:
    """Are they really not to meet again?"""
    # button
    yes = button(_("Yes, never again"), DeskTap(do="part_yes", mission=mission_id, helper=helper_id), "danger")
    # button
    no = button(_("No, leave it"), DeskTap(do="part_no", mission=mission_id, helper=helper_id))
    return keyboard([yes], [no])
