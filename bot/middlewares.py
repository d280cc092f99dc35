"""What every update passes: who it is from, in which language, and one line in the log."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot.fsm_storage import DatabaseStorage
from bot.settings import Settings
from domain.errors import RuleBroken
from domain.people import Person
from i18n import normalise, use_language
from services import people
from storage.unit_of_work import Store

APP = "telegram"
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

log = structlog.get_logger("update")


class Journaled(BaseMiddleware):
    """One line an update: number, type, role, milliseconds. Never content, never who."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - this middleware is registered for updates only
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(update_id=event.update_id):
            outcome = "failed"
            try:
                result = await handler(event, data)
                outcome = "handled" if result is not UNHANDLED else "passed over"
            except RuleBroken as error:
                outcome = f"refused: {type(error).__name__}"
                raise
            finally:
                log.info(
                    outcome,
                    type=event.event_type,
                    role=data.get("role", "nobody"),
                    ms=round((time.perf_counter() - started) * 1000),
                )
        return result


class Acquainted(BaseMiddleware):
    """Hands `person`, `administrator`, `role` and `language` to handlers, and switches to that language: the person's.

    In private chats everybody becomes known; in groups only those who are known have a `person`. What is written in a
    staff chat is answered in the language of that chat, as everybody there reads the answer.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        store: Store = data["store"]
        settings: Settings = data["settings"]
        spoken_here = await self._language_of(chat, store) if isinstance(event, Update) and event.message else None
        if user is None or user.is_bot:
            data["language"] = spoken_here or settings.default_language
            with use_language(data["language"]):
                return await handler(event, data)
        person = await self._person(store, user, chat, event)
        data["person"] = person
        data["administrator"] = user.id in settings.administrators
        data["role"] = await _role(store, person, administrator=data["administrator"])
        data["language"] = spoken_here or (person.language if person else normalise(user.language_code))
        with use_language(data["language"]):
            return await handler(event, data)

    async def _language_of(self, chat: Chat | None, store: Store) -> str | None:
        if chat is None or chat.type == ChatType.PRIVATE:
            return None
        staff = await people.staff_chat_at(store, APP, str(chat.id))
        return staff.language if staff is not None else None

    async def _person(self, store: Store, user: User, chat: Chat | None, event: TelegramObject) -> Person | None:
        leaving = isinstance(event, Update) and event.my_chat_member is not None
        if chat is not None and chat.type == ChatType.PRIVATE and not leaving:
            return await people.meet(store, APP, str(user.id), normalise(user.language_code))
        return await people.find(store, APP, str(user.id))


class Remembered(BaseMiddleware):
    """Commits what an update has changed in conversations once it is handled, and all at once; one that comes again is
    passed over.
    """

    def __init__(self, storage: DatabaseStorage) -> None:
        self._storage = storage

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        conversation: FSMContext | None = data.get("state")
        if not isinstance(event, Update) or conversation is None:
            return await handler(event, data)
        async with self._storage.one_update(event.update_id, conversation.key) as handled:
            if handled:
                log.info("has come again")
                return None
            return await handler(event, data)


class Migrated(BaseMiddleware):
    """Follows a group that became a supergroup: its address changes everywhere we keep it."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message = event.message if isinstance(event, Update) else None
        if isinstance(message, Message):
            store: Store = data["store"]
            here = str(message.chat.id)
            if message.migrate_to_chat_id is not None:
                await people.migrate_chat(store, APP, here, str(message.migrate_to_chat_id))
            elif message.migrate_from_chat_id is not None:
                await people.migrate_chat(store, APP, str(message.migrate_from_chat_id), here)
        return await handler(event, data)


async def _role(store: Store, person: Person | None, *, administrator: bool) -> str:
    """In one word, for the log."""
    if administrator:
        return "administrator"
    if person is None:
        return "stranger"
    if person.is_operator:
        return "operator"
    return "helper" if await people.is_helper(store, person.id) else "person"
