"""What an operator notes on the phone so that two people who meet are safe."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.filters import Private
from bot.keyboards import DeskTap
from domain.people import Person
from handlers.desk import number_of_operator
from i18n import _
from services import safety
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


def router() -> Router:
    """Buttons of operators."""
    router = Router(name="safety")
    taps = router.callback_query
    taps.filter(Private())
    taps.register(let_answer, DeskTap.filter(F.do == "both_say"))
    taps.register(let_listen, DeskTap.filter(F.do == "one_says"))
    return router
