"""The couriers of other processes on the same database, with whom one shares what an app lets a bot send.

Each counts up a number every `LOOK_SECONDS`, and takes an equal part of the budget. That is coarser than to lend out
each message from a row, but costs nothing when something is sent, so that an answer never waits for it; and since all
of them drain one outbox, all of them have work when there is much.

No clock is asked, neither ours nor the database's: who is gone is known from having looked several times and found the
same number. So neither a clock that jumps nor a database that was away makes anybody seem dead.
"""

from __future__ import annotations

import secrets
import time

import structlog

from storage.unit_of_work import Store

LOOK_SECONDS = 2.0
DEAD_AFTER_LOOKS = 5
NOTICED_AFTER_LOOKS = 2

log = structlog.get_logger("fellows")


class Fellows:
    """Of one courier. On SQLite there is one process, and so nobody to look for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._name = secrets.token_hex(8)
        self._beats: dict[str, int] = {}
        self._unchanged: dict[str, int] = {}
        self._looks = 0
        self._first_count = 1
        self._look_at = 0.0

    @property
    def count(self) -> int:
        """How many couriers there are, this one among them."""
        return 1 + len(self._unchanged)

    @property
    def noticed(self) -> bool:
        """Whether all others know of this one by now, and have made room for it."""
        return self._first_count == 1 or self._looks > NOTICED_AFTER_LOOKS

    async def look(self) -> None:
        """Be seen, and see who is there; it costs nothing to ask for it often. Raises Unavailable."""
        if self._store.database.is_sqlite or time.monotonic() < self._look_at:
            return
        async with self._store.writing() as work:
            beats = await work.couriers.beat(self._name)
            del beats[self._name]
            unchanged = {
                name: self._unchanged[name] + 1 if self._beats.get(name) == number else 0
                for name, number in beats.items()
            }
            dead = {name for name, looks in unchanged.items() if looks >= DEAD_AFTER_LOOKS}
            if dead:
                await work.couriers.forget(dead)
        before = self.count
        self._beats = {name: number for name, number in beats.items() if name not in dead}
        self._unchanged = {name: looks for name, looks in unchanged.items() if name not in dead}
        self._first_count = self._first_count if self._looks else self.count
        self._looks += 1
        self._look_at = time.monotonic() + LOOK_SECONDS
        if self.count != before:
            log.info("couriers", count=self.count)

    async def leave(self) -> None:
        """Let the others have this one's part at once."""
        if not self._store.database.is_sqlite and self._looks:
            async with self._store.writing() as work:
                await work.couriers.forget([self._name])
