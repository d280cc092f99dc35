"""The fixture of all stories."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache

import pytest

from main import spare_the_collector
from sandbox import Sandbox
from storage.database import Database
from tests.journeys.network import TOKEN, Clock, Network
from tests.keys import KEYS
from tests.thrift import routers_built_once


@pytest.fixture(scope="session", autouse=True)
def spared() -> None:
    """As in the running bot: a sixth of what a story costs."""
    spare_the_collector()


@pytest.fixture(scope="session", autouse=True)
def one_certificate_store() -> Iterator[None]:
    """Each client of each bot that starts would read a hundred certificates anew, and a story's Telegram uses none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def routers() -> Iterator[None]:
    """Those of one bot serve the next one."""
    with routers_built_once():
        yield


@pytest.fixture
async def network(database_url: str) -> AsyncIterator[Network]:
    """A network with a running bot, on one of the databases; an administrator and nobody else in it."""
    clock = Clock()
    database = Database(database_url, KEYS)
    async with Sandbox(clock=clock) as telegram:
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN, first_name="Solidarity")
        administrator = telegram.create_person("Ada", last_name="Ministrator", language="en")
        network = Network(telegram, bot, database, clock, administrator)
        await network.start()
        yield network
        await network.stop()
        assert not telegram.unknown_methods
        assert not telegram.unseen_answers
    await database.close()
