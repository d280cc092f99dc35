"""The demo, as a newcomer starts it: it opens its page or tells its story, and ends cleanly."""

from __future__ import annotations

import asyncio
import io
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from demo import show, showing, stage, tell
from demo.people import VOLUNTEERS
from demo.serving import Served
from demo.showing import BEFOREHAND
from main import _serve
from tests.journeys.network import until

ROOT = Path(__file__).parents[2]
SCENES = (
    "1. Ada sets the network up",
    "2. Olivia becomes an operator",
    "3. Léa becomes a helper",
    "4. Mieke checks who Léa is",
    "5. The phone rings",
    "6. Two helpers are asked, and Léa takes it",
    "7. Olivia calls back",
    "8. Léa helps",
)

ELSEWHERE = {  # what desktops, containers and other programs set, which is no business of the demo
    "LANGUAGE": "en_US:en",
    "LOG_LEVEL": "INFO",
    "GEOCODER": "nominatim",
    "COUNTRY": "FR",
}


async def demo(folder: Path, *options: str) -> asyncio.subprocess.Process:
    """`main.py demo` with a folder of its own for temporary files."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "main.py",
        "demo",
        "--port=0",
        *options,
        cwd=ROOT,
        env={"TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8", **ELSEWHERE},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def assert_complete(transcript: str) -> None:
    """Every scene is there, in order, and what the story turns on."""
    places = [transcript.index(f"── {scene} ─") for scene in SCENES]
    assert places == sorted(places)
    register, review, publish, accept, end = places[2], places[3], places[4], places[5], places[6]
    assert "Léa → the bot: /start" in transcript[register:review]
    assert transcript[review:publish].count("the bot deletes, in the chat with Léa: «a picture»") == 2
    assert transcript[review:publish].count("the bot deletes, in the moderators' chat") == 2
    before, _tap, after = transcript[accept:end].partition("Léa taps [")
    assert "the bot → Tom" in before
    offer = before[before.index("the bot → Léa") :].split("\n\n")[0]
    for secret in ("Josée", "0470 00 01 42", "Rue de l'Exemple"):
        assert secret not in offer
        assert secret in after
    assert "14,30" in transcript[places[7] :]
    assert max(len(line) for line in transcript.splitlines()) <= 100


def has_a_database(folder: Path) -> bool:
    """Whether the bot has begun to set itself up there."""
    return bool([*folder.rglob("*.sqlite3")])


def assert_nothing_is_left(folder: Path) -> None:
    """No temporary file."""
    assert not [*folder.iterdir()]


async def the_bot_answers(session: aiohttp.ClientSession, person: str) -> bool:
    """Whether a tap on a button in somebody's chat is answered; `person` is their address."""
    async with session.get(f"{person}/chat") as response:
        messages = [one["message"] for one in (await response.json())["messages"]]
    tap = next(
        {"message_id": message["message_id"], "data": button["callback_data"]}
        for message in messages
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if button.get("callback_data") == "n:around"
    )
    async with session.post(f"{person}/taps", json=tap) as response:
        return response.status == 200


async def test_the_story_is_told_to_the_end(tmp_path: Path) -> None:
    process = await demo(tmp_path, "--tell")
    output, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert_complete(output.decode())
    assert "\x1b" not in output.decode()
    assert_nothing_is_left(tmp_path)


async def lines_until(process: asyncio.subprocess.Process, end: str) -> str:
    """What it writes, up to the line that holds this."""
    assert process.stdout is not None
    text = ""
    while end not in text:
        line = await process.stdout.readline()
        assert line, text
        text += line.decode()
    return text


async def ends_cleanly(process: asyncio.subprocess.Process, number: signal.Signals, folder: Path) -> None:
    """Told to end, it does, and leaves nothing behind."""
    process.send_signal(number)
    _rest, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert_nothing_is_left(folder)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_page_stays_until_it_is_told(tmp_path: Path, number: signal.Signals) -> None:
    process = await demo(tmp_path)
    text = await lines_until(process, "Ctrl-C")
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", text)
    assert f"{len(VOLUNTEERS)} invented helpers" in text
    async with aiohttp.ClientSession(address) as session:
        async with session.get("/") as response:
            assert response.status == 200
        async with session.get("/sandbox/map") as response:
            shown = await response.json()
        assert len(shown["helpers"]) == len(VOLUNTEERS) + 1
        assert f"{len(shown['missions'])} missions wait" in text
        free = next(one["person_id"] for one in shown["helpers"] if one["state"] == "free")
        assert await the_bot_answers(session, f"/sandbox/people/{free}")
    await ends_cleanly(process, number, tmp_path)


async def test_it_says_so_when_the_bot_ends_of_itself(tmp_path: Path) -> None:
    process = await demo(tmp_path)
    text = await lines_until(process, "Ctrl-C")
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", text)
    revoked = {"kind": "error", "methods": ["getUpdates"], "status": 401, "description": "Unauthorized"}
    async with aiohttp.ClientSession(address) as session, session.post("/sandbox/faults", json=revoked) as response:
        assert response.status == 200
    output, errors = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 1
    assert "The bot has ended of itself" in output.decode()
    assert "TelegramUnauthorizedError" in errors.decode()
    assert_nothing_is_left(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_while_it_is_being_set_up(tmp_path: Path, number: signal.Signals) -> None:
    process = await demo(tmp_path)
    await lines_until(process, BEFOREHAND)
    await until(lambda: has_a_database(tmp_path), seconds=60)
    await ends_cleanly(process, number, tmp_path)


async def test_a_taken_port_is_said_and_another_one_found() -> None:
    out = io.StringIO()
    other = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    async with other:
        assert await tell(_serve, host="127.0.0.1", port=port, out=out) == 0
    assert f"Port {port} is not free" in out.getvalue()
    assert_complete(out.getvalue())


@pytest.mark.parametrize("play", [tell, show])
async def test_a_host_that_is_not_here_is_said(play: Callable[..., Awaitable[int]]) -> None:
    out = io.StringIO()
    assert await play(_serve, host="192.0.2.1", port=0, out=out) == 1
    assert "can't listen on 192.0.2.1" in out.getvalue()


@asynccontextmanager
async def no_bot(*_address: object, **_more: object) -> AsyncIterator[Served]:
    """Nobody answers."""
    yield cast("Served", None)


async def test_a_step_that_fails_is_named_with_the_chat_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PATIENCE", 0.05)
    out = io.StringIO()
    assert await tell(no_bot, host="127.0.0.1", port=0, out=out) == 1
    assert "stopped in the scene “1. Ada sets the network up”" in out.getvalue()
    assert "Ada Ministrator waited" in out.getvalue()
    assert "──── Moderators' chat ────" in out.getvalue()


async def test_a_network_that_cannot_be_set_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PATIENCE", 0.05)
    out = io.StringIO()
    assert await show(no_bot, host="127.0.0.1", port=0, out=out) == 1
    assert "could not be set up. Ada Ministrator waited" in out.getvalue()


class Terminal(io.StringIO):
    """A terminal, or a file."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "desktop", "opens"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_a_browser_is_opened_where_somebody_sits_in_front_of_one(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, desktop: bool, opens: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    if desktop:
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert showing._has_a_browser(Terminal(terminal=terminal)) is opens
