"""What time does, as people live it: waves, questions, warnings; on a clock that is moved."""

from __future__ import annotations

from datetime import timedelta

from domain.mission import Mission, MissionStatus, Outcome
from domain.waves import HEAD_STARTS, LOOK_AGAIN, ON_FOOT, PAUSES, Haste
from sandbox import Person
from services import desk, missions
from tests.journeys.network import Network, until

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def goes_by(network: Network, time: timedelta) -> None:
    """Time goes by, and does what it does."""
    network.clock.advance(time)
    await network.upkeep()


async def test_the_next_wave_reaches_those_who_were_not_asked_at_first(network: Network) -> None:
    await network.operators_chat()
    olive = await network.operator()
    crowd = [await network.helper(f"Zoé {number}") for number in range(ON_FOOT[0].open + 2)]
    mission = await network.publish(olive)
    await network.all_delivered()
    waiting = [one for one in crowd if not any(f"#{mission.id}" in (text.text or "") for text in one.messages())]
    assert len(waiting) == 2
    await olive.sees("More are asked")
    await goes_by(network, PAUSES[Haste.SOON])
    for one in waiting:
        await one.sees(f"#{mission.id}")
    await olive.sees(f"{len(crowd)} helpers have not answered yet")
    await goes_by(network, PAUSES[Haste.SOON])
    told = await olive.sees("Everybody who can be asked has been asked")
    assert told.button("Ask everybody")
    assert told.button("Give it to somebody")
    await waiting[0].taps("Accepter")
    await olive.sees("takes it. Please call")


async def test_whom_the_caller_knows_is_asked_first_and_the_others_a_little_later(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    tom = await network.helper("Tom", language="en")
    before = await network.publish(olive, phone="+3228089948")
    await missions.accept(network.store, before.id, await network.id_of(zoe))
    await missions.complete(network.store, before.id, await network.id_of(zoe), Outcome.WELL)
    await olive.says('/new groceries 02 808 99 48 today 14-18 max 20 "Rue de l\'Exemple 12, 1050 Ixelles" bread')
    await olive.taps("Same address")
    await olive.sees("1 of them is asked first: the caller knows them")
    await olive.taps("Publish")
    await olive.sees("1 helper is being asked")
    await olive.sees("Asked first: whom the caller knows")
    await zoe.sees("so you are asked first")
    await network.all_delivered()
    tom.does_not_see("bread")
    await goes_by(network, HEAD_STARTS[Haste.SOON].pause)
    offered = await tom.sees("bread")
    assert not offered.contains("asked first")
    await olive.says(f"/why {before.id + 1}")
    told = await olive.sees("who was asked")
    for line in ("Asked first: whom the caller knows", "1. Zoé", "Wave 1 of 4", "2. Tom"):
        assert told.contains(line), line


async def test_a_helper_who_answers_when_asked_is_thanked_and_not_asked_again(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await zoe.sees(mission.code_word)
    await goes_by(network, 40 * MINUTE)
    asked = await zoe.sees("Pouvons-nous compter sur vous")
    await zoe.taps("Oui, j’y vais", on=asked)
    await zoe.no_longer_sees("Oui, j’y vais")
    for _ in range(8):
        await goes_by(network, 30 * MINUTE)
    await network.all_delivered()
    zoe.does_not_see("Nous n’avons pas encore de vos nouvelles")
    await goes_by(network, HOUR)
    asked = await zoe.sees("Comment cela s’est-il passé")
    await zoe.taps("Terminer", on=asked)
    await zoe.sees("Tout est fait")


async def test_a_helper_who_stays_silent_loses_it_to_somebody_else(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await zoe.sees(mission.code_word)
    tom = await network.helper("Tom", language="nl")
    await goes_by(network, 40 * MINUTE)
    await zoe.sees("Pouvons-nous compter sur vous")
    await goes_by(network, 50 * MINUTE)
    await zoe.sees("Nous n’avons pas encore de vos nouvelles")
    await goes_by(network, 50 * MINUTE)
    alert = await olive.sees("has not said whether they are coming")
    assert alert.button("Ask others now")
    await goes_by(network, 50 * MINUTE)
    await zoe.sees("Merci de ne pas y aller")
    await zoe.waits_for(lambda: any(one.contains("Vous n’avez plus cette mission") for one in zoe.messages()) or None)
    await zoe.no_longer_sees("Josée Voorbeeld")
    await zoe.no_longer_sees(mission.code_word)
    await olive.sees("The helper has not answered")
    await tom.sees(f"#{mission.id}")
    await tom.taps("Aannemen")
    await tom.sees("Josée Voorbeeld")


async def test_an_operator_asks_others_for_somebody_who_is_silent(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    tom = await network.helper("Tom")
    for _ in range(3):
        await goes_by(network, 50 * MINUTE)
    await olive.taps("Ask others now", on=await olive.sees("has not said whether they are coming"))
    await zoe.sees("Merci de ne pas y aller")
    await tom.sees(f"#{mission.id}")


async def test_an_operator_who_has_not_called_back_is_reminded(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé")
    starts = network.clock.now + 3 * HOUR
    mission = await network.publish(olive, starts_at=starts, ends_at=starts + 4 * HOUR)
    await zoe.taps("Accepter")
    first = await olive.sees("takes it. Please call")
    await goes_by(network, 29 * MINUTE)
    await network.all_delivered()
    assert [one.message_id for one in olive.messages() if one.contains("Please call")] == [first.message_id]
    await goes_by(network, MINUTE)
    again = await olive.waits_for(
        lambda: next((one for one in olive.messages() if one.contains("Please call") and one != first), None)
    )
    await olive.taps("I called back", on=again)
    await goes_by(network, 30 * MINUTE)
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.called_back_at is not None


async def test_whoever_was_there_and_says_nothing_is_reminded_once_then_the_operator_hears_it(
    network: Network,
) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await zoe.taps("En route", on=await zoe.sees(mission.code_word))
    network.clock.now = mission.ends_at + 30 * MINUTE
    await network.upkeep()
    await zoe.sees("Comment cela s’est-il passé")
    await goes_by(network, 4 * HOUR)  # that is at night: 21:30
    await goes_by(network, 10 * HOUR)
    zoe.does_not_see("Dites-nous comment cela s’est passé")
    await goes_by(network, HOUR)
    await zoe.sees("Dites-nous comment cela s’est passé")
    await goes_by(network, 4 * HOUR)
    await olive.sees("has not said how it went")


async def test_who_has_a_mission_early_in_the_morning_is_asked_in_the_evening_before(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    seven = (network.clock.now + 24 * HOUR).replace(hour=6)
    mission = await network.publish(olive, kind="dog_walk", starts_at=seven, ends_at=seven + HOUR, limit_cents=None)
    await zoe.taps("Accepter")
    await zoe.sees(mission.code_word)
    network.clock.now = network.clock.now.replace(hour=18)  # 19:00
    await network.upkeep()
    zoe.does_not_see("C’est toujours bon")
    await goes_by(network, 30 * MINUTE)
    asked = await zoe.sees("C’est toujours bon pour vous")
    assert not asked.button("En route")
    await goes_by(network, 45 * MINUTE)
    await zoe.sees("Nous n’avons pas encore de vos nouvelles")
    await goes_by(network, 45 * MINUTE)
    alert = await olive.sees("has not said whether they are coming")
    assert alert.button("Ask others now")


async def test_who_comes_later_is_found_when_it_is_looked_again(network: Network) -> None:
    await network.operators_chat()
    olive = await network.operator()
    mission = await network.publish(olive)
    await olive.sees("nobody who can be asked", since=0)
    zoe = await network.helper("Zoé")
    await goes_by(network, LOOK_AGAIN[Haste.SOON] - MINUTE)
    await network.all_delivered()
    zoe.does_not_see(f"#{mission.id}")
    await goes_by(network, MINUTE)
    await zoe.sees(f"#{mission.id}")
    await olive.sees("1 helper has not answered yet")


async def test_at_night_a_no_is_replaced_in_the_morning_and_the_next_wave_comes_after_that(network: Network) -> None:
    network.clock.now = network.clock.now.replace(hour=22)
    olive = await network.operator()
    crowd = [await network.helper(f"Zoé {number}") for number in range(ON_FOOT[0].open + 2)]
    morning = (network.clock.now + 10 * HOUR).replace(hour=7)
    mission = await network.publish(olive, starts_at=morning + 2 * HOUR, ends_at=morning + 6 * HOUR)
    for _ in range(4):
        await goes_by(network, 2 * HOUR)
    for one in crowd:
        one.does_not_see(f"#{mission.id}")
    network.clock.now = morning
    await network.upkeep()
    await until(lambda: len(told(crowd, mission)) == ON_FOOT[0].open)
    await goes_by(network, PAUSES[Haste.SOON])
    await until(lambda: len(told(crowd, mission)) == len(crowd))


def told(crowd: list[Person], mission: Mission) -> list[Person]:
    """Those of a crowd who have a mission before them."""
    return [one for one in crowd if any(text.contains(f"#{mission.id}") for text in one.messages())]


async def test_an_operator_closes_a_mission_for_whoever_forgets(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await zoe.taps("En route", on=await zoe.sees(mission.code_word))
    for _ in range(4):
        await goes_by(network, 12 * HOUR)
    alert = await olive.sees("has not said how it went")
    await olive.taps("It went well", on=alert)
    await zoe.no_longer_sees(mission.code_word)
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.COMPLETED
    await olive.taps("It was not done", on=alert)
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.COMPLETED


async def test_the_operator_is_warned_before_it_is_too_late(network: Network) -> None:
    await network.operators_chat()
    olive = await network.operator()
    await network.helper("Zoé")
    mission = await network.publish(olive)
    network.clock.now = mission.ends_at - 80 * MINUTE
    await network.upkeep()
    await network.upkeep()
    await network.all_delivered()
    olive.does_not_see("its time is over at")
    await goes_by(network, 10 * MINUTE)
    await olive.sees("its time is over at")
    await goes_by(network, 2 * HOUR)
    await olive.sees("Its time is over and nobody took it")


async def test_an_operator_gives_a_mission_to_somebody_they_phoned(network: Network) -> None:
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé"), await network.helper("Tom", language="nl")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    card = await olive.sees("Give it to somebody")
    await olive.taps("Give it to somebody", on=card)
    await olive.sees("Who takes")
    await olive.says("zzz")
    await olive.sees("Nobody of that name")
    await olive.says("tom")
    await olive.taps("Tom")
    await olive.sees("is given to Tom")
    await tom.taps("Details tonen", on=await tom.sees("Zoals afgesproken met de operator"))
    await tom.sees("Josée Voorbeeld")
    await zoe.sees("Quelqu’un d’autre s’en charge")
    await olive.sees("takes it. Please call")
    held = await missions.in_hand(network.store, await network.id_of(tom))
    assert [one.id for one in held] == [mission.id]


async def test_why_says_who_was_asked(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé")
    await network.helper("Tom", slots=1 << 18)
    mission = await network.publish(olive)
    await zoe.taps("Pas celle-ci")
    await olive.says(f"/why {mission.id}")
    told = await olive.sees("who was asked")
    assert "1. Zoé" in (told.text or "")
    assert "has declined" in (told.text or "")
    assert "1 helper is not free at that time" in (told.text or "")
    await olive.says("/why")
    await olive.sees("Add its number")
    await zoe.says(f"/why {mission.id}")
    zoe.does_not_see("who was asked")
