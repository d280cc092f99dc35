"""Updates that are delivered to a web address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiogram
import pytest
from aiogram import types
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox import Person, Sandbox
from tests.sandbox.checking import eventually
from tests.sandbox.conftest import Call

Reply = Callable[[dict[str, Any]], Awaitable[web.Response]]


async def fine(update: dict[str, Any]) -> web.Response:
    return web.Response()


class Hook:
    """A bot's web server."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.reply: Reply = fine
        self.url = ""
        self._changed = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        async with self._changed:
            self.received.append(update)
            self.headers.append(dict(request.headers))
            self._changed.notify_all()
        return await self.reply(update)

    async def has(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many have come."""
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= count)
        return self.received


@pytest.fixture
async def hook(telegram: Sandbox) -> AsyncIterator[Hook]:
    telegram.webhook_delay = 0.01
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_are_delivered(call: Call, zoe: Person, hook: Hook) -> None:
    await zoe.says("before")
    assert (await call("setWebhook", url=hook.url, secret_token="se-cret_1")).result is True
    await zoe.says("after")
    assert texts(await hook.has(2)) == ["before", "after"]
    assert {headers["X-Telegram-Bot-Api-Secret-Token"] for headers in hook.headers} == {"se-cret_1"}
    info = (await call("getWebhookInfo")).result
    assert (info["url"], info["max_connections"]) == (hook.url, 40)


async def test_so_is_half_of_a_pair_of_surrogates(call: Call, telegram: Sandbox, hook: Hook) -> None:
    await call("setWebhook", url=hook.url)
    for name in ("Half \ud83d", "Whole 😀"):
        await telegram.create_person(name).says("/start")
    assert [update["message"]["from"]["first_name"] for update in await hook.has(2)] == ["Half \ud83d", "Whole 😀"]


async def test_they_are_retried_in_order(call: Call, zoe: Person, hook: Hook) -> None:
    async def twice_broken(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if len(hook.received) <= 2 else 200)

    hook.reply = twice_broken
    await call("setWebhook", url=hook.url)
    await zoe.says("one")
    await zoe.says("two")
    assert texts(await hook.has(4)) == ["one", "one", "one", "two"]
    info = (await call("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_retry_after_is_honoured(call: Call, zoe: Person, hook: Hook) -> None:
    async def busy(update: dict[str, Any]) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "1"}) if len(hook.received) == 1 else web.Response()

    hook.reply = busy
    await call("setWebhook", url=hook.url)
    begun = asyncio.get_running_loop().time()
    await zoe.says("one")
    await hook.has(2)
    assert asyncio.get_running_loop().time() - begun >= 1


async def test_a_message_and_a_tap_overlap_but_messages_of_a_chat_do_not(
    call: Call, zoe: Person, mo: Person, hook: Hook
) -> None:
    await zoe.says("/start")
    markup = {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}
    await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=markup)
    release = asyncio.Event()

    async def slow(update: dict[str, Any]) -> web.Response:
        await release.wait()
        return web.Response()

    hook.reply = slow
    await call("setWebhook", url=hook.url, drop_pending_updates=True)
    await zoe.says("one")
    await zoe.says("two")
    await zoe.taps("Tap", wait=False)
    await mo.says("three")
    at_once = await hook.has(3)
    assert len(at_once) == 3
    assert [update["message"]["text"] for update in at_once if "message" in update] == ["one", "three"]
    release.set()
    await hook.has(4)


async def test_polling_and_webhooks_exclude_each_other(call: Call, telegram: Sandbox, hook: Hook) -> None:
    poll = asyncio.ensure_future(call("getUpdates", timeout=50))
    await eventually(lambda: telegram.bots[0].updates.polled)
    await call("setWebhook", url=hook.url)
    assert (await poll).refusal == "Conflict: terminated by setWebhook request"
    answer = await call("getUpdates")
    assert answer.status == 409
    assert answer.refusal.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert (await call("setWebhook", url="")).result is True
    assert (await call("getUpdates")).result == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "ftp://example.org"}, "invalid webhook URL specified"),
        ({"url": "http://:0"}, "invalid webhook URL specified"),
        ({"url": "http://[x"}, "invalid webhook URL specified"),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "http://127.0.0.1/", "secret_token": "é"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "allowed_updates": "message"}, "can't parse allowed updates JSON object"),
        ({"url": "http://127.0.0.1/", "allowed_updates": {"a": 1}}, "expected an Array of allowed updates"),
    ],
)
async def test_addresses_are_refused(call: Call, params: dict[str, Any], refusal: str) -> None:
    assert (await call("setWebhook", **params)).refusal == f"Bad Request: {refusal}"


async def test_an_address_where_nobody_is(call: Call, telegram: Sandbox, zoe: Person, hook: Hook) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/")
    await zoe.says("Hello")
    await eventually(lambda: "last_error_message" in (telegram.bots[0].webhook or {}))
    info = (await call("getWebhookInfo")).result
    assert info["last_error_message"].startswith("Connection failed")
    assert info["pending_update_count"] == 1
    await call("setWebhook", url=hook.url)
    assert texts(await hook.has(1)) == ["Hello"]


async def test_an_answer_may_be_a_call(call: Call, telegram: Sandbox, zoe: Person, hook: Hook) -> None:
    async def answering(update: dict[str, Any]) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": zoe.id, "text": "From the hook"})

    hook.reply = answering
    await call("setWebhook", url=hook.url)
    await zoe.says("Hello")
    await zoe.sees("From the hook")


async def test_an_update_comes_again(call: Call, telegram: Sandbox, zoe: Person, hook: Hook) -> None:
    await call("setWebhook", url=hook.url)
    await zoe.says("Hello")
    await hook.has(1)
    telegram.resend_last_update()
    first, second = await hook.has(2)
    assert first == second


async def test_aiogram_behind_a_webhook(telegram: Sandbox, aiogram_bot: aiogram.Bot, zoe: Person) -> None:
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> Any:
        if message.photo:
            picture = types.BufferedInputFile(b"a file", "answer.txt")
            return message.answer_document(picture, caption="A document")
        return message.answer(f"You said {message.text}")

    app = web.Application()
    SimpleRequestHandler(dispatcher, aiogram_bot, handle_in_background=False, secret_token="secret").register(app, "/")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await aiogram_bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/", secret_token="secret")
    await zoe.says("Hello")
    await zoe.sees("You said Hello")
    await zoe.sends_photo()
    seen = await zoe.sees("A document")
    assert seen.document
    assert seen.document["file_name"] == "answer.txt"
    await aiogram_bot.delete_webhook()
    await runner.cleanup()
