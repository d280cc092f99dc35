"""The demo, as a newcomer starts it: it plays to the end, stays, and ends cleanly."""

from __future__ import annotations

import asyncio
import io
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from demo import play, stage
from main import _serve

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
    assert max(len(line) for line in transcript.splitlines()) <= 110  # the curl line


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


async def test_the_demo_plays_to_the_end(tmp_path: Path) -> None:
    process = await demo(tmp_path, "--no-stay")
    output, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert_complete(output.decode())
    assert "\x1b" not in output.decode()
    assert_nothing_is_left(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_stays_until_it_is_told(tmp_path: Path, number: signal.Signals) -> None:
    process = await demo(tmp_path)
    assert process.stdout is not None
    text = ""
    while "Ctrl-C" not in text:
        line = await process.stdout.readline()
        assert line, text
        text += line.decode()
    said, read = re.findall(r"http://127\.0\.0\.1:\d+/sandbox/[^\s']+", text)
    async with aiohttp.ClientSession() as session:
        async with session.post(said, json={"text": "/help"}) as response:
            assert response.status == 200
        async with session.get(read) as response:
            assert "Léa Exemple: /help" in await response.text()
        assert await the_bot_answers(session, said.removesuffix("/says"))
    process.send_signal(number)
    _rest, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert_nothing_is_left(tmp_path)


async def test_a_taken_port_is_said_and_another_one_found() -> None:
    out = io.StringIO()
    other = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    async with other:
        assert await play(_serve, host="127.0.0.1", port=port, stay=False, out=out) == 0
    assert f"Port {port} is not free" in out.getvalue()
    assert_complete(out.getvalue())


async def test_a_host_that_is_not_here_is_said() -> None:
    out = io.StringIO()
    assert await play(_serve, host="192.0.2.1", port=0, stay=False, out=out) == 1
    assert "can't listen on 192.0.2.1" in out.getvalue()


async def test_a_step_that_fails_is_named_with_the_chat_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def no_bot(_api_url: str, _token: str, _administrator: int) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(stage, "PATIENCE", 0.05)
    out = io.StringIO()
    assert await play(no_bot, host="127.0.0.1", port=0, stay=False, out=out) == 1
    assert "stopped in the scene “1. Ada sets the network up”" in out.getvalue()
    assert "Ada Ministrator waited" in out.getvalue()
    assert "──── Moderators' chat ────" in out.getvalue()
