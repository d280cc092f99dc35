"""Whether somebody moderates whom the bot has not seen do it: only Telegram knows who is in the moderators' chat."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.filters import moderator_address
from bot.middlewares import APP
from bot.rights import present
from domain.people import StaffRole
from domain.words import name_shown
from services import people, staff
from services.moderator import Moderator
from storage.unit_of_work import Store


async def note_if_moderating(bot: Bot, store: Store, person_id: int, administrators: Collection[str]) -> None:
    """A concern is about this person: if they are in the moderators' chat, they are noted as a moderator from now on,
    and `administrators`, by their addresses, hear of it. Not while Telegram can't say so.
    """
    asked = await staff.not_seen_to_moderate(store, person_id)
    chat = await people.staff_chat(store, StaffRole.MODERATORS)
    if asked is None or asked.app != APP or chat is None:
        return
    with suppress(TelegramAPIError):
        user = await present(bot, int(chat.external_id), int(asked.external_id))
        if user is not None:
            moderator = Moderator(moderator_address(user.id), name_shown(user.full_name))
            await staff.meet_moderator(store, moderator, administrators)
