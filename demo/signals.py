"""How a demo ends: on SIGINT or SIGTERM, where it does no harm."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ended(Exception):
    """Somebody wants it to end."""


class Ending:
    """SIGINT and SIGTERM, heeded only where it does no harm: not while the bot starts or stops.

    A second one ends the process at once.
    """

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._heeding: asyncio.Task[object] | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._end)
        try:
            yield
        finally:
            self._let_go()

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Raise Ended when there has been a signal, or comes one."""
        if self._told.is_set():
            raise Ended
        task = self._heeding = asyncio.current_task()
        try:
            yield
        except asyncio.CancelledError:
            if not self._told.is_set() or task is None:
                raise
            task.uncancel()
            raise Ended from None
        finally:
            self._heeding = None

    def _end(self) -> None:
        self._told.set()
        self._let_go()
        if self._heeding:
            self._heeding.cancel()

    @staticmethod
    def _let_go() -> None:
        for number in SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)
