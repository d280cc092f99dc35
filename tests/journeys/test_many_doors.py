"""Whoever collects doors, or takes missions and hands them on, comes to an end; and moderators hear of it in time."""

from __future__ import annotations

from datetime import timedelta

from domain.mission import Outcome
from domain.turnover import MANY_HANDED_ON, MOST_DOORS_A_DAY
from services import finding, missions, registration
from tests.journeys.network import Network


async def test_whoever_hands_on_what_they_took_is_told_to_moderators_once_a_day(network: Network) -> None:
    await network.operators_chat()
    group, olive = await network.moderators(), await network.operator()
    eve = await network.helper("Eve", "en")
    for number in range(1, MANY_HANDED_ON + 2):
        await network.publish(olive, name=f"Caller {number}")
        await eve.says(f"/accept {number}")
        await eve.sees(f"Caller {number}")
        await eve.says(f"/release {number}")
        await network.quiet()
        await network.all_delivered()
        told = [one for one in network.mo.messages(group) if one.contains("knows the doors of many callers")]
        assert len(told) == (number >= MANY_HANDED_ON)
    await eve.says("/accept 1")
    await eve.sees("You have handed this one on")
    (notice,) = told
    assert not notice.contains("Eve")
    await network.mo.taps("The helper's file", in_=group, on=notice)
    file = await network.mo.sees("A reply to this message is a note", in_=group)
    count = MANY_HANDED_ON + 1
    assert file.contains(f"In 7 days: {count} missions taken, {count} handed on")
    assert file.contains(f"in 24 hours: {count} missions taken, {count} handed on")
    network.clock.advance(timedelta(hours=25))
    await network.mo.says(f"/helper {await network.id_of(eve)}", to=group)
    await network.quiet()
    await network.all_delivered()
    assert not network.mo.messages(group)[-1].contains("in 24 hours")


async def test_whoever_goes_with_all_that_they_took_is_told_to_moderators(network: Network) -> None:
    await network.operators_chat()
    group, olive = await network.moderators(), await network.operator()
    eve = await network.helper("Eve", "en")
    number_of_eve = await network.id_of(eve)
    for number in range(1, MANY_HANDED_ON + 1):
        await network.publish(olive, name=f"Caller {number}")
        await missions.accept(network.store, number, number_of_eve)
    await registration.forget(network.store, number_of_eve)
    told = await network.mo.sees("They have had everything about them deleted since", in_=group)
    assert told.contains(f"#{number_of_eve} knows the doors of many callers")
    assert told.contains(f"{MANY_HANDED_ON} missions taken, {MANY_HANDED_ON} handed on")
    assert not told.button_texts


async def test_whoever_collects_doors_sees_eight_a_day_and_an_operator_can_give_them_more(network: Network) -> None:
    await network.operators_chat()
    group, olive = await network.moderators(), await network.operator()
    eve = await network.helper("Eve", "en")
    number_of_eve = await network.id_of(eve)
    for number in range(1, MOST_DOORS_A_DAY + 1):
        await network.publish(olive, name=f"Caller {number}")
        await eve.says(f"/accept {number}")
        await eve.sees(f"Caller {number}")
        told = any(one.contains("many callers") for one in network.mo.messages(group))
        assert not told or number == MOST_DOORS_A_DAY
        await missions.complete(network.store, number, number_of_eve, Outcome.WELL)
    await network.mo.sees("knows the doors of many callers", in_=group)
    more = await network.publish(olive, name="One more")
    await eve.says("/missions")
    around = await eve.sees("You have got to know many doors since yesterday")
    assert not around.contains("Accept")
    await eve.says(f"/accept {more.id}")
    await eve.sees("an operator can give you one")
    await finding.give(network.store, await network.id_of(olive), more.id, number_of_eve)
    await eve.sees("As you agreed with the operator")
    await network.all_delivered()
    assert sum(one.contains("many callers") for one in network.mo.messages(group)) == 1
