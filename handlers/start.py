"""The door: /start for everybody, invitations of operators, /help and /language."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import menus
from bot.filters import May
from bot.joining import link_for
from bot.keyboards import LanguageTap, MenuTap, button, keyboard
from bot.question import Question
from bot.rewriting import rewrite
from bot.screens import Standing, help_text, operators_start, start_screen
from bot.settings import Settings
from domain.helper import HelperStatus
from domain.network import INTERFACE_LANGUAGES, LANGUAGES
from domain.people import Invitation, Person, StaffRole
from domain.permissions import Action
from domain.talk import Tries
from domain.words import name_shown
from handlers import completion, concern_questions, intake_questions
from handlers.desk import NewDetailsQuestion
from handlers.finding import GiveQuestion
from handlers.questions import QUESTIONS
from handlers.registration import begin_registration, take_up
from i18n import _, use_language
from i18n.formats import language_name
from services import cries, people, refusals, review, talks
from services.registration import helper_of
from services.unheard import moderators_away
from storage.unit_of_work import Store

OF_HELPERS: tuple[type[Question], ...] = (*QUESTIONS, *completion.QUESTIONS, *concern_questions.QUESTIONS)
OF_OPERATORS: tuple[type[Question], ...] = (*intake_questions.ALL, NewDetailsQuestion, GiveQuestion)
ALL_QUESTIONS = (*OF_HELPERS, *OF_OPERATORS)
TOKEN = r"[A-Za-z0-9_-]{20,64}\Z"  # noqa: S105 - the form of an invitation; other links have other forms


async def start(
    message: Message,
    store: Store,
    settings: Settings,
    person: Person,
    administrator: bool,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Where things stand; a newcomer is asked the first question, or the one they were at."""
    standing = await standing_of(store, settings, person, administrator=administrator)
    if (await state.get_data()).get("flow") == "concern" or await take_up(state):
        await message.answer(_("Welcome back! Let's go on where we were."))
        await scenes.enter(await state.get_state())
    elif standing.newcomer:
        await refusals.require_welcome(store, person)
        await begin_registration(state, scenes, None)
    else:
        text, markup = start_screen(standing)
        await message.answer(text, reply_markup=markup)
    if administrator:
        await menus.show_to(bot, person, settings)


async def accept_invitation(
    message: Message, command: CommandObject, store: Store, settings: Settings, person: Person, bot: Bot
) -> None:
    """Somebody opens an administrator's link: they take calls from now on."""
    name = name_shown(message.from_user.full_name if message.from_user else "")
    told = settings.administrators_by_address
    operator, invitation = await people.open_invitation(store, person.id, command.args or "", name, told)
    if invitation.role is StaffRole.MODERATORS:
        await message.answer(**await _way_to_moderators(store, bot, invitation))
        return
    await message.answer(_("🎉 <b>Welcome to the team!</b>") + "\n\n" + operators_start(operator))
    await menus.show_to(bot, operator, settings)


async def help_by_command(
    message: Message,
    store: Store,
    settings: Settings,
    person: Person,
    helper_status: HelperStatus | None,
    administrator: bool,
) -> None:
    """What you can do here."""
    cry_from = await cries.country(store, person.id)
    text = help_text(person, helper_status, settings.country, administrator=administrator, cry_from=cry_from)
    await message.answer(text)


async def help_by_tap(
    query: CallbackQuery,
    store: Store,
    settings: Settings,
    person: Person,
    helper_status: HelperStatus | None,
    administrator: bool,
    bot: Bot,
) -> None:
    """The same by a button."""
    await query.answer()
    cry_from = await cries.country(store, person.id)
    text = help_text(person, helper_status, settings.country, administrator=administrator, cry_from=cry_from)
    await bot.send_message(int(person.external_id), text)


async def ask_language(event: Message | CallbackQuery, person: Person, bot: Bot) -> None:
    """Which language?"""
    if isinstance(event, CallbackQuery):
        await event.answer()
    text = _("Which language do you prefer?")
    await bot.send_message(int(person.external_id), text, reply_markup=_languages())


async def change_language(
    query: CallbackQuery,
    callback_data: LanguageTap,
    store: Store,
    settings: Settings,
    person: Person,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Write in that language from now on; a question that is open is asked again in it."""
    code = callback_data.code
    if code not in INTERFACE_LANGUAGES:
        await query.answer(_("That button is old. /language shows the languages."))
        return
    person = await people.change_language(store, person.id, code)
    with use_language(code):
        text = _("From now on I write to you in {language}.").format(language=language_name(code))
        await query.answer(text)
        if not await rewrite(query, text):
            return
        await menus.show_to(bot, person, settings)
        questions = ALL_QUESTIONS if person.is_operator else OF_HELPERS
        if (asked := await state.get_state()) in {one.__scene_config__.state for one in questions}:
            await scenes.enter(asked)


async def standing_of(store: Store, settings: Settings, person: Person, *, administrator: bool) -> Standing:
    """Who somebody is to the network, by what the database and the settings say now."""
    helper = await helper_of(store, person.id)
    check = await review.latest(store, person.id) if helper is not None else None
    unheard = (administrator or person.is_operator) and await moderators_away(store)
    tries = Tries() if helper is None else await talks.tries_of(store, person.id)
    return Standing(person, administrator, helper, check, settings.country, store.now(), tries, unheard)


async def _way_to_moderators(store: Store, bot: Bot, invitation: Invitation) -> dict[str, Any]:
    chat = await people.staff_chat(store, StaffRole.MODERATORS)
    link = await link_for(bot, store, chat, invitation) if chat is not None else None
    if link is None:
        return {
            "text": _(
                "You are invited to the moderators' chat, but I can't let anybody in there at the moment. Please tell"
                " whoever invited you, and open the link again later."
            )
        }
    text = _(
        "<b>You are invited to the moderators' chat.</b>\nOpen it within the hour and ask to join: I let you in at"
        " once, and nobody else."
    )
    # button
    return {"text": text, "reply_markup": keyboard([InlineKeyboardButton(text=_("Open the chat"), url=link)])}


def _languages() -> InlineKeyboardMarkup:
    return keyboard([button(LANGUAGES[code].name, LanguageTap(code=code)) for code in INTERFACE_LANGUAGES])


def router() -> Router:
    """Commands that everybody has, also in the midst of a question."""
    router = Router(name="start")
    SceneRegistry(router, register_on_add=False).add(*ALL_QUESTIONS)
    linked = CommandStart(deep_link=True, magic=F.args.regexp(TOKEN))
    reading, choosing = May(Action.READ_HELP), May(Action.CHOOSE_LANGUAGE)
    router.message.register(accept_invitation, linked, May(Action.JOIN_STAFF))
    router.message.register(start, CommandStart(magic=~F.args), May(Action.START))
    router.message.register(help_by_command, Command("help"), reading)
    router.message.register(ask_language, Command("language"), choosing)
    router.callback_query.register(help_by_tap, MenuTap.filter(F.to == "help"), reading)
    router.callback_query.register(ask_language, MenuTap.filter(F.to == "language"), choosing)
    router.callback_query.register(change_language, LanguageTap.filter(), choosing)
    return router
