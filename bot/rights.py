"""What the bot may do in a group, and what a staff chat needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, User

from domain.people import StaffRole
from i18n import _

OUTSIDE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.KICKED})
PRESENT = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})


@dataclass(frozen=True, slots=True)
class Rights:
    """What is wrong with a chat (`problems`: it can't be used so) and what would be better, each with how to mend it.

    Plain sentences in the current language.
    """

    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


async def rights_in(bot: Bot, chat_id: int, role: StaffRole) -> Rights:
    """Look at a group as the staff chat of `role`. Raises what Telegram answers when it can't be asked."""
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, bot.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return Rights((_("The bot is not in this group. Add it to the group, as an administrator."),))
    if chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return Rights((_("This is not a group. Make a private group, and add the bot to it."),))
    problems = []
    if chat.username or chat.active_usernames:
        problems.append(
            _(
                "The group is public: anybody could read along. "
                "Open the group's settings, Group type, and choose Private."
            )
        )
    if not isinstance(member, ChatMemberAdministrator):
        problems.append(
            _(
                "The bot is not an administrator. Open the group's settings, Administrators, Add administrator, "
                "and choose the bot."
            )
        )
    elif role is StaffRole.MODERATORS and not member.can_delete_messages:
        problems.append(
            _(
                "The bot may not delete messages, and identity pictures have to go after a decision. "
                "Open the group's settings, Administrators, the bot, and switch on Delete messages."
            )
        )
    if chat.type == ChatType.GROUP:
        advice = _(
            "This is a basic group. Better make it a supergroup now: open the group's settings and make the chat "
            "history visible for new members. I can't delete what stands here at the moment when it becomes one."
        )
        return Rights(tuple(problems), (advice,))
    return Rights(tuple(problems))


async def may_write(bot: Bot, chat_id: int) -> bool:
    """Whether the bot is in a group and may write there. Raises what Telegram answers when it can't be asked."""
    try:
        member = await bot.get_chat_member(chat_id, bot.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in PRESENT


class Presence(Enum):
    """Whether somebody is in a chat. UNKNOWN: Telegram did not say so, or could not be asked."""

    INSIDE = auto()
    GONE = auto()
    UNKNOWN = auto()


async def presence_of(bot: Bot, chat_id: int, user_id: int) -> Presence:
    """Where somebody is who was in a chat, by what Telegram says."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramAPIError:
        return Presence.UNKNOWN
    outside = member.status in OUTSIDE or (isinstance(member, ChatMemberRestricted) and not member.is_member)
    return Presence.GONE if outside else Presence.INSIDE


async def present(bot: Bot, chat_id: int, user_id: int) -> User | None:
    """Somebody who is in a chat now, by what Telegram says; None for everybody else."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return None
    inside = member.status in PRESENT or (isinstance(member, ChatMemberRestricted) and member.is_member)
    return member.user if inside else None
