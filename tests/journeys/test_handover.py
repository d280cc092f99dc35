"""What an operator's private chat says of callers goes when they take no calls any more, and files go sooner."""

from __future__ import annotations

from datetime import timedelta

from domain.approval import FILE_STAYS
from sandbox import Message, Person
from services import callers, desk, people
from tests.journeys.network import Network, until
from tests.journeys.test_callers import PHONE, josee_called, told

WORDS = ("Josée", "Exemple 12", "555 00 00", "caller.json", "caller.html", "Zoé, phone")


def personal(who: Person) -> list[str]:
    """What the bot's messages to somebody show of a caller now."""
    shown = []
    for message in who.messages():
        if message.by_bot:
            texts = [*message.texts(), *([message.document["file_name"]] if message.document else [])]
            shown += [text for text in texts if any(word in text for word in WORDS)]
    return shown


async def export(network: Network, olive: Person, oscar: Person) -> Message:
    """Olive asks what is stored, Oscar wants to know who it is and confirms; she takes the file."""
    await olive.says(f"/caller {PHONE}")
    await olive.taps("What is stored")
    await olive.taps("Yes, ask a colleague")
    group = network.telegram.groups[0]
    card = await oscar.sees("asks for all that is stored", in_=group)
    await oscar.taps("Who is it?", on=card)
    await oscar.sees("Josée Voorbeeld")
    await oscar.taps("Confirm", on=card)
    await oscar.taps("Yes, hand over all that is stored", in_=group)
    await olive.taps("Give me the file", on=await olive.sees("has confirmed it"))
    return await olive.sees("Everything that is stored about the caller")


async def test_whoever_takes_no_calls_any_more_keeps_nothing_about_callers(network: Network) -> None:
    olive, oscar, _group = await josee_called(network)
    await export(network, olive, oscar)
    await olive.says("/new")
    await olive.says("02 555 00 00")
    await olive.taps("Make another one anyway", on=await olive.sees("open for this caller already"))
    await olive.sees("What would they like today?")
    await olive.says("/cancel")
    await olive.says("/why 2")
    await olive.sees("Zoé")
    await olive.says("/mission 1")
    await olive.sees("Ring twice")
    await network.all_delivered()
    assert personal(olive)
    assert any("Please call" in text for text in personal(olive))
    await people.dismiss_operator(network.store, await network.id_of(olive), "telegram:0")
    await until(lambda: not personal(olive))
    await network.all_delivered()
    assert personal(oscar)  # he goes on


async def test_what_is_read_back_goes_with_the_caller(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    await olive.says("/new")
    await olive.says("02 555 00 00")
    await olive.taps("Make another one anyway", on=await olive.sees("open for this caller already"))
    await olive.taps("Same as last time", on=await olive.sees("What would they like today?"))
    await olive.taps("This afternoon", on=await olive.sees("When is it wanted?"))
    await olive.taps("Publish", on=await olive.sees("read this back"))
    await olive.sees("Published as #4")
    await olive.says(f"/forget {PHONE}")
    await olive.taps("Yes, ask a colleague")
    await oscar.taps("Confirm", on=await oscar.sees("asks to forget", in_=group))
    await oscar.taps("Yes, forget this caller for good", in_=group)
    await olive.sees("is forgotten")
    await until(lambda: not personal(olive))


async def test_a_file_is_deleted_some_hours_after_it_was_handed_out(network: Network) -> None:
    olive, oscar, _group = await josee_called(network)
    sent = await export(network, olive, oscar)
    assert sent.contains("I delete this message: today at 18:00.")
    assert not sent.protected  # it is to reach the caller: printed, or by e-mail
    await olive.says(f"/caller {PHONE}")
    assert (await olive.sees("Who is coming")).protected  # this is for her alone
    network.clock.advance(FILE_STAYS - timedelta(minutes=1))
    await network.upkeep()
    await network.all_delivered()
    await olive.sees("Everything that is stored about the caller", since=0)
    assert any("🧹" in text for text in personal(oscar))  # in the language of the network: French
    network.clock.advance(timedelta(minutes=1))
    await network.upkeep()
    await network.upkeep()
    await network.all_delivered()
    olive.does_not_see("Everything that is stored about the caller")
    assert not personal(oscar)
    olive.does_not_see("Who is coming")
    await olive.taps("Give me the file", on=await olive.sees("has confirmed it", since=0))
    await olive.sees("Everything that is stored about the caller")


async def test_an_administrator_who_looked_keeps_nothing_of_a_caller_who_is_forgotten(network: Network) -> None:
    olive, _oscar, group = await josee_called(network)
    ada = network.administrator
    await olive.says(f"/forget {PHONE}")
    await olive.taps("Yes, ask a colleague")
    card = await ada.sees("asks to forget", in_=group)
    assert "tap Start" in await told(ada, "Who is it?", card)
    await ada.says("/start")
    await ada.sees("You are an administrator")
    assert "private chat" in await told(ada, "Who is it?", card)
    await ada.sees("Josée Voorbeeld")
    await ada.taps("Confirm", on=card)
    await ada.taps("Yes, forget this caller for good", in_=group)
    await until(lambda: not personal(ada))


async def test_what_was_on_its_way_when_they_were_dismissed_goes_too(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    number = await network.id_of(olive)
    known = await people.find(network.store, "telegram", str(olive.id))
    assert known is not None
    await people.dismiss_operator(network.store, number, "telegram:0")
    await network.all_delivered()
    async with network.store.reading() as work:
        helpee = await work.people.helpee_by_phone(PHONE)
    assert helpee is not None
    sent = await olive.sees("You don't take calls any more", since=0)
    await callers.keep_card(network.store, known, helpee.id, (str(olive.id), str(sent.message_id)))
    await desk.keep_message(network.store, number, 1, str(olive.id), "999")
    await network.all_delivered()
    async with network.store.reading() as work:
        left = await work.outbox.cards_beginning(f"person:{number}", "caller:")
        left += await work.outbox.cards_beginning(f"person:{number}", "about:")
    assert not left


async def test_a_file_that_is_too_old_to_be_deleted_is_emptied_and_says_so_in_the_reader_s_language(
    network: Network,
) -> None:
    olive, oscar, _group = await josee_called(network)
    await people.change_language(network.store, await network.id_of(olive), "nl")
    await olive.says(f"/caller {PHONE}")
    await olive.taps("Wat is bewaard")
    await olive.taps("Ja, een collega vragen")
    card = await oscar.sees("asks for all that is stored", in_=network.telegram.groups[0])
    await oscar.taps("Confirm", on=card)
    await oscar.taps("Yes, hand over all that is stored", in_=network.telegram.groups[0])
    await olive.taps("Geef mij het bestand", on=await olive.sees("heeft het bevestigd"))
    sent = await olive.sees("Ik verwijder dit bericht")
    network.clock.advance(timedelta(days=3))  # the bot was away
    await network.upkeep()
    await until(lambda: not any("caller.json" in text for text in personal(olive)))
    (emptied,) = (one for one in olive.messages() if one.message_id == sent.message_id)
    assert emptied.contains("Wat hier stond was persoonlijk")
