"""What moderators read long after it happened."""

from __future__ import annotations

from datetime import timedelta

from services import helper_files, incidents
from services.incidents import Report
from tests.journeys.network import Network
from tests.journeys.test_attempts import MO
from tests.journeys.test_concerns import in_hand


async def test_a_year_later_files_and_incidents_name_the_year(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    number = await network.id_of(zoe)
    said = Report("k", mission.id, "conduct", helper_id=number)
    incident = await incidents.report(network.store, await network.id_of(olive), said)
    card = await network.mo.sees("Said by an operator for the caller, Monday 2 March at 12:00", in_=group)
    assert card.contains("If you will need it, note it now")  # Zoé may have everything deleted
    await network.all_delivered()

    network.clock.advance(timedelta(days=400))
    await helper_files.bring_up(network.store, number, MO.address)
    await network.mo.sees("Applied: Monday 2 March 2026 at 12:00", in_=group)
    await incidents.bring_up(network.store, incident.id, MO)
    shown = await network.mo.sees("Said by an operator for the caller, Monday 2 March 2026 at 12:00", in_=group)
    assert shown.message_id != card.message_id
    await incidents.take(network.store, incident.id, MO)
    await network.mo.sees("sees to it, since Tuesday 6 April at", in_=group)  # that is today
