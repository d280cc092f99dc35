"""A caller says that something was not right with whoever came: the operator says who that was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.mission import Mission
from sandbox import Group, Person
from services import incidents, missions, people
from services.incidents import Report
from tests.journeys.network import Network


async def handed_on(network: Network) -> tuple[Group, Person, Person, Person, Mission]:
    """The moderators, Olive, Zoé who had a mission, and Tom who has it now."""
    group = await network.moderators()
    await network.operators_chat()
    olive, zoe, tom = await network.operator(), await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    network.clock.advance(timedelta(minutes=10))
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    network.clock.advance(timedelta(minutes=10))
    await missions.accept(network.store, mission.id, await network.id_of(tom))
    return group, olive, zoe, tom, mission


async def appointed(network: Network, helper: Person) -> Person:
    """A helper who takes calls from now on, too."""
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, await network.id_of(helper), invitation.token, "Olive")
    return helper


@pytest.mark.parametrize("answer", ["a tap", "a name", "a number"])
async def test_the_operator_says_who_of_several_it_was(network: Network, answer: str) -> None:
    group, olive, _zoe, tom, mission = await handed_on(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("They were threatened, or felt unsafe")
    asked = await olive.sees("Whom does the caller mean?")
    for known in ("1. Tom has it, or did it: since Monday 2 March at 12:20", "2. Zoé had it until Monday 2 March"):
        assert asked.contains(known), known
    if answer == "a tap":
        await olive.taps("2. Zoé")
    else:
        await olive.says("Somebody else")
        await olive.sees("The moderators have what you wrote")
        await olive.says("zoé" if answer == "a name" else "2")
    await olive.taps("Send it as it is")
    told = await olive.sees("Thank you for telling us")
    assert told.contains("not brought together")
    card = await network.mo.sees("Helper: Zoé", group)
    assert card.contains("Said by an operator for the caller")
    await network.all_delivered()
    assert not [one for one in tom.messages() if one.contains("goes to somebody else now")]


async def test_or_that_it_is_not_known(network: Network) -> None:
    group, olive, _zoe, _tom, mission = await handed_on(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("They were threatened, or felt unsafe")
    await olive.taps("I don't know", on=await olive.sees("Whom does the caller mean?"))
    await olive.taps("Send it as it is")
    told = await olive.sees("Thank you for telling us")
    assert told.contains("it isn't known who it was")
    assert not told.contains("not brought together")
    card = await network.mo.sees("It isn't known who it was", group)
    for known in ("Tom has it", "Zoé had it until"):
        assert card.contains(known), known
    assert card.button("Suspend the helper…") is None


async def test_moderators_find_out_who_it_was_and_say_it(network: Network) -> None:
    group, olive, zoe, tom, mission = await handed_on(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("They were threatened, or felt unsafe")
    await olive.taps("I don't know", on=await olive.sees("Whom does the caller mean?"))
    await olive.taps("Send it as it is")
    card = await network.mo.sees("Once you know who it was, tap their name", group)
    await network.mo.taps("It was Zoé…", on=card)
    await network.mo.taps("◀️ Back", in_=group)
    await network.mo.taps("It was Tom…", in_=group)
    answer = await network.mo.taps("Yes, it was Tom", in_=group)
    assert answer is not None
    assert "not brought together any more" in (answer.text or "")
    card = await network.mo.sees("Helper: Tom", group)
    assert card.contains("not brought together any more")
    assert card.button("It was Zoé…") is None
    await tom.sees("goes to somebody else now")
    await olive.sees("does not go there any more")
    await network.mo.taps("Suspend the helper…", on=card)
    again = await network.publish(olive, phone=mission.helpee.phone)
    await zoe.sees(f"#{again.id}")
    await network.all_delivered()
    assert not [one for one in tom.messages() if one.contains(f"#{again.id}")]


async def test_a_name_that_was_said_wrongly_is_taken_back(network: Network) -> None:
    group, olive, zoe, tom, mission = await handed_on(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("Money or things")
    await olive.taps("1. Tom", on=await olive.sees("Whom does the caller mean?"))
    await olive.taps("Send it as it is")
    await network.mo.sees("Helper: Tom", group)
    await network.mo.taps("The helper's file", in_=group)
    await network.mo.sees("Incidents: #1", group)
    await network.mo.taps("It was not Tom…", in_=group)
    await network.mo.taps("◀️ Back", in_=group)
    await network.mo.taps("It was not Tom…", in_=group)
    answer = await network.mo.taps("No, it was not Tom", in_=group)
    assert answer is not None
    assert "They stay apart" in (answer.text or "")
    await network.mo.sees("Once you know who it was, tap their name", group)
    await network.mo.waits_for(lambda: not any(one.contains("Incidents: #1") for one in group.messages) or None, group)
    await network.mo.taps("It was Zoé…", in_=group)
    await network.mo.taps("Yes, it was Zoé", in_=group)
    await network.mo.sees("Helper: Zoé", group)
    await network.mo.taps(f"#{mission.id}: may meet again…", in_=group)
    await network.mo.taps("Looked into, and settled", in_=group)
    again = await network.publish(olive, phone=mission.helpee.phone)
    await tom.sees(f"#{again.id}")
    await network.all_delivered()
    assert not [one for one in zoe.messages() if one.contains(f"#{again.id}")]


async def test_an_operator_who_still_answers_names_nobody_whom_moderators_took_back(network: Network) -> None:
    group, olive, _zoe, _tom, mission = await handed_on(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("They were threatened, or felt unsafe")
    await olive.taps("1. Tom", on=await olive.sees("Whom does the caller mean?"))
    await network.mo.sees("Helper: Tom", group)
    await network.mo.taps("It was not Tom…", in_=group)
    await network.mo.taps("No, it was not Tom", in_=group)
    await network.mo.sees("Once you know who it was, tap their name", group)
    await network.mo.taps("It was Zoé…", in_=group)
    await network.mo.taps("Yes, it was Zoé", in_=group)
    await network.mo.sees("Helper: Zoé", group)
    await olive.says("She says that he shouted at her")
    await olive.sees("Thank you for telling us")
    card = await network.mo.sees("he shouted at her", group)
    assert card.contains("Helper: Zoé")
    await network.all_delivered()
    assert sum(one.contains("Incident #") for one in group.messages) == 1


async def test_an_operator_says_who_of_several_does_not_go_there_again(network: Network) -> None:
    _group, olive, zoe, tom, mission = await handed_on(network)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Never again these two", on=await olive.sees("Tom, phone"))
    asked = await olive.sees("Who is not to meet the caller again?")
    assert asked.contains("2. Zoé had it until Monday 2 March")
    await olive.taps("2. Zoé", on=asked)
    await olive.taps("Yes, never again", on=await olive.sees("Are Zoé and the caller"))
    await olive.sees("not brought together")
    again = await network.publish(olive, phone=mission.helpee.phone)
    await tom.sees(f"#{again.id}")
    await network.all_delivered()
    assert not [one for one in zoe.messages() if one.contains(f"#{again.id}")]


async def test_of_one_alone_nothing_is_asked_and_back_leads_back(network: Network) -> None:
    group, olive, _zoe, _tom, mission = await handed_on(network)
    other = await network.publish(olive)
    await missions.accept(network.store, other.id, await network.id_of(await network.helper("Lea", "en")))
    await olive.says(f"/concern {other.id}")
    await olive.taps("Money or things")
    await olive.sees("in your own words")
    await olive.says(f"/concern {mission.id}")
    await olive.taps("Money or things")
    await olive.taps("◀️ Back", on=await olive.sees("Whom does the caller mean?"))
    await olive.taps("Something else", on=await olive.sees("What does the caller say?"))
    await olive.taps("1. Tom", on=await olive.sees("Whom does the caller mean?"))
    await olive.taps("Send it as it is")
    await network.mo.sees("Helper: Tom", group)


async def test_who_goes_on_is_told_what_of_it_is_with_others(network: Network) -> None:
    group = await network.moderators()
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    other = await network.publish(olive, phone=mission.helpee.phone)
    for one in (mission, other):
        await missions.accept(network.store, one.id, await network.id_of(zoe))
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Behaviour that was not right")
    assert (await zoe.sees("Do you still want to do it?")).contains("goes to others in any case")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    told = await zoe.sees("Thank you for telling us")
    for known in ("This mission stays yours", "What else you had in hand for this caller is with others now"):
        assert told.contains(known), known
    moved = await zoe.sees("goes to somebody else now")
    assert moved.contains(f"#{other.id}")
    await olive.sees("does not go there any more")
    await network.mo.sees("This one mission is still in the helper's hands", group)


async def test_in_danger_the_operator_hears_who_still_goes(network: Network) -> None:
    await network.moderators()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await olive.says(f"/concern {mission.id}")
    await olive.taps("The caller is in danger, or not well")
    await olive.taps("Send it as it is")
    assert (await olive.sees("Thank you for telling us")).contains("somebody is needed there")


async def test_an_operator_about_whom_the_caller_complains_names_nobody_any_more(network: Network) -> None:
    group, oscar, zoe, tom, mission = await handed_on(network)
    olive = await appointed(network, await network.helper("Olive", "en"))
    earlier = await network.publish(oscar, phone=mission.helpee.phone)
    await missions.accept(network.store, earlier.id, await network.id_of(olive))
    await olive.says(f"/concern {mission.id}")
    await olive.taps("Money or things")
    await olive.sees("Whom does the caller mean?")
    about_her = Report("k", earlier.id, "money", "She took it", helper_id=await network.id_of(olive))
    await incidents.report(network.store, await network.id_of(oscar), about_her)
    await olive.taps("2. Zoé")
    await olive.sees("in your own words")
    await olive.says("It was Zoé, not me")
    await olive.sees("Thank you for telling us")
    card = await network.mo.sees("It was Zoé, not me", group)
    assert card.contains("It isn't known who it was")
    await olive.says(f"/concern {mission.id}")
    told = await olive.sees("This one is for a colleague")
    assert told.contains("112")
    await network.all_delivered()
    for one in (zoe, tom):
        assert not [text for text in one.messages() if text.contains("goes to somebody else now")]
    await tom.says("/mine")
    await tom.sees(f"#{mission.id}")
