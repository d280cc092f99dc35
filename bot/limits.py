"""What one person may do in what time: see `domain/limits.py` for how much.

It is counted before anybody is looked up, so that a flood costs next to nothing and keeps nobody else waiting. In
memory: what a restart forgets does no harm here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from bot.middlewares import Handler
from bot.pictures import reference_of
from domain.limits import Costly, Limit, Tally, Verdict, limit_for
from domain.permissions import Role
from i18n import _
from i18n.formats import number

MOST_REMEMBERED = 10_000
STAFF = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})
NO_LIMITS: Mapping[Costly, Limit] = {}

log = structlog.get_logger("limits")


class Limiter:
    """Counts by Telegram user id. Whether somebody is staff is what their last update showed."""

    def __init__(self, limits: Mapping[Costly, Limit], clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._clock = clock
        self._tallies: dict[tuple[int, Costly], Tally] = {}
        self._staff: set[int] = set()

    def count(self, user: int, what: Costly) -> Verdict:
        """One more of this; what becomes of it."""
        limit, now = self.limit(user, what), self._clock()
        if limit is None:
            return Verdict.FINE
        if len(self._tallies) > MOST_REMEMBERED:
            self._forget(now)
        verdict = self._tallies.setdefault((user, what), Tally()).count(limit, now)
        if verdict is Verdict.TOO_MANY:
            log.warning("too many", what=str(what), pause_seconds=round(limit.pause.total_seconds()))
        return verdict

    def limit(self, user: int, what: Costly) -> Limit | None:
        """How much this person may do of it; None: as much as they like."""
        return limit_for(what, staff=user in self._staff, limits=self._limits) if what in self._limits else None

    def note(self, user: int, roles: frozenset[Role]) -> None:
        """Who that was."""
        if roles & STAFF:
            self._staff.add(user)
        else:
            self._staff.discard(user)

    def _forget(self, now: datetime) -> None:
        kept = {
            (user, what): tally
            for (user, what), tally in self._tallies.items()
            if not tally.is_idle(limit_for(what, staff=False, limits=self._limits), now)
        }
        self._tallies = kept if len(kept) <= MOST_REMEMBERED else {}
        self._staff &= {user for user, _what in self._tallies}


class Counted(BaseMiddleware):
    """Stands before whatever costs something. What comes in a pause is dropped here; whoever is one too many is looked
    up all the same, to be told so by `Restrained`. What others write in a group is not said to the bot.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - this middleware is registered for updates only
        user: User | None = data.get("event_from_user")
        if user is None or not _is_said_to_us(event):
            return await handler(event, data)
        verdicts = {what: self._limiter.count(user.id, what) for what in _kinds(event)}
        if Verdict.PAUSED in verdicts.values():
            return None
        data["too_many"] = next((what for what, one in verdicts.items() if one is Verdict.TOO_MANY), None)
        result = await handler(event, data)
        self._limiter.note(user.id, data.get("roles", frozenset()))
        return result


class Restrained(BaseMiddleware):
    """Tells somebody, in their language and once in a pause, that it was too much, and until when nothing is read."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        what: Costly | None = data.get("too_many")
        user: User | None = data.get("event_from_user")
        if what is None or user is None:
            return await handler(event, data)
        limit = self._limiter.limit(user.id, what)
        assert limit is not None  # noqa: S101 - there was too much of it
        text = said_of(what, limit)
        query = event.callback_query if isinstance(event, Update) else None
        try:
            if query is not None:
                await query.answer(text, show_alert=True)
            else:
                bot: Bot = data["bot"]
                await bot.send_message(user.id, text)
        except TelegramAPIError as error:
            log.info("not told", error=type(error).__name__)
        return None


def said_of(what: Costly, limit: Limit) -> str:
    """The polite answer; short enough for an alert."""
    seconds = number(round(limit.pause.total_seconds()))
    if what is Costly.PICTURES:
        # alert
        text = _("That was a lot of pictures at once. Please wait {n} seconds, and send this one again after that.")
    else:
        # alert
        text = _(
            "That was a lot at once, so I take a short break. This and what you send in the next {n} seconds is not"
            " read: please send it again after that."
        )
    return text.format(n=seconds)


def _kinds(update: Update) -> list[Costly]:
    message = update.message
    picture = message is not None and reference_of(message) is not None
    return [Costly.MESSAGES, Costly.PICTURES] if picture else [Costly.MESSAGES]


def _is_said_to_us(update: Update) -> bool:
    event = update.event
    if isinstance(event, CallbackQuery):
        return True
    if not isinstance(event, Message):
        return False
    return event.chat.type == ChatType.PRIVATE or (event.text or "").startswith("/")
