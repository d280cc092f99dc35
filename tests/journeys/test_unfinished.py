"""A concern that is begun and not finished is heard all the same, and a question that is open is asked again."""

from __future__ import annotations

from datetime import timedelta

from domain.incident import LONGEST_UNANSWERED, MOST_OPEN, Reporter
from domain.mission import Outcome
from sandbox import Group
from services import doors, incidents, missions, people, registration
from services.incidents import Report
from tests.journeys.network import Network, until
from tests.journeys.test_concerns import in_hand
from tests.services.consistency import assert_texts_are_fit


def cards(network: Network, group: Group) -> int:
    """How many incidents the moderators see."""
    return sum(one.contains("Incident #") for one in network.mo.messages(group))


async def test_words_alone_are_sent_by_themselves_also_after_a_restart(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.says("He has a knife, help me")
    told = await zoe.sees("It is not sent yet")
    assert told.contains("in 15 minutes")
    await network.upkeep()
    assert not cards(network, group)
    await network.stop()
    network.clock.advance(timedelta(minutes=16))
    await network.start()
    card = await network.mo.sees("He has a knife, help me", group)
    for known in ("Not said what it is about", "Not finished"):
        assert card.contains(known), known
    told = await zoe.sees("I have sent it now as it is")
    assert told.contains("112")
    await zoe.taps("I was threatened, or felt unsafe")
    await network.mo.sees("The helper was threatened", group)
    await zoe.taps("Yes, I'll do it")
    await zoe.says("I am outside")
    card = await network.mo.sees("I am outside", group)
    assert card.contains("He has a knife, help me")
    assert not card.contains("Not finished")
    await network.all_delivered()
    assert cards(network, group) == 1


async def test_the_tap_on_danger_is_heard_at_once(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    told = await zoe.sees("Our moderators have it now")
    assert told.contains("112")
    await network.mo.sees("The caller is in danger", group)
    await olive.sees("Please call")
    await zoe.says("/cancel")
    await zoe.sees("The moderators have your concern already")
    await zoe.says("She fell down the stairs")
    await network.mo.sees("She fell down the stairs", group)
    await network.all_delivered()
    assert cards(network, group) == 1


LINE = "And he did not stop. " * 9


async def test_what_becomes_several_incidents_is_one_story_until_it_is_finished(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    lines = [f"Line {number} of what he did. {LINE}".strip() for number in range(1, 15)]
    for part in (lines[:7], lines[7:13], lines[13:]):
        await zoe.says("\n".join(part))
        await zoe.sees("It is not sent yet")
    await zoe.taps("Money or things")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    heard = await incidents.active(network.store)
    assert len(heard) > 2
    assert "\n".join(one.words for one in heard).split("\n") == lines
    assert all((one.concern, one.finished, one.danger) == ("money", True, False) for one in heard)
    await network.mo.sees("Line 14 of what he did.", group)
    assert not await doors.is_held(network.store, mission.id)


async def test_whoever_only_writes_is_heard_and_asked_nothing_more(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    lines = [
        f"Line {number} of what he did. {LINE}".strip() for number in range(1, 1 + LONGEST_UNANSWERED // len(LINE))
    ]
    for number in range(0, len(lines), 10):
        await zoe.says("\n".join(lines[number : number + 10]))
    told = await zoe.sees("I have sent it now as it is")
    assert told.contains("112")
    await network.quiet()
    await assert_texts_are_fit(network.store)
    assert "\n".join(one.words for one in await incidents.active(network.store)).split("\n") == lines
    await zoe.says("He comes back")
    await zoe.sees("112", since=told)
    await network.mo.sees("He comes back", group)
    await zoe.says("/cancel")
    await zoe.sees("What you write here is added to it")


async def test_whoever_writes_without_an_end_is_told_whom_to_call_and_keeps_nobody_waiting(network: Network) -> None:
    group, olive, eve, mission = await in_hand(network)
    zoe = await network.helper("Zoé", "en")
    other = await network.publish(olive)
    await missions.accept(network.store, other.id, await network.id_of(zoe))
    long = "bla " * 240
    for number in range(MOST_OPEN):
        said = Report(f"k{number}", mission.id, "money", f"{number} {long}".strip())
        await incidents.report(network.store, await network.id_of(eve), said)
    await eve.says(f"/concern {mission.id}")
    await eve.taps("They are in danger, or not well")
    await eve.sees("Our moderators have it now")
    told = await eve.says(f"Listen: {long}")
    assert (await eve.sees("not passed on", since=told)).contains("112")
    await eve.taps("No, I won't go there")  # and yet what she answers is heard
    await eve.sees("If you like, write")
    told = await eve.says(f"Now: {long}")
    assert (await eve.sees("not passed on", since=told)).contains("112")
    await eve.sees("Nobody else is sent there", since=told)
    told = await eve.says(f"After all: {long}")
    assert (await eve.sees("not passed on", since=told)).contains("112")
    assert len(await incidents.active(network.store)) == MOST_OPEN
    await network.mo.sees("The helper writes more than is passed on to you", group)
    assert await doors.is_held(network.store, mission.id)
    await zoe.says(f"/concern {other.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.sees("Our moderators have it now")
    await network.mo.sees(f"Incident #{MOST_OPEN + 1}", group)


async def test_whoever_raises_a_concern_is_not_sent_to_raise_one(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    asked = await zoe.sees("What is it?")
    await zoe.sends_voice()
    told = await zoe.sees("tell us in words what happened", since=asked)
    assert told.contains("112")
    assert not told.contains("/concern")


async def test_where_nothing_more_is_heard_of_somebody_nothing_more_is_asked(network: Network) -> None:
    group, olive, _zoe, mission = await in_hand(network)
    for number in range(MOST_OPEN):
        said = Report(f"k{number}", mission.id, "money", "She counts it", reporter=Reporter.OPERATOR)
        await incidents.report(network.store, await network.id_of(olive), said)
    await olive.says(f"/concern {mission.id}")
    asked = await olive.sees("What does the caller say?")
    await olive.taps("The caller is in danger, or not well", on=asked)
    told = await olive.sees("not passed on", since=asked)
    assert told.contains("112")
    await network.mo.sees("The operator writes more than is passed on to you", group)
    await network.quiet()
    assert olive.messages()[-1] == told
    await olive.says("/cancel")
    assert "have your concern" not in str((await olive.sees("", since=told)).text)


async def test_what_is_not_passed_on_ends_nothing_else_that_is_asked(network: Network) -> None:
    _group, olive, eve, _mission = await in_hand(network)
    other = await network.publish(olive)
    await missions.accept(network.store, other.id, await network.id_of(eve))
    for number in range(MOST_OPEN):
        said = Report(f"k{number}", other.id, "money", f"{number} {'bla ' * 240}".strip(), goes_on=True)
        await incidents.report(network.store, await network.id_of(eve), said)
    await eve.says(f"/complete {other.id}")
    await eve.sees("how did it go?")
    told = await eve.says("He stood behind the door " * 30)
    assert (await eve.sees("not passed on", since=told)).contains("112")
    await eve.taps("All done")
    await eve.taps("No money was spent")
    await eve.taps("Skip")
    await eve.sees("Thank you! Somebody's day")


async def test_something_else_that_is_asked_keeps_no_concern_from_being_sent(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.says("They counted the money three times")
    await zoe.sees("It is not sent yet")
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    network.clock.advance(timedelta(minutes=16))
    await network.upkeep()
    await network.mo.sees("three times", group)


async def test_what_was_begun_is_asked_again_rather_than_pointed_to(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    await zoe.says("/start")
    again = await zoe.sees("What is it?")
    await zoe.says("/mine")
    await zoe.sees("On my way")
    await zoe.says("blah")
    await zoe.sees("I have kept what you wrote")
    await zoe.sees("What is it?", since=again)


async def test_start_goes_on_with_the_concern_before_a_registration_that_waits(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await registration.leave(network.store, await network.id_of(zoe))
    await zoe.says("/start")
    await zoe.taps("Help again")
    await zoe.sees("I agree")
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("is put aside")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.sees("in your own words")
    await zoe.says("/start")
    await zoe.sees("Let's go on where we were")
    await zoe.sees("in your own words")
    await zoe.says("He waited for me in the street")
    await zoe.sees("Thank you for telling us")
    await zoe.says("/start")
    await zoe.sees("I agree")


async def test_a_concern_that_is_closed_while_the_helper_answers_is_no_dead_end(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.sees("Do you still want to do it?")
    await network.mo.taps("I see to it", in_=group)
    await network.mo.taps("Close it…", in_=group)
    await network.mo.taps("Passed on to police or services", in_=group)
    await network.mo.sees("Closed by", group)
    await zoe.taps("No, I won't go there")
    await zoe.sees("write in your own words")
    await zoe.taps("Send it as it is")
    await zoe.sees("Nobody else is sent there before our operators have phoned")


async def test_whoever_leaves_the_questions_is_not_promised_what_a_closed_concern_does_not_take(
    network: Network,
) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.sees("Do you still want to do it?")
    await network.mo.taps("Close it…", in_=group)
    await network.mo.taps("Passed on to police or services", in_=group)
    await network.mo.sees("Closed by", group)
    await zoe.says("/cancel")
    await zoe.sees(
        f"The moderators have your concern already. To tell them something more, send /concern {mission.id}."
    )


async def test_an_operator_who_leaves_the_questions_hears_how_to_say_more(network: Network) -> None:
    _group, olive, _zoe, mission = await in_hand(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("The caller is in danger, or not well")
    await olive.sees("If you can, answer what follows, too")
    await olive.says("/cancel")
    await olive.sees(
        f"The moderators have your concern already. To tell them something more, send /concern {mission.id}."
    )


async def test_what_an_operator_began_is_heard_although_they_are_dismissed_meanwhile(network: Network) -> None:
    group, olive, _zoe, mission = await in_hand(network)
    await olive.says(f"/concern {mission.id}")
    await olive.says("Twenty euros are missing since Zoé was there")
    await olive.sees("It is not sent yet")
    await people.dismiss_operator(network.store, await network.id_of(olive), "telegram:0")
    await olive.sees("Your time as an operator has ended")
    await olive.says("And she wants her keys back")
    await olive.sees("You are not one of our helpers at the moment")
    network.clock.advance(timedelta(minutes=16))
    await network.upkeep()
    card = await network.mo.sees("Twenty euros are missing", group)
    assert card.contains("Not finished")
    await network.all_delivered()
    assert cards(network, group) == 1


async def test_a_picture_of_a_helper_who_may_mean_their_identity_card_is_deleted(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.says("/cancel")
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(zoe))
        assert helper is not None
        helper.expire()
    sent = await zoe.sends_photo()
    await zoe.sees("To be safe, I have deleted yours")
    await until(lambda: sent not in zoe.messages())


async def test_a_second_concern_is_said_to_be_sent_when_it_is(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Money or things")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.sees("If you can, answer what follows, too")
    await zoe.says("/cancel")
    await zoe.sees("The moderators have your concern already")


async def test_words_below_a_picture_are_passed_on(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Money or things")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    await zoe.sends_photo(caption="He has a knife")
    told = await zoe.sees("I can't pass on pictures")
    assert told.contains("112")
    assert told.contains("passed that on")
    await network.mo.sees("He has a knife", group)


async def test_whoever_deletes_everything_is_told_that_it_is_sent_first_and_it_is(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.says("He has a knife")
    await zoe.sees("It is not sent yet")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    asked = await zoe.sees("Delete everything about you?")
    for known in ("is sent to the moderators first", "concerns that you raised"):
        assert asked.contains(known), known
    assert not cards(network, group)
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    card = await network.mo.sees("had their data deleted", group)
    for known in ("He has a knife", "Not finished"):
        assert card.contains(known), known
    await network.all_delivered()
    assert not [one for one in zoe.messages() if one.contains("I have sent it now")]
    await zoe.says("/privacy")
    await zoe.taps("Delete everything", on=await zoe.sees("What is stored about you"))
    asked = await zoe.sees("Delete everything about you?")
    assert not asked.contains("is sent to the moderators first")


async def test_what_a_helper_says_about_an_open_concern_is_passed_on_for_two_days(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.sees("Do you still want to do it?")
    await zoe.says("/cancel")
    await zoe.sees("What you write here is added to it")
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    network.clock.advance(timedelta(hours=30))
    await zoe.says("He followed me again")
    told = await zoe.sees("I have passed that on")
    assert told.contains("112")
    await network.mo.sees("He followed me again", group)
    network.clock.advance(timedelta(hours=30))
    await zoe.says("And again")
    told = await zoe.sees(f"To tell the moderators more about your concern, send /concern {mission.id}.")
    await network.mo.taps("Close it…", in_=group)
    await network.mo.taps("Passed on to police or services", in_=group)
    await network.mo.sees("Closed by", group)
    await zoe.says("And again")
    assert not (await zoe.sees("Sorry, I don't understand", since=told)).contains("/concern")


async def test_an_operator_whose_concern_was_sent_by_itself_reads_how_to_say_more(network: Network) -> None:
    group, olive, _zoe, mission = await in_hand(network)
    await olive.says(f"/concern {mission.id}")
    await olive.says("She says that he will beat her")
    await olive.sees("It is not sent yet")
    await network.quiet()
    network.clock.advance(timedelta(minutes=16))
    await network.upkeep()
    await network.mo.sees("that he will beat her", group)
    told = await olive.sees("I have sent it now as it is")
    assert told.contains(f"send /concern {mission.id}")
    assert not told.contains("add to it here")
    await olive.says("/cancel")
    await olive.sees("The moderators have your concern already")
    await olive.says("She phones again")
    told = await olive.sees("Sorry, I don't understand that")
    assert told.contains(f"send /concern {mission.id}")


async def test_words_alone_hold_the_door_of_a_mission_that_is_handed_on(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    tom = await network.helper("Tom", "en")
    await zoe.says(f"/concern {mission.id}")
    await zoe.says("He has a knife")
    await zoe.sees("It is not sent yet")
    await zoe.says(f"/release {mission.id}")
    await network.mo.sees("He has a knife", group)
    await zoe.sees("I have sent it now as it is")
    await network.all_delivered()
    assert not [one for one in tom.messages() if one.contains(f"#{mission.id}")]
    assert cards(network, group) == 1
