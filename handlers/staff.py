"""The staff's chats: which they are, with which rights, in which language."""

from __future__ import annotations

from html import escape

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, User

from bot import menus
from bot.filters import May
from bot.keyboards import ChatLanguageTap, button, keyboard
from bot.middlewares import APP
from bot.rewriting import rewrite
from bot.rights import Rights, may_write, present, rights_in
from bot.settings import Settings
from domain.errors import NotFound
from domain.network import INTERFACE_LANGUAGES, LANGUAGES
from domain.people import StaffChat, StaffRole
from domain.permissions import Action
from domain.words import name_shown
from i18n import _, current_language, use_language
from i18n.formats import language_name, listing
from services import moves, people
from storage.unit_of_work import Store


async def unmask(message: Message) -> None:
    """`/moderators` or `/operators` by an anonymous administrator of the group."""
    await message.answer(
        _(
            "I can't see who you are: you write here anonymously. Please open the group's settings, Administrators, "
            "your own name, switch off “Remain anonymous” for a moment, and send the command again."
        )
    )


async def name_administrators(message: Message, bot: Bot, settings: Settings) -> None:
    """`/moderators` or `/operators` by somebody else: say who can."""
    await message.answer(await _who_can(bot, message.chat.id, settings))


async def register_chat(
    message: Message, user: User, command: CommandObject, bot: Bot, store: Store, settings: Settings
) -> None:
    """`/moderators` or `/operators` in a group: make it that staff chat, once the bot has the rights it needs there.
    One that works is not moved by one administrator alone.
    """
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
        registered_by=f"{APP}:{user.id}",
        registered_at=store.now(),
    )
    before = await people.staff_chat(store, role)
    works = before is not None and before.app == APP and await may_write(bot, int(before.external_id))
    title, administrators = name_shown(message.chat.title or ""), settings.administrators_by_address
    done = await moves.register(store, chat, title, administrators, former_works=works)
    if done.asked:
        await message.answer(_asked(role))
        return
    with use_language(chat.language):
        await message.answer(_registered(role, done.former, rights))
    await menus.show_in_staff_chat(bot, chat)
    if done.former is not None:
        await menus.hide_in(bot, done.former)


async def explain_registration(message: Message, command: CommandObject) -> None:
    """`/moderators` or `/operators` in a private chat: say where it belongs."""
    if command.command == StaffRole.OPERATORS:
        await message.answer(
            _(
                "Please send /operators in the group that is to be the operators' chat: make a private group, add me as"
                " an administrator, and send the command there. /staff shows who takes calls."
            )
        )
        return
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


async def ask_chat_language(message: Message) -> None:
    """`/language` in a staff chat."""
    buttons = [button(LANGUAGES[code].name, ChatLanguageTap(code=code)) for code in INTERFACE_LANGUAGES]
    await message.answer(_("In which language shall I write here?"), reply_markup=keyboard(buttons))


async def choose_chat_language(
    query: CallbackQuery, callback_data: ChatLanguageTap, bot: Bot, store: Store, staff_chat: StaffChat
) -> None:
    """Write to this staff chat in that language."""
    if callback_data.code not in INTERFACE_LANGUAGES:
        raise NotFound
    chat = staff_chat
    await people.change_chat_language(store, chat.role, callback_data.code, f"{APP}:{query.from_user.id}")
    chat.language = callback_data.code
    await query.answer()
    with use_language(chat.language):
        text = _("From now on I write here in {language}.")
        await rewrite(query, text.format(language=language_name(chat.language)))
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


def _asked(role: StaffRole) -> str:
    if role is StaffRole.MODERATORS:
        text = _("There is a moderators' chat already, so two administrators move it.")
    else:
        text = _("There is an operators' chat already, so two administrators move it.")
    then = _(
        "The others and that chat are told of it. Please add another administrator to this group: once they send"
        " /{command} here, too, within three days, it moves."
    )
    return f"{text} {then}".format(command=role)


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
    register = Command("moderators", "operators")
    router.startup.register(menus.set_up)
    router.message.register(unmask, register, F.sender_chat, May(Action.ASK_WHO_REGISTERS))
    router.message.register(register_chat, register, F.from_user.as_("user"), May(Action.REGISTER_CHAT))
    router.message.register(name_administrators, register, May(Action.ASK_WHO_REGISTERS))
    router.message.register(ask_chat_language, Command("language"), May(Action.ASK_CHAT_LANGUAGE))
    router.message.register(explain_registration, register, May(Action.READ_HOW_TO_REGISTER))
    router.message.register(tell_id, Command("id"), May(Action.SEE_OWN_ID))
    router.callback_query.register(choose_chat_language, ChatLanguageTap.filter(), May(Action.CHOOSE_CHAT_LANGUAGE))
    return router
