"""The connection to a Bot API server; to Telegram's own, and to others that speak a little differently."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

_answers: dict[type, object] = {}
"""The types of answers by method: pydantic forgets those that nobody holds, and to build one takes 10 ms."""

ECHOED = ("link_preview_options", "reply_markup", "entities", "caption_entities", "reply_parameters")


class Session(AiohttpSession):
    """Also understands servers that echo what was sent as it was sent, objects as JSON text, or leave out what bots
    seldom read, and the error pages of gateways. Telegram's own answers pass untouched.
    """

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """See aiogram. Raises ClientDecodeError where the answer still makes no sense."""
        if type(method) not in _answers:
            _answers[type(method)] = Response.__class_getitem__(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and isinstance(error.data, str):
                raise TelegramServerError(method, f"no answer of a Bot API server, but status {status_code}") from None
            for plain in (_mended(content), _bare(content)):
                try:
                    if plain is not None:
                        return super().check_response(bot, method, status_code, plain)
                except ClientDecodeError:
                    continue
            raise


def acknowledged(error: ClientDecodeError) -> bool:
    """Whether the server has done what it was asked, whatever else it says that can't be understood."""
    return isinstance(error.data, dict) and error.data.get("ok") is True


def _mended(content: str) -> str | None:
    """The answer with objects for JSON text, or None where nothing was amiss."""
    try:
        answer: Any = json.loads(content)
        result = answer.get("result")
        for name in ECHOED if isinstance(result, dict) else ():
            if isinstance(result.get(name), str):
                result[name] = json.loads(result[name])
    except (ValueError, AttributeError):
        return None
    mended = json.dumps(answer)
    return mended if json.loads(content) != answer else None


def _bare(content: str) -> str | None:
    """Of messages that were sent, no more than where they stand: they are there, and must not be sent again."""
    try:
        answer: Any = json.loads(content)
        result = answer["result"]
        sent = [
            {
                "message_id": one["message_id"],
                "date": one["date"] if isinstance(one.get("date"), int) else 0,
                "chat": {"id": int(one["chat"]["id"]), "type": str(one["chat"].get("type", "private"))},
            }
            for one in (result if isinstance(result, list) else [result])
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return json.dumps({"ok": answer.get("ok"), "result": sent if isinstance(result, list) else sent[0]})
