"""What people see when time, or a caller's wish, erases what was personal: in their chats, and by command."""

from __future__ import annotations

from datetime import timedelta

from domain.mission import Outcome
from sandbox import Group, Message, Person
from services import missions, registration
from services.erasure import erase_helpee
from tests.journeys.network import Network, until

WORDS = ("Josée", "Exemple 12", "Bread, milk", "Rings twice", "Third bell")


def shown(people: list[Person], group: Group | None) -> list[str]:
    """Which of a caller's words stand in what the bot wrote to these people, or in the group."""
    texts = [text for one in people for message in one.messages() if message.by_bot for text in message.texts()]
    if group is not None:
        texts += [text for message in people[0].messages(group) if message.by_bot for text in message.texts()]
    return [text for text in texts if any(word in text for word in WORDS)]


async def test_a_month_after_a_mission_nothing_in_any_chat_says_who_and_where(network: Network) -> None:
    group = await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    group.add(olive)
    mission = await network.publish(olive, access_notes="Third bell")
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.sees("Josée Voorbeeld")
    await olive.sees("Please call")
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.PARTLY, note="Rings twice")
    await olive.sees("Please call Josée Voorbeeld and ask what is still needed")
    await olive.says(f"/mission {mission.id}")
    await olive.sees("Rue de l'Exemple 12")
    await network.all_delivered()
    assert shown([olive, zoe], group)
    network.clock.advance(timedelta(days=31))
    await network.upkeep()
    await until(lambda: not shown([olive, zoe], group))
    await network.all_delivered()
    await olive.sees("what was personal about it is erased", in_=group)
    await olive.says(f"/mission {mission.id}")
    left = await olive.sees("what was personal about it is erased")
    assert left.contains("Ixelles")
    assert left.contains("Partly done")
    await zoe.says("/privacy")
    await zoe.sees("What is stored about you")
    assert not shown([olive, zoe], group)


async def test_a_caller_who_is_forgotten_is_gone_from_every_chat_and_the_helper_knows(network: Network) -> None:
    group = await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "fr")
    group.add(olive)
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accepter")
    await zoe.sees("Josée Voorbeeld")
    await network.all_delivered()
    async with network.store.writing() as work:
        helpee = await work.people.helpee(mission.helpee.id)
        assert helpee is not None
        await erase_helpee(work, helpee)
    await zoe.sees("Inutile d’y aller")
    await until(lambda: not shown([olive, zoe], group))
    await olive.sees("what was personal about it is erased", in_=group)


async def test_details_that_are_too_old_to_be_deleted_say_nothing_any_more(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    begins = network.clock.now + timedelta(days=4)
    mission = await network.publish(olive, starts_at=begins, ends_at=begins + timedelta(hours=3))
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says("/mine")
    await zoe.sees("Groceries")
    await zoe.taps("Show details")
    details = await zoe.sees("Josée Voorbeeld")
    network.clock.advance(timedelta(days=4, hours=1))
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await zoe.sees("What stood here was personal")
    assert not any(one.contains("Josée") for one in zoe.messages()), details.text


async def test_an_erased_mission_is_not_published_again(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await olive.says(f"/mission {mission.id}")
    screen = await olive.sees("Publish again")
    network.clock.advance(timedelta(days=31))
    await network.upkeep()
    answer = await olive.presses(screen, f"d:again:{mission.id}:0")
    assert "is erased" in (answer.text or "")


async def test_administrators_see_what_is_kept_and_what_goes_next(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    for _ in range(2):
        mission = await network.publish(olive)
        await missions.accept(network.store, mission.id, await network.id_of(zoe))
        await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
        network.clock.advance(timedelta(days=20))
    await network.upkeep()
    network.clock.advance(timedelta(minutes=1))
    ada = network.administrator
    await ada.says("/retention")
    first = await ada.sees("What was erased, and what goes next")
    assert (first.text or "").index("What is to be done") < (first.text or "").index("Kept for a number of days")
    assert first.contains("30 days after it is closed")
    assert first.contains("1 erased within 30 days")
    assert first.contains("0 within a week")
    await olive.says("/retention")
    await olive.sees("You can't do that")


async def test_a_helper_who_deletes_everything_is_named_in_no_chat_of_operators(network: Network) -> None:
    group = await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    group.add(olive)
    mission = await network.publish(olive)
    number = await network.id_of(zoe)
    await missions.accept(network.store, mission.id, number)
    await olive.sees("Please call")
    await missions.complete(network.store, mission.id, number, Outcome.WELL)
    await olive.sees("Completed by Zoé", in_=group)
    await olive.taps("Never again these two", on=await showing(olive, mission.id))
    await olive.sees("Are Zoé and the caller of")
    await network.all_delivered()
    await registration.forget(network.store, number)

    def named() -> list[str]:
        written = [one for one in [*olive.messages(), *olive.messages(group)] if one.by_bot]
        return [text for one in written for text in one.texts() if "Zoé" in text]

    await until(lambda: not named())
    await olive.sees("Completed by", in_=group)


async def showing(olive: Person, mission_id: int) -> Message:
    """A mission in full."""
    await olive.says(f"/mission {mission_id}")
    return await olive.sees("Never again these two")
