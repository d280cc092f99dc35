"""The network that stories on the page are about: the bot as `main` composes it, on a clock that the page can move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from demo.network import DemoNetwork
from places import Gazetteer
from sandbox import Sandbox
from sandbox.clock import Clock as Movable
from sandbox.wire import Json
from storage.database import Database
from tests.journeys.network import MONDAY_NOON, TOKEN, Clock, Network
from tests.keys import KEYS


class PageClock(Clock, Movable):
    """It is Monday noon in March whenever a test begins, and the page can move it on, and back to what is real here."""

    def __init__(self) -> None:
        Movable.__init__(self)
        self._beyond = MONDAY_NOON - Movable.__call__(self)

    def __call__(self) -> datetime:
        return Movable.__call__(self) + self._beyond

    @property
    def now(self) -> datetime:
        """The instant it shows."""
        return self()

    @now.setter
    def now(self, instant: datetime) -> None:
        self.move_to(instant)

    def advance(self, by: timedelta) -> None:
        """Move it on."""
        self.move(by)


class NoTour:
    """A tour that nobody takes."""

    state: ClassVar[Json] = {"step": 0, "steps": 5, "phase": "done", "people": [], "target": None}

    async def start(self, language: str) -> None:
        raise NotImplementedError

    async def press(self) -> None:
        raise NotImplementedError

    async def hurry(self) -> None:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError


@asynccontextmanager
async def running(database_url: str) -> AsyncIterator[Network]:
    """A network with a running bot that the page shows; an administrator and nobody else in it."""
    database, clock, gazetteer = Database(database_url, KEYS), PageClock(), Gazetteer()
    async with Sandbox(clock) as telegram:
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN, first_name="Solidarity")
        administrator = telegram.create_person("Ada", last_name="Ministrator", language="en")
        network = Network(telegram, bot, database, clock, administrator)
        await network.start()
        assert network.app is not None
        shown = DemoNetwork(network.app.store, network.app.upkeep, gazetteer, NoTour())
        async with telegram.connected(shown):
            yield network
        await network.stop()
        assert not telegram.unknown_methods
    await database.close()
    gazetteer.close()
