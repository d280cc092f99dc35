"""In which order requests leave, and which of them don't wait."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    Response,
    SendChatAction,
    SendMediaGroup,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import InputMediaPhoto

from bot import pace as pace_module
from bot.budget import Limits
from bot.pace import NotSoon, Pace

BOT = Bot("123456:AAE-invented")
SLOW = Limits(per_second=6, burst=2, kept=1, chat_interval=0.0)
ZOE, OTHERS = 7, 100


class Telegram:
    """Remembers what reached it, and when; refuses what it is told to."""

    def __init__(self) -> None:
        self.chats: list[int] = []
        self.refusals: dict[int, int] = {}

    async def __call__(self, bot: Bot, method: TelegramMethod[Any]) -> Response[Any]:
        chat = getattr(method, "chat_id", 0)
        if chat in self.refusals:
            raise TelegramRetryAfter(method, "Too Many Requests", self.refusals[chat])
        self.chats.append(chat)
        return Response[Any](ok=True, result=True)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def to(chat: int) -> SendMessage:
    return SendMessage(chat_id=chat, text="…")


async def letter(pace: Pace, telegram: Telegram, chat: int, priority: int) -> None:
    async with pace.letter(chat, priority, chat):
        await pace(telegram, BOT, to(chat))


async def test_answers_leave_before_letters_and_these_by_priority_and_in_order(telegram: Telegram) -> None:
    pace = Pace(SLOW)
    await pace(telegram, BOT, to(OTHERS))
    offers = [letter(pace, telegram, OTHERS + number, 2) for number in (3, 1, 2)]
    changes = [letter(pace, telegram, OTHERS + number, 1) for number in (6, 5, 4)]
    answers = [pace(telegram, BOT, to(ZOE + number)) for number in range(3)]
    await asyncio.gather(*offers, *changes, *answers)
    order = [OTHERS, ZOE, ZOE + 1, ZOE + 2, *(OTHERS + number for number in (4, 5, 6, 1, 2, 3))]
    assert telegram.chats == order


async def test_what_is_not_counted_does_not_wait(telegram: Telegram) -> None:
    pace = Pace(Limits(per_second=0.01, burst=1))
    await pace(telegram, BOT, to(ZOE))
    before = time.monotonic()
    await pace(telegram, BOT, AnswerCallbackQuery(callback_query_id="1"))
    await pace(telegram, BOT, SendChatAction(chat_id=ZOE, action="typing"))
    await pace(telegram, BOT, DeleteMessage(chat_id=ZOE, message_id=1))
    assert time.monotonic() - before < 1
    assert len(telegram.chats) == 4


async def test_a_letter_for_a_chat_that_is_held_up_goes_back_at_once(telegram: Telegram) -> None:
    pace = Pace()
    telegram.refusals[ZOE] = 30
    with pytest.raises(TelegramRetryAfter):
        await letter(pace, telegram, ZOE, 0)
    before = time.monotonic()
    with pytest.raises(NotSoon) as refused:
        await letter(pace, telegram, ZOE, 0)
    assert time.monotonic() - before < 1
    assert refused.value.seconds == pytest.approx(30, abs=1)
    with pytest.raises(TelegramRetryAfter) as answer:
        await pace(telegram, BOT, to(ZOE))
    assert answer.value.retry_after == 30
    await letter(pace, telegram, OTHERS, 0)


async def test_a_letter_that_waited_long_enough_goes_back(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace_module, "LETTERS_WAIT_SECONDS", 0.05)
    pace = Pace(Limits(per_second=1, burst=2, kept=1))
    await letter(pace, telegram, OTHERS, 2)
    with pytest.raises(NotSoon):
        await letter(pace, telegram, ZOE, 2)
    await pace(telegram, BOT, to(ZOE))
    assert telegram.chats == [OTHERS, ZOE]


async def test_a_turn_that_is_not_used_is_the_next_one_s(telegram: Telegram) -> None:
    pace = Pace(Limits(per_second=0.01, burst=1, kept=0))
    for _ in range(5):
        async with pace.letter(ZOE, 2, 1):
            pass
    await letter(pace, telegram, OTHERS, 2)
    assert telegram.chats == [OTHERS]


async def test_a_turn_that_waits_goes_to_the_next_when_it_is_given_up(telegram: Telegram) -> None:
    pace = Pace(Limits(per_second=20, burst=1, kept=0))
    await pace(telegram, BOT, to(ZOE))
    given_up = asyncio.create_task(letter(pace, telegram, OTHERS, 0))
    patient = asyncio.create_task(letter(pace, telegram, OTHERS + 1, 1))
    await asyncio.sleep(0)
    given_up.cancel()
    await patient
    assert telegram.chats == [ZOE, OTHERS + 1]


async def test_an_album_counts_as_its_pictures(telegram: Telegram) -> None:
    pace = Pace(Limits(chat_interval=0.05, chat_burst=2))
    pictures: Any = [InputMediaPhoto(media="1"), InputMediaPhoto(media="2")]
    before = time.monotonic()
    for number in range(3):
        async with pace.letter(ZOE, 1, number):
            await pace(telegram, BOT, SendMediaGroup(chat_id=ZOE, media=pictures))
    assert time.monotonic() - before >= 4 * 0.05


async def test_a_letter_s_further_messages_wait_like_it(telegram: Telegram) -> None:
    pace = Pace(Limits(chat_interval=0.05, chat_burst=1))
    before = time.monotonic()
    async with pace.letter(ZOE, 1, 1):
        await pace(telegram, BOT, to(ZOE))
        await pace(telegram, BOT, EditMessageText(chat_id=ZOE, message_id=1, text="…"))
        await pace(telegram, BOT, to(OTHERS))
    assert time.monotonic() - before >= 0.05
    assert telegram.chats == [ZOE, ZOE, OTHERS]
