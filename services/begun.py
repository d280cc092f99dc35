"""Concerns that somebody began to say and did not finish: they are sent as they are, also after a restart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from domain.errors import RuleBroken
from domain.incident import Reporter
from domain.notices.names import to_person
from domain.notices.safeguarding import ConcernSent
from domain.refusal import Marks
from services import incidents
from services.raised import Report
from storage.unit_of_work import Store

STATE = "concern.begun"
SENT_AFTER = timedelta(minutes=15)  # nothing more was said


def kept(person_id: int, said: Report) -> dict[str, Any]:
    """As it is kept among unfinished conversations, sealed, in this state."""
    return {"person": person_id, "said": asdict(said)}


def _said(data: Mapping[str, Any]) -> Report:
    reporter, marks = data["reporter"], data["marks"]
    read = {"reporter": reporter and Reporter(reporter), "marks": marks and Marks(**marks)}
    return Report(**{**data, **read})


async def send_due(store: Store, administrators: Collection[str] = (), limit: int = 100) -> int:
    """Send to the moderators what was begun some time ago, and tell whoever said it; how many it were."""
    async with store.reading() as work:
        due = await work.conversations.left_in(STATE, work.now - SENT_AFTER, limit)
    for key, data in due:
        incident = None
        with suppress(RuleBroken):  # nothing is left of whoever said it, or of the mission
            incident = await incidents.report(store, data["person"], _said(data["said"]), administrators)
        async with store.writing() as work:
            await work.conversations.put(key, None, {})
            if incident is not None:
                await work.outbox.add(to_person(data["person"]), ConcernSent(incident.id))
    return len(due)
