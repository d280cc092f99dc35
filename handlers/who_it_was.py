"""The moderators' chat: which helper a caller meant, where an operator could not say it or said it wrongly."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.filters import May
from bot.moderating import note_if_moderating
from bot.rewriting import turn
from bot.safeguarding import WasTap, was_keyboard, was_not_keyboard
from bot.settings import Settings
from domain.people import StaffChat
from domain.permissions import Action
from i18n import _, use_language
from services import who_it_was
from services.moderator import Moderator
from storage.unit_of_work import Store


async def ask_whether(
    query: CallbackQuery, callback_data: WasTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Is it certain?"""
    one = await who_it_was.candidate(store, callback_data.incident, callback_data.helper, moderator)
    await query.answer()
    with use_language(staff_chat.language):
        markup = was_keyboard(callback_data.incident, one.helper_id, one.name)
    await turn(query, markup)


async def name(
    query: CallbackQuery, callback_data: WasTap, store: Store, settings: Settings, moderator: Moderator, bot: Bot
) -> None:
    """It is."""
    administrators = settings.administrators_by_address
    await who_it_was.name(store, callback_data.incident, callback_data.helper, moderator, administrators)
    # alert
    await query.answer(_("Noted. The two are not brought together any more; what else follows is yours to decide."))
    await note_if_moderating(bot, store, callback_data.helper, administrators)


async def ask_whether_not(
    query: CallbackQuery, callback_data: WasTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Is it certain that it was somebody else?"""
    name = await who_it_was.named(store, callback_data.incident, callback_data.helper, moderator)
    await query.answer()
    with use_language(staff_chat.language):
        markup = was_not_keyboard(callback_data.incident, callback_data.helper, name)
    await turn(query, markup)


async def take_back(query: CallbackQuery, callback_data: WasTap, store: Store, moderator: Moderator) -> None:
    """It is."""
    await who_it_was.take_back(store, callback_data.incident, callback_data.helper, moderator)
    # alert
    await query.answer(_("Noted. They stay apart, until you let them meet again in the helper's file."))


def router() -> Router:
    """The buttons with the names of those who had a mission."""
    router = Router(name="who it was")
    router.callback_query.register(ask_whether, WasTap.filter(F.do == "ask"), May(Action.HANDLE_INCIDENT))
    router.callback_query.register(name, WasTap.filter(F.do == "yes"), May(Action.HANDLE_INCIDENT))
    router.callback_query.register(ask_whether_not, WasTap.filter(F.do == "not"), May(Action.HANDLE_INCIDENT))
    router.callback_query.register(take_back, WasTap.filter(F.do == "not_yes"), May(Action.HANDLE_INCIDENT))
    return router
