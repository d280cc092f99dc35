"""An operator about whom a caller complains: what they had begun for that caller is a colleague's."""

from __future__ import annotations

from domain.mission import Mission, Outcome
from sandbox import Person
from services import incidents, missions
from services.incidents import Report
from tests.journeys.network import Network
from tests.journeys.test_concerns import appoint

CALLER, TYPED = "+3228089948", "02 808 99 48"


async def visited(network: Network) -> tuple[Person, Person, Mission]:
    """Olive, who takes calls and was with a caller, Oscar, and that mission."""
    await network.moderators()
    await network.operators_chat()
    olive, oscar = await network.helper("Olive", "en"), await network.operator("Oscar")
    await appoint(network, olive)
    mission = await network.publish(oscar, phone=CALLER)
    await missions.accept(network.store, mission.id, await network.id_of(olive))
    await missions.complete(network.store, mission.id, await network.id_of(olive), Outcome.WELL)
    return olive, oscar, mission


async def complain(network: Network, olive: Person, oscar: Person, mission: Mission) -> None:
    """The caller tells Oscar something about her."""
    said = Report("k", mission.id, "money", "She took it", helper_id=await network.id_of(olive))
    await incidents.report(network.store, await network.id_of(oscar), said)
    await network.all_delivered()


async def test_a_call_that_she_had_begun_is_neither_shown_nor_gone_on_with(network: Network) -> None:
    olive, oscar, mission = await visited(network)
    await olive.says(f"/new {TYPED}")
    await olive.taps("Same as last time")
    await olive.says("/new")
    offered = await olive.sees("You have a call that is not published yet")
    await complain(network, olive, oscar, mission)
    await olive.taps("Go on with it", on=offered)
    await olive.sees("is for a colleague now")
    await olive.sees("Which number is the caller's?")
    await olive.says("/new")
    await network.all_delivered()
    assert sum(one.contains("not published yet:") for one in olive.messages()) == 1


async def test_after_a_restart_her_call_is_not_offered(network: Network) -> None:
    olive, oscar, mission = await visited(network)
    await olive.says(f"/new {TYPED}")
    await olive.taps("Same as last time")
    await olive.sees("When")
    await complain(network, olive, oscar, mission)
    await network.restart()
    await olive.says("/new")
    await olive.sees("is for a colleague now")
    await olive.sees("Which number is the caller's?")
    assert not [one for one in olive.messages() if one.contains("not published yet:")]


async def test_what_she_types_about_that_caller_does_not_stay_in_her_chat(network: Network) -> None:
    olive, oscar, mission = await visited(network)
    await complain(network, olive, oscar, mission)
    for command in ("/caller", "/new", "/stop", "/forget"):
        said = await olive.says(f"{command} {TYPED}")
        await olive.sees("This one is for a colleague")
        await network.all_delivered()
        assert said.message_id not in [one.message_id for one in olive.messages()], command
