"""What comes from Telegram, or from whoever pretends to be Telegram: read in one place, and made fit to be kept."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import Update

HIGHEST_NUMBER = (1 << 53) - 1
KINDS = frozenset(Update.model_fields) - {"update_id"}

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_NUMBER = re.compile(r'"update_id"\s*:\s*(\d{1,16})(?!\d)')


class NotUnderstood(Exception):
    """An update that is none, or that makes no sense."""


class GetRawUpdates(TelegramMethod[list[Any]]):
    """Updates as they come: most of those in an answer are known already while others are in work, and to read an
    update costs more than to look at its number. One that is malformed does not spoil the others.
    """

    __returning__ = list[Any]
    __api_method__ = GetUpdates.__api_method__

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


def number_of(raw: object) -> int | None:
    """The number of an update; None where it has none by which it could be confirmed."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    fit = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= HIGHEST_NUMBER
    return number if fit else None


def number_in(text: object) -> int | None:
    """The first number of an update in an answer that can't be decoded."""
    found = _NUMBER.search(text) if isinstance(text, str) else None
    return int(found[1]) if found else None


def kinds_of(raw: object) -> list[str]:
    """Which kinds an update says it is of. Other names stay unsaid: they may be somebody's words."""
    return sorted(KINDS.intersection(raw)) if isinstance(raw, dict) else []


def read(raw: Any, bot: Bot) -> Update:
    """An update whose texts can be kept and sent. Raises NotUnderstood.

    Also from servers that leave out the chat instance of a tap. Null characters and halves of surrogate pairs become
    U+FFFD, as long as they are, so that entities stay where they were: PostgreSQL takes neither, and nobody types them.
    """
    try:
        fit = _fit(raw)
        tap = fit.get("callback_query")
        if isinstance(tap, dict):
            tap.setdefault("chat_instance", "")
        update: Update = Update.model_validate(fit, context={"bot": bot})
        _ = update.event_type
    except Exception as error:  # noqa: BLE001 - also what only a deliberate update can cause, such as RecursionError
        raise NotUnderstood(type(error).__name__) from None  # what pydantic says is what somebody wrote
    return update


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value) if _UNFIT.search(value) else value
    if isinstance(value, dict):
        return {key: _fit(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_fit(one) for one in value]
    return value
