"""Staff: chats are registered, operators come and go, menus follow."""

from __future__ import annotations

from datetime import timedelta

from bot.keyboards import ChatLanguageTap, InviteTap, OperatorTap, StaffTap
from bot.middlewares import APP
from domain.people import INVITATION_LIFETIME, StaffRole
from i18n import LANGUAGES, _, use_language
from sandbox import Group, Person
from sandbox.faults import Fault
from services import people
from tests.journeys.applicants import applicant
from tests.journeys.network import Network, until


def commands(person: Person, group: Group | None = None) -> list[str]:
    """The commands in somebody's menu."""
    return [one["command"] for one in person.commands_in(group)]


async def test_rights_are_checked_and_explained_until_they_are_right(network: Network) -> None:
    ada = network.administrator
    group = network.telegram.create_group("Moderation", owner=ada)
    group.add(network.bot)
    await ada.sees("send /moderators", in_=group)
    await ada.says("/moderators", to=group)
    told = await ada.sees("Almost there", in_=group)
    assert "not an administrator" in (told.text or "")
    group.promote(network.bot, ["can_pin_messages"])
    await ada.says("/moderators", to=group)
    told = await ada.sees("Almost there", in_=group)
    assert "may not delete messages" in (told.text or "")
    assert await people.staff_chat(network.store, StaffRole.MODERATORS) is None
    group.promote(network.bot)
    await ada.says("/moderators@solidarity_test_bot", to=group)
    await ada.sees("This is the moderators' chat now", in_=group)
    await until(lambda: commands(ada, group) == ["queue", "incidents", "helper", "language", "help"])

    group.demote(network.bot)
    await ada.sees("I can't work here like this", in_=group)
    group.promote(network.bot)
    await ada.sees("I have all the rights I need", in_=group)


async def test_a_public_group_is_refused_and_a_basic_one_is_advised(network: Network) -> None:
    ada = network.administrator
    public = network.telegram.create_group("Open to all", owner=ada, username="open_to_all")
    public.add(network.bot, administrator=True)
    await ada.says("/moderators", to=public)
    assert "The group is public" in ((await ada.sees("Almost there", in_=public)).text or "")
    basic = network.telegram.create_group("Basic", owner=ada, supergroup=False)
    basic.add(network.bot, administrator=True)
    await ada.says("/operators", to=basic)
    await ada.sees("This is the operators' chat now", in_=basic)
    await ada.sees("Better make it a supergroup", in_=basic)


async def test_only_administrators_register_chats(network: Network) -> None:
    eve = await network.person("Eve")
    group = network.telegram.create_group("Mine", owner=eve)
    group.add(network.bot, administrator=True)
    await eve.says("/moderators", to=group)
    await eve.sees("Please ask one to join", in_=group)
    group.add(network.administrator)
    await eve.says("/operators", to=group)
    await eve.sees("Here that is: Ada Ministrator", in_=group)
    group.promote(network.administrator, anonymous=True)
    await network.administrator.says("/moderators", to=group)
    await network.administrator.sees("you write here anonymously", in_=group)
    assert await people.staff_chat(network.store, StaffRole.MODERATORS) is None
    await eve.says("/moderators")
    await eve.sees("You can't do that")
    await network.administrator.says("/moderators")
    await network.administrator.sees("make a private group")


async def test_one_group_has_one_role(network: Network) -> None:
    group = await network.moderators()
    await network.administrator.says("/operators", to=group)
    await network.administrator.sees("This group is the moderators' chat already", in_=group)
    await network.administrator.says("/moderators", to=group)
    await network.administrator.sees("This is the moderators' chat now", in_=group)


async def test_the_chat_chooses_its_language(network: Network) -> None:
    group = await network.moderators()
    with use_language("nl"):
        expected = _("From now on I write here in {language}.").format(language="Nederlands")
        queue = _("No identity check is waiting. Thank you all!")
    eve = await network.helper("Eve", "en")
    await network.mo.says("/language", to=group)
    asked = await network.mo.sees("In which language", in_=group)
    await eve.says("/help")
    forged = await eve.presses(await eve.sees("/"), ChatLanguageTap(code="fr").pack())
    assert forged.alert
    await network.max.taps("Nederlands", on=asked)
    await network.mo.sees(expected, in_=group)
    await network.mo.says("/queue", to=group)
    await network.mo.sees(queue.split(".")[0], in_=group)
    chat = await people.staff_chat(network.store, StaffRole.MODERATORS)
    assert chat is not None
    assert chat.language == "nl"
    await network.administrator.says("/moderators", to=group)
    await network.administrator.waits_for(lambda: group.messages[-1].by_bot or None, in_=group)
    chat = await people.staff_chat(network.store, StaffRole.MODERATORS)
    assert chat is not None
    assert chat.language == "nl"


async def test_an_operator_is_invited_and_dismissed(network: Network) -> None:
    ada = network.administrator
    await ada.says("/start")
    await until(lambda: {"invite", "staff"} <= set(commands(ada)))
    await ada.says("/operators")
    await ada.sees("Please send /operators in the group that is to be the operators' chat")
    await ada.says("/staff")
    await ada.sees("Nobody takes calls yet")
    await ada.says("/invite")
    asked = await ada.sees("Whom would you like to invite?")
    assert len(asked.button_texts) == 4
    await ada.taps("Belgium")
    link = await ada.sees("https://t.me/solidarity_test_bot?start=")
    assert "Monday 9 March" in (link.text or "")
    token = (link.text or "").partition("start=")[2].split()[0]

    olive = await network.person("Olive", last_name="Operator")
    await olive.says(f"/start {token}")
    await olive.sees("/new")
    await until(lambda: "new" in commands(olive))
    eve = await network.person("Eve")
    await eve.says(f"/start {token}")
    await eve.sees("used already, or is too old")

    await ada.says("/staff")
    await ada.sees("Olive Operator, since")
    await ada.taps("Dismiss Olive")
    await ada.taps("Keep")
    await ada.taps("Dismiss Olive")
    confirm = await ada.sees("stop at once")
    await ada.taps("Dismiss", on=confirm)
    await until(lambda: ada.messages()[-1].contains("Nobody takes calls yet"))
    await olive.sees("Your time as an operator has ended")
    await until(lambda: "new" not in commands(olive))
    again = await ada.taps("Dismiss", on=confirm)
    assert again is not None
    assert again.alert
    known = await people.find(network.store, APP, str(olive.id))
    assert known is not None
    assert not known.is_operator
    await olive.says("/new")
    await olive.sees("You can't do that")
    await olive.says(f"/start {token}")
    await olive.sees("used already, or is too old")
    await olive.says("/new")
    await olive.sees("You can't do that")


async def test_an_invitation_is_too_old_after_a_week(network: Network) -> None:
    await network.administrator.says("/invite ch")
    link = await network.administrator.sees("?start=")
    token = (link.text or "").partition("start=")[2].split()[0]
    network.clock.advance(INVITATION_LIFETIME + timedelta(minutes=1))
    eve = await network.person("Eve")
    await eve.says(f"/start {token}")
    await eve.sees("too old")


async def test_nobody_else_invites_or_dismisses(network: Network) -> None:
    olive = await network.operator("Olive")
    eve = await network.helper("Eve", "en")
    for person in (olive, eve):
        for command in ("/invite", "/invite BE", "/operators", "/moderators"):
            await person.says(command)
            await person.sees("You can't do that")
        message = await person.sees("You can't do that")
        forged = (
            InviteTap(country="BE").pack(),
            OperatorTap(do="dismiss_yes", person=await network.id_of(olive)).pack(),
            StaffTap(do="back").pack(),
        )
        for data in forged:
            assert (await person.presses(message, data)).alert
    assert len(await people.operators(network.store)) == 1
    strange = InviteTap(country="XX").pack()
    await network.administrator.says("/invite")
    asked = await network.administrator.sees("Whom would you like to invite?")
    assert (await network.administrator.presses(asked, strange)).alert


async def test_everybody_learns_their_number(network: Network) -> None:
    eve = await network.person("Eve")
    await eve.says("/id")
    await eve.sees(str(eve.id))


async def test_whoever_blocks_the_bot_is_unreachable_until_they_come_back(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")

    async def reachable() -> bool:
        known = await people.find(network.store, APP, str(zoe.id))
        assert known is not None
        return known.reachable

    async def lost() -> bool:
        return not await reachable()

    await zoe.blocks()
    await until(lost)
    await zoe.unblocks()
    await until(reachable)


async def test_the_moderators_chat_becomes_a_supergroup(network: Network) -> None:
    ada = network.administrator
    group = network.telegram.create_group("Moderation", owner=ada, supergroup=False)
    mo = await network.person("Mo")
    group.add(mo)
    group.add(network.bot, administrator=True)
    await ada.says("/moderators", to=group)
    await ada.sees("This is the moderators' chat now", in_=group)
    zoe, _check = await applicant(network)
    await mo.sees("The note must show", in_=group)
    old = mo.messages(group)[-1]
    group.become_supergroup()
    card = await mo.sees("The note must show", in_=group, since=old)
    await until(lambda: "queue" in commands(mo, group))
    await mo.taps("Approve", on=card)
    await zoe.sees("Welcome aboard!")
    await mo.sees("Approved by Mo", in_=group)


async def test_menus_speak_the_language_of_the_device_and_then_of_the_person(network: Network) -> None:
    zoe = await network.person("Zoé", "fr")
    with use_language("fr"):
        french = _("Open missions around you")
    with use_language("nl"):
        dutch = _("Open missions around you")
    await zoe.says("/start")
    await until(lambda: bool(zoe.commands) and zoe.commands[0]["description"] == french)
    known = await people.meet(network.store, APP, str(zoe.id), "fr")
    await zoe.says("/language")
    await zoe.taps("Nederlands")
    assert "new" not in commands(zoe)
    await until(lambda: zoe.commands[0]["description"] == dutch)
    assert known.language == "fr"


async def test_what_has_not_changed_is_not_set_again(network: Network) -> None:
    await network.operator("Olive")
    await network.moderators()
    menus = len(LANGUAGES) + 2  # everybody's, Olive's, the moderators' chat's
    for _again in range(10):  # a start that comes before the one before it was through sets what is missing
        before = len(network.telegram.calls)
        await network.restart()

        def called(since: int = before) -> list[str]:
            return [call.method for call in list(network.telegram.calls)[since:]]

        await until(lambda called=called: called().count("getMyCommands") >= menus)  # type: ignore[misc]
        if not [method for method in called() if method.startswith("setMy")]:
            break
    assert not [method for method in called() if method.startswith("setMy")]


async def test_the_subscribers_of_a_channel_are_not_spoken_to(network: Network) -> None:
    user = {"id": network.administrator.id, "is_bot": False, "first_name": "Ada"}
    bot = {"id": network.bot.id, "is_bot": True, "first_name": "Solidarity"}
    added = {
        "chat": {"id": -1009, "type": "channel", "title": "News"},
        "from": user,
        "date": 1_772_000_000,
        "old_chat_member": {"status": "left", "user": bot},
        "new_chat_member": {"status": "member", "user": bot},
    }
    assert network.app is not None
    await network.app.dispatcher.feed_raw_update(network.app.bot, {"update_id": 1, "my_chat_member": added})
    assert not [call for call in network.telegram.calls if call.method == "sendMessage"]


async def test_administrators_hear_once_that_the_bot_may_not_write_in_a_staff_chat(network: Network) -> None:
    group = await network.operators_chat()
    await network.administrator.says("/start")
    await network.administrator.sees("")
    olive = await network.operator()

    def told() -> int:
        return sum(one.contains("can no longer write in the op") for one in network.administrator.messages())

    async def silenced() -> Fault:
        why = "Bad Request: not enough rights to send text messages to the chat"
        fault = network.telegram.faults.add(
            "error", methods="sendMessage", chats=group.id, times=None, status=400, description=why
        )
        await network.publish(olive)
        await until(lambda: fault.happened > 0)
        return fault

    fault = await silenced()
    await until(lambda: told() == 1)
    await network.restart()
    network.clock.advance(timedelta(minutes=6))
    await until(lambda: fault.happened > 1)
    network.telegram.faults.clear()

    async def delivered_in_time() -> bool:
        network.clock.advance(timedelta(minutes=6))  # again, since it may be put off only now
        async with network.store.reading() as work:
            return await work.outbox.waiting() == 0

    await until(delivered_in_time)
    assert told() == 1
    await silenced()
    await until(lambda: told() == 2)
