"""An update is confirmed when its effects are there, not before; nothing stops the polling for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import Message

from bot import patience
from bot.pace import Pace
from bot.patience import Patience
from bot.polling import Polling
from sandbox import Person, Sandbox
from storage.errors import Unavailable

TOKEN = "42:TEST"


@dataclass
class Line:
    """A sandbox, somebody in it, and a bot that remembers what it heard once it is allowed to finish."""

    telegram: Sandbox
    zoe: Person
    heard: list[str] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    may_finish: asyncio.Event = field(default_factory=asyncio.Event)
    change: asyncio.Condition = field(default_factory=asyncio.Condition)

    def polling(self, token: str = TOKEN) -> tuple[Polling, Bot]:
        """A new process, so to say."""
        bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(self.telegram.url)))
        bot.session.middleware(Patience())
        bot.session.middleware(Pace())
        dispatcher = Dispatcher()
        dispatcher.message.register(self.hear)
        return Polling(bot, dispatcher), bot

    async def hear(self, message: Message) -> None:
        """The one handler."""
        text = message.text or ""
        await self._note(self.began, text)
        if text == "boom":
            raise RuntimeError("boom")
        if text == "database away" and self.began.count(text) < 3:
            raise Unavailable("away")
        if text.startswith("slow"):
            await self.may_finish.wait()
        if text.startswith("answer"):
            try:
                await message.answer(text)
            except TelegramRetryAfter:
                await self._note(self.owed, text)
        await self._note(self.heard, text)

    async def until(self, *texts: str, began: bool = False) -> None:
        """Wait until these have been heard (or begun)."""
        noted = self.began if began else self.heard
        async with self.change, asyncio.timeout(30):
            await self.change.wait_for(lambda: set(texts) <= set(noted))

    async def _note(self, noted: list[str], text: str) -> None:
        async with self.change:
            noted.append(text)
            self.change.notify_all()


async def kill(polling: Polling, running: asyncio.Task[None]) -> None:
    """End it without letting it finish anything."""
    tasks = [running, *polling._in_work.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with Sandbox() as telegram:
        telegram.create_bot("polling_bot", token=TOKEN)
        yield Line(telegram, telegram.create_person("Zoé"))


async def test_a_slow_update_does_not_hold_up_the_others(line: Line) -> None:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("slow")
    await line.until("slow", began=True)
    await line.zoe.says("quick")
    await line.until("quick")
    line.may_finish.set()
    await line.until("slow")
    polling.stop()
    await running
    await bot.session.close()
    assert line.heard == ["quick", "slow"]


async def test_what_was_not_finished_comes_again_after_a_crash(line: Line) -> None:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    for text in ("slow one", "two", "three"):
        await line.zoe.says(text)
    await line.until("two", "three")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot.session.close()

    line.may_finish.set()
    after, other = line.polling()
    running = asyncio.create_task(after.run())
    await line.until("slow one")
    await line.zoe.says("four")
    await line.until("four")
    after.stop()
    await running
    await other.session.close()


async def test_who_sends_a_great_many_does_not_hide_the_others_and_none_is_lost_in_a_crash(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 12.0)
    many = [f"answer {number:03}" for number in range(160)]
    for text in many:
        await line.zoe.says(text)
    await line.telegram.create_person("Bob").says("from Bob")
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    async with asyncio.timeout(8):
        await line.until("from Bob")
    await kill(polling, running)
    await bot.session.close()
    answers = [message.text for message in line.zoe.messages() if message.by_bot]
    assert answers[:3] == many[:3]
    assert answers == [text for text in many if text in answers]
    assert set(answers).isdisjoint(line.owed)

    after, other = line.polling()
    running = asyncio.create_task(after.run())
    await line.until(*many)
    after.stop()
    await running
    assert await other.get_updates(timeout=0) == []
    await other.session.close()


async def test_a_chat_that_telegram_holds_up_does_not_hide_the_others(line: Line) -> None:
    line.telegram.faults.add("flood", methods="sendMessage", wait=15)
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("answer")
    await line.until("answer", began=True)
    bob = line.telegram.create_person("Bob")
    for number in range(120):
        await bob.says(f"{number}")
    async with asyncio.timeout(10):
        await line.until("119")
    assert line.owed == ["answer"]
    polling.stop()
    await running
    await bot.session.close()


async def test_a_graceful_stop_finishes_and_confirms(line: Line) -> None:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("slow goodbye")
    await line.until("slow goodbye", began=True)
    polling.stop()
    line.may_finish.set()
    await running
    assert line.heard == ["slow goodbye"]
    assert await bot.get_updates(timeout=0) == []
    await bot.session.close()


async def test_an_update_delivered_twice_is_handled_once(line: Line) -> None:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("once")
    await line.until("once")
    line.telegram.resend_last_update()
    await line.zoe.says("next")
    await line.until("next")
    polling.stop()
    await running
    await bot.session.close()
    assert line.heard == ["once", "next"]


async def test_outages_and_broken_handlers_are_survived(line: Line) -> None:
    line.telegram.faults.add("error", methods="getUpdates", times=1)
    line.telegram.faults.add("drop", methods="getUpdates", times=1)
    line.telegram.faults.add("flood", methods="getUpdates", times=1, wait=1)
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("boom")
    await line.zoe.says("still there")
    await line.until("still there")
    polling.stop()
    await running
    await bot.session.close()


async def test_an_update_nobody_understands_is_stepped_over(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    await line.zoe.says("before")
    await line.zoe.says("poison")
    await line.zoe.says("after")
    polling, bot = line.polling()
    original = bot.session.check_response

    def poisoned(bot: Bot, method: object, status_code: int, content: str) -> object:
        spoilt = content.replace('"text":"poison"', '"text":{"poison":1}').replace(
            '"text": "poison"', '"text": {"poison": 1}'
        )
        return original(bot, method, status_code, spoilt)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.session, "check_response", poisoned)
    running = asyncio.create_task(polling.run())
    await line.until("before", "after")
    polling.stop()
    await running
    await bot.session.close()
    assert line.heard == ["before", "after"]


async def test_while_the_database_is_away_an_update_waits(line: Line) -> None:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    await line.zoe.says("database away")
    await line.until("database away")
    polling.stop()
    await running
    await bot.session.close()
    assert line.began.count("database away") == 3


async def test_a_wrong_token_ends_it(line: Line) -> None:
    polling, bot = line.polling("43:WRONG")
    with pytest.raises(TelegramUnauthorizedError):
        await polling.run()
    await bot.session.close()
