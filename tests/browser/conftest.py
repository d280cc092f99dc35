"""A browser for each worker, a fresh page for each test, and something for it to show."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal

import aiohttp
import pytest
from playwright.async_api import Browser, BrowserContext, expect

from sandbox import Person, Sandbox
from tests.browser.chromium import MISSING, is_here, launched
from tests.browser.network import PageClock, running
from tests.browser.robot import TOKEN, Robot
from tests.browser.visitor import Visitor
from tests.journeys.network import Network

HERE = Path(__file__).parent
PATIENCE_MS = 30_000
WIDE, NARROW = (1440, 900), (390, 844)

Visit = Callable[..., Awaitable[Visitor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs here is covered by the journeys and by the sandbox's own tests, at a fraction of the cost."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's chromium, without a window."""
    if not is_here():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    async with launched() as running_browser:
        yield running_browser


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """`await visit(url)`: somebody before the page, in a browser that has never been there. What they see without
    having expected it, such as an error on the console, fails the test.
    """
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    async def come(
        url: str,
        *,
        size: tuple[int, int] = WIDE,
        light: Literal["light", "dark"] = "light",
        language: str = "en-GB",
    ) -> Visitor:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=light,
            locale=language,
            reduced_motion="reduce",
            has_touch=size == NARROW,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        visitors.append(visitor := Visitor(await context.new_page()))
        await visitor.opens(url)
        return visitor

    yield come
    surprises = [one for visitor in visitors for one in visitor.surprises]
    for context in contexts:
        await context.close()
    assert not surprises


@pytest.fixture
def database_kind() -> str:
    """The page does not care which."""
    return "sqlite"


@pytest.fixture
async def network(database_url: str) -> AsyncIterator[Network]:
    """A network with a running bot."""
    async with running(database_url) as started:
        yield started


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    """A sandbox without a network."""
    async with Sandbox(PageClock()) as sandbox:
        yield sandbox


@pytest.fixture
async def robot(telegram: Sandbox) -> AsyncIterator[Robot]:
    """A bot that the test plays itself."""
    bot = telegram.create_bot("test_bot", token=TOKEN, first_name="Robot")
    async with aiohttp.ClientSession() as session:
        yield Robot(telegram, bot, session)


@pytest.fixture
async def zoe(telegram: Sandbox, robot: Robot) -> Person:
    """Zoé, who has pressed Start."""
    person = telegram.create_person("Zoé", last_name="Exemple", language="fr", phone="+32470123456")
    await person.says("/start")
    return person
