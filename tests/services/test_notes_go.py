"""What moderators note about an incident goes with all else that was said about it, whenever it was noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.errors import IncidentClosed
from domain.incident import HELD_FOR, Incident
from services import desk, incidents, missions
from services.incidents import Report
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage import tables
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")


async def closed(store: Store) -> Incident:
    """A helper's concern that moderators have noted something about, and closed."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, zoe, Report("k", mission.id, "money", "They asked for my card"))
    await incidents.note(store, incident.id, MO, "Phoned her")
    return await incidents.close(store, incident.id, MO, "talked")


async def kept(store: Store) -> int:
    """How many notes there are."""
    async with store.reading() as work:
        return (await work.session.execute(select(func.count()).select_from(tables.notes))).scalar_one()


async def test_what_is_noted_after_it_was_closed_goes_at_the_same_time(store: Store, clock: Clock) -> None:
    incident = await closed(store)
    clock.advance(HELD_FOR - timedelta(minutes=1))
    await incidents.note(store, incident.id, MO, "She called once more")
    assert await kept(store) == 2
    clock.advance(minutes=1)
    await Upkeep(store).once()
    assert await kept(store) == 0
    assert (await incidents.find(store, incident.id)).words == ""


@pytest.mark.parametrize("swept", [False, True])
async def test_nothing_is_noted_that_would_stay_when_all_else_is_gone(store: Store, clock: Clock, swept: bool) -> None:
    incident = await closed(store)
    clock.advance(HELD_FOR)
    if swept:
        await Upkeep(store).once()
    with pytest.raises(IncidentClosed):
        await incidents.note(store, incident.id, MO, "Who was it again?")
    await Upkeep(store).once()
    assert await kept(store) == 0
    await incidents.reopen(store, incident.id, MO)
    await incidents.note(store, incident.id, MO, "It was not the end of it")
    await incidents.close(store, incident.id, MO, "nothing")
    assert await kept(store) == 1
    clock.advance(HELD_FOR)
    await Upkeep(store).once()
    assert await kept(store) == 0
