"""Whether what a helper writes or sends may be a cry for help, or show what they have met with: then whom to call comes
first.
"""

from __future__ import annotations

from datetime import timedelta

from domain.helper import AWAITED
from domain.identity import MORE_MAY_COME
from storage.unit_of_work import Store, UnitOfWork

LATELY = timedelta(days=2)


async def country(store: Store, person_id: int) -> str | None:
    """Where somebody is who has a mission in hand, had one in the last two days, or has raised a concern lately; None
    for all others.
    """
    async with store.reading() as work:
        return await _country(work, person_id)


async def may_be_evidence(store: Store, person_id: int) -> str | None:
    """The same for whoever sends a picture. None for those who are asked for pictures of their identity card, whose
    check is awaited, or whose renewal was not approved yet: it may be one of these.
    """
    async with store.reading() as work:
        helper, check = await work.helpers.get(person_id), await work.identity.latest_of(person_id)
        asked = check is not None and check.status in MORE_MAY_COME
        if helper is None or helper.status in AWAITED or asked:
            return None
        return await _country(work, person_id)


async def _country(work: UnitOfWork, person_id: int) -> str | None:
    raised = await work.incidents.latest_of(person_id)
    if raised is not None:
        return raised.country
    return await work.missions.country_of_latest(person_id, work.now - LATELY)
