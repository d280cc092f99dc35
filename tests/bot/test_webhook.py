"""The door for Telegram, as somebody would try it who is not Telegram, and as Telegram does."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiohttp import ClientResponse, ClientSession
from structlog.testing import capture_logs

from bot import webhook
from bot.webhook import SECRET_HEADER, Webhook
from sandbox import Sandbox
from storage.errors import Unavailable
from tests.bot.test_malformed import MALFORMED
from tests.journeys.network import until

SECRET = "a-secret_1"
CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1_700_000_000, "chat": CHAT, "from": {"id": 5, "is_bot": False, "first_name": "Z"}}


@dataclass
class Door:
    """A bot that listens, remembers what it heard, and a client that knocks."""

    telegram: Sandbox
    client: ClientSession
    port: int
    heard: list[str] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    may_finish: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: int = 700

    async def hear(self, message: Message) -> None:
        """The one handler."""
        text = message.text or ""
        self.began.append(text)
        if text == "boom":
            raise RuntimeError("boom")
        if text == "database away" and self.began.count(text) < 3:
            raise Unavailable("away")
        if text.startswith("slow"):
            await self.may_finish.wait()
        self.heard.append(text)

    def update(self, text: str) -> bytes:
        """An update with this text."""
        self.numbers += 1
        return json.dumps({"update_id": self.numbers, "message": {**MESSAGE, "text": text}}).encode()

    async def knock(
        self,
        body: bytes | AsyncIterator[bytes] = b"{}",
        secret: str | None = SECRET,
        path: str = "/hook",
        method: str = "POST",
        **more: Any,
    ) -> ClientResponse:
        """Send something to the door; what comes back is read."""
        headers = {"Content-Type": "application/json", **more.pop("headers", {})}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.client.request(
            method, url, data=BytesIO(body) if isinstance(body, bytes) else body, headers=headers, **more
        ) as answer:
            assert await answer.read() == b""
            assert "Server" not in answer.headers
            return answer


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Sandbox() as telegram, ClientSession() as client:
        telegram.webhook_delay = 0.01
        telegram.create_bot("door_bot", token="42:TEST")
        door = Door(telegram, client, free_port())
        async for opened in opening(door):
            yield opened


async def opening(door: Door, secret: str = SECRET) -> AsyncIterator[Door]:
    """The door for as long as this lasts."""
    from bot.app import make_bot  # noqa: PLC0415
    from bot.settings import given  # noqa: PLC0415

    bot: Bot = make_bot(given(bot_token="42:TEST", telegram_api_url=door.telegram.url))
    dispatcher = Dispatcher()
    dispatcher.message.register(door.hear)
    url = f"http://127.0.0.1:{door.port}/hook"
    listening = Webhook(bot, dispatcher, url=url, secret=secret, host="127.0.0.1", port=door.port)
    running = asyncio.create_task(listening.run())
    await until(lambda: door.telegram.bots[0].webhook is not None or running.done())
    yield door
    listening.stop()
    await running
    await bot.session.close()


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (401, {"secret": None}),
        (401, {"secret": ""}),
        (401, {"secret": "a-secret_2"}),
        (401, {"secret": SECRET + "x"}),
        (401, {"secret": SECRET[:-1]}),
        (401, {"secret": "é"}),
        (401, {"secret": "x" * 4_000}),
        (401, {"secret": None, "body": b"x" * (2 << 20)}),
        (404, {"path": "/"}),
        (404, {"path": "/hook/"}),
        (404, {"path": "/hook/../hook2"}),
        (404, {"path": "/.env"}),
        (405, {"method": "GET"}),
        (405, {"method": "PUT"}),
        (405, {"method": "DELETE"}),
        (405, {"method": "HEAD"}),
        (415, {"headers": {"Content-Type": "text/plain"}}),
        (415, {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": b"payload={}"}),
        (413, {"body": b'"' + b"x" * (2 << 20) + b'"'}),
        (200, {"body": b""}),
        (200, {"body": b"{"}),
        (200, {"body": b"\xff\xfe"}),
        (200, {"body": b"[" * 200_000}),
        (200, {"body": b'{"update_id":' + b"9" * 5_000 + b"}"}),
        (200, {"body": gzip.compress(b"{}" * 100_000), "headers": {"Content-Encoding": "gzip"}}),
    ],
)
async def test_whoever_is_not_telegram_hears_a_number_and_nothing_happens(
    door: Door, status: int, asked: dict[str, Any]
) -> None:
    answer = await door.knock(**asked)
    assert answer.status == status
    assert door.began == []
    assert (await door.knock(door.update("still there"))).status == 200
    assert door.heard == ["still there"]


@pytest.mark.parametrize("kind", MALFORMED)
async def test_what_is_malformed_is_taken_and_forgotten(door: Door, kind: str) -> None:
    body = MALFORMED[kind].replace("{update_id}", "900")
    with capture_logs() as logs:
        assert (await door.knock(body.encode())).status == 200
    assert not [one for one in logs if one["log_level"] in {"error", "critical"}]
    assert "Josée" not in repr(logs)


async def test_a_body_in_chunks_without_end_is_cut_off(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    assert (await door.knock(endless())).status == 413


async def test_a_body_that_does_not_come_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"
    writer.write(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
    async with asyncio.timeout(10):
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        await reader.read()
    writer.close()


async def test_slow_strangers_do_not_keep_telegram_waiting(door: Door) -> None:
    strangers = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(200)]
    for _, writer in strangers:
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n")
    async with asyncio.timeout(5):
        assert (await door.knock(door.update("quick"))).status == 200
    for _, writer in strangers:
        writer.close()


async def test_an_update_is_taken_once_however_often_it_is_played_again(door: Door) -> None:
    body = door.update("slow once")
    first, second = (asyncio.create_task(door.knock(body)) for _ in range(2))
    await until(lambda: door.began == ["slow once"])
    door.may_finish.set()
    assert [(await one).status for one in (first, second)] == [200, 200]
    assert (await door.knock(body)).status == 200
    assert door.heard == ["slow once"]


async def test_it_is_taken_only_when_its_effects_are_there(door: Door) -> None:
    asked = asyncio.create_task(door.knock(door.update("slow")))
    await until(lambda: door.began == ["slow"])
    assert not asked.done()
    door.may_finish.set()
    assert (await asked).status == 200


async def test_while_the_database_is_away_it_is_to_come_again(door: Door) -> None:
    body = door.update("database away")
    assert [(await door.knock(body)).status for _ in range(4)] == [503, 503, 200, 200]
    assert door.heard == ["database away"]


async def test_what_fails_in_a_handler_does_not_come_for_ever(door: Door) -> None:
    assert (await door.knock(door.update("boom"))).status == 200


async def test_whoever_hangs_up_does_not_stop_what_was_begun(door: Door) -> None:
    asked = asyncio.create_task(door.knock(door.update("slow goodbye")))
    await until(lambda: door.began == ["slow goodbye"])
    asked.cancel()
    door.may_finish.set()
    await until(lambda: door.heard == ["slow goodbye"])


async def test_without_a_secret_one_is_made_up() -> None:
    async with Sandbox() as telegram, ClientSession() as client:
        bot = telegram.create_bot("door_bot", token="42:TEST")
        door = Door(telegram, client, free_port())
        async for opened in opening(door, secret=""):
            assert bot.webhook is not None
            assert len(bot.webhook["secret"]) >= 32
            assert (await opened.knock(opened.update("x"), secret="")).status == 401
            zoe = telegram.create_person("Zoé")
            await zoe.says("by Telegram")
            await until(lambda: door.heard == ["by Telegram"])
