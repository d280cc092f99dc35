"""Becoming a helper: the order of the questions, and the ways in."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, ReplyKeyboardRemove

from bot.filters import May
from bot.flow import Data, Flow
from bot.keyboards import MenuTap
from bot.question import Question
from bot.screens import is_too_young
from bot.texts import reason_to_helper
from domain.errors import NotFound, NotRegistered, PicturesMissing
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus, Reason
from domain.people import Person
from domain.permissions import Action
from handlers.questions import QUESTIONS
from handlers.questions.answers import answers_of
from handlers.questions.summary import sent
from i18n import _
from services import refusals, review
from services.registration import helper_of
from storage.unit_of_work import Store

QUESTIONS_IN_ORDER = (
    "language", "consent", "name", "phone", "place", "radius", "kinds", "spoken", "slots", "card", "note",
)  # fmt: skip
UNFINISHED = frozenset({"registration", "again"})
AGAIN = frozenset({HelperStatus.REJECTED, HelperStatus.LEFT})


async def begin(state: FSMContext, scenes: ScenesManager, flow: str, first: str, answers: Data | None = None) -> None:
    """Start a flow at its question `first`, in place of whatever was going on."""
    open_keyboard = bool((await state.get_data()).get("reply_keyboard"))
    await state.set_data({**(answers or {}), "flow": flow, "reply_keyboard": open_keyboard})
    await scenes.enter(first)


async def put_aside(state: FSMContext, bot: Bot) -> None:
    """Make room for a call: a registration is kept for `take_up`, and a keyboard under the text field goes, whose keys
    would answer the wrong question.
    """
    data = await state.get_data()
    text = "👌"
    if data.get("flow") in UNFINISHED:
        aside = _aside(state)
        await aside.set_data({**data, "reply_keyboard": False})
        await aside.set_state(await state.get_state())
        text = _("Your registration as a helper is put aside. Send /start when you want to go on with it.")
    elif not data.get("reply_keyboard"):
        return
    await bot.send_message(state.key.chat_id, text, reply_markup=ReplyKeyboardRemove())


async def take_up(state: FSMContext) -> bool:
    """Whether there is a registration to go on with; one that was put aside is in its place again."""
    if (await state.get_data()).get("flow") in UNFINISHED:
        return True
    aside = _aside(state)
    data = await aside.get_data()
    if not data:
        return False
    await state.set_data(data)
    await state.set_state(await aside.get_state())
    await aside.clear()
    return True


def _aside(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny="aside"))


async def begin_registration(state: FSMContext, scenes: ScenesManager, helper: Helper | None) -> None:
    """Register; somebody who has been a helper before finds their answers at the end, and changes what they like."""
    if helper is None:
        await begin(state, scenes, "registration", "language")
    else:
        await begin(state, scenes, "again", "consent", answers_of(helper))


async def register_by_tap(
    query: CallbackQuery, store: Store, person: Person, state: FSMContext, scenes: ScenesManager
) -> None:
    """The button "become a helper". One who is a helper, or waits to become one, has nothing to register."""
    helper = await helper_of(store, person.id)
    if helper is not None and helper.status not in AGAIN:
        await query.answer(_("You are registered already. /start shows where things stand."), show_alert=True)
        return
    await refusals.require_welcome(store, person)
    await query.answer()
    if await take_up(state):
        await scenes.enter(await state.get_state())
        return
    await begin_registration(state, scenes, helper)


async def send_new_pictures(
    query: CallbackQuery, store: Store, person: Person, state: FSMContext, scenes: ScenesManager
) -> None:
    """The button under "please send new pictures": only the two pictures are asked, or go on with a registration."""
    data, helper = await state.get_data(), await helper_of(store, person.id)
    renews = helper is not None and helper.status is HelperStatus.EXPIRED
    if data.get("flow") in UNFINISHED and "slots" in data and not renews:
        await query.answer()
        await scenes.enter("card")
        return
    if helper is None:
        raise NotRegistered
    if helper.status is HelperStatus.VALIDATED and not helper.may_renew(store.now()):
        await query.answer(_("Your identity is validated already. There is nothing left to do."), show_alert=True)
        return
    helper.require_applicant(store.now())
    check = await review.latest(store, person.id)
    if is_too_young(helper, check):
        await query.answer(reason_to_helper(Reason.UNDER_AGE), show_alert=True)
        return
    if check is not None and check.status is CheckStatus.SUBMITTED:
        text = _("Your pictures are with our moderators already. I'll write to you as soon as they've decided.")
        await query.answer(text, show_alert=True)
        return
    await query.answer()
    await begin(state, scenes, "identity", "card")


async def submit_pictures(question: Question) -> None:
    """The end of the two pictures alone."""
    try:
        await review.submit(question.store, question.person.id)
    except (NotFound, PicturesMissing):
        await question.goto("card")
        return
    await question.leave()
    await question.say(sent())


async def withdraw(question: Question) -> str:
    """Cancel: pictures that were collected are deleted."""
    await review.withdraw(question.store, question.person.id)
    return _("Cancelled. Your answers and pictures are deleted. If you change your mind, send /start.")


async def withdraw_pictures(question: Question) -> str:
    """The same for the pictures alone."""
    await review.withdraw(question.store, question.person.id)
    return _("Cancelled. Your pictures are deleted. When you are ready to send others, /start shows the way.")


def router() -> Router:
    """The questions and the buttons that lead to them."""
    router = Router(name="registration")
    Question.flows.update(
        registration=Flow(QUESTIONS_IN_ORDER, home="summary", action=Action.REGISTER, cancelled=withdraw),
        again=Flow(("consent", "card", "note"), home="summary", action=Action.REGISTER, cancelled=withdraw),
        identity=Flow(
            ("card", "note"), action=Action.SEND_PICTURES, finish=submit_pictures, cancelled=withdraw_pictures
        ),
    )
    router.callback_query.register(register_by_tap, MenuTap.filter(F.to == "register"), May(Action.REGISTER))
    router.callback_query.register(send_new_pictures, MenuTap.filter(F.to == "identity"), May(Action.SEND_PICTURES))
    SceneRegistry(router).add(*QUESTIONS)
    return router
