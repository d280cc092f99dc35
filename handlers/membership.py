"""What happens to the bot itself: blocked and unblocked, added to, promoted in and removed from groups."""

from __future__ import annotations

from contextlib import suppress
from html import escape

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ChatJoinRequest, ChatMemberUpdated, Message

from bot import menus
from bot.filters import moderator_address
from bot.joining import invitation_of
from bot.middlewares import APP
from bot.rights import present, rights_in
from bot.settings import Settings
from domain.errors import InvitationInvalid
from domain.people import Person, StaffChat, StaffRole
from domain.words import name_shown
from i18n import _, normalise, use_language
from services import people, staff
from services.moderator import Moderator
from storage.unit_of_work import Store

GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}


async def lose_person(event: ChatMemberUpdated, store: Store) -> None:
    """Somebody has blocked the bot: what they were offered goes to others."""
    await people.lose(store, APP, str(event.chat.id))


async def welcome_back(event: ChatMemberUpdated, store: Store) -> None:
    """Somebody has unblocked the bot and can be reached again. They said nothing, so nothing is said."""
    await people.meet(store, APP, str(event.chat.id), normalise(event.from_user.language_code))


async def lose_chat(event: ChatMemberUpdated, store: Store, settings: Settings) -> None:
    """The bot was removed from a group. Of a staff chat the administrators are told; what is meant for it waits."""
    await people.lose_chat(store, APP, str(event.chat.id), settings.administrators_by_address)


async def look_at_rights(event: ChatMemberUpdated, bot: Bot, store: Store, administrator: bool = False) -> None:
    """The bot was added to a group, or its rights there have changed."""
    chat = await people.staff_chat_at(store, APP, str(event.chat.id))
    if chat is not None:
        await _look_at_staff_chat(chat, bot, store, came=event.old_chat_member.status in GONE)
    elif administrator and event.old_chat_member.status in GONE:
        await bot.send_message(
            event.chat.id,
            _(
                "Hello! To make this the moderators' chat, send /moderators; for the operators' chat, /operators. "
                "I check what I need and say what is missing."
            ),
        )


async def follow_migration(message: Message, bot: Bot, store: Store) -> None:
    """A staff chat has become a supergroup: its address is known already, but the menu has to be shown there anew."""
    chat = await people.staff_chat_at(store, APP, str(message.chat.id))
    if chat is not None:
        await menus.show_in_staff_chat(bot, chat)


async def let_in(
    request: ChatJoinRequest, bot: Bot, store: Store, settings: Settings, person: Person | None = None
) -> None:
    """Somebody asks to join the moderators' chat by a link of ours: only whom it was made for. Links that people have
    made are theirs to decide on.
    """
    link = request.invite_link
    number = invitation_of(link.name) if link is not None and link.creator.id == bot.id else None
    chat = await people.staff_chat_at(store, APP, str(request.chat.id))
    if link is None or number is None or chat is None or chat.role is not StaffRole.MODERATORS:
        return
    try:
        invitation = await staff.may_join_moderators(store, number, person.id if person else 0)
    except InvitationInvalid:
        with suppress(TelegramBadRequest):  # they are in already
            await request.decline()
        return
    with suppress(TelegramBadRequest):
        await request.approve()
    if await present(bot, request.chat.id, request.from_user.id):
        moderator = Moderator(moderator_address(request.from_user.id), name_shown(request.from_user.full_name))
        await staff.note_moderator(store, moderator, invitation, settings.administrators_by_address)
        with suppress(TelegramBadRequest):
            await bot.revoke_chat_invite_link(request.chat.id, link.invite_link)


async def _look_at_staff_chat(chat: StaffChat, bot: Bot, store: Store, *, came: bool) -> None:
    with use_language(chat.language):
        rights = await rights_in(bot, int(chat.external_id), chat.role)
        if rights.problems:
            text = _("I can't work here like this. Please put this right:")
            lines = [text, *(f"⚠️ {escape(one, quote=False)}" for one in rights.problems)]
            await bot.send_message(int(chat.external_id), "\n".join(lines))
            return
        text = _("✅ I have all the rights I need here. Thank you!")
        await bot.send_message(int(chat.external_id), text)
    if came:
        await menus.show_in_staff_chat(bot, chat)
    await people.return_to_chat(store, chat.role)


def router() -> Router:
    """Private chats: blocked or not. Groups: in or out, and with which rights."""
    router = Router(name="membership")
    private = F.chat.type == ChatType.PRIVATE
    in_group = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})  # a channel's subscribers are not to be greeted
    gone = F.new_chat_member.status.in_(GONE)
    router.my_chat_member.register(lose_person, private, gone)
    router.my_chat_member.register(welcome_back, private)
    router.my_chat_member.register(lose_chat, in_group, gone)
    router.my_chat_member.register(look_at_rights, in_group)
    router.chat_join_request.register(let_in)
    router.message.register(follow_migration, F.migrate_from_chat_id)
    return router
