"""Who is frightened writes on after a command: not a word of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.incident import Reporter
from domain.mission import Mission, Outcome
from sandbox import Person
from services import begun, incidents, missions
from tests.journeys.network import Network
from tests.journeys.test_concerns import appoint, in_hand
from tests.journeys.test_privacy import downloaded, page_of
from tests.services.consistency import assert_texts_are_fit


async def sent(network: Network) -> list[tuple[int, str]]:
    """The mission and the words of what is with the moderators, a while later."""
    await network.quiet()
    network.clock.advance(timedelta(minutes=20))
    await network.upkeep()
    return [(one.mission_id, one.words) for one in await incidents.active(network.store)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/concern {number} il a un couteau", "il a un couteau"),
        ("/concern #{number}: il a un couteau", "il a un couteau"),
        ("/concern au secours il a un couteau", "au secours il a un couteau"),
        ("/concern 99 hommes à la porte", "99 hommes à la porte"),
        ("/concern 112", None),
    ],
)
async def test_words_after_a_concern_are_what_was_written_first(network: Network, said: str, kept: str | None) -> None:
    _group, _olive, zoe, mission = await in_hand(network, "fr")
    await zoe.says(said.format(number=mission.id))
    assert (await zoe.sees("appelez le 112")).contains("112")
    if kept is not None:
        told = await zoe.sees("J’ai gardé ce que vous avez écrit")
        await zoe.sees("De quoi s’agit-il", since=told)
    assert await sent(network) == ([] if kept is None else [(mission.id, kept)])


async def test_words_wait_until_it_is_known_which_mission_they_are_about(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    other = await network.publish(olive, name="Marthe Voorbeeld", phone="+3225557712")
    await missions.accept(network.store, other.id, await network.id_of(zoe))
    await zoe.says("/concern he has a knife")
    asked = await zoe.sees("Which mission is it about?")
    assert asked.contains("I have kept what you wrote")
    await zoe.says("/concern he is upstairs")
    asked = await zoe.sees("Which mission is it about?", since=asked)
    await network.restart()
    await zoe.taps(f"#{mission.id}", on=asked)
    await zoe.sees("It is not sent yet")
    await zoe.taps("I was threatened, or felt unsafe")
    card = await network.mo.sees("he has a knife", group)
    assert card.contains("he is upstairs")
    await zoe.says(f"/concern {other.id}")
    await network.quiet()
    await zoe.taps("Something else")
    assert sorted(await sent(network))[1] == (other.id, "")


async def test_whoever_takes_calls_too_says_whom_the_words_are_about(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await appoint(network, zoe)
    await zoe.says("/concern she says that she was robbed")
    await zoe.taps(f"#{mission.id}", on=await zoe.sees("I have kept what you wrote"))
    await zoe.sees("It is not sent yet")
    assert await sent(network) == [(mission.id, "she says that she was robbed")]


async def test_words_after_release_are_kept_and_nobody_else_is_asked_before(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/release {mission.id} he is violent")
    told = await zoe.sees("I have kept what you wrote, but nobody has read it yet")
    assert told.contains("call 112")
    await zoe.sees("Do you want to hand it on?", since=told)
    assert (await missions.held_by(network.store, mission.id, await network.id_of(zoe))).id == mission.id
    await zoe.taps("Raise a concern", on=told)
    await zoe.sees("It is not sent yet")
    assert await sent(network) == [(mission.id, "he is violent")]


async def test_words_after_complete_are_kept_and_it_is_asked_how_it_went(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says("/complete she lay on the floor")
    told = await zoe.sees("I have kept what you wrote, but nobody has read it yet")
    assert told.contains("call 112")
    await zoe.sees("how did it go?", since=told)
    await zoe.says("/concern")
    await zoe.taps(f"#{mission.id}", on=await zoe.sees("Which mission is it about?"))
    await zoe.sees("It is not sent yet")
    assert await sent(network) == [(mission.id, "she lay on the floor")]


async def holds_two(network: Network) -> tuple[Person, Mission, Mission]:
    """Zoé, who has two missions in hand."""
    _group, olive, zoe, mission = await in_hand(network)
    other = await network.publish(olive, name="Marthe Voorbeeld", phone="+3225557712")
    await missions.accept(network.store, other.id, await network.id_of(zoe))
    return zoe, mission, other


async def test_what_was_said_of_one_mission_is_no_part_of_a_concern_about_another(network: Network) -> None:
    zoe, mission, other = await holds_two(network)
    await zoe.says(f"/release {mission.id} he is violent")
    told = await zoe.sees("I have kept what you wrote")
    await zoe.says(f"/concern {other.id}")
    await zoe.sees("What is it?", since=told)
    assert await sent(network) == []
    await zoe.taps("Raise a concern", on=told)
    await zoe.sees("It is not sent yet")
    assert await sent(network) == [(mission.id, "he is violent")]


async def test_what_was_said_of_a_mission_that_went_well_is_no_part_of_what_comes_later(network: Network) -> None:
    zoe, mission, other = await holds_two(network)
    asked = await zoe.says(f"/complete {mission.id} all went well, thanks")
    await zoe.taps("All done", on=await zoe.sees("how did it go?", since=asked))
    await zoe.taps("No money was spent")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day is better")
    asked = await zoe.says(f"/concern {other.id}")
    await zoe.sees("What is it?", since=asked)
    assert await sent(network) == []


async def test_what_is_said_beside_somebody_and_then_denied_is_there_still(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/complete {mission.id} he has a knife")
    await zoe.taps("All done", on=await zoe.sees("how did it go?"))
    await zoe.taps("No money was spent")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day is better")
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("It is not sent yet")
    assert await sent(network) == [(mission.id, "he has a knife")]


async def test_whoever_may_speak_for_two_says_first_whose_words_they_were(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await appoint(network, zoe)
    await zoe.says(f"/complete {mission.id} he grabbed me")
    asked = await zoe.says(f"/concern {mission.id}")
    await zoe.taps("For the caller", on=await zoe.sees("For whom do you speak now?", since=asked))
    await zoe.sees("What does the caller say?", since=asked)
    assert await sent(network) == []
    asked = await zoe.says(f"/concern {mission.id}")
    await zoe.taps("For myself", on=await zoe.sees("For whom do you speak now?", since=asked))
    await zoe.sees("It is not sent yet", since=asked)
    assert await sent(network) == [(mission.id, "he grabbed me")]


async def test_what_is_said_in_one_voice_is_not_said_in_the_other(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await appoint(network, zoe)
    asked = await zoe.says(f"/concern {mission.id}")
    await zoe.taps("For the caller", on=await zoe.sees("For whom do you speak now?", since=asked))
    await zoe.taps("Back", on=await zoe.sees("What does the caller say?", since=asked))
    await network.quiet()
    await zoe.taps("For myself")  # nothing was said yet
    asked = await zoe.sees("What is it?", since=asked)
    assert asked.button("Back")
    await zoe.says("he grabbed me")
    await network.quiet()
    assert zoe.messages()[-1].contains("What is it?")
    assert not zoe.messages()[-1].button("Back")
    await zoe.taps("I was threatened, or felt unsafe")
    await network.quiet()
    (incident,) = await incidents.active(network.store)
    assert (incident.reporter, incident.helper_id) == (Reporter.HELPER, await network.id_of(zoe))


async def test_whose_concern_is_on_its_way_is_not_asked_any_more(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await appoint(network, zoe)
    asked = await zoe.says(f"/concern {mission.id}")
    await zoe.taps("For the caller", on=await zoe.sees("For whom do you speak now?", since=asked))
    kind = await zoe.sees("What does the caller say?", since=asked)
    await zoe.taps("They were threatened", on=kind)
    await network.quiet()
    await zoe.taps("Back")
    await network.quiet()
    assert zoe.messages()[-1].contains("What does the caller say?")
    assert not zoe.messages()[-1].button("Back")


async def test_what_a_helper_said_is_not_what_a_caller_says(network: Network) -> None:
    zoe, mission, other = await holds_two(network)
    await missions.release(network.store, other.id, await network.id_of(zoe))
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await appoint(network, zoe)
    theirs = await network.publish(zoe, name="Paul Exemple", phone="+3225557713")
    await zoe.says("/complete he hit me")
    await zoe.sees("I have kept what you wrote")
    asked = await zoe.says(f"/concern {theirs.id}")
    await zoe.sees("What does the caller say?", since=asked)
    assert await sent(network) == []
    asked = await zoe.says("/concern")
    await zoe.taps(f"#{mission.id}", on=await zoe.sees("I have kept what you wrote", since=asked))
    await zoe.sees("It is not sent yet", since=asked)
    assert await sent(network) == [(mission.id, "he hit me")]


@pytest.mark.parametrize("command", ["release", "complete"])
async def test_the_only_mission_in_hand_is_not_taken_for_another(network: Network, command: str) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/{command} {mission.id + 1} she was fine")
    told = await zoe.sees("I have kept what you wrote")
    assert told.contains("call 112")
    assert told.button("Raise a concern")
    await zoe.sees(f"Which one? Add its number, like /{command} 142", since=told)
    for asked in ("how did it go?", "Do you want to hand it on?"):
        zoe.does_not_see(asked)
    await zoe.says(f"/concern {mission.id}")
    assert await sent(network) == [(mission.id, f"{mission.id + 1} she was fine")]


async def test_what_is_said_of_a_mission_that_is_handed_on_goes_with_a_concern_about_it(network: Network) -> None:
    zoe, mission, other = await holds_two(network)
    await missions.release(network.store, other.id, await network.id_of(zoe))
    await zoe.says(f"/complete {other.id} she lay on the floor")
    kept = await zoe.sees("I have kept what you wrote")
    told = await zoe.sees("Which one? Add its number", since=kept)
    await zoe.says(f"/concern {mission.id}")
    told = await zoe.sees("What is it?", since=told)
    assert await sent(network) == []
    await zoe.taps("Raise a concern", on=kept)
    await zoe.sees("It is not sent yet", since=told)
    assert await sent(network) == [(other.id, f"{other.id} she lay on the floor")]


async def test_whoever_has_no_mission_in_hand_reads_whom_to_call_and_keeps_their_words(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/complete {mission.id} she lay on the floor")
    told = await zoe.sees("I have kept what you wrote, but nobody has read it yet")
    assert told.contains("call 112")
    await zoe.sees("You have no mission in hand", since=told)
    await zoe.says(f"/concern {mission.id}")
    assert await sent(network) == [(mission.id, f"{mission.id} she lay on the floor")]


async def test_what_was_kept_long_ago_is_about_something_else(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/release {mission.id} I have a cold")
    await zoe.sees("Do you want to hand it on?")
    network.clock.advance(timedelta(hours=7))
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    assert await sent(network) == []


async def test_what_waits_does_not_grow_without_an_end(network: Network) -> None:
    zoe, _mission, other = await holds_two(network)
    asked = None
    for words in ("a " * 1_500, "b " * 1_500, "c " * 1_500):
        await zoe.says(f"/concern {words}")
        asked = await zoe.sees("Which mission is it about?", since=asked)
    await network.quiet()
    await assert_texts_are_fit(network.store)
    await zoe.taps(f"#{other.id}", on=asked)
    await zoe.sees("It is not sent yet")
    assert {word for _number, words in await sent(network) for word in words.split()} == {"c"}


async def test_what_nobody_has_read_yet_is_shown_to_whoever_wrote_it_and_goes_in_time(network: Network) -> None:
    zoe, mission, _other = await holds_two(network)
    await zoe.says("/concern he hit me")
    await zoe.sees("Which mission is it about?")
    await zoe.says("/privacy")
    await zoe.sees("What you wrote after a command: nobody has read it yet")
    await zoe.taps("Download my data")
    file = await zoe.sees("everything that is stored about you")
    assert downloaded(network, file)["written_after_a_command"] == "he hit me"
    assert "he hit me" in page_of(network, zoe.messages())
    await zoe.taps("Delete everything")
    asked = await zoe.sees("Delete everything about you?")
    assert asked.contains("nobody has read it. To send it first, use /concern")
    assert not asked.contains("sent to the moderators first")
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("It is not sent yet", since=asked)
    assert await sent(network) == [(mission.id, "he hit me")]
    await zoe.says("/concern he is back")
    await zoe.sees("Which mission is it about?", since=asked)
    await network.quiet()
    assert await written(network) == 1
    network.clock.advance(timedelta(hours=6))
    await network.upkeep()
    assert await written(network) == 0


async def written(network: Network) -> int:
    """In how many conversations something waits for a concern."""
    async with network.store.reading() as work:
        return len(await work.conversations.left_in(begun.WRITTEN, network.clock.now, None))
