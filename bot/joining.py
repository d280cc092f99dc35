"""How somebody comes into the moderators' chat by an invitation, and out of it again, by Telegram's own means."""

from __future__ import annotations

from datetime import timedelta

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from domain.people import Invitation, StaffChat
from storage.unit_of_work import Store

LINK_LASTS = timedelta(hours=1)
NAME = "invitation "


async def link_for(bot: Bot, store: Store, chat: StaffChat, invitation: Invitation) -> str | None:
    """A link by which whoever opened the invitation asks to be let in; nobody else is, so it may go astray. None: the
    bot may not invite anybody there.
    """
    try:
        link = await bot.create_chat_invite_link(
            int(chat.external_id),
            name=f"{NAME}{invitation.id}",
            expire_date=store.now() + LINK_LASTS,
            creates_join_request=True,
        )
    except (TelegramBadRequest, TelegramForbiddenError):
        return None
    return link.invite_link


def invitation_of(name: str | None) -> int | None:
    """The number of the invitation for which a link of that name was made."""
    number = (name or "").removeprefix(NAME)
    return int(number) if (name or "").startswith(NAME) and number.isdecimal() else None


async def may_invite(bot: Bot, chat: StaffChat) -> bool:
    """Whether the bot has the right to make links for this chat."""
    try:
        me = await bot.get_chat_member(int(chat.external_id), bot.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    return me.status == ChatMemberStatus.ADMINISTRATOR and bool(me.can_invite_users)


async def take_out(bot: Bot, chat: StaffChat, user_id: int) -> bool:
    """Take somebody out of a chat, so that they can come back by another invitation; whether that was done."""
    number = int(chat.external_id)
    try:
        await bot.ban_chat_member(number, user_id)
        if (await bot.get_chat(number)).type == ChatType.SUPERGROUP:
            await bot.unban_chat_member(number, user_id, only_if_banned=True)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    return True
