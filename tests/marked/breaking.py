"""Everything in the bot that may fail, failing with words that somebody typed; none of them may be written down."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from bot.app import App
from bot.cards import RENDERERS
from services import missions, registration, timetable
from services.courier import Courier
from storage.database import Database

DEEDS = ("handler", "chained", "system", "renderer", "courier", "upkeep", "outbox", "refused", "conflict", "away",
         "task", "callback", "thread", "forgotten", "part")  # fmt: skip


class Broken(Exception):
    """A bug whose words repeat what somebody said."""


class Breakage:
    """What is broken at the moment, until `end`."""

    def __init__(self, app: App, database: Database) -> None:
        self.app = app
        self._engine = database.engine.sync_engine
        self._patched = pytest.MonkeyPatch()
        self._failing: Callable[..., NoReturn] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, what: str, says: str) -> None:
        """Let this (one of `DEEDS`) fail from now on, with these words."""
        getattr(self, f"_{what}")(says)

    def end(self) -> None:
        """Let everything go well again."""
        self._patched.undo()
        if self._failing is not None:
            event.remove(self._engine, "before_cursor_execute", self._failing)
            self._failing = None

    def _handler(self, says: str) -> None:
        self._patched.setattr(missions, "in_hand", _raises(Broken(says)))

    def _chained(self, says: str) -> None:
        async def fail(*_: Any, **__: Any) -> None:
            try:
                int(says)
            except ValueError as error:
                raise LookupError(says) from error

        self._patched.setattr(missions, "in_hand", fail)

    def _system(self, says: str) -> None:
        self._patched.setattr(missions, "in_hand", _raises(FileNotFoundError(2, f"No such file: {says}", says)))

    def _renderer(self, says: str) -> None:
        for notice in list(RENDERERS):
            self._patched.setitem(RENDERERS, notice, _raises(Broken(says)))

    def _courier(self, says: str) -> None:
        (messenger,) = self.app.courier._messengers.values()
        self._patched.setattr(messenger, "deliver", _raises(Broken(says)))

    def _upkeep(self, says: str) -> None:
        for where, step in ((timetable, "keep_time"), (registration, "keep_hours")):
            failing = _raises(Broken(says))
            failing.__name__ = step
            self._patched.setattr(where, step, failing)

    def _outbox(self, says: str) -> None:
        self._patched.setattr(Courier, "_claim", _raises(Broken(says)))

    def _refused(self, says: str) -> None:
        self._fail(lambda sql: DataError(sql, {"said": says}, ValueError(f"invalid input: {says}")))

    def _conflict(self, says: str) -> None:
        detail = f"DETAIL:  Key (phone)=({says}) already exists."
        self._fail(lambda sql: IntegrityError(sql, {"said": says}, sqlite3.IntegrityError(detail)))

    def _away(self, says: str) -> None:
        self._fail(lambda sql: OperationalError(sql, {"said": says}, sqlite3.OperationalError(f"locked: {says}")))

    def _task(self, says: str) -> None:
        async def fail(words: str) -> None:
            raise Broken(words)

        asyncio.create_task(fail(says), name=says)  # noqa: RUF006 - nobody keeps it: that is what is tried

    def _callback(self, says: str) -> None:
        def fail(words: str) -> None:
            raise Broken(words)

        asyncio.get_running_loop().call_soon(fail, says)

    def _thread(self, says: str) -> None:
        def fail() -> None:
            raise Broken(says)

        thread = threading.Thread(target=fail, name=says)
        thread.start()
        thread.join()

    def _forgotten(self, says: str) -> None:
        class Forgotten:
            def __repr__(self) -> str:
                return says

            def __del__(self) -> None:
                raise Broken(says)

        Forgotten()

    def _part(self, says: str) -> None:
        """One of the three parts ends, and the bot with it."""
        self._patched.setattr(self.app.upkeep, "once", _raises(Broken(says)))
        self.app.upkeep._every_seconds = 0

    def _fail(self, error: Callable[[str], Exception]) -> None:
        def fail(*said: Any) -> NoReturn:
            raise error(said[2])

        self._failing = fail
        event.listen(self._engine, "before_cursor_execute", fail)


def _raises(error: Exception) -> Any:
    async def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail
