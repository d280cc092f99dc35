"""A staff chat is replaced by another one: what is under way goes on there; what nobody sees to comes up again."""

from __future__ import annotations

from datetime import timedelta

from domain.approval import Deed
from domain.people import StaffRole
from domain.talk import REMIND_EVERY, UNSEEN_FOR
from sandbox import Group, Message, Person
from services import approvals, helper_files, people, talks
from services.moderator import Moderator
from tests.journeys.applicants import applicant
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
    await oscar.taps("Yes, hand over all that is stored", in_=new)
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


async def two_administrators(network: Network) -> tuple[Person, Person]:
    """Ada and Bo, who have both begun."""
    ada, bo = network.administrator, await network.person("Bo", "nl")
    network.more_administrators.append(bo)
    await network.restart()
    for one in (ada, bo):
        await one.says("/start")
        await one.waits_for(lambda one=one: one.messages()[-1].by_bot or None)  # type: ignore[misc]
    return ada, bo


def a_group(network: Network, *members: Person) -> Group:
    """Another private group in which the bot has all it needs."""
    group = network.telegram.create_group("Just us <3", owner=members[0])
    for one in members[1:]:
        group.add(one)
    group.add(network.bot, administrator=True)
    return group


async def has_the_role(network: Network, group: Group) -> bool:
    chat = await people.staff_chat(network.store, StaffRole.MODERATORS)
    return chat is not None and chat.external_id == str(group.id)


async def test_one_administrator_alone_does_not_move_the_moderators_chat(network: Network) -> None:
    await network.operators_chat()
    old = await network.moderators()
    ada, bo = await two_administrators(network)
    await people.change_chat_language(network.store, StaffRole.MODERATORS, "nl", "telegram:1")
    _zoe, _check = await applicant(network)
    card = await network.mo.sees("Zoé", in_=old)
    new = a_group(network, ada)
    for _again in range(2):
        await ada.says("/moderators", to=new)
        told = await ada.sees("two administrators move it", in_=new)
        assert told.contains("/moderators")
    warned = await bo.sees("Just us <3")
    assert warned.contains("Er is nog niets verplaatst")
    await network.mo.sees("Er is nog niets verplaatst", in_=old)
    await network.all_delivered()
    assert await has_the_role(network, old)
    assert not cards(ada, new, "Zoé")
    assert cards(network.mo, old, "Zoé")

    new.add(bo)
    await bo.says("/moderators", to=new)
    await bo.sees("Dit is nu de groep van de moderatoren", in_=new)  # in the language that was chosen
    await bo.sees("Zoé", in_=new)
    await ada.sees("has made another group the moderators' chat: “Just us <3”")
    gone = await network.mo.sees("had erom gevraagd", in_=old)
    assert gone.contains("Deze groep heeft die rol niet meer")
    await until(lambda: card.message_id not in [one.message_id for one in network.mo.messages(old)])
    for command in ("/queue", "/incidents", "/helper Zoé", "/help@solidarity_test_bot"):
        await network.mo.says(command, to=old)
        await network.mo.sees("This is no longer the moderators' chat", in_=old)
    async with network.store.reading() as work:
        noted = [(one.actor, one.action) for one in await work.journal.about("staff:moderators")]
    asked, moved = (f"telegram:{ada.id}", "asked to move chat"), (f"telegram:{bo.id}", "registered chat")
    assert noted[-3:] == [asked, asked, moved]


async def test_what_was_asked_for_long_ago_or_elsewhere_moves_nothing(network: Network) -> None:
    old = await network.moderators()
    ada, bo = await two_administrators(network)
    new, other = a_group(network, ada, bo), a_group(network, bo)
    await ada.says("/moderators", to=new)
    await ada.sees("two administrators move it", in_=new)
    await bo.says("/moderators", to=other)
    await bo.sees("Twee beheerders", in_=other)
    network.clock.advance(timedelta(days=4))
    await bo.says("/moderators", to=new)
    await bo.sees("Twee beheerders", in_=new)
    assert await has_the_role(network, old)
    await ada.says("/moderators", to=new)
    await until(lambda: has_the_role(network, new))


async def test_nobody_is_locked_out_of_a_chat_that_is_gone(network: Network) -> None:
    old = await network.moderators()
    ada, bo = await two_administrators(network)
    old.remove(network.bot)
    await bo.sees("niet meer")
    new = a_group(network, ada)
    await ada.says("/moderators", to=new)
    await ada.sees("This is the moderators' chat now", in_=new)
    await bo.sees("Just us <3")
    assert await has_the_role(network, new)


async def test_a_single_administrator_moves_it_and_the_former_chat_hears_of_it(network: Network) -> None:
    old = await network.operators_chat()
    ada = network.administrator
    new = a_group(network, ada)
    await ada.says("/operators", to=new)
    await ada.sees("This is the operators' chat now", in_=new)
    told = await ada.sees("has made another group the operators' chat", in_=old)
    assert told.contains("This one no longer has that role")
    await ada.says("/operators", to=old)  # and back
    await ada.sees("This is the operators' chat now", in_=old)
