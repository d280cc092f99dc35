"""The bot as anybody starts it, `main.py run`, against Bot API servers that are not our sandbox."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from storage.database import migrate
from tests.keys import KEY, KEYS

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456:AAE-invented"
PATIENCE_SECONDS = 100
START = {
    "update_id": 700,
    "message": {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": 5, "type": "private", "first_name": "Zoé"},
        "from": {"id": 5, "is_bot": False, "first_name": "Zoé", "language_code": "fr"},
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    },
}


@dataclass
class Minimal:
    """A Bot API server of three methods. What it does not know is a 404; long polls are not held."""

    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    awake: bool = True
    token: str = TOKEN
    unknown: Callable[[], web.Response] = lambda: web.json_response(
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"}, status=404
    )
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request, whatever its form."""
        method = request.match_info["method"]
        self.asked.append(method)
        if not self.awake:
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if request.match_info["token"] != self.token:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        form = await request.post()
        result: Any
        if method == "getUpdates":
            result = [START] if int(str(form.get("offset", 0))) <= START["update_id"] else []  # type: ignore[operator]
        elif method == "getMe":
            result = {"id": 123456, "is_bot": True, "first_name": "Solidarity", "username": "solidarity_bot"}
        elif method == "sendMessage":
            self.sent.append(str(form["text"]))
            chat = {"id": int(str(form["chat_id"])), "type": "private", "first_name": "Zoé"}
            result = {"message_id": 100 + len(self.sent), "date": 1_790_000_001, "chat": chat, "text": self.sent[-1]}
        else:
            return self.unknown()
        return web.json_response({"ok": True, "result": result})


@pytest.fixture
async def server() -> AsyncIterator[Minimal]:
    """The server, below a path of its own."""
    minimal = Minimal()
    application = web.Application()
    application.router.add_route("*", "/some/prefix/bot{token}/{method}", minimal.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    minimal.url = f"http://127.0.0.1:{runner.addresses[0][1]}/some/prefix"
    yield minimal
    await runner.cleanup()


async def started(tmp_path: Path, api: str, **settings: str) -> Process:
    """`main.py run` in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3",
        "ENCRYPTION_KEY": KEY.written(),
        **settings,
    }
    command = (str(ROOT / "main.py"), "run", "--env-file", str(tmp_path / "none.env"))
    return await asyncio.create_subprocess_exec(sys.executable, *command, env=environment, stderr=PIPE)


async def until(condition: Callable[[], object]) -> None:
    """Wait for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.05)


async def stopped(process: Process) -> str:
    """Ask it to finish; return what it has logged."""
    process.send_signal(signal.SIGTERM)
    return await ended(process, 0)


async def ended(process: Process, code: int) -> str:
    """Wait for its end; return what it has logged."""
    _, logged = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    assert process.returncode == code, logged.decode()
    return logged.decode()


async def test_a_server_with_three_methods_is_enough_to_be_answered(server: Minimal, tmp_path: Path) -> None:
    process = await started(tmp_path, server.url)
    try:
        await until(lambda: server.sent)
    finally:
        logged = await stopped(process)
    assert "Quelle langue" in server.sent[0]
    assert "menu not changed" in logged
    assert "Traceback" not in logged
    assert server.asked.count("getUpdates") < 200  # it answers at once, and is not asked all the time


async def test_a_server_that_says_unknown_in_its_own_words(server: Minimal, tmp_path: Path) -> None:
    server.unknown = lambda: web.json_response({"message": "no such method"}, status=500)
    process = await started(tmp_path, server.url)
    try:
        await until(lambda: server.sent)
    finally:
        await stopped(process)


async def test_telegram_is_down_when_the_bot_starts(server: Minimal, tmp_path: Path) -> None:
    server.awake = False
    process = await started(tmp_path, server.url)
    try:
        await until(lambda: server.asked.count("getUpdates") >= 2)
        server.awake = True
        await until(lambda: server.sent)
    finally:
        await stopped(process)


async def test_it_stops_at_once_while_telegram_is_down(tmp_path: Path) -> None:
    process = await started(tmp_path, "http://127.0.0.1:9")
    assert process.stderr is not None
    while b"no updates" not in await process.stderr.readline():
        pass
    before = time.monotonic()
    await stopped(process)
    assert time.monotonic() - before < 15  # pauses in an outage are longer


async def test_a_wrong_token_is_said_in_one_sentence(server: Minimal, tmp_path: Path) -> None:
    server.token = "another"
    logged = await ended(await started(tmp_path, server.url), 1)
    assert "BOT_TOKEN is not accepted by Telegram" in logged
    assert "Traceback" not in logged


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite:////no/such/folder/bot.sqlite3", "OperationalError"),
        ("postgresql://ada:hunter2@127.0.0.1:9/network", "ConnectionRefusedError"),
    ],
)
async def test_a_database_that_is_not_there_is_said_in_one_sentence(url: str, kind: str, tmp_path: Path) -> None:
    logged = await ended(await started(tmp_path, "http://127.0.0.1:9", DATABASE_URL=url), 1)
    assert logged.startswith(f"The database of DATABASE_URL can't be opened ({kind}). For SQLite: ")  # no other words
    assert len(logged.splitlines()) == 1
    assert "hunter2" not in logged
    assert "127.0.0.1" not in logged


async def test_a_database_of_a_newer_version_is_said_in_one_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newer.sqlite3"
    await migrate(url, KEYS)
    with closing(sqlite3.connect(tmp_path / "newer.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    logged = await ended(await started(tmp_path, "http://127.0.0.1:9", DATABASE_URL=url), 1)
    assert "belongs to a newer version of the bot" in logged
    assert len(logged.splitlines()) == 1
