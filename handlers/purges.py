"""The moderators' button under pictures that only people can delete."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.cards.purges import PurgeTap
from bot.filters import IsModerator
from domain.errors import NotAllowed
from i18n import _
from services import purges
from services.review import Moderator
from storage.unit_of_work import Store


async def settle(query: CallbackQuery, callback_data: PurgeTap, store: Store, moderator: Moderator) -> None:
    """They are deleted by hand."""
    await purges.settle(store, callback_data.check, moderator.address)
    # alert
    await query.answer(_("Thank you! I no longer remind anybody of them."))


async def refuse(query: CallbackQuery) -> None:
    """Tapped elsewhere, or by somebody who has left."""
    raise NotAllowed


def router() -> Router:
    """One button."""
    router = Router(name="purges")
    router.callback_query.register(settle, PurgeTap.filter(), IsModerator())
    router.callback_query.register(refuse, PurgeTap.filter())
    return router
