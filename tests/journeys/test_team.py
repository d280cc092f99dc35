"""Staff come by invitations that are theirs alone, are seen by administrators, and go at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.approval import FILE_STAYS
from domain.limits import LIMITS, Costly
from domain.notices.names import to_person
from domain.notices.staff import StaffCame
from domain.people import INVITATION_LIFETIME, StaffRole
from sandbox import Group, Message, Person
from services import people, registration, sanctions
from services.moderator import Moderator
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import Network, until
from tests.journeys.scene import CALLER


def link_in(message: Message) -> str:
    """The link that an invitation is."""
    return next(word for word in (message.text or "").split() if word.startswith("https://t.me/"))


async def invited_moderator(network: Network) -> str:
    ada = network.administrator
    await ada.says("/invite")
    await ada.taps("A moderator")
    return link_in(await ada.sees("You are invited to become a moderator"))


async def way_in(someone: Person) -> str:
    """The link to the chat that the bot has given somebody."""
    told = await someone.sees("You are invited to the moderators' chat")
    await someone.taps("Open the chat", on=told)
    assert someone.opened is not None
    return someone.opened


def is_in(group: Group, person: Person) -> bool:
    return group.chat.has(person.id)


async def test_a_moderator_comes_by_an_invitation_that_lets_in_nobody_else(network: Network) -> None:
    group = await network.moderators()
    link = await invited_moderator(network)
    eve, mia = await network.person("Eve"), await network.person("Mia", last_name="Moderates")
    await mia.opens(link)
    door = await way_in(mia)
    await eve.opens(door)
    await eve.opens(link)
    await eve.sees("used already, or is too old")
    await until(lambda: eve.id not in group.chat.requests)
    assert not is_in(group, eve)
    await mia.opens(door)
    await until(lambda: is_in(group, mia))
    await applicant(network, "Anton Discreet")
    await mia.sees("Anton Discreet", in_=group)
    await mia.taps("I'm looking at it", in_=group)

    ada = network.administrator
    await ada.says("/staff")
    listed = await ada.sees("Mia Moderates, since")
    assert "invited by you" in (listed.text or "")
    assert "last active" in (listed.text or "")
    await ada.taps("Take out Mia Moderates")
    await ada.taps("Keep")
    await ada.taps("Take out Mia Moderates")
    await ada.taps("Take out", on=await ada.sees("they can be invited again"))
    await until(lambda: not is_in(group, mia))
    await network.mo.sees("Anton Discreet", in_=group)
    await until(lambda: "looking at it since" not in str(network.mo.messages(group)[-1].text))
    await until(lambda: not ada.messages()[-1].contains("Mia"))

    await mia.opens(link)  # it was for once
    await mia.sees("used already, or is too old")
    await mia.opens(await invited_moderator(network))
    await mia.opens(await way_in_again(mia))
    await until(lambda: is_in(group, mia))


async def way_in_again(someone: Person) -> str:
    before = someone.opened
    await until(lambda: someone.messages()[-1].contains("Open it within the hour"))
    await someone.taps("Open the chat", on=someone.messages()[-1])
    assert someone.opened is not None
    assert someone.opened != before
    return someone.opened


async def test_an_invitation_is_withdrawn_before_and_after_it_was_opened(network: Network) -> None:
    group, ada = await network.moderators(), network.administrator
    link = await invited_moderator(network)
    await ada.says("/staff")
    await ada.taps("Withdraw #1", on=await ada.sees("Open invitations"))
    mia = await network.person("Mia")
    await mia.opens(link)
    await mia.sees("used already, or is too old")
    await mia.opens(await invited_moderator(network))
    door = await way_in(mia)
    network.clock.advance(INVITATION_LIFETIME + timedelta(minutes=1))
    with pytest.raises(AssertionError, match="has expired"):
        await mia.opens(door)
    assert not is_in(group, mia)


async def test_without_the_right_the_bot_says_how_to_give_it(network: Network) -> None:
    ada = network.administrator
    await ada.says("/invite")
    await ada.taps("A moderator")
    await ada.sees("There is no moderators' chat yet")
    group = await network.moderators()
    group.promote(network.bot, ["can_delete_messages"])
    await ada.says("/invite")
    await ada.taps("A moderator")
    await ada.sees("I may not invite anybody to the moderators' chat")
    newcomer = await network.person("Nora")
    group.add(newcomer)

    async def noted() -> bool:
        async with network.store.reading() as work:
            return len(await work.staff.moderators()) == 1

    await until(noted)
    await ada.says("/staff")
    await ada.taps("Take out Nora", on=await ada.sees("Nora, since"))
    answer = await ada.taps("Take out", on=await ada.sees("they can be invited again"))
    assert answer is not None
    assert "right to ban users" in (answer.text or "")
    assert is_in(group, newcomer)


async def test_whoever_was_there_before_the_bot_is_known_once_they_act_and_is_told_when_taken_out(
    network: Network,
) -> None:
    group, ada = await network.moderators(), network.administrator
    await network.mo.says("/start")
    await network.mo.sees("Which language do you prefer?")
    await ada.says("/staff")
    assert not (await ada.sees("appears here once they do something")).contains("Mo Derator, since")
    await network.mo.says("/queue", to=group)
    await network.mo.sees("No identity check is waiting", in_=group)
    await ada.says("/staff")
    await ada.taps("Take out Mo Derator", on=await ada.sees("Mo Derator, since"))
    await ada.taps("Take out", on=await ada.sees("they can be invited again"))
    await network.mo.sees("Your time as a moderator has ended")
    assert not is_in(group, network.mo)
    await network.all_delivered()
    assert sum(one.contains("Your time as a moderator has ended") for one in network.mo.messages()) == 1
    async with network.store.reading() as work:
        (noted,) = await work.journal.about(f"moderator:telegram:{network.mo.id}")
    assert noted.actor == f"telegram:{ada.id}"


async def test_the_list_is_deleted_some_hours_later(network: Network) -> None:
    ada = network.administrator
    await network.operator()
    await ada.says("/staff")
    await ada.sees("Olive, since")
    await ada.says("/help")
    await ada.sees("/staff")
    network.clock.advance(FILE_STAYS)
    await network.upkeep()
    await network.upkeep()
    await network.all_delivered()
    await until(lambda: not any(one.contains("Olive, since") for one in ada.messages()))


@pytest.mark.parametrize("answered", [True, False])
async def test_a_dismissed_operator_s_call_goes_at_once(network: Network, *, answered: bool) -> None:
    ada, olive = network.administrator, await network.operator()
    await network.operators_chat()
    await olive.says(f"/new {CALLER}")
    await olive.sees("What is the caller's name?")
    await ada.says("/staff")
    listed = await ada.sees("Olive, since")
    assert "invited by telegram:0" in (listed.text or "")
    await ada.taps("Dismiss Olive")
    asked = await ada.sees("stop at once")
    if not answered:
        network.telegram.faults.add("error", methods="answerCallbackQuery", status=400, description="Bad Request: no")
    await ada.taps("Dismiss", on=asked)

    async def forgotten() -> bool:
        async with network.database.engine.connect() as connection:
            rows = (await connection.execute(select(tables.conversations.c.data))).scalars()
            return not any(CALLER in str(row) for row in rows)

    await until(forgotten)


async def test_a_dismissed_operator_gives_a_mission_to_nobody_any_more(network: Network) -> None:
    """What they were shown to phone helpers goes, too."""
    olive, _zoe = await network.operator(), await network.helper("Zoé", "en")
    await network.publish(olive)
    await olive.taps("Give it to somebody")
    asked = await olive.sees("Who takes #1?")
    assert asked.contains("Zoé")
    await dismissed(network, "Olive")
    await until(lambda: not any("Zoé" in text for one in olive.messages() for text in one.texts()))
    await olive.says("Zo")
    await olive.sees("Hello! I connect people")


async def dismissed(network: Network, name: str) -> str:
    """What an administrator is answered who dismisses somebody."""
    ada = network.administrator
    await ada.says("/staff")
    await ada.taps(f"Dismiss {name}", on=await ada.sees(f"{name}, since"))
    answer = await ada.taps("Dismiss", on=await ada.sees("stop at once"))
    assert answer is not None
    return answer.text or ""


async def test_a_dismissed_operator_is_taken_out_of_the_operators_chat(network: Network) -> None:
    group, olive = await network.operators_chat(), await network.operator()
    group.add(olive)
    assert "Done. They are told." in await dismissed(network, "Olive")
    await until(lambda: not is_in(group, olive))
    await olive.sees("you leave the operators' chat")


async def test_where_the_bot_may_not_take_them_out_the_administrator_hears_it(network: Network) -> None:
    group, olive, oscar = await network.operators_chat(), await network.operator(), await network.operator("Oscar")
    group.add(olive)
    group.promote(network.bot, ["can_delete_messages"])
    assert "please do that there by hand" in await dismissed(network, "Olive")
    assert is_in(group, olive)
    assert "Done. They are told." in await dismissed(network, oscar.first_name)  # who never was in there


async def test_an_administrator_who_takes_no_calls_any_more_stays(network: Network) -> None:
    group, ada = await network.operators_chat(), network.administrator
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await ada.says(f"/start {invitation.token}")
    await ada.sees("Welcome to the team")
    assert "Done. They are told." in await dismissed(network, "Ada Ministrator")
    assert is_in(group, ada)


async def test_whoever_tries_codes_has_to_wait(network: Network) -> None:
    eve = await network.person("Eve")
    invitation = await people.invite(network.store, "BE", "telegram:0")
    limit = LIMITS[Costly.CODES]
    for _time in range(limit.many):
        await eve.says("/start " + "x" * 24)
        await eve.sees("used already, or is too old")
    await eve.says(f"/start {invitation.token}")
    await eve.sees("Please try again in 1 hour")
    await network.restart()
    network.clock.advance(limit.pause - timedelta(minutes=5))
    await eve.says(f"/start {invitation.token}")
    await eve.sees("Please try again in 5 minutes")
    network.clock.advance(timedelta(minutes=6))
    await eve.says(f"/start {invitation.token}")
    await eve.sees("Welcome to the team!")


async def test_no_token_is_kept(network: Network) -> None:
    for role in StaffRole:
        invitation = await people.invite(network.store, "BE", "telegram:0", role)
        async with network.database.engine.connect() as connection:
            for table in tables.metadata.sorted_tables:
                rows = (await connection.execute(table.select())).mappings()
                assert not any(invitation.token in str(dict(row)) for row in rows)
        assert invitation.token not in repr(invitation)


async def test_a_moderator_of_whom_telegram_says_nothing_stays(network: Network) -> None:
    group, ada = await network.moderators(), network.administrator
    nora = await network.person("Nora")
    address = f"telegram:{nora.id}"

    async def is_listed() -> bool:
        async with network.store.reading() as work:
            return await work.staff.moderator(address) is not None

    async def is_lost() -> bool:
        return not await is_listed()

    group.add(nora)
    await until(is_listed)
    why = "Bad Request: CHAT_ADMIN_REQUIRED"
    network.telegram.faults.add(
        "error", methods="getChatMember", chats=group.id, times=None, status=400, description=why
    )
    await ada.says("/staff")
    await ada.sees("whether they are there, I can't see now")
    assert await is_listed()
    network.telegram.faults.clear()
    await ada.says("/staff")
    await until(lambda: ada.messages()[-1].contains("Nora") and not ada.messages()[-1].contains("can't see now"))

    group.remove(nora)
    await until(is_lost)
    async with network.store.writing() as work:  # as if nobody had said that she left
        await work.staff.note_moderator(address, "Nora")
    await ada.says("/staff")
    await until(is_lost)
    async with network.store.reading() as work:
        last = (await work.journal.about(f"moderator:{address}"))[-1]
    assert (last.actor, last.action) == ("system", "found gone")


async def test_a_link_that_was_passed_on_lets_in_nobody_who_is_shut_out(network: Network) -> None:
    ada, eve, olga = network.administrator, await network.helper("Eve"), await network.person("Olga")
    await ada.says("/start")
    await sanctions.ban(network.store, await network.id_of(eve), Moderator("telegram:7", "Mo"), "money")
    await ada.says("/invite BE")
    link = link_in(await ada.sees("You are invited to take calls"))
    await eve.opens(link)
    await eve.sees("fermé définitivement")
    told = await ada.sees("opened invitation #1, which may have been passed on")
    assert told.contains("Eve")
    await olga.opens(link)
    await olga.sees("Welcome to the team")
    await registration.forget(network.store, await network.id_of(eve))
    await until(lambda: not any(one.contains("Eve") for one in ada.messages()))


async def test_administrators_hear_who_has_come_by_a_link(network: Network) -> None:
    """Before whoever was not meant by it reads much."""
    ada, eve, mia = network.administrator, await network.person("Eve"), await network.person("Mia")
    group = await network.moderators()
    await ada.says("/start")
    await ada.says("/invite BE")
    await eve.opens(link_in(await ada.sees("You are invited to take calls")))
    told = await ada.sees("has opened invitation #1, and takes calls from now on")
    assert told.contains("Eve")
    await people.dismiss_operator(network.store, await network.id_of(eve), "telegram:0")
    await mia.opens(await invited_moderator(network))
    await ada.sees("Somebody has opened invitation #2, and may ask to join the moderators' chat")
    door = await way_in(mia)
    await ada.says("/staff")
    await ada.taps("Withdraw #2", on=await ada.sees("somebody has opened it, and may still come"))
    await until(lambda: not any(one.contains("Open invitations") for one in ada.messages()))
    await mia.opens(door)
    await until(lambda: mia.id not in group.chat.requests)
    assert not is_in(group, mia)
    async with network.store.writing() as work:  # a letter that comes late
        late = StaffCame(await network.id_of(mia), 2)
        await work.outbox.add(to_person(await network.id_of(ada)), late)
    await network.all_delivered()
    assert sum(one.contains("has opened invitation #2") for one in ada.messages()) == 1
    await registration.forget(network.store, await network.id_of(eve))
    await until(lambda: not any(one.contains("Eve has opened") for one in ada.messages()))


async def test_a_large_team_is_shown_page_by_page(network: Network) -> None:
    """Everybody with as long a name as there may be."""
    ada, name = network.administrator, "Wim " + "W" * 76
    await network.moderators()
    for number in range(11):
        person = await people.meet(network.store, "telegram", f"77{number:03d}", "en")
        invitation = await people.invite(network.store, "BE", "telegram:0")
        await people.accept_invitation(network.store, person.id, invitation.token, f"{number:02d} {name}"[:80])
    await people.invite(network.store, "BE", "telegram:0")
    await ada.says("/staff")
    first = await ada.sees("Operators")
    assert first.contains("07 Wim")
    assert not first.contains("08 Wim")
    assert not first.contains("Moderators")
    await ada.taps("▶️")
    second = await ada.sees("10 Wim")
    assert not second.contains("07 Wim")
    for there in ("Operators", "08 Wim", "Moderators", "appears here once", "Open invitations"):
        assert second.contains(there), there
    await ada.taps("Dismiss 10 Wim", on=second)
    await ada.taps("Keep")
    await ada.sees("00 Wim")
