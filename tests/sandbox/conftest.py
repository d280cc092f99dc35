"""A sandbox for each test, with a bot, people and a group in it, and the ways to talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiogram
import aiohttp
import pytest
import telegram as ptb
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox import Bot, Group, Person, Sandbox
from tests.conftest import Clock

TOKEN = "42:TEST"


@dataclass(frozen=True)
class Answer:
    """What the Bot API answered to a raw call."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def result(self) -> Any:
        """Of a call that succeeded."""
        assert self.status == 200, self.body
        assert self.body["ok"] is True
        return self.body["result"]

    @property
    def refusal(self) -> str:
        """Of a call that was refused."""
        assert self.body["ok"] is False
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


Call = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[Sandbox]:
    """A test that calls a method which doesn't exist here fails, unless it clears `unknown_methods`."""
    async with Sandbox(clock) as sandbox:
        yield sandbox
    assert sandbox.unknown_methods == []


@pytest.fixture
def bot(telegram: Sandbox) -> Bot:
    return telegram.create_bot("solidarity_bot", token=TOKEN, first_name="Solidarity")


@pytest.fixture
def zoe(telegram: Sandbox, bot: Bot) -> Person:
    return telegram.create_person(
        "Zoé", last_name="Exemple", language="fr", phone="+32470123456", location=(50.85, 4.35)
    )


@pytest.fixture
def mo(telegram: Sandbox, bot: Bot) -> Person:
    return telegram.create_person("Mo", username="mo_example", language="nl", phone="+32470654321")


@pytest.fixture
def group(telegram: Sandbox, bot: Bot, mo: Person) -> Group:
    """A supergroup of Mo's, which the bot administers."""
    group = telegram.create_group("Moderators", owner=mo)
    group.add(bot, administrator=True)
    return group


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(telegram: Sandbox, bot: Bot, http: aiohttp.ClientSession) -> Call:
    """`await call("sendMessage", chat_id=1, text="…")`: a raw call as JSON."""

    async def make(method: str, token: str = TOKEN, /, **params: Any) -> Answer:
        async with http.post(f"{telegram.url}/bot{token}/{method}", json=params) as response:
            return Answer(response.status, await response.json(), dict(response.headers))

    return make


@pytest.fixture
def updates(call: Call) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    """All updates that wait, confirmed at once."""

    async def fetch() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await call("getUpdates")).result
        if found:
            await call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found

    return fetch


@pytest.fixture(scope="session")
async def aiogram_session() -> AsyncIterator[AiohttpSession]:
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture
def aiogram_bot(telegram: Sandbox, bot: Bot, aiogram_session: AiohttpSession) -> aiogram.Bot:
    aiogram_session.api = TelegramAPIServer.from_base(telegram.url)
    return aiogram.Bot(TOKEN, session=aiogram_session)


@pytest.fixture
async def ptb_bot(telegram: Sandbox, bot: Bot) -> AsyncIterator[ptb.Bot]:
    async with ptb.Bot(TOKEN, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot") as client:
        yield client
