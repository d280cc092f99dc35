"""What an operator notes on the phone so that two people who meet are safe."""

from __future__ import annotations

from html import escape

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.apart import apart_keyboard, whom_keyboard
from bot.cards.incidents import had_line
from bot.filters import May
from bot.keyboards import DeskTap
from bot.rewriting import rewrite
from domain.errors import NotFound
from domain.network import COUNTRIES
from domain.people import Person
from domain.permissions import Action
from handlers.desk import number_of_operator
from i18n import _
from services import desk, safety
from storage.unit_of_work import Store


async def let_answer(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """The caller answers with a word of their own."""
    await safety.let_answer(store, number_of_operator(person), callback_data.mission)
    # alert
    await query.answer(_("Noted: both say a word. The message to read out comes again."))


async def let_listen(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """The caller can't keep one in mind."""
    await safety.let_listen(store, number_of_operator(person), callback_data.mission)
    # alert
    await query.answer(_("Noted: only the helper says a word. The message to read out comes again."))


async def ask_to_part(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """Is it meant, and who of several?"""
    operator = number_of_operator(person)
    mission, had = await safety.whoever_had(store, operator, callback_data.mission)
    named = [one for one in had if callback_data.helper in {0, one.helper_id}]
    if not named:
        raise NotFound
    await query.answer()
    if not isinstance(query.message, Message):
        return
    if len(named) > 1:
        asked = _("Several helpers had this mission. Who is not to meet the caller again?")
        lines = [f"{number}. {had_line(one, COUNTRIES[mission.country].zone)}" for number, one in enumerate(named, 1)]
        markup = whom_keyboard(mission.id, ((one.helper_id, one.name) for one in named))
        sent = await query.message.answer("\n".join([asked, "", *lines]), reply_markup=markup)
        await desk.keep_message(store, operator, mission.id, str(sent.chat.id), str(sent.message_id))
        return
    text = _(
        "Are {helper} and the caller of #{number} not to meet again? What {helper} has in hand there goes to "
        "others at once. If something happened, raise a concern instead: it does this too, and the moderators look "
        "into it."
    ).format(helper=escape(named[0].name), number=mission.id)
    sent = await query.message.answer(text, reply_markup=apart_keyboard(mission.id, named[0].helper_id))
    await desk.keep_message(store, operator, mission.id, str(sent.chat.id), str(sent.message_id))


async def part(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """It is meant, or not."""
    operator = number_of_operator(person)
    # alert
    text = _("All right, nothing changes.")
    if callback_data.do == "part_yes":
        await safety.keep_apart(store, operator, callback_data.mission, callback_data.helper)
        # alert
        text = _("Noted: they are not brought together again.")
    else:
        await desk.follow(store, operator, callback_data.mission)
    await query.answer()
    await rewrite(query, text)


def router() -> Router:
    """Buttons of operators."""
    router = Router(name="safety")
    taps = router.callback_query
    taps.register(let_answer, DeskTap.filter(F.do == "both_say"), May(Action.SET_ANSWER))
    taps.register(let_listen, DeskTap.filter(F.do == "one_says"), May(Action.SET_ANSWER))
    taps.register(ask_to_part, DeskTap.filter(F.do == "part"), May(Action.KEEP_APART))
    taps.register(part, DeskTap.filter(F.do.in_({"part_yes", "part_no"})), May(Action.KEEP_APART))
    return router
