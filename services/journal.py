"""The journal's chain: new entries are sealed every few seconds, and anybody who can read the database verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from domain.chain import BEGINNING, OUT_OF_ORDER, Fault, Head, Walk
from domain.keeping import Periods
from storage.errors import Conflict
from storage.unit_of_work import Store

AT_ONCE = 500
KEEP = Periods().of("journal")
log = structlog.get_logger("journal")


@dataclass(frozen=True, slots=True)
class Removed:
    """The entries from the first to `last` were removed because of their age. `oldest_left`: of when the next is."""

    last: int
    at: datetime
    oldest_left: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look along the chain found. `head`: where it ends; `unsealed`: entries so new that they are not in it.
    `emptied`: there is none at all, although there is somebody who could have caused some.
    """

    count: int
    unsealed: int
    head: Head | None
    faults: list[Fault]
    emptied: bool = False
    removed: Removed | None = None


async def seal(store: Store) -> int:
    """Put new entries at the end of the chain; how many. Once a day its end is in the log, which is kept elsewhere: who
    can write into the database could write the whole chain anew, but not what the log said before.
    """
    done = 0
    while True:
        try:
            async with store.writing() as work:
                before = await work.journal.last()
                day = None if before is None else (await work.journal.chain(before.position - 1, 1))[0].at.date()
                links = await work.journal.seal(AT_ONCE)
        except Conflict:  # another process has done it at the same moment
            return done
        for link in links:
            if day is not None and link.at.date() < day - OUT_OF_ORDER:
                log.warning("an entry is dated long before others", position=link.position)
            if before is not None and day is not None and link.at.date() > day:
                log.info("head of the journal", head=str(before))
            before, day = Head(link.position, link.seal), max(day or link.at.date(), link.at.date())
        done += len(links)
        if len(links) < AT_ONCE:
            return done


async def verify(store: Store, known: Head | None = None, keep: timedelta = KEEP) -> Verified:
    """Look along the whole chain, from its first entry or from where older ones were removed by rule. `known`: where it
    ended at some time, as somebody has noted it. `keep`: how old entries have to be to be removed.
    """
    async with store.reading() as work:
        start = Head(0, BEGINNING)
        first = await work.journal.chain(0, 1)
        cut = await work.journal.cut()
        if cut is not None and (not first or first[0].position == cut.head.position + 1):
            start = cut.head
        walk = Walk(start, work.now - keep, known)
        walk.begin()
        while links := await work.journal.chain(walk.previous.position, AT_ONCE):
            for link in links:
                walk.pass_by(link)
        walk.end()
        head = walk.previous if walk.previous.position else None
        unsealed = await work.journal.unsealed()
        emptied = not walk.count and not unsealed and not await work.journal.may_be_empty()
        removed = None
        if cut is not None and start is cut.head and walk.oldest is not None:
            removed = Removed(start.position, cut.at, walk.oldest)
        return Verified(walk.count, unsealed, head, walk.faults, emptied, removed)


async def prune(store: Store, keep: timedelta) -> int:
    """Remove entries that have been kept for that long, but for the last of them, which proves it; how many."""
    async with store.writing() as work:
        return await work.journal.prune(work.now - keep)
