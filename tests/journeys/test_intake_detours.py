"""Calls that don't run straight: back through every question, too much in one line, another caller, other ways out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.mission import LONGEST_DETAILS, MissionStatus
from sandbox import Person
from services import desk, people
from tests.journeys.network import Network
from tests.journeys.test_intake import ADDRESS, PHONE, begin, missions_of, tell_all

KNOWN = "+3228089948"
OTHER = "0470 12 34 56"
OTHER_KNOWN = "+32470123456"


async def known_caller(network: Network, olive: Person, phone: str = KNOWN, **fields: Any) -> int:
    """Somebody whose mission of some time ago was cancelled; its number."""
    mission = await network.publish(olive, phone=phone, **fields)
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    return mission.id


async def new_caller(_network: Network, olive: Person) -> None:
    """Question by question."""
    await begin(olive)
    await tell_all(olive)


async def same_address(network: Network, olive: Person) -> None:
    """A known caller who wants the same as last time."""
    await known_caller(network, olive)
    await begin(olive)
    await olive.taps("Same as last time")
    await olive.taps("Tomorrow morning")


async def published_again(network: Network, olive: Person) -> None:
    """From the card of a mission that was cancelled."""
    number = await known_caller(network, olive)
    await olive.says(f"/mission {number}")
    await olive.taps("Publish again")
    await olive.taps("Tomorrow morning")


async def one_line(_network: Network, olive: Person) -> None:
    """Everything at once."""
    await olive.says(f'/new groceries {PHONE} French "{ADDRESS}" for Jeanne Dupont tomorrow 9-12 max 20 bread')
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await olive.taps("Nothing to add")


@pytest.mark.parametrize("enter", [new_caller, same_address, published_again, one_line])
async def test_back_through_every_question(
    network: Network, enter: Callable[[Network, Person], Awaitable[None]]
) -> None:
    olive = await network.operator()
    await enter(network, olive)
    await olive.sees("read this back")
    known = ["What would they like today?"] if enter in {same_address, published_again} else []
    questions = [
        "How much may", "What exactly", "Does this repeat", "When is it wanted?", "getting in?",
        "Is this the right spot", "Where is it?", "Which language", "What kind of help", "caller's name?", *known,
        "Which number",
    ]  # fmt: skip
    for question in questions:
        await olive.taps("Back")
        await olive.sees(question)
    await olive.says(OTHER)
    read_back = await olive.sees("read this back")
    assert read_back.contains("0470 12 34 56")


async def test_what_is_too_long_in_one_line_is_asked_again(network: Network) -> None:
    olive = await network.operator()
    long_name, long_street = "for Jeanne" + " Dupont" * 20, "Rue de l'Exemple " + "x" * 200
    await olive.says(f'/new groceries {PHONE} French {long_name} "{long_street}" tomorrow 9-12 max 20 {"bread " * 560}')
    await olive.sees("caller's name?")
    await olive.sees("under 80 characters")
    await olive.says("Jeanne Dupont")
    await olive.sees("Where is it?")
    await olive.sees("under 200 characters")
    await olive.says(ADDRESS)
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await network.restart()
    await olive.taps("Nothing to add")
    await olive.sees("What exactly")
    await olive.sees("under 1000 characters")
    await olive.says("Bread")
    await olive.sees("read this back")
    await olive.taps("Publish")
    await olive.sees("Published as")
    (mission,) = await missions_of(network, olive)
    assert (mission.details, mission.address, mission.helpee.name) == ("Bread", ADDRESS, "Jeanne Dupont")


async def test_details_that_were_too_long_before_there_was_a_limit_are_asked_again(network: Network) -> None:
    olive = await network.operator()
    number = await known_caller(network, olive, details="bread " * 600)
    await olive.says(f"/mission {number}")
    await olive.taps("Publish again")
    await olive.taps("Tomorrow morning")
    await olive.sees("What exactly")
    await olive.sees(f"under {LONGEST_DETAILS} characters")


async def test_what_is_too_long_is_not_last_time_s_either(network: Network) -> None:
    olive = await network.operator()
    await known_caller(network, olive)
    await olive.says(f"/new {PHONE} tomorrow 9-12 {'litter ' * 500}")
    await olive.taps("Same as last time")
    await olive.sees("What exactly")
    await olive.sees("under 1000 characters")
    await olive.says("Cat litter")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Cat litter")


async def test_what_was_typed_stays_and_the_file_says_the_rest(network: Network) -> None:
    olive = await network.operator()
    await known_caller(network, olive)
    await olive.says(f"/new {PHONE} for Jeanne Dupont today 17:00 cat litter")
    await olive.taps("Same as last time: Groceries")
    read_back = await olive.sees("read this back")
    for said in ("Jeanne Dupont", "cat litter", "Groceries", "Rue de l'Exemple 12", "€40", "French"):
        assert read_back.contains(said), said


async def test_an_address_that_was_typed_stays_unless_the_old_one_is_chosen(network: Network) -> None:
    olive = await network.operator()
    await known_caller(network, olive)
    await olive.says(f'/new {PHONE} "Chaussée de Gand 100, 1080 Molenbeek" tomorrow 9-12 bread')
    await olive.taps("Same as last time")
    await olive.sees("Is this the right spot for “Chaussée de Gand 100")
    await olive.taps("Back")
    await olive.sees("Where is it?")
    for question in ("Which language", "What kind", "name?", "What would they like today?"):
        await olive.taps("Back")
        await olive.sees(question)
    await olive.taps("Same address")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Rue de l'Exemple 12")


async def test_what_came_from_one_caller_s_file_does_not_stay_with_another(network: Network) -> None:
    olive = await network.operator()
    await known_caller(network, olive)
    await known_caller(
        network, olive, OTHER_KNOWN, name="Jef Janssens", language="nl", address="Elders 1", details="Soup"
    )
    await same_address(network, olive)
    await olive.sees("read this back")
    await olive.taps("✏️ Phone")
    await olive.sees("Which number")
    await olive.says(OTHER)
    await olive.sees("What would they like today?")
    await olive.taps("Same as last time")
    read_back = await olive.sees("read this back")
    for said in ("Jef Janssens", "Dutch", "Elders 1", "Soup"):
        assert read_back.contains(said), said


async def test_a_caller_s_new_number_changes_nothing_else(network: Network) -> None:
    olive = await network.operator()
    await same_address(network, olive)
    await olive.sees("read this back")
    await olive.taps("✏️ Phone")
    await olive.sees("Which number")
    await olive.says(OTHER)
    read_back = await olive.sees("read this back")
    for said in ("Josée Voorbeeld", "0470 12 34 56", "Rue de l'Exemple 12"):
        assert read_back.contains(said), said


async def test_leaving_the_offer_of_an_unfinished_call_keeps_it(network: Network) -> None:
    olive = await network.operator()
    await begin(olive)
    await olive.sees("name?")
    await olive.says("/new")
    await olive.sees("a call that is not published yet")
    await olive.says("/cancel")
    await olive.sees("is kept")
    await olive.says("Hello")
    await olive.sees("don't understand")
    await olive.says("/new 0470 12 34 56")
    offered = await olive.sees("a call that is not published yet")
    assert offered.contains(PHONE)
    await olive.taps("Go on with it")
    await olive.sees("name?")


async def test_a_call_about_an_open_mission_ends_with_it(network: Network) -> None:
    olive = await network.operator()
    mission = await network.publish(olive, phone=KNOWN)
    await begin(olive)
    asked = await olive.sees("A mission is open for this caller already")
    await olive.taps(f"Open #{mission.id}")
    await olive.sees("Code word")
    closed = await olive.sees("nothing to publish, and the call is closed")
    assert closed.message_id == asked.message_id
    assert not closed.button_texts
    await olive.says("Thank you")
    await olive.sees("don't understand")
    answer = await olive.taps("Make another one anyway", on=asked)
    assert answer is not None
    assert "finished" in (answer.text or "")
    await olive.says("/new")
    await olive.sees("Which number")
    assert [one.id for one in await missions_of(network, olive)] == [mission.id]
    assert mission.status is MissionStatus.OPEN


async def test_a_call_in_the_midst_of_one_s_own_registration_and_on_with_it_afterwards(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/start")
    await olive.taps("Become a helper too")
    await olive.taps("English")
    await olive.taps("I agree")
    await olive.sees("first name and surname")
    await olive.says("Olive Dupont")
    await olive.sees("phone number")
    await olive.waits_for(lambda: olive.reply_keyboard)
    await olive.says(f"/new {PHONE}")
    await olive.sees("Your registration as a helper is put aside")
    assert olive.reply_keyboard is None
    await olive.sees("caller's name?")
    await olive.says("Jeanne Dupont")
    await olive.sees("What kind of help")
    await network.restart()
    await olive.says("/start")
    await olive.sees("Let's go on where we were")
    await olive.sees("phone number")
    await olive.waits_for(lambda: olive.reply_keyboard)
    mission = await network.publish(olive)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("is put aside")
    await olive.sees("Type the new details")
    assert olive.reply_keyboard is None
    await olive.says("Milk only")
    await olive.sees("Changed")
    await olive.says("/start")
    await olive.sees("phone number")
    await olive.shares_contact(phone="32470123457", name="Olive")
    await olive.says("/cancel")
    await olive.sees("Your answers and pictures are deleted")
    await olive.says("/start")
    await olive.taps("Become a helper too")
    await olive.sees("Which language do you prefer?")
    await olive.says("/new")
    await olive.sees("a call that is not published yet")
    await olive.taps("Become a helper too")
    await olive.sees("Which language do you prefer?")


async def test_no_other_keyboard_stays_during_a_call_either(network: Network) -> None:
    zoe = await network.helper("Zoé", language="en")
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, await network.id_of(zoe), invitation.token, "Zoé")
    await zoe.says("/profile")
    await zoe.taps("Places")
    await zoe.taps("Add a place")
    await zoe.waits_for(lambda: zoe.reply_keyboard)
    await zoe.says("/new")
    await zoe.sees("Which number")
    assert zoe.reply_keyboard is None
