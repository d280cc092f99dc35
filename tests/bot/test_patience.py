"""How long an answer waits for Telegram."""

from __future__ import annotations

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe, Response, TelegramMethod
from aiogram.types import User

from bot import patience
from bot.patience import Patience

BOT = Bot("123456:AAE-invented")
ME = User(id=123456, is_bot=True, first_name="Solidarity")


class Telegram:
    """Answers after as many refusals."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = list(refusals)

    async def __call__(self, bot: Bot, method: TelegramMethod[User]) -> Response[User]:
        if self.refusals:
            raise self.refusals.pop(0)
        return Response[User](ok=True, result=ME)


def told_to_wait(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(GetMe(), "Too Many Requests", seconds)


async def test_a_short_wait_is_waited_out() -> None:
    telegram = Telegram(TelegramNetworkError(GetMe(), "gone"), told_to_wait(1))
    assert (await Patience()(telegram, BOT, GetMe())).result == ME


async def test_a_wait_that_nobody_sits_through_is_not_begun() -> None:
    before = time.monotonic()
    with pytest.raises(TelegramRetryAfter):
        await Patience()(Telegram(told_to_wait(59)), BOT, GetMe())
    assert time.monotonic() - before < 1


async def test_all_answers_to_one_update_share_one_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.2)
    with patience.one_update():
        await Patience()(Telegram(told_to_wait(1)), BOT, GetMe())
        with pytest.raises(TelegramRetryAfter):
            await Patience()(Telegram(told_to_wait(1)), BOT, GetMe())
    await Patience()(Telegram(told_to_wait(1)), BOT, GetMe())
