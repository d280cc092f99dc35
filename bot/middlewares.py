"""What every update passes: one line in the log, who it is from and what they were asked, and in which language."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot.fsm_storage import Conversation, DatabaseStorage
from domain.errors import RuleBroken
from domain.helper import HelperStatus
from domain.people import Person
from domain.permissions import held_by
from i18n import normalise, use_language
from services import people
from storage.unit_of_work import Store, UnitOfWork

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who an update is from, the conversation it belongs to, and the group it was written in."""

    user: str | None
    key: StorageKey | None
    group: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person | None
    helper_status: HelperStatus | None
    conversation: Conversation
    spoken_here: str | None


class Acquainted(BaseMiddleware):
    """Knows who an update is from and where their conversation stands. Updates of one conversation are handled one
    after the other.

    Hands `person`, `helper_status`, `administrator`, `roles`, `role` and `language` to handlers, and switches to that
    language: the person's. In private chats everybody becomes known; in groups only those who are known have a
    `person`. What is written in a staff chat is answered in the language of that chat, as everybody there reads it.

    `refusals`: why handlers that were meant did not take it; see `bot.filters.May`.

    What handling an update changes in conversations is committed once it is handled, and all at once; one that comes
    again is passed over.
    """

    def __init__(self, store: Store, conversations: DatabaseStorage, contexts: FSMContextMiddleware) -> None:
        self._store = store
        self._conversations = conversations
        self._contexts = contexts

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - this middleware is registered for updates only
        if _from_nobody(event, data):
            log.info("from nobody")
            return None
        data["fsm_storage"] = self._conversations
        context = self._contexts.resolve_event_context(data["bot"], data)
        if context is None:
            await self._introduce(event, data, None)
            with use_language(data["language"]):
                return await handler(event, data)
        async with self._contexts.events_isolation.lock(key=context.key):
            found = await self._introduce(event, data, context.key)
            data.update(state=context, raw_state=found.state)
            async with self._conversations.one_update(event.update_id, context.key, found) as handled:
                if handled:
                    log.info("has come again")
                    return None
                with use_language(data["language"]):
                    return await handler(event, data)

    async def _introduce(self, update: Update, data: dict[str, Any], key: StorageKey | None) -> Conversation:
        user, message = _person_behind(update, data), update.message or update.edited_message
        chat: Chat | None = data.get("event_chat")
        data["refusals"] = []
        in_private = chat is not None and chat.type == ChatType.PRIVATE
        group = str(chat.id) if chat is not None and not in_private and message else None
        known = await self._store.ask(self._look_for, _Asked(str(user.id) if user else None, key, group))
        if user is None:
            data["language"] = known.spoken_here or data["settings"].default_language
            data["roles"] = held_by(None, operator=False, administrator=False)
            return known.conversation
        person = known.person
        known_well = person is not None and person.reachable and person.is_seen(self._store.now())
        if in_private and update.my_chat_member is None and not known_well:
            person = await people.meet(self._store, APP, str(user.id), normalise(user.language_code))
        data["person"], data["helper_status"] = person, known.helper_status
        data["administrator"] = user.id in data["settings"].administrators
        operator = person is not None and person.is_operator
        data["roles"] = held_by(known.helper_status, operator=operator, administrator=data["administrator"])
        data["role"] = _role(person, known.helper_status, administrator=data["administrator"])
        data["language"] = known.spoken_here or (person.language if person else normalise(user.language_code))
        return known.conversation

    async def _look_for(self, work: UnitOfWork, asked: Sequence[_Asked]) -> list[_Known]:
        keys = [one.key for one in asked if one.key is not None]
        conversations = dict(zip(keys, await self._conversations.look(work, keys), strict=True))
        known = await work.people.acquainted(APP, {one.user for one in asked if one.user is not None})
        groups = {one.group for one in asked if one.group is not None}
        staff = {group: await work.people.staff_chat_at(APP, group) for group in groups}
        answers = []
        for one in asked:
            person, status = known.get(one.user or "", (None, None))
            chat = staff.get(one.group or "")
            conversation = conversations[one.key] if one.key else Conversation(None, {}, [])
            answers.append(_Known(person, status, conversation, chat.language if chat else None))
        return answers


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


def _from_nobody(update: Update, data: dict[str, Any]) -> bool:
    """Whether what only a person does was done by none: a tap, or something said in a private chat, without a sender,
    by a bot or in the name of a chat. Telegram sends no such thing; who forges one is not answered.
    """
    chat: Chat | None = data.get("event_chat")
    in_private = chat is not None and chat.type == ChatType.PRIVATE and update.my_chat_member is None
    return _person_behind(update, data) is None and (in_private or update.callback_query is not None)


def _person_behind(update: Update, data: dict[str, Any]) -> User | None:
    """Who does it; None for a bot, and for whoever writes, or changes what they wrote, in the name of a chat."""
    user: User | None = data.get("event_from_user")
    message = update.message or update.edited_message
    if user is None or user.is_bot or (message is not None and message.sender_chat is not None):
        return None
    return user


def _role(person: Person | None, status: HelperStatus | None, *, administrator: bool) -> str:
    """In one word, for the log."""
    if administrator:
        return "administrator"
    if person is None:
        return "stranger"
    if person.is_operator:
        return "operator"
    return "helper" if status is HelperStatus.VALIDATED else "person"
