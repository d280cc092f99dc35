"""Raise a concern: a helper about a mission they have or had, an operator for the caller of one. The emergency number
comes first.
"""

from __future__ import annotations

import html

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot import said_first
from bot.alarms import in_danger
from bot.filters import May
from bot.flow import Data
from bot.keyboards import DeskTap, MenuTap, MissionTap, button, keyboard
from bot.question import Question
from bot.said_first import number_and_words
from bot.settings import Settings
from bot.texts import explain
from domain.errors import ForColleague, NotFound
from domain.incident import Reporter
from domain.mission import Mission
from domain.network import KINDS
from domain.people import Person
from domain.permissions import Action
from domain.words import written
from handlers.concern_questions import FLOW, QUESTIONS
from handlers.concern_told import beginning
from handlers.desk import number_of_operator
from handlers.intake_questions.base import saved_draft
from handlers.registration import put_aside
from i18n import _
from services import concerns
from services.registration import helper_of
from storage.unit_of_work import Store


async def raise_by_command(
    message: Message,
    command: CommandObject,
    store: Store,
    person: Person,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
    settings: Settings,
) -> None:
    """`/concern 142`, or `/concern` to choose among the last ones. Words that follow are as if they were written then,
    and wait until it is known which mission they are about.
    """
    number, words = number_and_words(command)
    first = in_danger(await _country(store, person, settings))
    about = None
    try:
        if number is not None:
            about = await _about(store, person.id, number)
        elif words:
            about = await _only_one(store, person)
    except NotFound:
        if not words:
            text = _("I can't find that mission among yours. Please check the number; /concern shows the last ones.")
            await message.answer(f"{first}\n\n{text}")
            return
        words = written(command.args or "")  # the number may be one of the words
        about = await _only_one(store, person)
    except ForColleague as error:
        await message.answer(f"{first}\n\n{html.escape(explain(error), quote=False)}")
        return
    if words:
        await said_first.keep(state, words, store.now())
    if about is not None:
        await _begin(about, store, bot, state, scenes)
        return
    text, markup = await _choice(store, person, state)
    await message.answer(f"{first}\n\n{text}", reply_markup=markup)


async def _only_one(store: Store, person: Person) -> Data | None:
    """What begins about the only mission that a helper can mean; whoever takes calls may mean any."""
    found = [] if person.is_operator else await concerns.lately(store, person.id)
    return await _about(store, person.id, found[0].id) if len(found) == 1 else None


async def raise_by_menu(
    query: CallbackQuery, store: Store, person: Person, bot: Bot, settings: Settings, state: FSMContext
) -> None:
    """The button of whoever is suspended."""
    await query.answer()
    text, markup = await _choice(store, person, state)
    first = in_danger(await _country(store, person, settings))
    await bot.send_message(int(person.external_id), f"{first}\n\n{text}", reply_markup=markup)


async def _choice(store: Store, person: Person, state: FSMContext) -> tuple[str, InlineKeyboardMarkup | None]:
    """The last missions to choose from."""
    rows = [
        [button(_named(one), MissionTap(do="concern", mission=one.id))]
        for one in await concerns.lately(store, person.id)
    ]
    if person.is_operator:
        passed_on = await concerns.lately_done(store, person.id)
        rows += [[button(_named(one), DeskTap(do="concern", mission=one.id))] for one in passed_on]
    text = _("Which mission is it about?")
    if not rows:
        text = _("Which mission is it about? Add its number, like /concern 142.")
    if await said_first.kept(state, store.now()):
        text = f"{said_first.not_sent_yet()} {text}"
    return text, keyboard(*rows) if rows else None


async def say_whom_to_call(message: Message, store: Store, person: Person, settings: Settings) -> None:
    """`/concern` by somebody who has no mission to speak of: they may be in need all the same."""
    text = _("Here, helpers and operators raise a concern about a mission. If you have one, please phone us.")
    await message.answer(f"{in_danger(await _country(store, person, settings))}\n\n{text}")


async def _country(store: Store, person: Person, settings: Settings) -> str:
    """Where somebody is, for the number that they call."""
    if person.operator_country is not None:
        return person.operator_country
    helper = await helper_of(store, person.id)
    return settings.country if helper is None else helper.country


def _named(mission: Mission) -> str:
    return f"{KINDS[mission.kind].icon} {_(KINDS[mission.kind].name)} · #{mission.id}"


async def raise_by_tap(
    query: CallbackQuery,
    callback_data: MissionTap | DeskTap,
    store: Store,
    person: Person | None,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """The button on a mission: a helper's is about what they met with, an operator's is for the caller."""
    reporter = Reporter.OPERATOR if isinstance(callback_data, DeskTap) else Reporter.HELPER
    about = await concerns.concerned(store, number_of_operator(person), callback_data.mission, reporter)
    await query.answer()
    await _begin(beginning(about), store, bot, state, scenes)


async def _about(store: Store, person_id: int, number: int) -> Data:
    """What it begins with; whoever may speak for the caller and for themselves is asked first for whom they do."""
    may = await concerns.voices(store, person_id, number)
    about = beginning(await concerns.concerned(store, person_id, number, may[0]))
    return {**about, "asks_whose": len(may) > 1}


async def _begin(data: Data, store: Store, bot: Bot, state: FSMContext, scenes: ScenesManager) -> None:
    await put_aside(state, bot)
    if await saved_draft(state) is not None:
        await bot.send_message(state.key.chat_id, _("☎️ Your call is kept: /new takes you back to it afterwards."))
    reporter = None if data.get("asks_whose") else data["reporter"]
    typed = await said_first.take(state, store.now(), data["mission"], reporter)
    await state.set_data({**data, "typed": typed})
    await scenes.enter("concern.whose" if data.get("asks_whose") else "concern.kind")


def router() -> Router:
    """The command, its buttons and questions."""
    router = Router(name="concern")
    Question.flows["concern"] = FLOW
    router.message.register(raise_by_command, Command("concern"), May(Action.RAISE_CONCERN))
    router.message.register(say_whom_to_call, Command("concern"), May(Action.READ_HELP))
    router.callback_query.register(raise_by_menu, MenuTap.filter(F.to == "concern"), May(Action.RAISE_CONCERN))
    router.callback_query.register(raise_by_tap, MissionTap.filter(F.do == "concern"), May(Action.RAISE_CONCERN))
    router.callback_query.register(raise_by_tap, DeskTap.filter(F.do == "concern"), May(Action.RAISE_CONCERN))
    SceneRegistry(router).add(*QUESTIONS)
    return router
