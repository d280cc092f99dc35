"""Callers ask on the phone who came, and to be forgotten; an operator answers, and what is for good takes two."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

from domain.mission import MissionStatus, Outcome
from sandbox import Group, Message, Person
from services import desk, incidents, missions, safety
from services.incidents import Report
from tests.journeys.network import Network, until

PHONE = "+3225550000"


async def josee_called(network: Network) -> tuple[Person, Person, Group]:
    """Olive takes Josée's calls: Zoé came once, is coming again, and another mission is open. Oscar is a colleague."""
    group = await network.operators_chat()
    olive, oscar = await network.operator("Olive"), await network.operator("Oscar", "fr")
    for one in (olive, oscar):
        group.add(one)
    zoe = await network.helper("Zoé")
    number = await network.id_of(zoe)
    first = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, first.id, number)
    await missions.complete(network.store, first.id, number, Outcome.WELL, receipt_cents=1820, note="Ring twice")
    second = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, second.id, number)
    await network.publish(olive, phone=PHONE, kind="dog_walk", limit_cents=None)
    await network.all_delivered()
    return olive, oscar, group


async def told(who: Person, button: str, on: Message | None = None) -> str:
    """What is answered to a tap."""
    answer = await who.taps(button, on=on)
    assert answer is not None
    return answer.text or ""


async def status_of(network: Network, number: int) -> MissionStatus:
    """Where a mission stands."""
    async with network.store.reading() as work:
        return (await desk.get(work, number)).status


async def test_who_came_and_who_is_coming(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    await olive.says("/caller 02 555 00 00")
    file = await olive.sees("Who is coming")
    assert file.contains("Josée Voorbeeld")
    assert file.contains("let them say their name and street")
    coming, past = (file.text or "").split("Who came")
    assert "#2" in coming
    assert "Zoé, code word" in coming
    assert "#3" in coming
    assert "nobody yet" in coming
    assert "#1" in past
    assert "Zoé · ✅ All done · €18.20" in past.replace("\xa0", " ")
    await olive.taps("Open #2")
    await olive.sees("Taken by Zoé")
    async with network.store.reading() as work:
        helpee = await work.people.helpee_by_phone(PHONE)
        assert helpee is not None
        noted = await work.journal.about(f"helpee:{helpee.id}")
    assert [(one.actor, one.action) for one in noted][-1] == (f"person:{await network.id_of(olive)}", "saw")


async def test_who_came_names_all_who_had_it_and_says_of_nobody_that_they_did_not_come(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    operator, tom = await network.id_of(olive), await network.id_of(await network.helper("Tom"))
    async with network.store.reading() as work:
        zoe = (await desk.get(work, 2)).helper_id
    assert zoe is not None
    await missions.set_out(network.store, 2, zoe)
    await safety.keep_apart(network.store, operator, 2, zoe)
    await missions.accept(network.store, 2, tom)
    await olive.says("/caller 02 555 00 00")
    coming = ((await olive.sees("Tom, code word")).text or "").split("Who came")[0]
    assert "Zoé had it until" in coming
    await missions.complete(network.store, 2, tom, Outcome.WELL)
    await desk.cancel(network.store, operator, 3)
    await olive.says("/caller 02 555 00 00")
    past = ((await olive.sees("nothing is open for this caller")).text or "").split("Who came")[1]
    third, second, _first = past.split("#")[1:]
    assert "cancelled" in third
    assert "Tom · ✅ All done" in second
    assert "Zoé had it until" in second


async def test_a_number_that_never_called_or_is_none(network: Network) -> None:
    olive = await network.operator("Olive", "fr")
    await olive.says("/caller 02 555 99 99")
    await olive.sees("rien n’est enregistré")
    for said, asked in (("/caller", "De qui"), ("/caller Josée", "lire ce numéro"), ("/forget 12", "lire ce numéro")):
        await olive.says(said)
        assert (await olive.sees(f"{said.split()[0]} 012 34 56 78")).contains(asked)
    zoe = await network.helper("Zoé")
    await zoe.says("/caller 02 555 00 00")
    await zoe.sees("/help")


async def test_nobody_is_to_come_any_more(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    await olive.says("/stop 02 555 00 00")
    await olive.sees("2 missions are cancelled")
    await olive.taps("No, keep it")
    assert await status_of(network, 2) is MissionStatus.TAKEN
    await olive.taps("Stop everything")
    assert "2 missions are cancelled" in await told(olive, "Yes, stop everything")
    await olive.sees("Nobody: nothing is open for this caller.")
    assert [await status_of(network, number) for number in (1, 2, 3)] == [
        MissionStatus.COMPLETED,
        MissionStatus.CANCELLED,
        MissionStatus.CANCELLED,
    ]
    await network.all_delivered()


async def test_where_nothing_is_to_come_there_is_nothing_to_stop(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    await desk.cancel(network.store, await network.id_of(olive), 2)
    await desk.cancel(network.store, await network.id_of(olive), 3)
    await olive.says("/stop 02 555 00 00")
    nothing = await olive.sees("there is nothing to stop")
    assert "Yes, stop everything" not in nothing.texts()
    await olive.taps("Show the file")
    assert "Stop everything" not in (await olive.sees("Who came")).texts()


async def test_all_that_is_to_come_is_shown_however_much_has_been(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)
    number = await network.id_of(olive)
    for _ in range(6):
        closed = await network.publish(olive, phone=PHONE)
        await desk.cancel(network.store, number, closed.id)
    await olive.says("/stop 02 555 00 00")
    await olive.sees("2 missions are cancelled")
    await olive.taps("No, keep it")
    file = await olive.sees("Who is coming")
    assert "#2 " in (file.text or "")
    assert "#1 " not in (file.text or "")  # the last five of those that are over


async def test_whoever_asks_second_is_told_that_they_can_confirm(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    for who, yes, said in (
        (olive, "Yes, ask a colleague", "A colleague is asked"),
        (oscar, "Oui, demander à un collègue", "vous pouvez le confirmer"),
    ):
        await who.says("/forget 02 555 00 00")
        assert said in await told(who, yes)
    await olive.sees("Who came")  # the question is done with
    await network.all_delivered()  # the card has come up again
    await oscar.taps("Confirm", in_=group)
    await oscar.taps("Yes, forget this caller for good", in_=group)
    await olive.sees("is forgotten")


async def test_without_an_operators_chat_whoever_asks_hears_that_nobody_can_confirm(network: Network) -> None:
    olive = await network.operator("Olive")
    await network.publish(olive, phone=PHONE)
    await olive.says("/forget 02 555 00 00")
    assert "nobody can confirm it: please tell an administrator" in await told(olive, "Yes, ask a colleague")


async def test_forgetting_a_caller_takes_two(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    await olive.says("/forget 02 555 00 00")
    await olive.sees("A colleague in the operators' chat has to confirm it.")
    await olive.taps("Yes, ask a colleague")
    card = await oscar.sees("asks to forget the caller of #3", in_=group)
    assert not card.contains("Josée Voorbeeld")
    own = await olive.sees("asks to forget", in_=group, since=0)
    assert "Somebody else has to confirm" in await told(olive, "Confirm", own)
    await oscar.taps("Who is it?", on=card)
    await oscar.sees("Josée Voorbeeld")
    await oscar.taps("Confirm", on=card)
    await oscar.taps("No, not yet", in_=group)
    await oscar.taps("Confirm", in_=group)
    await oscar.taps("Yes, forget this caller for good", in_=group)
    await olive.sees("is forgotten. Please tell them")
    await oscar.sees("Confirmed by Oscar.", in_=group)
    await network.all_delivered()
    await olive.says("/caller 02 555 00 00")
    await olive.sees("nothing is stored about this number")
    for who in (olive, oscar):
        who.does_not_see("Who came")  # the file is gone from the chats
        who.does_not_see("Qui est venu")
    assert await told(oscar, "Confirm", card)


async def test_what_is_stored_about_a_caller_is_handed_over_once_two_want_it(network: Network) -> None:
    olive, _oscar, group = await josee_called(network)
    await network.administrator.says("/start")
    await network.administrator.sees("You are an administrator")
    await olive.says("/caller 02 555 00 00")
    await olive.taps("What is stored")
    await olive.taps("Yes, ask a colleague")
    card = await network.administrator.sees("asks for all that is stored about the caller of #3", in_=group)
    await network.administrator.taps("Confirm", on=card)
    await network.administrator.taps("Yes, hand over all that is stored", in_=group)
    await olive.taps("Give me the file", on=await olive.sees("An administrator has confirmed it"))
    sent = await olive.sees("Everything that is stored about the caller")
    (data,) = (one.data for one in network.telegram.files if one.message_id == sent.message_id)
    content = json.loads(data)
    assert content["caller"][0]["name"] == "Josée Voorbeeld"
    assert [one["id"] for one in content["missions"]] == [1, 2, 3]
    assert [(one["mission_id"], one["helper"]) for one in content["helpers_who_had_them"]] == [(1, "Zoé"), (2, "Zoé")]
    assert "in confidence" in content["not_handed_over"]["pairings.frozen"]


async def test_a_caller_is_handed_a_page_to_read_in_their_language(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    await olive.says("/caller 02 555 00 00")
    await olive.taps("What is stored")
    await olive.taps("Yes, ask a colleague")
    await oscar.taps("Confirm", on=await oscar.sees("asks for all that is stored", in_=group))
    await oscar.taps("Yes, hand over all that is stored", in_=group)
    await olive.taps("Give me the file", on=await olive.sees("has confirmed it"))
    file = await olive.sees("a page to print or read out, in their language")
    (page,) = (one for one in olive.messages() if one.document and one.document["file_name"] == "caller.html")
    assert page.event < file.event
    (data,) = (one.data for one in network.telegram.files if one.message_id == page.message_id)
    read = data.decode()
    for words in ("Ce qui est enregistré à votre sujet", "Josée Voorbeeld", "02 555 00 00", "Exemple 12", "Zoé"):
        assert words in read
    assert "Zoé M" not in read
    assert "<script" not in read


async def test_a_colleague_says_no(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    await olive.says("/forget 02 555 00 00")
    await olive.taps("Yes, ask a colleague")
    await oscar.taps("No", on=await oscar.sees("asks to forget", in_=group))
    await olive.sees("Oscar said no to what you asked for about the caller of #3.")
    assert await status_of(network, 3) is MissionStatus.OPEN


async def test_what_nobody_confirms_is_not_done(network: Network) -> None:
    olive, oscar, group = await josee_called(network)
    await olive.says("/forget 02 555 00 00")
    await olive.taps("Yes, ask a colleague")
    card = await oscar.sees("asks to forget", in_=group)
    network.clock.advance(timedelta(days=3))
    await network.upkeep()
    await olive.sees("Nobody confirmed in time")
    assert "déjà" in await told(oscar, "Confirm", card)


async def test_somebody_in_the_chat_who_takes_no_calls_confirms_nothing(network: Network) -> None:
    olive, _oscar, group = await josee_called(network)
    nosy = await network.helper("Nosy", "en")
    group.add(nosy)
    await olive.says("/forget 02 555 00 00")
    await olive.taps("Yes, ask a colleague")
    card = await nosy.sees("asks to forget", in_=group)
    for name in ("Who is it?", "Confirm", "No"):
        assert "You can't do that" in await told(nosy, name, card)
    assert await status_of(network, 3) is MissionStatus.OPEN


def in_menu(who: Person) -> bool:
    """Whether their menu offers what callers ask for."""
    return {"caller", "stop", "forget"} <= {one["command"] for one in who.commands}


async def test_the_commands_for_callers_are_where_operators_look_for_them(network: Network) -> None:
    said = {"en": "nobody is to come any more", "fr": "plus personne ne doit venir", "nl": "er moet niemand meer komen"}
    staff = [(await network.operator(f"Olive {language}", language), stop) for language, stop in said.items()]
    await network.restart()
    for one, stop in staff:
        await until(partial(in_menu, one))
        await one.says("/help")
        assert (await one.sees("/forget 012 34 56 78")).contains(f"/stop 012 34 56 78 – {stop}")


async def test_a_command_that_names_a_caller_does_not_stay(network: Network) -> None:
    olive, _oscar, _group = await josee_called(network)

    def typed() -> list[Message]:
        return [one for one in olive.messages() if not one.by_bot and one.contains("555")]

    for command, answer in (("/caller", "Who is coming"), ("/stop", "Stop everything"), ("/forget", "orget")):
        await olive.says(f"{command} 02 555 00 00")
        await olive.sees(answer)
        await olive.waits_for(lambda: not typed() or None)
    await olive.says("/caller 02 555 99 99")
    await olive.sees("nothing is stored about this number")
    await olive.waits_for(lambda: not typed() or None)
    await olive.says("/new +3225550000 groceries")
    await olive.sees("open for this caller already")
    await olive.waits_for(lambda: not typed() or None)
    await olive.says("/caller 555")
    await olive.sees("not a phone number I can read")
    assert typed()


async def accused(network: Network) -> tuple[Person, Person, Group]:
    """Olive takes calls and has Josée's second mission as a helper; she looks at it. Then Josée complains to Oscar."""
    await network.moderators()
    olive, oscar, group = await josee_called(network)
    await network.helper("Olive", "en", person=olive)
    number = await network.id_of(olive)
    await missions.accept(network.store, 3, number)
    await olive.says("/mission 3")
    await olive.sees("Code word")
    said = Report("k", 3, "money", "Olive took it", helper_id=number)
    await incidents.report(network.store, await network.id_of(oscar), said)
    await network.all_delivered()
    return olive, oscar, group


async def test_who_is_complained_about_reads_no_new_code_words(network: Network) -> None:
    olive, _oscar, _group = await accused(network)
    shown = await olive.sees("This one is for a colleague, so it is no longer shown.")
    assert shown.button("Cancel it") is None
    olive.does_not_see("Code word")
    for said in ("/mission 3", "/cancel 3", "/caller 02 555 00 00", "/stop 02 555 00 00", "/forget 02 555 00 00"):
        await olive.says(said)
        assert not (await olive.sees("This one is for a colleague: please ask")).contains("concern")
    await olive.says("/missions")
    listed = await olive.sees("mission")
    assert not listed.contains("Josée")
    assert await status_of(network, 3) is MissionStatus.OPEN


async def test_who_confirms_is_told_alone_that_there_is_a_concern(network: Network) -> None:
    olive, oscar, group = await accused(network)
    mia = await network.operator("Mia")
    group.add(mia)
    await oscar.says("/caller 02 555 00 00")
    await oscar.taps("Ce qui est enregistré")
    await oscar.taps("Oui, demander à un collègue")
    card = await mia.sees("asks for all that is stored about the caller of #3", in_=group)
    assert not card.contains("concern")
    assert "for a colleague" in await told(olive, "Confirm", card)
    assert "Might it be about whoever asks for this?" in await told(mia, "Confirm", card)
    await mia.taps("Yes, hand over all that is stored", in_=group)
    await oscar.taps("Recevoir le fichier", on=await oscar.sees("Mia"))
    sent = await oscar.sees("Tout ce qui est enregistré")
    (data,) = (one.data for one in network.telegram.files if one.message_id == sent.message_id)
    assert b"Olive took it" not in data
    content = json.loads(data)
    assert [one["concern"] for one in content["concerns_raised_for_them"]] == ["money"]
    assert "modérateurs" in content["not_handed_over"]["incidents.words"]
