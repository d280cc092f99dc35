"""Who is frightened writes before they tap, sends a picture, or is nobody we know: they are heard all the same."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from domain.mission import Outcome
from services import missions
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand

WORDS = "He stood in the hall with a knife"


async def test_what_is_written_before_anything_is_tapped_reaches_the_moderators(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    await zoe.says(WORDS)
    kept = await zoe.sees("I have kept what you wrote")
    assert kept.contains("112")
    async with network.database.engine.connect() as connection:
        stored = (await connection.execute(text("select data from conversations"))).scalars().all()
    assert stored
    assert not any("knife" in str(one) for one in stored)
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.says("I am outside now")
    await zoe.taps("No, I won't go there")
    await zoe.sees("I have what you wrote")
    await zoe.taps("Send it as it is")
    card = await network.mo.sees("I am outside now", group)
    assert card.contains(WORDS)
    assert card.contains("I am outside now")


async def test_a_picture_is_answered_kindly_and_many_words_arrive(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Something else")
    await zoe.taps("Yes, I'll do it")
    await zoe.sees("in your own words")
    await zoe.sends_photo()
    await zoe.sees("tell us in words what happened")
    await zoe.says("a" * 1_500 + " He is at the door")
    await zoe.sees("Thank you for telling us")
    for number, words in enumerate(("a" * 1_000, "He is at the door"), 1):
        assert (await network.mo.sees(words, group)).contains(f"Incident #{number}")


async def test_the_last_words_arrive_however_many_there_were_before(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    for words in ("a" * 600, "b" * 600, "He is at the door"):
        await zoe.says(words)
        await zoe.sees("What is it?", since=await zoe.sees("I have kept what you wrote"))
    await zoe.taps("I was threatened, or felt unsafe")
    await network.mo.sees("He is at the door", group)
    await zoe.says("He comes in")
    await network.mo.sees("He comes in", group)
    await zoe.says("/cancel")
    await zoe.sees("The moderators have your concern already")
    await zoe.says("c" * 1_000 + "d" * 1_000 + "e" * 1_000 + " 5 High Street")
    await zoe.sees("I have passed that on")
    await network.mo.sees("5 High Street", group)
    await zoe.says("On the second floor")
    await network.mo.sees("On the second floor", group)
    await network.all_delivered()
    cards = [one.text or "" for one in network.mo.messages(group) if one.contains("Incident #")]
    assert sum(one.count("a" * 600) for one in cards) == 1
    for letter in "cde":
        assert sum(letter * 1_000 in one for one in cards) == 1


@pytest.mark.parametrize("who", ["stranger", "administrator", "deleted"])
async def test_whoever_is_nobody_here_reads_whom_to_call(network: Network, who: str) -> None:
    person = network.administrator if who == "administrator" else await network.person("Nora")
    await person.says("/concern" if who == "stranger" else "/concern 12")
    told = await person.sees("call 112")
    assert told.contains("02 808 99 48")
    assert told.contains("please phone us")


async def test_an_unknown_number_is_answered_with_whom_to_call_first(network: Network) -> None:
    _group, olive, zoe, _mission = await in_hand(network)
    for one in (olive, zoe):
        await one.says("/concern 4711")
        told = await one.sees("I can't find that mission among yours")
        assert told.text is not None
        assert told.text.index("112") < told.text.index("find that mission")


@pytest.mark.parametrize("way", ["command", "file"])
async def test_an_operator_with_a_complaint_on_the_phone_finds_the_way(network: Network, way: str) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    if way == "command":
        await olive.says("/concern")
        await olive.taps(f"#{mission.id}", on=await olive.sees("Which mission is it about?"))
    else:
        await olive.says(f"/caller {mission.helpee.phone}")
        await olive.taps(f"Raise a concern about #{mission.id}", on=await olive.sees("Who came"))
    asked = await olive.sees("What does the caller say?")
    assert not asked.contains("I'm sorry")
    await olive.taps("Money or things")
    await olive.taps("Send it as it is")
    await network.mo.sees("Said by an operator for the caller", group)


async def test_help_says_that_there_is_a_concern(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    for one in (olive, zoe):
        await one.says("/help")
        await one.sees("/concern – something was not right")


@pytest.mark.parametrize(
    ("concern", "promise"),
    [
        ("I was threatened, or felt unsafe", "An operator phones that door, and does not say that it was you"),
        ("Wrong code word, or somebody else there", "An operator phones that door, and does not say that it was you"),
        ("Money or things", "Nobody else learns that it was you"),
    ],
)
async def test_no_more_is_promised_than_what_is_kept(network: Network, concern: str, promise: str) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps(concern)
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    assert (await zoe.sees("Thank you for telling us")).contains(promise)


async def test_an_operator_who_speaks_for_a_caller_reads_what_the_helper_learns(network: Network) -> None:
    _group, olive, _zoe, mission = await in_hand(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("Money or things")
    await olive.taps("Send it as it is")
    told = await olive.sees("The helper is not told who said it")
    assert not told.contains("it was you")
