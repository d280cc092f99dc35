"""The staff's chats: which they are, with which rights, in which language."""

from __future__ import annotations

from html import escape

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import menus
from bot.filters import Private
from bot.keyboards import ChatLanguageTap, button, keyboard
from bot.middlewares import APP
from bot.rights import Rights, present, rights_in
from bot.settings import Settings
from domain.errors import NotAllowed, NotFound
from domain.network import INTERFACE_LANGUAGES, LANGUAGES
from domain.people import StaffChat, StaffRole
from domain.words import name_shown
from i18n import _, current_language, use_language
from i18n.formats import language_name, listing
from services import people
from storage.unit_of_work import Store


async def unmask(message: Message) -> None:
    """`/moderators` or `/operators` by an anonymous administrator of the group."""
    await message.answer(
        _(
            "I can't see who you are: you write here anonymously. Please open the group's settings, Administrators, "
            "your own name, switch off “Remain anonymous” for a moment, and send the command again."
        )
    )


async def register_chat(
    message: Message, command: CommandObject, bot: Bot, store: Store, settings: Settings, administrator: bool = False
) -> None:
    """`/moderators` or `/operators` in a group: make it that staff chat, once the bot has the rights it needs there."""
    if not administrator or message.from_user is None:
        await message.answer(await _who_can(bot, message.chat.id, settings))
        return
    role = StaffRole(command.command)
    rights = await rights_in(bot, message.chat.id, role)
    if rights.problems:
        text = _("Almost there. Please put this right first, then send /{command} again:").format(command=role)
        await message.answer("\n".join([text, *(f"⚠️ {escape(one, quote=False)}" for one in rights.problems)]))
        return
    chat = StaffChat(
        role=role,
        app=APP,
        external_id=str(message.chat.id),
        language=current_language(),
        registered_by=f"{APP}:{message.from_user.id}",
        registered_at=store.now(),
    )
    former = await people.register_chat(store, chat)
    with use_language(chat.language):
        await message.answer(_registered(role, former, rights))
    await menus.show_in_staff_chat(bot, chat)
    if former is not None:
        await menus.hide_in(bot, former)


async def explain_registration(message: Message, administrator: bool = False) -> None:
    """`/moderators` in a private chat: say where it belongs."""
    if not administrator:
        raise NotAllowed
    await message.answer(
        _(
            "Please send /moderators in the group that is to be the moderators' chat: make a private group, add me as "
            "an administrator who may delete messages, and send the command there."
        )
    )


async def tell_id(message: Message) -> None:
    """`/id`: the number that stands for somebody in the settings."""
    # Translators: the settings file has an entry ADMINISTRATORS
    text = _("Your Telegram user id is {id}. Whoever runs the bot puts it under ADMINISTRATORS in the settings.")
    await message.answer(text.format(id=f"<code>{message.chat.id}</code>"))


async def ask_chat_language(message: Message, store: Store) -> None:
    """`/language` in a staff chat."""
    if await people.staff_chat_at(store, APP, str(message.chat.id)) is None:
        return
    buttons = [button(LANGUAGES[code].name, ChatLanguageTap(code=code)) for code in INTERFACE_LANGUAGES]
    await message.answer(_("In which language shall I write here?"), reply_markup=keyboard(buttons))


async def change_chat_language(query: CallbackQuery, callback_data: ChatLanguageTap, bot: Bot, store: Store) -> None:
    """Write to this chat in that language, if it is a staff chat and somebody of it taps."""
    if query.message is None or callback_data.code not in INTERFACE_LANGUAGES:
        raise NotFound
    chat = await people.staff_chat_at(store, APP, str(query.message.chat.id))
    if chat is None or not await present(bot, query.message.chat.id, query.from_user.id):
        raise NotAllowed
    await people.change_chat_language(store, chat.role, callback_data.code, f"{APP}:{query.from_user.id}")
    chat.language = callback_data.code
    await query.answer()
    with use_language(chat.language):
        if isinstance(query.message, Message):
            text = _("From now on I write here in {language}.")
            await query.message.edit_text(text.format(language=language_name(chat.language)))
    await menus.show_in_staff_chat(bot, chat)


async def _who_can(bot: Bot, chat_id: int, settings: Settings) -> str:
    """Name the administrators who are in this chat, and no others."""
    found = [await present(bot, chat_id, number) for number in sorted(settings.administrators)]
    names = [escape(name_shown(user.full_name)) for user in found if user is not None]
    if names:
        text = _("Only an administrator of the network can do this. Here that is: {names}.")
        return text.format(names=listing(names))
    return _(
        "Only an administrator of the network can do this. Please ask one to join this group and send the command."
    )


def _registered(role: StaffRole, former: StaffChat | None, rights: Rights) -> str:
    if role is StaffRole.MODERATORS:
        texts = [
            _(
                "✅ This is the moderators' chat now. Identity checks of new helpers come here. Every member of this "
                "chat can decide on them, so please choose the members well."
            ),
            _("/queue shows what waits, /language changes the language here."),
        ]
    else:
        texts = [
            _("✅ This is the operators' chat now. Missions appear here once published, and change as they go on."),
            _("/language changes the language here. To invite operators, send me /invite in private."),
        ]
    if former is not None:
        texts.append(_("The chat that had this role before no longer has it."))
    return "\n\n".join([*texts, *(f"💡 {escape(one, quote=False)}" for one in rights.advice)])


def router() -> Router:
    """The commands that make a group a staff chat; menus are put right at the start."""
    router = Router(name="staff")
    in_group = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})
    register = Command("moderators", "operators")
    router.startup.register(menus.set_up)
    router.message.register(unmask, register, in_group, F.sender_chat)
    router.message.register(register_chat, register, in_group)
    router.message.register(ask_chat_language, Command("language"), in_group)
    router.message.register(explain_registration, Command("moderators"), Private())
    router.message.register(tell_id, Command("id"), Private())
    router.callback_query.register(change_chat_language, ChatLanguageTap.filter())
    return router
