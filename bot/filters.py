"""Who may reach a handler, by what the database and the settings say now."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.middlewares import APP
from bot.rights import present
from domain.helper import HelperStatus
from domain.people import Person, StaffRole
from domain.words import name_shown
from services import people
from services.review import Moderator
from storage.unit_of_work import Store


def chat_of(event: TelegramObject) -> tuple[int, str] | None:
    """The chat of a message or of a tap, as (id, type)."""
    if isinstance(event, Message):
        return event.chat.id, event.chat.type
    if isinstance(event, CallbackQuery) and event.message is not None:
        return event.message.chat.id, event.message.chat.type
    return None


class Private(Filter):
    """In a private chat with the bot."""

    async def __call__(self, event: TelegramObject) -> bool:
        chat = chat_of(event)
        return chat is not None and chat[1] == ChatType.PRIVATE


class IsAdministrator(Filter):
    """By somebody whom the settings name. An anonymous group administrator is nobody."""

    async def __call__(self, event: TelegramObject, administrator: bool = False) -> bool:
        return administrator


class IsOperator(Filter):
    """By somebody who takes calls."""

    async def __call__(self, event: TelegramObject, person: Person | None = None) -> bool:
        return person is not None and person.is_operator


class IsHelper(Filter):
    """By a validated helper."""

    async def __call__(self, event: TelegramObject, helper_status: HelperStatus | None = None) -> bool:
        return helper_status is HelperStatus.VALIDATED


class InStaffChat(Filter):
    """In the staff chat of one of these roles, as registered now; without any, in whichever."""

    def __init__(self, *roles: StaffRole) -> None:
        self.roles = roles or tuple(StaffRole)

    async def __call__(self, event: TelegramObject, store: Store) -> bool | dict[str, Any]:
        chat = chat_of(event)
        if chat is None:
            return False
        staff = await people.staff_chat_at(store, APP, str(chat[0]))
        return {"staff_chat": staff} if staff is not None and staff.role in self.roles else False


def moderator_address(user_id: int) -> str:
    """How checks and the journal name a moderator."""
    return f"telegram:{user_id}"


class IsModerator(Filter):
    """A tap in the moderators' chat, as registered now, by somebody who is a member of it now.

    Hands over `moderator` and `staff_chat`. Asks Telegram, so it comes after the filters that ask nobody.
    """

    async def __call__(self, event: CallbackQuery, bot: Bot, store: Store) -> bool | dict[str, Any]:
        found = await InStaffChat(StaffRole.MODERATORS)(event, store)
        if not isinstance(found, dict):
            return False
        if not await present(bot, int(found["staff_chat"].external_id), event.from_user.id):
            return False
        return {
            **found,
            "moderator": Moderator(moderator_address(event.from_user.id), name_shown(event.from_user.full_name)),
        }
