"""When something can't be done: a broken rule is explained to whoever met it; anything else is ours to mend.

`language` is what `Acquainted` has found; the middleware that had switched to it is behind us.
"""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import datetime, timedelta
from html import escape

import structlog
from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import ExceptionMessageFilter, ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Update

from bot.answered import Answered
from bot.rewriting import UNCHANGED
from bot.settings import Settings
from bot.texts import explain
from bot.wording import kinds
from domain.errors import RuleBroken
from domain.network import COUNTRIES
from domain.people import Person
from i18n import _, normalise, use_language
from services import people
from storage.errors import StorageError, Unavailable
from storage.unit_of_work import Store

ALARM_EVERY = timedelta(hours=1)
OUT_OF_ORDER = (TelegramRetryAfter, TelegramServerError, TelegramNetworkError)
HARMLESS = f".*(query is too old|{UNCHANGED}|chat not found)"

log = structlog.get_logger("errors")


class Apology:
    """For errors of ours: logged without content, regretted, and told to the operators' chat once in `ALARM_EVERY`."""

    def __init__(self) -> None:
        self._last_alarm: datetime | None = None

    async def apologise(
        self, event: ErrorEvent, bot: Bot, store: Store, answered: Answered, language: str | None = None
    ) -> None:
        """Log where it happened, tell the person, and the operators once in a while."""
        error, update = event.exception, event.update
        log.error("error", update_id=update.update_id, kinds=kinds(error), where=_where(error))
        with use_language(language or _device_language(update)):
            # alert
            text = _("Sorry, something went wrong on our side. What was saved is safe. Please try again in a moment.")
            await _tell(bot, update, text, answered)
        await self._ring(store, error, update.update_id)

    async def _ring(self, store: Store, error: BaseException, update: int) -> None:
        now = store.now()
        if self._last_alarm is not None and now - self._last_alarm < ALARM_EVERY:
            return
        try:
            if await people.report_error(store, type(error).__name__, update):
                self._last_alarm = now
        except StorageError as failure:
            log.warning("operators not told", error=type(failure).__name__)


async def answer_later(event: ErrorEvent, store: Store, person: Person | None = None) -> None:
    """Telegram was too busy or out of order for longer than we wait: whoever wrote hears of it once that is over."""
    log.warning("not answered", update_id=event.update.update_id, error=type(event.exception).__name__)
    if person is not None:
        await people.owe_answer(store, person.id)
    if event.update.callback_query is not None:
        with suppress(*OUT_OF_ORDER):
            await _answer(event.update.callback_query, None)


async def explain_broken_rule(
    event: ErrorEvent,
    bot: Bot,
    store: Store,
    settings: Settings,
    answered: Answered,
    person: Person | None = None,
    language: str | None = None,
) -> None:
    """Say what is in the way, and what to do next."""
    assert isinstance(event.exception, RuleBroken)  # noqa: S101 - registered for these only
    with use_language(language or _device_language(event.update)):
        told = await _tell(bot, event.update, explain(event.exception, COUNTRIES[settings.country].hotline), answered)
    if not told and person is not None:
        await people.owe_answer(store, person.id)


async def pass_over(event: ErrorEvent) -> None:
    """Two quick taps, a tap from yesterday, somebody who has blocked the bot or is gone: nothing to mend or to say."""
    log.info("passed over", error=type(event.exception).__name__)
    query = event.update.callback_query
    if query is not None:
        await _answer(query, None)


async def _tell(bot: Bot, update: Update, text: str, answered: Answered) -> bool:
    """An alert for a tap, a message for a message, or where the tap is answered already. False while Telegram is too
    busy or out of order; somebody who can't be told at all is not told.
    """
    query, message = update.callback_query, update.message or update.edited_message
    try:
        if query is not None:
            private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
            if (query in answered or not await _answer(query, text)) and private:
                await bot.send_message(query.from_user.id, escape(text, quote=False))
        elif message is not None:
            await message.answer(escape(text, quote=False))
    except TelegramAPIError as failure:
        log.info("person not told", error=type(failure).__name__)
        return not isinstance(failure, OUT_OF_ORDER)
    return True


async def _answer(query: CallbackQuery, text: str | None) -> bool:
    """Whether the tap was still there to be answered."""
    try:
        await query.answer(text, show_alert=text is not None)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    return True


def _device_language(update: Update) -> str:
    """For an error that came before anybody looked who it is."""
    event = update.callback_query or update.message or update.edited_message
    user = event.from_user if event is not None else None
    return normalise(user.language_code if user is not None else None)


def _where(error: BaseException) -> str:
    return "\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip()


def router() -> Router:
    """What becomes of exceptions, the special ones first."""
    router = Router(name="errors")
    router.errors.register(explain_broken_rule, ExceptionTypeFilter(RuleBroken))
    router.errors.register(answer_later, ExceptionTypeFilter(*OUT_OF_ORDER))
    router.errors.register(pass_over, ExceptionTypeFilter(TelegramForbiddenError))
    router.errors.register(pass_over, ExceptionTypeFilter(TelegramBadRequest), ExceptionMessageFilter(HARMLESS))
    router.errors.register(Apology().apologise, ~ExceptionTypeFilter(Unavailable))  # that one is tried again
    return router
