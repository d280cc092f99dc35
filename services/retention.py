"""What is kept no longer than it has to be: time erases it, little by little, also what was missed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from domain.keeping import Kept, Periods
from domain.retention import BY_CODE, TABLE
from services import callers, dispatch, incidents, journal, partings, registration, review, sanctions
from services.by_itself import by_itself
from services.erasure import erase_helpee, erase_mission
from storage.unit_of_work import Store, UnitOfWork

AT_ONCE = 50
LATELY = timedelta(days=30)
SOON = timedelta(days=7)
JOURNAL = "journal"

log = structlog.get_logger("retention")


def subject_of(code: str) -> str:
    """How the journal names one kind of data."""
    return f"retention:{code}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one kind of data: how many were erased `LATELY`, when the next is, and how many are `SOON`."""

    kept: Kept
    erased_lately: int
    next_at: datetime | None
    soon: int


async def erase_due(store: Store, periods: Periods, spared: Collection[str] = (), limit: int = AT_ONCE) -> int:
    """Erase what has been kept for long enough, `limit` of each kind, each by itself in a transaction of its own; how
    many. `spared`: the addresses of people who stay.
    """
    erased = 0
    for code in ERASED:
        done = 0
        async with store.reading() as work:
            due = await work.aging.due(code, _before(work, code, periods), limit)
        for key in due:
            with by_itself(log, "not erased", kind=code):
                done += await _erase_one(store, code, key, periods, spared)
        await _note(store, code, done)
        erased += done
    return erased + await _cut_journal(store, periods)


async def standing(store: Store, periods: Periods, by: str) -> list[Standing]:
    """How it stands with everything that is kept; `by` is the address of the administrator who looks."""
    async with store.writing() as work:
        found = []
        for kept in TABLE:
            if kept.period is None:
                found.append(Standing(kept, 0, None, 0))
                continue
            period = periods.of(kept.period)
            ahead = await work.aging.ahead(kept.code, work.now + SOON - period)
            noted = [one for one in await work.journal.about(subject_of(kept.code)) if one.at > work.now - LATELY]
            next_at = None if ahead.oldest is None else max(ahead.oldest + period, work.now)
            found.append(Standing(kept, sum(one.details["count"] for one in noted), next_at, ahead.many))
        await work.journal.write(by, "saw", "retention")
    return found


async def _cut_journal(store: Store, periods: Periods) -> int:
    """Its oldest part goes at once, since each entry holds on to the one before."""
    done = 0
    with by_itself(log, "not erased", kind=JOURNAL):
        done = await journal.prune(store, periods.of("journal"))
    await _note(store, JOURNAL, done)
    return done


async def _note(store: Store, code: str, count: int) -> None:
    if count:
        async with store.writing() as work:
            await work.journal.write("system", "erased", subject_of(code), count=count)


@dispatch.again_if_overtaken
async def _erase_one(store: Store, code: str, key: Any, periods: Periods, spared: Collection[str]) -> bool:
    """Erase one, unless somebody has come back to it meanwhile."""
    async with store.writing() as work:
        return await ERASED[code](work, key, _before(work, code, periods), spared)


def _before(work: UnitOfWork, code: str, periods: Periods) -> datetime:
    """Since before this instant everything of a kind has been kept for long enough."""
    period = BY_CODE[code].period
    assert period is not None  # noqa: S101 - what time erases has one; a test holds the tables together
    return work.now - periods.of(period)


async def _mission(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
    mission = await work.missions.lock_free(key)
    if mission is None or not await work.aging.is_due("missions", key, before):
        return False
    await erase_mission(work, mission)
    return True


async def _helpee(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
    helpee = await callers.lock(work, key)
    if helpee is None or not await work.aging.is_due("helpees", key, before):
        return False
    await erase_helpee(work, helpee)
    return True


async def _application(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
    helper = await partings.lock(work, key)
    if helper is None or not await work.aging.is_due("applications", key, before):
        return False
    await sanctions.let_go(work, helper)
    await review.take_cards_back(work, await work.identity.numbers_of(key))
    await work.erasing.helper(key)
    return True


async def _attempt(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
    await work.identity.get(key)
    if not await work.aging.is_due("attempts", key, before):
        return False
    await review.take_cards_back(work, [key])
    await work.erasing.check(key)
    return True


def _person_of(code: str) -> Erase:
    async def erase(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
        await partings.lock(work, key)
        person = await work.people.by_id(key)
        if person is None or person.external_id in spared or not await work.aging.is_due(code, key, before):
            return False
        await registration.forget_now(work, person, by=registration.TIME)
        return True

    return erase


async def _incident(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
    incident = await work.incidents.get(key)
    if incident is None or not await work.aging.is_due("incidents", key, before):
        return False
    await incidents.forget(work, incident)
    return True


def _row_of(code: str) -> Erase:
    async def erase(work: UnitOfWork, key: Any, before: datetime, spared: Collection[str]) -> bool:
        if not await work.aging.is_due(code, key, before):
            return False
        await work.erasing.row(code, key)
        return True

    return erase


Erase = Callable[[UnitOfWork, Any, datetime, Collection[str]], Awaitable[bool]]

ERASED: Mapping[str, Erase] = {
    "missions": _mission,
    "helpees": _helpee,
    "applications": _application,
    "attempts": _attempt,
    "people": _person_of("people"),
    "banned": _person_of("banned"),
    "incidents": _incident,
    **{code: _row_of(code) for code in ("conversations", "invitations", "letters", "approvals", "sanctions")},
}
