"""`/new`: from a phone call to a published mission, question by question or in one line."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, Message

from bot.alarms import nobody_hears
from bot.cards.doors import phone_first
from bot.filters import May
from bot.flow import AnswerTap, Data, Flow, MoveTap
from bot.keyboards import DeskTap
from bot.limits import Limiter
from bot.oneline import parse_line
from bot.question import Question
from bot.tidy import take_away
from domain.errors import ForColleague, NotAllowed
from domain.limits import Costly, Verdict
from domain.mission import Mission
from domain.network import COUNTRIES
from domain.people import Person
from domain.permissions import Action
from handlers.intake_questions import ALL, FLOW, NAME
from handlers.intake_questions.base import (
    NO_LIMIT,
    ONCE,
    blank,
    drop_for_colleague,
    dropped_for_colleague,
    known_place,
    look_up,
    save_draft,
    saved_draft,
    shortened,
)
from handlers.intake_questions.caller import RESUME, ResumeQuestion, caller_of
from handlers.intake_questions.task import kept
from handlers.registration import put_aside
from i18n import _, current_language
from places import Places
from services import desk
from services.unheard import moderators_away
from storage.unit_of_work import Store


async def begin_call(
    message: Message,
    command: CommandObject,
    store: Store,
    places: Places,
    person: Person,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
    limiter: Limiter,
) -> None:
    """Ask the first question, or the first that one line has left open."""
    data = blank(person.operator_country or next(iter(COUNTRIES)))
    if await moderators_away(store):
        await message.answer(nobody_hears(data["country"]))
    if command.args:
        try:
            data |= await _read_line(command.args, data["country"], store, places, person, limiter)
        except ForColleague:
            await take_away(message)
            raise
    if data.get("held"):
        await message.answer(phone_first())
    await begin(data, bot, state, scenes, store, person)
    if command.args:
        await take_away(message)


async def publish_again(
    query: CallbackQuery,
    callback_data: DeskTap,
    store: Store,
    person: Person | None,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """A call like an earlier one: only the time is asked."""
    if person is None:
        raise NotAllowed
    followed = await desk.follow(store, person.id, callback_data.mission)
    followed.mission.require_kept()
    await query.answer()
    caller = await caller_of(store, person.id, followed.mission.helpee.phone)
    if caller["held"]:
        await bot.send_message(query.from_user.id, phone_first())
    await begin(shortened(_like(followed.mission)) | caller | {"file_seen": True}, bot, state, scenes, store, person)


async def begin(data: Data, bot: Bot, state: FSMContext, scenes: ScenesManager, store: Store, person: Person) -> None:
    """Start on a draft; one that is not finished yet is offered first, unless a colleague sees to that caller now."""
    await put_aside(state, bot)
    if await drop_for_colleague(state, store, person.id):
        await bot.send_message(int(person.external_id), dropped_for_colleague())
    if await saved_draft(state) is not None:
        await state.set_data({"flow": RESUME, "instead": data})
        await scenes.enter(ResumeQuestion)
        return
    await state.set_data(data)
    await save_draft(state, data)
    await scenes.enter(FLOW.after("", data))


async def answer_old_tap(query: CallbackQuery) -> None:
    """A button of a call that is published or dropped."""
    # alert
    await query.answer(_("That call is finished. /new starts another one, /missions shows what is published."))


async def _read_line(text: str, country: str, store: Store, places: Places, person: Person, limiter: Limiter) -> Data:
    line = parse_line(text, country, store.now())
    texts = shortened({"name": line.name, "address": line.address, "details": line.details})
    said = {**texts, "kind": line.kind, "language": line.language}
    data: Data = {key: value for key, value in said.items() if value}
    if line.phone:
        data |= await caller_of(store, person.id, line.phone)
    if address := data.get("address"):
        if limiter.count(int(person.external_id), Costly.LOOK_UPS) is Verdict.FINE:
            data |= await look_up(places, address, country, current_language())
        else:
            data |= {"found": []}
    if line.wanted:
        data |= {**kept(line.wanted), "repeat": ONCE}
    if line.limit_cents:
        data["limit"] = line.limit_cents
    return data


def _like(mission: Mission) -> Data:
    of_file = {**known_place(mission), "name": mission.helpee.name, "language": mission.language}
    return {
        **blank(mission.country),
        **of_file,
        "of_file": list(of_file),
        "kind": mission.kind,
        "repeat": ONCE,
        "details": mission.details,
        "limit": NO_LIMIT if mission.limit_cents is None else mission.limit_cents,
    }


def router() -> Router:
    """The command, the questions behind it, and what is left of them afterwards."""
    router = Router(name="intake")
    Question.flows.update({NAME: FLOW, RESUME: Flow(order=(RESUME,), home=RESUME, action=Action.TAKE_CALL)})
    router.message.register(begin_call, Command("new"), May(Action.TAKE_CALL))
    router.callback_query.register(publish_again, DeskTap.filter(F.do == "again"), May(Action.TAKE_CALL))
    SceneRegistry(router).add(*ALL)

    left, of_a_call = Router(name="intake left"), F.question.startswith("new_")
    left.callback_query.register(answer_old_tap, AnswerTap.filter(of_a_call))
    left.callback_query.register(answer_old_tap, MoveTap.filter(of_a_call))
    router.include_router(left)
    return router
