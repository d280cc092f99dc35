"""What waits for an operator who is gone, or can't be reached, waits for the colleagues."""

from __future__ import annotations

from sandbox import Group, Message, Person
from services import missions, people, registration
from tests.journeys.network import Network

ASKED = "Please see to it, one of you."


async def asked(network: Network, group: Group, *texts: str) -> Message:
    """The message that asks the colleagues; it is lean."""
    await network.all_delivered()
    asking = [one for one in network.administrator.messages(group) if one.contains(ASKED)]
    message = next(one for one in reversed(asking) if all(one.contains(text) for text in texts))
    assert not any(message.contains(private) for private in ("Voorbeeld", "+3225", "Exemple"))
    return message


async def office(network: Network) -> tuple[Group, Person, Person]:
    """The operators' chat; Olive, who has published something; and a helper who was offered it."""
    group = await network.operators_chat()
    olive = await network.operator()
    return group, olive, await network.helper(language="en")


async def test_an_operator_who_has_blocked_the_bot_need_not_be_told(network: Network) -> None:
    group, olive, zoe = await office(network)
    colleague = await network.operator("Oscar")
    group.add(colleague)
    mission = await network.publish(olive)
    await zoe.sees("Ixelles")
    await olive.blocks()
    await zoe.taps("Accept")
    await zoe.sees("Josée")
    message = await asked(network, group, "Taken by Zoé", "To be called back")
    await colleague.taps("Open in private", on=message)
    await colleague.sees("Voorbeeld")
    await colleague.taps("I called back")
    await zoe.says(f"/release {mission.id}")
    await zoe.sees("Somebody else is being asked")
    await asked(network, group, "there are new code words")


async def test_what_waits_for_an_operator_who_is_dismissed_waits_for_the_others(network: Network) -> None:
    group, olive, zoe = await office(network)
    taken, called = [await network.publish(olive) for _ in range(2)]
    for mission in (taken, called):
        await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await network.all_delivered()
    notice = next(one for one in olive.messages() if one.contains(f"#{called.id}") and one.contains("takes it"))
    await olive.taps("I called back", on=notice)
    await network.all_delivered()
    before = len(network.administrator.messages(group))
    await people.dismiss_operator(network.store, await network.id_of(olive), "telegram:0")
    await asked(network, group, f"#{taken.id}", "To be called back")
    assert not any(one.contains("Rue de l'Exemple") for one in olive.messages())
    assert any(one.contains("this is no longer shown") for one in olive.messages())
    assert len(network.administrator.messages(group)) == before + 1
    await missions.release(network.store, taken.id, await network.id_of(zoe))
    await asked(network, group, f"#{taken.id}", "there are new code words", "Nobody is left to ask")


async def test_what_waits_for_an_operator_who_deletes_everything_waits_for_the_others(network: Network) -> None:
    group, olive, _zoe = await office(network)
    mission = await network.publish(olive, kind="moral_support", language="nl")
    await olive.sees("nobody who can be asked")
    await registration.forget(network.store, await network.id_of(olive))
    await asked(network, group, f"#{mission.id}", "Nobody is left to ask")
