"""Waiting for something, and whether the two client libraries know every field of what the sandbox sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import telegram as ptb
from pydantic import BaseModel

NEWER_THAN_PTB = {
    "can_send_welcome_messages",  # Bot API 10.1 to 10.3; python-telegram-bot 22.8 knows 10.0
    "style",
    "disabled",
}


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until it holds, at most five seconds."""
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


def known_to_aiogram(value: Any) -> None:
    """Assert that aiogram's types have a place for everything."""
    if isinstance(value, BaseModel):
        assert not value.model_extra, (type(value), value.model_extra)
        for name in value.model_fields_set:
            known_to_aiogram(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            known_to_aiogram(item)


def known_to_ptb(value: Any) -> None:
    """Assert that python-telegram-bot's types have a place for everything."""
    if isinstance(value, ptb.TelegramObject):
        assert not set(value.api_kwargs) - NEWER_THAN_PTB, (type(value), value.api_kwargs)
        for name in value.to_dict(recursive=False):
            known_to_ptb(getattr(value, name, None))
    elif isinstance(value, list | tuple):
        for item in value:
            known_to_ptb(item)
