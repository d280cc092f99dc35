"""Who may reach a handler: by the table in `domain/permissions.py` and what is so at this moment."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject, User

from bot.middlewares import APP
from bot.rights import present
from bot.settings import Settings
from domain.errors import CommandForwarded, RuleBroken
from domain.people import StaffChat, StaffRole
from domain.permissions import ASKED_OF_THE_CHAT, MAY, Action, Role, Where, allowed, why_not
from domain.words import name_shown
from services import people
from services.moderator import Moderator
from services.moves import left_behind
from services.staff import meet_moderator
from storage.unit_of_work import Store

CHATS = {StaffRole.MODERATORS: Where.MODERATORS, StaffRole.OPERATORS: Where.OPERATORS}


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


class InFormerStaffChat(Filter):
    """In a group that was a staff chat until the role went to another one; hands over which as `role`."""

    async def __call__(self, event: TelegramObject, store: Store) -> bool | dict[str, Any]:
        chat = chat_of(event)
        role = None if chat is None or chat[1] == ChatType.PRIVATE else await left_behind(store, APP, str(chat[0]))
        return {"role": role} if role is not None else False


def moderator_address(user_id: int) -> str:
    """How checks and the journal name a moderator."""
    return f"telegram:{user_id}"


class May(Filter):
    """By somebody who may do this, where it may be done. It comes after the filters that say what is meant.

    Hands over `staff_chat` where it is done in one, and `moderator` to whom the table asks for one. Whoever may not is
    left to other handlers; should none of them be meant, `Refused` explains a command or a button that was.
    """

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(
        self,
        event: TelegramObject,
        bot: Bot,
        store: Store,
        settings: Settings,
        roles: frozenset[Role] = frozenset(),
        refusals: list[RuleBroken] | None = None,
    ) -> bool | dict[str, Any]:
        reason: RuleBroken | None = None
        if isinstance(event, Message) and _is_command(event) and event.forward_origin is not None:
            reason = CommandForwarded()
        else:
            found = await self._look(event, bot, store, settings, roles)
            if found is not None:
                return found or True
            reason = why_not(self.action, roles)
        if refusals is not None and (isinstance(event, CallbackQuery) or _is_command(event)):
            refusals.append(reason)
        return False

    async def _look(
        self, event: TelegramObject, bot: Bot, store: Store, settings: Settings, roles: frozenset[Role]
    ) -> dict[str, Any] | None:
        """What to hand over; None for somebody who may not. What costs most is asked last."""
        chat, may = chat_of(event), MAY[self.action]
        if chat is None:
            return None
        if chat[1] == ChatType.PRIVATE:
            return {} if allowed(self.action, roles, Where.PRIVATE) else None
        if chat[1] not in {ChatType.GROUP, ChatType.SUPERGROUP} or may.where == {Where.PRIVATE}:
            return None
        if Where.ANY_GROUP in may.where:
            return {} if allowed(self.action, roles, Where.ANY_GROUP) else None
        staff = await people.staff_chat_at(store, APP, str(chat[0]))
        if staff is None or CHATS[staff.role] not in may.where:
            return None
        if not may.roles.isdisjoint(roles):
            return {"staff_chat": staff}
        if may.roles.isdisjoint(ASKED_OF_THE_CHAT):
            return None
        return await self._as_a_member(event, bot, store, settings, staff)

    async def _as_a_member(
        self, event: TelegramObject, bot: Bot, store: Store, settings: Settings, staff: StaffChat
    ) -> dict[str, Any] | None:
        user = _somebody(event)
        if user is None or await present(bot, int(staff.external_id), user.id) is None:
            return None
        if Role.MODERATOR not in MAY[self.action].roles:
            return {"staff_chat": staff}
        if staff.role is not StaffRole.MODERATORS:
            return None
        moderator = Moderator(moderator_address(user.id), name_shown(user.full_name))
        await meet_moderator(store, moderator, settings.administrators_by_address)
        return {"staff_chat": staff, "moderator": moderator}


class RepliesTo(Filter):
    """A reply to a card of the moderators' chat whose name begins like one of these; hands over the name as `card`."""

    def __init__(self, *beginnings: str) -> None:
        self.beginnings = tuple(f"{one}:" for one in beginnings)

    async def __call__(self, message: Message, store: Store) -> bool | dict[str, str]:
        if message.reply_to_message is None:
            return False
        here, replied = str(message.chat.id), str(message.reply_to_message.message_id)
        card = await people.card_at(store, StaffRole.MODERATORS, here, replied)
        return {"card": card} if card is not None and card.startswith(self.beginnings) else False


class RepliesToBot(Filter):
    """A reply to whatever the bot has written."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        replied = message.reply_to_message
        return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


class Refused(Filter):
    """A command or a button that was meant for a handler, by somebody who may not. Hands over why as `refusal`."""

    async def __call__(self, event: TelegramObject, refusals: list[RuleBroken]) -> bool | dict[str, Any]:
        return {"refusal": refusals[-1]} if refusals else False


def _somebody(event: TelegramObject) -> User | None:
    """Who did it, if that can be seen: not whoever writes in the name of a chat."""
    if isinstance(event, Message):
        return None if event.sender_chat is not None else event.from_user
    return event.from_user if isinstance(event, CallbackQuery) else None


def _is_command(event: TelegramObject) -> bool:
    return isinstance(event, Message) and (event.text or "").startswith("/")
