"""Debian's chromium, without a window: for the tests, and for the benchmark of the page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = "there is no chromium (on Debian: apt-get install chromium)"


def is_here() -> bool:
    """Whether it can be launched."""
    return shutil.which("chromium") is not None


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A running browser. Raises FileNotFoundError where there is none."""
    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()
