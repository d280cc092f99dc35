"""The moderators' chat: from whom a helper is parted, on their file, and letting two meet again."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.filters import May
from bot.rewriting import turn
from bot.safeguarding import ApartTap, reasons_keyboard
from domain.people import StaffChat
from domain.permissions import Action
from i18n import _, use_language
from services import partings
from services.moderator import Moderator
from storage.unit_of_work import Store


async def choose_reason(query: CallbackQuery, callback_data: ApartTap, staff_chat: StaffChat) -> None:
    """Why they may."""
    await query.answer()
    with use_language(staff_chat.language):
        markup = reasons_keyboard(callback_data.helper, callback_data.helpee)
    await turn(query, markup)


async def let_meet(query: CallbackQuery, callback_data: ApartTap, store: Store, moderator: Moderator) -> None:
    """For this reason."""
    await partings.let_meet(store, callback_data.helper, callback_data.helpee, moderator, callback_data.cause)
    # alert
    await query.answer(_("They may meet again."))


def router() -> Router:
    """Buttons of moderators."""
    router = Router(name="partings")
    router.callback_query.register(choose_reason, ApartTap.filter(F.do == "lift"), May(Action.SANCTION))
    router.callback_query.register(let_meet, ApartTap.filter(F.do == "lift_as"), May(Action.SANCTION))
    return router
