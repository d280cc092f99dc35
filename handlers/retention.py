"""/retention: what is kept for how long, what was erased lately and what goes next. For administrators, in private."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.filters import May
from bot.middlewares import APP
from bot.retention_words import overview
from bot.settings import Settings
from domain.network import COUNTRIES
from domain.permissions import Action
from services import retention
from storage.unit_of_work import Store


async def show(message: Message, store: Store, settings: Settings) -> None:
    """All of it, in as many messages as it takes."""
    found = await retention.standing(store, settings.periods, f"{APP}:{message.chat.id}")
    for text in overview(found, settings.periods, COUNTRIES[settings.country].zone, store.now()):
        await message.answer(text)


def router() -> Router:
    """The command."""
    router = Router(name="retention")
    router.message.register(show, Command("retention"), May(Action.SEE_RETENTION))
    return router
