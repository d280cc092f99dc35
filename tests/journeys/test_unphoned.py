"""The only operator is frightened herself, as a helper: no phone call is promised, and administrators hear of it."""

from __future__ import annotations

from services import missions
from tests.journeys.network import Network, until

WAITS = "no operator hears that they have to phone there"


async def test_where_no_operator_may_phone_administrators_hear_it_and_nobody_promises_it(network: Network) -> None:
    group, ada = await network.moderators(), network.administrator
    await ada.says("/start")
    await ada.sees("You are an administrator")
    olive = await network.operator()
    await network.helper("Olive", "en", person=olive)
    mission = await network.publish(olive, phone="+3228089948")
    await missions.accept(network.store, mission.id, await network.id_of(olive))
    await olive.says(f"/concern {mission.id}")
    await olive.taps("For myself")
    asked = await olive.sees("Only our moderators read what you write here")
    assert not asked.contains("an operator hears that")
    await olive.taps("I was threatened, or felt unsafe")
    told = await olive.sees("Our moderators have it now")
    assert told.contains("No operator can phone there at the moment")
    assert not told.contains("An operator phones that door")
    await network.mo.sees("Nobody is sent there before an operator has phoned", group)
    await network.quiet()
    await network.upkeep()
    alarm = await ada.sees(WAITS)
    assert not any(alarm.contains(one) for one in ("Josée", "Olive", "#1"))

    chat = await network.operators_chat()
    oscar = await network.operator("Oscar")
    chat.add(oscar)
    await network.upkeep()
    await oscar.sees("Nobody has said yet that they have phoned", chat)
    await oscar.says("/caller 02 808 99 48")
    await oscar.taps("I have phoned: it is safe")
    await until(lambda: not any(one.contains(WAITS) for one in ada.messages()))
