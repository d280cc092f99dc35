"""A staff chat is replaced by another one: what is under way goes on there; what nobody sees to comes up again."""

from __future__ import annotations

from datetime import timedelta

from domain.approval import Deed
from domain.talk import REMIND_EVERY, UNSEEN_FOR
from sandbox import Group, Message, Person
from services import approvals, helper_files, talks
from services.moderator import Moderator
from tests.journeys.network import Network, until
from tests.journeys.test_attempts import fails_too_often


def cards(who: Person, group: Group, text: str) -> list[Message]:
    return [one for one in who.messages(group) if one.by_bot and one.contains(text)]


async def test_talks_go_on_in_the_new_moderators_chat(network: Network) -> None:
    await network.operators_chat()
    old = await network.moderators()
    zoe = await fails_too_often(network)
    mo = network.mo
    await mo.says("Is the light too dim?", to=old, reply_to=await mo.sees("Talk #1", in_=old))
    await zoe.sees("Is the light too dim?")
    await zoe.says("My camera is broken")
    await mo.sees("My camera is broken", in_=old)
    await network.all_delivered()

    new = await network.moderators()
    await network.mo.sees("3 identity checks", in_=new)
    said = await network.mo.sees("My camera is broken", in_=new)
    await until(lambda: not cards(mo, old, "Talk #1") and not cards(mo, old, "My camera"))
    await network.all_delivered()
    new.add(mo)
    await mo.says("Borrow one", to=new, reply_to=said)
    await zoe.sees("Borrow one")


async def test_a_group_that_becomes_a_supergroup_shows_talks_again(network: Network) -> None:
    ada = network.administrator
    await network.operators_chat()
    group = network.telegram.create_group("Moderation", owner=ada, supergroup=False)
    group.add(network.bot, administrator=True)
    await ada.says("/moderators", to=group)
    await ada.sees("This is the moderators' chat now", in_=group)
    await fails_too_often(network)
    first = await ada.sees("Talk #1", in_=group)
    await network.all_delivered()
    group.become_supergroup()
    await until(lambda: any(one.event > first.event for one in cards(ada, group, "Talk #1")))


async def test_a_helpers_file_does_not_stay_in_the_former_chat(network: Network) -> None:
    await network.operators_chat()
    old = await network.moderators()
    zoe, mo = await network.helper("Zoé", "en"), network.mo
    await helper_files.bring_up(network.store, await network.id_of(zoe), "telegram:1")
    await mo.sees("Validated", in_=old)
    await network.all_delivered()
    new = await network.moderators()
    await until(lambda: not cards(mo, old, "Zoé"))
    await network.all_delivered()
    assert not cards(network.mo, new, "Zoé")
    await network.mo.says("/helper zo", to=new)
    await network.mo.sees("Validated", in_=new)


async def test_what_waits_for_a_second_person_comes_to_the_new_operators_chat(network: Network) -> None:
    old, ada = await network.operators_chat(), network.administrator
    olive, oscar = await network.operator("Olive"), await network.operator("Oscar")
    mission = await network.publish(olive)
    asked = await approvals.ask(network.store, await network.id_of(olive), Deed.EXPORT_CALLER, mission.helpee.id)
    await ada.sees("A second person confirms it", in_=old)
    await network.all_delivered()
    new = await network.operators_chat()
    new.add(oscar)
    first = await ada.sees("A second person confirms it", in_=new)
    await until(lambda: not cards(ada, old, "A second person confirms it"))
    await network.all_delivered()

    again = await approvals.ask(network.store, await network.id_of(oscar), Deed.EXPORT_CALLER, mission.helpee.id)
    assert again.id == asked.id
    (card,) = await ada.waits_for(lambda: _newer(cards(ada, new, "A second person confirms it"), first), in_=new)
    await network.all_delivered()
    assert len(cards(ada, new, "A second person confirms it")) == 1
    await oscar.taps("Confirm", on=card)
    await ada.sees("Confirmed by Oscar", in_=new)


def _newer(found: list[Message], than: Message) -> list[Message] | None:
    """All there are, once there is one that came later and no other."""
    return found if [one.message_id > than.message_id for one in found] == [True] else None


async def test_a_talk_that_nobody_claims_comes_up_again(network: Network) -> None:
    await network.operators_chat()
    group = await network.moderators()
    zoe = await fails_too_often(network)
    mo = network.mo

    async def comes_up(after: timedelta, shown: Message) -> Message:
        network.clock.advance(after - timedelta(minutes=1))
        await network.upkeep()
        await network.all_delivered()
        assert [one.message_id for one in cards(mo, group, "3 identity checks")] == [shown.message_id]
        network.clock.advance(timedelta(minutes=1))
        await network.upkeep()
        (found,) = await mo.waits_for(lambda: _newer(cards(mo, group, "3 identity checks"), shown), in_=group)
        await network.all_delivered()
        return found

    first = await mo.sees("Talk #1", in_=group)
    await network.all_delivered()
    second = await comes_up(UNSEEN_FOR, first)
    third = await comes_up(REMIND_EVERY, second)

    await talks.say(network.store, "talk:1", "Is the light too dim?", Moderator("telegram:1", "Mo"))
    await zoe.sees("Is the light too dim?")
    network.clock.advance(REMIND_EVERY)
    await network.upkeep()
    await network.all_delivered()  # whoever is asked has to answer first
    assert [one.message_id for one in cards(mo, group, "3 identity checks")] == [third.message_id]
    await talks.answer(network.store, await network.id_of(zoe), "My camera is broken")
    await network.all_delivered()
    await comes_up(UNSEEN_FOR, third)


async def test_a_talk_is_brought_up_by_day(network: Network) -> None:
    await network.operators_chat()
    group = await network.moderators()
    await fails_too_often(network)
    first = await network.mo.sees("Talk #1", in_=group)
    network.clock.advance(timedelta(hours=12))  # midnight in Brussels
    await network.upkeep()
    await network.all_delivered()
    assert [one.message_id for one in cards(network.mo, group, "Talk #1")] == [first.message_id]
    network.clock.advance(timedelta(hours=9))
    await network.upkeep()
    await until(lambda: _newer(cards(network.mo, group, "Talk #1"), first) is not None)
