"""Debian's chromium, without a window: for the tests, and for the benchmark of the page."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = "chromium is not there, or not all that its driver needs (on Debian: apt-get install chromium libatomic1)"


def is_here() -> bool:
    """Whether it can be launched: it is there, and the driver's own Node.js finds its libraries."""
    if shutil.which("chromium") is None:
        return False
    asked = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603 - all of it stands here


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
