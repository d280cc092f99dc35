"""Concerns that somebody began to say and did not finish: they are sent as they are, also after a restart, and before
whoever said it has everything deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields, replace
from datetime import timedelta
from typing import Any

import structlog

from domain.errors import EnoughHeard, RuleBroken
from domain.incident import FOLLOWED_FOR, Reporter
from domain.notices.names import to_person
from domain.notices.notice import Notice
from domain.notices.safeguarding import ConcernNotSent, ConcernSent
from domain.refusal import Marks
from services import incidents
from services.by_itself import by_itself
from services.raised import Report
from storage.unit_of_work import Store

log = structlog.get_logger(__name__)

STATE, WRITTEN = "concern.begun", "concern.written"
SENT_AFTER = timedelta(minutes=15)  # nothing more was said


def kept(person_id: int, said: Report) -> dict[str, Any]:
    """As it is kept among unfinished conversations, sealed, in this state."""
    return {"person": person_id, "said": asdict(said)}


def _said(data: Mapping[str, Any]) -> Report:
    known = {one.name for one in fields(Report)}  # another version may have kept it
    read = {name: value for name, value in data.items() if name in known}
    reporter, marks = read.get("reporter"), read.get("marks")
    return Report(
        **{
            **read,
            "reporter": reporter and Reporter(reporter),
            "marks": marks and Marks(**marks),
        }
    )


async def send_due(store: Store, administrators: Collection[str] = (), limit: int = 100) -> int:
    """Send to the moderators what was begun some time ago, each by itself, and tell whoever said it; how many it
    were.
    """
    async with store.reading() as work:
        due = await work.conversations.left_in(STATE, work.now - SENT_AFTER, limit)
    for key, data in due:
        with by_itself(log, "concern not sent"):
            await _send(store, key, data, administrators)
    return len(due)


async def is_any_of(store: Store, person_id: int) -> bool:
    """Whether this person has begun to say something that is not sent yet."""
    return bool(await _of(store, person_id))


async def send_those_of(
    store: Store, person_id: int, administrators: Collection[str] = (), *, told: bool = True
) -> None:
    """Send now what this person has begun, since what they do next depends on it. They are `told`, unless everything
    about them is about to be deleted: nothing is added to it any more then.
    """
    for key, data in await _of(store, person_id):
        with by_itself(log, "concern not sent"):
            await _send(store, key, data, administrators, told=told)


async def _of(store: Store, person_id: int) -> list[tuple[str, dict[str, Any]]]:
    async with store.reading() as work:
        begun = await work.conversations.left_in(STATE, work.now, None)
    return [(key, data) for key, data in begun if data.get("person") == person_id]


async def forget_written(store: Store) -> int:
    """Delete what was written after a command long ago, where no concern followed; by how many it was."""
    async with store.writing() as work:
        return await work.conversations.forget_left_in(WRITTEN, work.now - FOLLOWED_FOR)


async def send(store: Store, person_id: int, said: Report, administrators: Collection[str] = ()) -> None:
    """Send what somebody says, as if they answered nothing any more, and tell them."""
    if (notice := await _report(store, person_id, said, administrators)) is not None:
        async with store.writing() as work:
            await work.outbox.add(to_person(person_id), notice)


async def _send(
    store: Store, key: str, data: Mapping[str, Any], administrators: Collection[str], *, told: bool = True
) -> None:
    notice = await _report(store, data["person"], _said(data["said"]), administrators)
    async with store.writing() as work:
        _state, now, _updates = await work.conversations.get(key)
        if now == data:  # what was said meanwhile is sent later
            await work.conversations.put(key, None, {})
        if notice is not None and told:
            await work.outbox.add(to_person(data["person"]), notice)


async def _report(store: Store, person_id: int, said: Report, administrators: Collection[str]) -> Notice | None:
    """What whoever said it is told."""
    try:
        incident = await incidents.report(store, person_id, replace(said, left=True), administrators)
        return ConcernSent(incident.id)
    except EnoughHeard as enough:
        return ConcernNotSent(enough.country)
    except RuleBroken as error:  # nothing is left of whoever said it, or of the mission
        log.warning("concern came to nothing", why=type(error).__name__)
        return None
