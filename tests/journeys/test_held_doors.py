"""A helper felt unsafe at a door: nobody else is sent there, for whatever is or will be open, before one has phoned."""

from __future__ import annotations

from datetime import time, timedelta

from domain.mission import Mission, Outcome
from domain.recurrence import Every, Recurrence
from sandbox import Person
from services import desk, missions
from tests.journeys.network import Network, until
from tests.journeys.test_intake import missions_of
from tests.journeys.test_time import goes_by

PHONE = "+3228089948"
ASKS = "Something may be wrong at this door"


async def says_it(helper: Person, mission: Mission, *, still_goes: bool | None = None) -> None:
    """A helper says that they felt unsafe; `still_goes`: what they answer if they have it in hand."""
    await helper.says(f"/concern {mission.id}")
    await helper.taps("I was threatened, or felt unsafe")
    if still_goes is not None:
        await helper.sees("Do you still want to do it?")
        await helper.taps("Yes, I'll do it" if still_goes else "No, I won't go there")
    await helper.sees("in your own words")
    await helper.says("He shut the door behind me")
    await helper.sees("Thank you for telling us")


async def done(network: Network, helper: Person, mission: Mission) -> None:
    """A helper had it, and it is over."""
    number = await network.id_of(helper)
    await missions.accept(network.store, mission.id, number)
    await missions.complete(network.store, mission.id, number, Outcome.WELL)


def offered(helper: Person, mission: Mission) -> bool:
    """Whether a helper can accept it by a button in their chat."""
    return any(one.contains(f"#{mission.id}") and one.button("Accept") for one in helper.messages())


async def test_after_the_visit_nothing_is_open_and_the_next_call_waits_for_a_phone_call(network: Network) -> None:
    await network.moderators()
    await network.operators_chat()
    olive, oscar = await network.operator(), await network.operator("Oscar")
    zoe, tom = await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    mission = await network.publish(olive, phone=PHONE)
    await done(network, zoe, mission)
    await says_it(zoe, mission)
    assert zoe.messages()[-1].contains("Nobody else is sent there before our operators have phoned")
    warned = await olive.sees(ASKS)
    assert warned.button("I have phoned: it is safe")
    assert not warned.contains("Zoé")

    await oscar.says("/new 02 808 99 48")
    told = await oscar.sees("so one of you phones first")
    assert told.contains("Please don't tell the caller why")
    assert not told.contains("Zoé")
    await oscar.taps("Same as last time: Groceries", on=await oscar.sees("What would they like today?"))
    await oscar.taps("Tomorrow morning", on=await oscar.sees("When is it wanted?"))
    assert (await oscar.sees("read this back")).contains("Helpers are asked once one of you has phoned")
    await oscar.taps("Publish")
    assert (await oscar.sees("Published as")).contains("Nobody is asked yet")
    asked = await oscar.sees("Nobody is asked until you say so")
    new = (await missions_of(network, oscar))[0]
    await network.all_delivered()
    assert not offered(tom, new)
    await tom.says(f"/accept {new.id}")
    await tom.sees("waits for a phone call")

    answer = await oscar.taps("I have phoned: ask others", on=asked)
    assert answer is not None
    await tom.sees(f"#{new.id}")
    await network.all_delivered()
    for one in (olive, oscar):
        one.does_not_see("Please phone Josée Voorbeeld first")


async def test_a_colleague_says_on_the_caller_s_card_that_all_is_well(network: Network) -> None:
    await network.moderators()
    await network.operators_chat()
    olive, oscar = await network.operator(), await network.operator("Oscar")
    zoe, tom = await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    repeats = Recurrence(Every.DAY, time(13), time(17))
    mission = await network.publish(olive, phone=PHONE, recurrence=repeats)
    await done(network, zoe, mission)
    await says_it(zoe, mission)
    await olive.sees(ASKS)
    await network.upkeep()
    next_one = (await missions_of(network, olive))[0]
    assert next_one.follows_id == mission.id
    await olive.sees(f"#{next_one.id}")
    await network.all_delivered()
    assert not offered(tom, next_one)

    await oscar.says("/caller 02 808 99 48")
    card = await oscar.sees("Not to be read out")
    answer = await oscar.taps("I have phoned: it is safe", on=card)
    assert answer is not None
    await tom.sees(f"#{next_one.id}")
    shown = await oscar.sees("Who is coming")
    assert not shown.contains("Not to be read out")
    await network.all_delivered()
    olive.does_not_see("Please phone Josée Voorbeeld first")


async def test_whoever_hands_on_what_they_have_there_hears_that_somebody_phones_first(network: Network) -> None:
    await network.moderators()
    await network.operators_chat()
    olive = await network.operator()
    zoe, tom, ann = [await network.helper(name, "en") for name in ("Zoé", "Tom", "Ann")]
    mission, toms = await network.publish(olive, phone=PHONE), await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await missions.accept(network.store, toms.id, await network.id_of(tom))
    await says_it(zoe, mission, still_goes=True)
    await network.all_delivered()

    await tom.says(f"/release {toms.id}")
    await tom.sees("Our operators will phone before anybody else is asked")
    tom.does_not_see("Somebody else is being asked")
    asked = await olive.sees("Nobody is asked until you say so")
    await network.all_delivered()
    olive.does_not_see("Others are being asked")
    assert not offered(ann, toms)
    await olive.taps("I have phoned: ask others", on=asked)
    await until(lambda: offered(ann, toms))
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.is_in_hands_of(await network.id_of(zoe))


async def test_a_danger_that_is_left_without_an_answer_holds_the_door(network: Network) -> None:
    await network.moderators()
    await network.operators_chat()
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    mission = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.sees("Do you still want to do it?")
    await zoe.says("Her son hits her, and he threatened me")
    await zoe.sees("The moderators have what you wrote")
    await zoe.says("/mine")
    await zoe.taps("I can't make it", on=await zoe.sees("🕒 "))
    await zoe.sees("Our operators will phone before anybody else is asked")
    await zoe.taps("Yes, I can't make it")
    await zoe.sees("Thank you for saying so. Our operators will phone before anybody else is asked")
    await olive.sees("Nobody is asked until you say so")
    await network.all_delivered()
    olive.does_not_see("Others are being asked")
    assert not offered(tom, mission)


async def test_words_alone_hold_the_door_once_they_are_sent(network: Network) -> None:
    group = await network.moderators()
    await network.operators_chat()
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    mission = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/concern {mission.id}")
    await zoe.says("He has a knife, I ran away")
    await zoe.sees("It is not sent yet")
    await network.quiet()
    network.clock.advance(timedelta(minutes=16))
    await network.upkeep()
    card = await network.mo.sees("Not said what it is about", group)
    assert card.contains("Nobody is sent there before an operator has phoned")
    assert not card.button("Let an operator phone first")
    assert (await zoe.sees("I have sent it now as it is")).contains("An operator phones that door")
    await olive.sees(ASKS)
    await zoe.says(f"/release {mission.id}")
    await zoe.sees("Our operators will phone before anybody else is asked")
    await network.all_delivered()
    assert not offered(tom, mission)
    await zoe.says(f"/concern {mission.id}")  # it was about money, after all
    await zoe.taps("Money or things")
    await zoe.says("He wanted to have my card")
    assert (await zoe.sees("Thank you for telling us")).contains("before our operators have phoned")
    await olive.taps("I have phoned: ask others")
    await until(lambda: offered(tom, mission))


async def test_moderators_let_an_operator_phone_first(network: Network) -> None:
    group = await network.moderators()
    await network.operators_chat()
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé", "en"), await network.helper("Tom", "en")
    mission = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Behaviour that was not right")
    await zoe.taps("No, ask somebody else")
    await zoe.says("He locked the door")
    await network.mo.sees("He locked the door", group)
    await until(lambda: offered(tom, mission))
    await network.mo.taps("Let an operator phone first", in_=group)
    await olive.sees(ASKS)
    card = await network.mo.sees("Nobody is sent there before an operator has phoned", group)
    assert not card.button("Let an operator phone first")
    await until(lambda: not offered(tom, mission))


async def test_the_moderators_card_says_how_it_stands(network: Network) -> None:
    group = await network.moderators()
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await says_it(zoe, mission, still_goes=True)
    card = await network.mo.sees("Nobody is sent there before an operator has phoned", group)
    assert card.contains("still in the helper's hands")
    await network.all_delivered()
    await olive.taps("I have phoned: it is safe", on=await olive.sees(ASKS))
    await until(lambda: not network.mo.messages(group)[-1].contains("before an operator has phoned"))
    card = network.mo.messages(group)[-1]
    assert card.contains("still in the helper's hands")
    assert card.button("Let an operator phone first")
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await until(lambda: not network.mo.messages(group)[-1].contains("still in the helper's hands"))


async def test_operators_who_overlook_it_are_reminded_and_their_chat_with_them(network: Network) -> None:
    await network.moderators()
    group = await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    group.add(olive)
    mission = await network.publish(olive, phone=PHONE)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await says_it(zoe, mission, still_goes=False)
    await olive.sees(ASKS)
    await network.all_delivered()
    await goes_by(network, timedelta(minutes=15))
    reminded = await olive.sees("Please see to it, one of you", group)
    assert reminded.contains(ASKS)
    assert not reminded.contains("can't be told")
    await network.all_delivered()  # hers is written anew
    again = [one for one in olive.messages() if one.contains(ASKS) and one.contains("Please phone")]
    assert len(again) == 1
    await olive.taps("I have phoned: ask others", on=again[0])
    await network.all_delivered()
    await goes_by(network, timedelta(minutes=15))
    await network.all_delivered()
    assert not [one for one in group.messages if one.contains("Please see to it, one of you")]
