"""What people have typed that is not to stay in their chat."""

from __future__ import annotations

from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import Message


async def take_away(message: Message) -> None:
    """Delete a command that names somebody, once it is answered: when they are forgotten, nobody would know of it.
    Telegram lets a bot do so for 48 hours; where it refuses, the message stays.
    """
    with suppress(TelegramBadRequest, TelegramForbiddenError):
        await message.delete()
