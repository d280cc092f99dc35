"""Which taps are answered already: Telegram accepts a second answer to a tap, and shows nothing of it."""

from __future__ import annotations

from collections import deque

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery

REMEMBERED = 1_000


class Answered(BaseRequestMiddleware):
    """A session middleware that remembers the last taps that were answered: `query in answered`."""

    def __init__(self) -> None:
        self._taps: deque[str] = deque(maxlen=REMEMBERED)

    def __contains__(self, query: CallbackQuery) -> bool:
        return query.id in self._taps

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        response = await make_request(bot, method)
        if isinstance(method, AnswerCallbackQuery):
            self._taps.append(method.callback_query_id)
        return response
