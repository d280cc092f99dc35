"""What time does: missions take their next step, undecided pictures are purged, breaks, outings and suspensions end,
moderators are reminded of concerns, the journal is sealed, and what was kept for long enough is erased. Due times stand
in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

import structlog

from domain.keeping import Periods
from services import (
    approvals,
    begun,
    callers,
    claims,
    doors,
    incidents,
    journal,
    live,
    partings,
    purges,
    refusals,
    registration,
    retention,
    review,
    sanctions,
    talks,
    timetable,
    validity,
)
from services.by_itself import by_itself
from storage.unit_of_work import Store

DEFAULT_PERIODS = Periods()
ERASE_EVERY = timedelta(hours=1)
"""So often is it looked for what was kept for long enough: periods are days, and no index answers all of it."""

log = structlog.get_logger("upkeep")


class Upkeep:
    """Looks for what is due every few seconds, until stopped; what was missed while down is caught up at the start."""

    def __init__(
        self,
        store: Store,
        every_seconds: float = 5.0,
        periods: Periods = DEFAULT_PERIODS,
        administrators: Collection[str] = (),
    ) -> None:
        """`periods`: how long what is kept. `administrators`: by address; they are not forgotten by themselves."""
        self._store = store
        self._every_seconds = every_seconds
        self._periods = periods
        self._administrators = administrators
        self._erased_at: datetime | None = None
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
            self._send_begun,
            begun.forget_written,
            incidents.remind_due,
            review.purge_due,
            purges.retry_due,
            claims.lapse,
            claims.remind,
            talks.remind,
            registration.keep_hours,
            live.end_outings,
            sanctions.end_suspensions,
            refusals.forget_old,
            partings.forget_old,
            validity.keep,
            timetable.keep_time,
            approvals.lapse,
            callers.take_back_due,
            self._remind_of_doors,
            incidents.forget_words,
            self._erase_due,
            journal.seal,
        ):
            await self._take(step)

    async def _send_begun(self, store: Store) -> int:
        return await begun.send_due(store, self._administrators)

    async def _remind_of_doors(self, store: Store) -> int:
        return await doors.remind(store, self._administrators)

    async def _erase_due(self, store: Store) -> int:
        """At the start and then every hour, by a clock that may be moved; again at once while there is more of it."""
        now = store.now()
        if self._erased_at is not None and self._erased_at <= now < self._erased_at + ERASE_EVERY:
            return 0
        erased = await retention.erase_due(store, self._periods, self._administrators)
        self._erased_at = None if erased else now
        return erased

    async def _take(self, step: Callable[[Store], Awaitable[int]]) -> None:
        done = 0
        with by_itself(log, "upkeep failed", step=step.__name__):
            done = await step(self._store)
        if done:
            log.info("upkeep", step=step.__name__, done=done)
