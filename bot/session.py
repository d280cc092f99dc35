"""The connection to a Bot API server; to Telegram's own, and to others that speak a little differently."""

from __future__ import annotations

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

ECHOED = ("link_preview_options", "reply_markup", "entities", "caption_entities", "reply_parameters")


class Session(AiohttpSession):
    """Also understands servers that echo what was sent as it was sent, objects as JSON text, or leave out what bots
    seldom read. Telegram's own answers pass untouched.
    """

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """See aiogram. Raises ClientDecodeError where the answer still makes no sense."""
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            plain = _mended(content)
            if plain is None:
                raise
            return super().check_response(bot, method, status_code, plain)


def _mended(content: str) -> str | None:
    """The answer with objects for JSON text and taps with a chat instance, or None where neither was amiss."""
    try:
        answer: Any = json.loads(content)
        result = answer.get("result")
        for update in result if isinstance(result, list) else ():
            update.get("callback_query", {}).setdefault("chat_instance", "")
        for name in ECHOED if isinstance(result, dict) else ():
            if isinstance(result.get(name), str):
                result[name] = json.loads(result[name])
    except (ValueError, AttributeError):
        return None
    mended = json.dumps(answer)
    return mended if json.loads(content) != answer else None
