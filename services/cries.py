"""Whether what a helper writes or sends may be a cry for help, or show what they have met with: then whom to call comes
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.helper import AWAITED
from domain.identity import MORE_MAY_COME
from storage.unit_of_work import Store, UnitOfWork

LATELY = timedelta(days=2)


async def country(store: Store, person_id: int) -> str | None:
    """Where somebody is who has a mission in hand, had one in the last two days, or has raised a concern lately; None
    for all others.
    """
    return await store.ask(_countries, person_id)


async def may_be_evidence(store: Store, person_id: int) -> str | None:
    """The same for whoever sends a picture. None for those who are asked for pictures of their identity card, whose
    check is awaited, or whose renewal was not approved yet: it may be one of these.
    """
    async with store.reading() as work:
        helper, check = await work.helpers.get(person_id), await work.identity.latest_of(person_id)
        asked = check is not None and check.status in MORE_MAY_COME
        if helper is None or helper.status in AWAITED or asked:
            return None
    return await country(store, person_id)


async def _countries(work: UnitOfWork, people: Sequence[int]) -> list[str | None]:
    raised = await work.incidents.countries_of_latest(people)
    had = await work.missions.countries_of_latest(people, work.now - LATELY)
    return [raised.get(person_id) or had.get(person_id) for person_id in people]
