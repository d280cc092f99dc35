"""/privacy says in a few lines what people would look for: checks, talks, missions, concerns, decisions."""

from __future__ import annotations

from domain.incident import Reporter
from sandbox import Person
from services import incidents, missions, sanctions
from services.incidents import Report
from tests.journeys.network import Network
from tests.journeys.test_attempts import MO, fails_too_often
from tests.journeys.test_concerns import in_hand


async def told(who: Person) -> str:
    """What /privacy says now."""
    await who.says("/privacy")
    return (await who.sees("What is stored about you")).text or ""


async def test_a_mission_that_was_handed_on_and_a_concern_are_still_told(network: Network) -> None:
    _group, olive, zoe, mission = await in_hand(network)
    number, operator = await network.id_of(zoe), await network.id_of(olive)
    assert "1 mission that you took" in await told(zoe)
    said = Report("k1", mission.id, "unsafe", "A man shouted", goes_on=False, reporter=Reporter.HELPER)
    await incidents.report(network.store, number, said)
    await network.all_delivered()
    shown = await told(zoe)
    assert "1 mission that you took" in shown
    assert "1 concern that you raised" in shown
    assert "A man shouted" not in shown
    await sanctions.suspend(network.store, number, MO, "other", 7)
    await network.all_delivered()
    assert "1 decision of moderators about you" in await told(zoe)

    other = await network.publish(olive)
    tom = await network.helper("Tom", "en")
    await missions.accept(network.store, other.id, await network.id_of(tom))
    await incidents.report(
        network.store, operator, Report("k2", other.id, "conduct", helper_id=await network.id_of(tom))
    )
    await network.all_delivered()
    assert "1 concern that you raised or passed on" in await told(olive)
    assert "concern" not in await told(tom)  # what is said about him is said in confidence


async def test_every_check_is_counted_and_a_talk_is_told(network: Network) -> None:
    await network.moderators()
    zoe = await fails_too_often(network)
    await network.all_delivered()
    shown = await told(zoe)
    assert "2 earlier identity checks, without pictures" in shown
    assert "Your talk with a moderator" in shown
