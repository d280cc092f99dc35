"""No moderator can be told of a concern: whoever raised it hears that, and whoever can mend it."""

from __future__ import annotations

from datetime import timedelta

from domain.notices.names import UNHEARD_CARD
from sandbox import Group, Person
from services import missions
from tests.journeys.network import Network, until

NAMES = ("Zoé", "Olive", "Josée", "Exemple", "Nobody knows about the knife")


async def in_hand(network: Network) -> tuple[Group, Person, Person, int]:
    """The operators' chat, an administrator who is there, Zoé, and the number of the mission she has in hand."""
    chat = await network.operators_chat()
    await network.administrator.says("/start")
    await network.administrator.sees("You are an administrator")
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await network.administrator.sees("Zoé", in_=chat)
    return chat, olive, zoe, mission.id


async def another(network: Network, olive: Person, zoe: Person) -> int:
    """The number of a mission that Zoé has accepted since."""
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    return mission.id


async def raise_it(who: Person, mission: int) -> None:
    await who.says(f"/concern {mission}")
    await who.taps("They are in danger, or not well")
    await who.taps("Yes, I'll do it")
    await who.says("Nobody knows about the knife")


def alarms(who: Person, chat: Group | None = None) -> list[str]:
    return [one.text or "" for one in who.messages(chat) if one.contains("no moderator hears of")]


async def noted(network: Network) -> bool:
    """Whether it is known which messages say it."""
    async with network.store.reading() as work:
        return len(await work.outbox.recipients_of(UNHEARD_CARD)) == 2


async def test_without_a_moderators_chat_everybody_who_can_help_is_told(network: Network) -> None:
    chat, olive, zoe, mission = await in_hand(network)
    ada = network.administrator
    await raise_it(zoe, mission)
    told = await zoe.sees("can't be reached at the moment")
    assert (told.text or "").startswith("🆘 If somebody is in danger now, call 112.")
    assert told.contains("call 02 808 99 48, or 112")
    assert not told.contains("have it now")
    await ada.sees("1 concern waits, and no moderator hears of it")
    await ada.sees("1 concern waits, and no moderator hears of it", in_=chat)
    for text in (*alarms(ada), *alarms(ada, chat)):
        assert not any(name in text for name in NAMES)
    first = ada.messages()[-1].message_id
    await until(lambda: noted(network))
    network.clock.advance(timedelta(minutes=15))
    await network.upkeep()
    await until(lambda: ada.messages()[-1].message_id != first and len(alarms(ada)) == 1)

    group = await network.moderators()
    card = await network.mo.sees("Incident #1", group)
    assert card.contains("Nobody knows about the knife")
    await until(lambda: not alarms(ada) and not alarms(ada, chat))
    await raise_it(zoe, await another(network, olive, zoe))
    await zoe.sees("Our moderators have it now")
    await network.mo.sees("Incident #2", group)
    assert not alarms(ada)


async def test_a_chat_that_turns_out_to_be_lost_corrects_what_was_said(network: Network) -> None:
    chat, olive, zoe, mission = await in_hand(network)
    group, ada = await network.moderators(), network.administrator
    why = "Forbidden: bot was kicked from the supergroup chat"
    network.telegram.faults.add("error", methods="sendMessage", chats=group.id, times=None, status=403, description=why)
    await raise_it(zoe, mission)
    told = await zoe.sees("can't be reached at the moment")
    assert (told.text or "").startswith("🆘 If somebody is in danger now, call 112.")
    await ada.sees("I can no longer write in the moderators' chat")
    await ada.sees("1 concern waits")
    await ada.sees("1 concern waits", in_=chat)
    await raise_it(zoe, await another(network, olive, zoe))
    await until(lambda: any("2 concerns wait" in text for text in alarms(ada)))
    assert sum(one.contains("can't be reached at the moment") for one in zoe.messages()) >= 2

    network.telegram.faults.clear()
    other = await network.moderators()
    await network.mo.sees("Incident #1", other)
    await network.mo.sees("Incident #2", other)
    await until(lambda: not alarms(ada) and not alarms(ada, chat))


async def test_a_network_without_moderators_says_so_before_anything_happens(network: Network) -> None:
    ada, olive, zoe = network.administrator, await network.operator(), await network.helper("Zoé", "en")
    for who in (ada, olive):
        await who.says("/start")
        assert (await who.sees("nobody hears of a concern")).contains("call 112")
    await olive.says("/new")
    await olive.sees("Which number is the caller")
    assert sum(one.contains("nobody hears of a concern") for one in olive.messages()) == 2
    await zoe.says("/start")
    assert not (await zoe.sees("Welcome back, Zoé")).contains("nobody hears")
    await network.moderators()
    await ada.says("/start")
    await until(lambda: not ada.messages()[-1].contains("nobody hears") and ada.messages()[-1].by_bot)
