"""What goes wrong on request."""

from __future__ import annotations

import asyncio
from typing import Any

import aiogram
import aiohttp
import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from sandbox import Person, Sandbox
from tests.sandbox.checking import eventually
from tests.sandbox.conftest import TOKEN, Call


@pytest.fixture(autouse=True)
async def _started(zoe: Person) -> None:
    await zoe.says("/start")


def heard(zoe: Person) -> list[str | None]:
    """What the bot's messages say."""
    return [message.text for message in zoe.messages() if message.by_bot]


async def send(call: Call, zoe: Person, text: str = "Hello") -> Any:
    return await call("sendMessage", chat_id=zoe.id, text=text)


async def test_an_error_without_effect(call: Call, telegram: Sandbox, zoe: Person) -> None:
    fault = telegram.faults.add("error", status=500, description="Internal Server Error")
    answer = await send(call, zoe)
    assert (answer.status, answer.refusal) == (500, "Internal Server Error")
    assert heard(zoe) == []
    assert (await send(call, zoe)).status == 200
    assert fault.happened == 1


async def test_an_error_after_the_effect(call: Call, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("error_after")
    answer = await send(call, zoe)
    assert (answer.status, answer.refusal) == (502, "Bad Gateway")
    assert heard(zoe) == ["Hello"]


async def test_a_flood(call: Call, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("flood", wait=17)
    answer = await send(call, zoe)
    assert (answer.status, answer.refusal) == (429, "Too Many Requests: retry after 17")
    assert answer.body["parameters"] == {"retry_after": 17}
    assert answer.headers["Retry-After"] == "17"


@pytest.mark.parametrize(("kind", "effect"), [("drop", []), ("drop_after", ["Hello"])])
async def test_a_dropped_connection(call: Call, telegram: Sandbox, zoe: Person, kind: Any, effect: list[str]) -> None:
    telegram.faults.add(kind)
    with pytest.raises(aiohttp.ClientError):
        await send(call, zoe)
    assert heard(zoe) == effect
    assert (await send(call, zoe)).status == 200


@pytest.mark.parametrize(("kind", "effect"), [("hang", []), ("hang_after", ["Hello"])])
async def test_no_answer(
    telegram: Sandbox, http: aiohttp.ClientSession, zoe: Person, kind: Any, effect: list[str]
) -> None:
    telegram.faults.add(kind)
    with pytest.raises(TimeoutError):
        await http.post(
            f"{telegram.url}/bot{TOKEN}/sendMessage",
            json={"chat_id": zoe.id, "text": "Hello"},
            timeout=aiohttp.ClientTimeout(total=0.1),
        )
    assert heard(zoe) == effect


async def test_late_effects_and_late_answers(call: Call, telegram: Sandbox, zoe: Person) -> None:
    fault = telegram.faults.add("delay", wait=0.05)
    late = asyncio.ensure_future(send(call, zoe, "late"))
    await eventually(lambda: fault.happened)
    assert heard(zoe) == []
    assert (await late).status == 200
    telegram.faults.add("delay_after", wait=0.05)
    answered_late = asyncio.ensure_future(send(call, zoe, "early"))
    await zoe.sees("early")
    assert not answered_late.done()
    assert (await answered_late).status == 200
    assert heard(zoe) == ["late", "early"]


async def test_only_what_is_named(call: Call, telegram: Sandbox, zoe: Person, mo: Person) -> None:
    await mo.says("/start")
    telegram.faults.add("error", methods="SendMessage", chats=zoe.id, times=2)
    assert (await send(call, mo)).status == 200
    assert (await call("getMe")).status == 200
    assert [(await send(call, zoe)).status for _ in range(3)] == [502, 502, 200]


async def test_for_a_while(call: Call, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("error", seconds=0.05)
    assert (await send(call, zoe)).status == 502
    assert (await send(call, zoe)).status == 502
    await eventually(lambda: not list(telegram.faults))
    assert (await send(call, zoe)).status == 200


async def test_until_cleared(call: Call, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("error", times=None)
    assert [(await send(call, zoe)).status for _ in range(5)] == [502] * 5
    assert len(list(telegram.faults)) == 1
    telegram.faults.clear()
    assert (await send(call, zoe)).status == 200


async def test_polling_is_struck_as_well(call: Call, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("drop_after", methods="getUpdates")
    with pytest.raises(aiohttp.ClientError):
        await call("getUpdates")
    assert len((await call("getUpdates")).result) == 1


def test_an_unknown_fault(telegram: Sandbox) -> None:
    with pytest.raises(ValueError, match="there is no fault 'earthquake'"):
        telegram.faults.add("earthquake")  # type: ignore[arg-type]


async def test_aiogram_recognises_them(aiogram_bot: aiogram.Bot, telegram: Sandbox, zoe: Person) -> None:
    telegram.faults.add("flood", wait=3)
    with pytest.raises(TelegramRetryAfter) as flood:
        await aiogram_bot.send_message(zoe.id, "Hello")
    assert flood.value.retry_after == 3
    telegram.faults.add("error")
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await aiogram_bot.send_message(zoe.id, "Hello")
    telegram.faults.add("drop")
    with pytest.raises(TelegramNetworkError):
        await aiogram_bot.send_message(zoe.id, "Hello")


async def test_calls_are_kept(call: Call, telegram: Sandbox, zoe: Person) -> None:
    await send(call, zoe)
    await call("sendMessage", chat_id=1, text="Hello")
    sent, refused = list(telegram.calls)[-2:]
    assert (sent.method, sent.params["text"], sent.status, sent.result["text"]) == (
        "sendMessage",
        "Hello",
        200,
        "Hello",
    )
    assert (refused.status, refused.result, refused.description) == (400, None, "Bad Request: chat not found")


async def test_the_sandbox_closes_while_calls_hang(http: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(3):
        async with Sandbox() as telegram:
            bot = telegram.create_bot("hanging_bot", token="43:TEST")
            telegram.faults.add("hang", methods="getMe")
            fault = telegram.faults.add("delay", methods="getChat", wait=60)
            url = f"{telegram.url}/bot43:TEST"
            calls = [asyncio.ensure_future(http.post(f"{url}/{name}")) for name in ("getMe", "getChat")]
            poll = asyncio.ensure_future(http.post(f"{url}/getUpdates", json={"timeout": 50}))
            await eventually(lambda: fault.happened and bot.updates.polled)
        assert (await poll).status == 200
        await asyncio.gather(*calls, return_exceptions=True)
