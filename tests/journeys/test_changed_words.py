"""Somebody changes what they wrote: nothing is lost of a concern, and elsewhere they hear that nobody reads it."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand


async def test_what_is_changed_while_a_concern_is_asked_and_after_it_is_added(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    long_ago = await zoe.says("Good morning")
    await zoe.sees("Nobody reads here what you write")
    network.clock.advance(timedelta(hours=7))
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    first = await zoe.says("The man")
    kept = await zoe.sees("I have kept what you wrote")
    await zoe.edits(first, "The man has a gun")
    await zoe.sees("I have kept what you wrote", since=kept)
    await zoe.taps("I was threatened, or felt unsafe")
    await network.mo.sees("The man has a gun", group)
    await zoe.taps("No, I won't go there")
    await zoe.sees("I have what you wrote")
    await zoe.edits(first, "The man has two guns")
    await zoe.sees("The moderators have what you wrote")
    await network.mo.sees("The man has two guns", group)
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    later = await zoe.says("He follows me")
    passed = await zoe.sees("I have passed that on")
    await zoe.edits(later, "He follows me in High Street")
    told = await zoe.sees("I have passed that on", since=passed)
    assert told.contains("112")
    await network.mo.sees("in High Street", group)
    await zoe.edits(long_ago, "Good evening")
    await network.quiet()
    assert zoe.messages()[-1].text == told.text


async def test_whoever_changes_an_answer_hears_once_that_nobody_reads_it(network: Network) -> None:
    olive = await network.operator()
    before = await olive.says("Hello")
    await olive.sees("Sorry, I don't understand")
    await olive.edits(before, "Hello?")
    await olive.says("/new")
    await olive.sees("Which number is the caller's")
    typed = await olive.says("Josée")
    await network.quiet()
    await olive.edits(typed, "02 808 99 48")
    told = await olive.sees("please write it anew")
    await olive.edits(typed, "02 808 99 49")
    await network.quiet()
    assert olive.messages()[-1].text == told.text
    assert sum(one.contains("please write it anew") for one in olive.messages()) == 1
