"""The demo's network, as it is when its page is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.app import App
from bot.budget import UNLIMITED
from bot.pace import Pace
from bot.settings import given
from demo.opening import Staff, begin_work, seed_helpers, staff_of
from main import compose
from sandbox import Person, Sandbox
from sandbox.clock import Clock
from storage.database import Database
from storage.unit_of_work import Store


@dataclass(frozen=True)
class Town:
    """Everybody and everything; `missions` are the numbers of those that wait, by language."""

    sandbox: Sandbox
    clock: Clock
    app: App
    staff: Staff
    helpers: list[Person]
    missions: dict[str, int]

    @property
    def mission(self) -> int:
        """The number of the one that waits in Brussels."""
        return self.missions["fr"]

    @property
    def store(self) -> Store:
        """The running bot's."""
        return self.app.store

    def person(self, name: str) -> Person:
        """Somebody by their first name."""
        return next(one for one in self.sandbox.people if one.first_name == name)


@pytest.fixture(scope="session")
def database_kind() -> str:
    """The demo runs on SQLite."""
    return "sqlite"


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """The demo's network at work."""
    async with at_work(database) as town:
        yield town


@asynccontextmanager
async def at_work(database: Database) -> AsyncIterator[Town]:
    """The demo's network on an empty database."""
    clock = Clock()
    async with Sandbox(clock) as sandbox:
        bot = sandbox.create_bot("solidarity_demo_bot")
        staff = staff_of(sandbox)
        settings = given(
            bot_token=bot.token,
            database_url=database.url,
            telegram_api_url=sandbox.url,
            administrators=str(staff.ada.id),
        )
        app = compose(settings, database, clock, Pace(UNLIMITED), {})
        helpers = await seed_helpers(sandbox, app.store, staff)
        running = asyncio.create_task(app.run())
        missions = await begin_work(sandbox, staff)
        yield Town(sandbox, clock, app, staff, helpers, missions)
        app.stop()
        await running
        assert not sandbox.unknown_methods
        assert not sandbox.unseen_answers
