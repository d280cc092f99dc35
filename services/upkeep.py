"""What time does: missions take their next step, undecided pictures are purged, breaks and outings end. Due times stand
in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services import claims, live, purges, refusals, registration, review, timetable, validity
from storage.unit_of_work import Store

log = structlog.get_logger("upkeep")


class Upkeep:
    """Looks for what is due every few seconds, until stopped; what was missed while down is caught up at the start."""

    def __init__(self, store: Store, every_seconds: float = 5.0) -> None:
        self._store = store
        self._every_seconds = every_seconds
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish the round, and then return from `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Look for what is due until stopped. An outage of the database only makes it wait."""
        while not self._stopping.is_set():
            await self.once()
            try:
                await asyncio.wait_for(self._stopping.wait(), self._every_seconds)
            except TimeoutError:
                continue

    async def catch_up(self) -> None:
        """What can't wait until the bot has greeted everybody: pictures that should be gone by now."""
        await self._take(review.purge_due)

    async def once(self) -> None:
        """Everything that is due now. A step that fails is in the log, and keeps no other from being done."""
        for step in (
            review.purge_due,
            purges.retry_due,
            claims.lapse,
            claims.remind,
            registration.keep_hours,
            live.end_outings,
            refusals.forget_old,
            validity.keep,
            timetable.keep_time,
        ):
            await self._take(step)

    async def _take(self, step: Callable[[Store], Awaitable[int]]) -> None:
        try:
            done = await step(self._store)
        except Exception:
            log.exception("upkeep failed", step=step.__name__)
        else:
            if done:
                log.info("upkeep", step=step.__name__, done=done)
