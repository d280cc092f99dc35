"""Whether what a helper writes or sends may be about what they have met with: then whom to call comes first."""

from __future__ import annotations

from datetime import timedelta

from storage.unit_of_work import Store

LATELY, MOST_LOOKED_AT = timedelta(days=2), 5


async def country(store: Store, person_id: int) -> str | None:
    """Where somebody is who has a mission in hand, had one in the last two days, or has raised a concern lately; None
    for all others.
    """
    async with store.reading() as work:
        raised = await work.incidents.latest_of(person_id)
        if raised is not None:
            return raised.country
        since = work.now - LATELY
        for mission in await work.missions.had_by(person_id, since, MOST_LOOKED_AT):
            offer = await work.missions.offer(mission.id, person_id)
            handed_on = offer.answered_at if offer is not None else None
            if mission.helper_id == person_id or (handed_on is not None and handed_on >= since):
                return mission.country
        return None
