"""The moderators' button under pictures that only people can delete."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.cards.purges import PurgeTap
from bot.filters import May
from domain.permissions import Action
from i18n import _
from services import purges
from services.moderator import Moderator
from storage.unit_of_work import Store


async def settle(query: CallbackQuery, callback_data: PurgeTap, store: Store, moderator: Moderator) -> None:
    """They are deleted by hand."""
    await purges.settle(store, callback_data.check, moderator.address)
    # alert
    await query.answer(_("Thank you! I no longer remind anybody of them."))


def router() -> Router:
    """One button."""
    router = Router(name="purges")
    router.callback_query.register(settle, PurgeTap.filter(), May(Action.REVIEW))
    return router
