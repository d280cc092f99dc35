"""What time does: missions take their next step, undecided pictures are purged, breaks and outings end, the journal is
sealed. Due times stand in the database.
"""

from __future__ import annotations

import asyncio

import structlog

from services import approvals, journal, live, registration, review, timetable
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

    async def once(self) -> None:
        """Everything that is due now. A step that fails is in the log, and keeps no other from being done."""
        for step in (
            review.purge_due,
            registration.keep_hours,
            live.end_outings,
            timetable.keep_time,
            approvals.lapse,
            journal.seal,
        ):
            try:
                done = await step(self._store)
            except Exception:
                log.exception("upkeep failed", step=step.__name__)
            else:
                if done:
                    log.info("upkeep", step=step.__name__, done=done)
