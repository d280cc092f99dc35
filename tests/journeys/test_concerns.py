"""Something was not right: whoever says so is heard at once, and moderators see to it until it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.safeguarding import HelperTap
from domain.helper import HelperStatus
from domain.incident import Reporter
from domain.mission import Mission, MissionStatus, Outcome
from sandbox import Group, Person
from services import concerns, incidents, missions, people, raised, safety, staff
from services.incidents import Report
from services.moderator import Moderator
from services.registration import helper_of
from tests.journeys.network import Network, until


async def in_hand(network: Network, language: str = "en") -> tuple[Group, Person, Person, Mission]:
    """The moderators, Olive, and Zoé, who has a mission in hand."""
    group = await network.moderators()
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language)
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    return group, olive, zoe, mission


async def appoint(network: Network, person: Person) -> None:
    """Let somebody who is a helper already take calls, too."""
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, await network.id_of(person), invitation.token, person.first_name)


async def stands(network: Network, helper: Person) -> HelperStatus:
    """As what a helper stands."""
    found = await helper_of(network.store, await network.id_of(helper))
    assert found is not None
    return found.status


async def test_a_helper_raises_a_concern_and_moderators_see_to_it(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    tom = await network.helper("Tom", "nl")
    await zoe.says(f"/concern {mission.id}")
    asked = await zoe.sees("call 112")
    assert asked.contains("02 808 99 48")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.sees("Do you still want to do it?")
    await zoe.taps("No, I won't go there")
    await zoe.sees("in your own words")
    await zoe.says("A man opened <b>who</b> did not know the word")
    told = await zoe.sees("Thank you for telling us")
    assert told.contains("Nobody else is sent there before our operators have phoned")
    assert told.contains("112")
    warned = await olive.sees("Nobody is asked until you say so")
    assert warned.contains("Something may be wrong at this door")
    assert warned.contains("Please phone Josée Voorbeeld first")
    assert not warned.contains("Zoé")
    assert not [one for one in tom.messages() if one.contains(f"#{mission.id}") and one.button("Aannemen")]
    zoe.does_not_see("goes to somebody else now")
    await olive.taps("I have phoned: ask others", on=warned)
    await tom.sees(f"#{mission.id}")

    card = await network.mo.sees("A man opened", group)
    for known in ("A man opened <b>who</b>", "Zoé", "Josée Voorbeeld", "Nobody sees to it yet", "Accepted: ", "112"):
        assert card.contains(known), known
    assert card.protected
    assert card.contains("A reply to this message is a note")
    await network.mo.taps("I see to it", on=card)
    await network.mo.sees("Mo Derator sees to it", group)
    answer = await network.max.taps("I see to it", on=card) if card.button("I see to it") else None
    assert answer is None or answer.alert
    await network.mo.says("Phoned her, she is well", to=group, reply_to=card)
    await network.mo.sees("Mo Derator, Monday 2 March at 12:00: Phoned her, she is well", group)
    await network.mo.taps("Close it…", in_=group)
    await network.mo.taps("Talked it over with them", in_=group)
    closed = await network.mo.sees("Closed by Mo Derator", group)
    for gone in ("Zoé", "Josée", "A man opened", "Phoned her"):
        assert not closed.contains(gone), gone
    await network.mo.says("She called to say thank you", to=group, reply_to=closed)
    await network.mo.sees("the note is deleted with what was said, Sunday 31 May", group)
    await network.mo.taps("Reopen it", in_=group)
    await network.mo.sees("Mo Derator sees to it", group)
    await network.mo.says("/incidents", to=group)
    await network.mo.sees("1 incident is open", group)


async def test_the_last_missions_are_there_to_choose_from(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network, "fr")
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await zoe.says("/concern")
    await zoe.sees("appelez le 112")
    await zoe.taps(f"#{mission.id}")
    await zoe.taps("De l’argent ou des objets")
    await zoe.taps("Envoyer tel quel")
    await zoe.sees("Merci de nous l’avoir dit")
    await network.mo.sees("Money or things", group)
    await zoe.says("/concern 4711")
    await zoe.sees("Je ne trouve pas")


async def test_a_concern_that_is_given_up_is_none(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    await zoe.taps("Something else")
    await zoe.sees("Do you still want to do it?")
    await zoe.says("They were rude")
    await zoe.sees("I have kept what you wrote")
    await zoe.says("/cancel")
    await zoe.sees("send /cancel once more")
    await zoe.says("/cancel")
    await zoe.sees("Nothing was sent")
    await network.quiet()
    network.clock.advance(timedelta(hours=1))
    await network.upkeep()
    await network.all_delivered()
    assert not [one for one in network.mo.messages(group) if one.contains("Incident")]


async def test_an_operator_speaks_for_a_caller_and_the_helper_never_hears_who(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await olive.says(f"/mission {mission.id}")
    await olive.sees("Zoé, phone")
    await olive.taps("Raise a concern")
    await olive.sees("call 112")
    await olive.taps("Behaviour that was not right")
    await olive.taps("Send it as it is")
    await olive.sees("Thank you for telling us")
    told = await zoe.sees("goes to somebody else now")
    for unsaid in ("concern", "Josée", "caller", "operator"):
        assert not told.contains(unsaid), unsaid
    card = await network.mo.sees("Said by an operator for the caller", group)
    await network.mo.taps("Suspend the helper…", on=card)
    await network.mo.taps("7 days", in_=group)
    await zoe.sees("suspended until Monday 9 March")
    assert await stands(network, zoe) is HelperStatus.SUSPENDED
    await zoe.says("/missions")
    await zoe.sees("suspended")
    network.clock.advance(timedelta(days=7))
    await network.upkeep()
    assert await stands(network, zoe) is HelperStatus.SUSPENDED
    await network.mo.says("/incidents", to=group)
    await network.mo.taps("#1", in_=group)
    card = await network.mo.sees("it ends once the incident is closed", group)
    await network.mo.taps("Close it…", on=card)
    await network.mo.taps("Talked it over with them", in_=group)
    await network.mo.sees("Closed by Mo Derator", group)
    await network.upkeep()
    await zoe.sees("Good to have you back")


async def test_nobody_sees_to_it_so_the_chat_is_reminded(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("They are in danger, or not well")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    first = await network.mo.sees("Incident #1", group)
    network.clock.advance(timedelta(minutes=15))
    await network.upkeep()
    await until(
        lambda: any(
            one.contains("Nobody sees to it yet") and one.message_id > first.message_id
            for one in network.mo.messages(group)
        )
    )


async def test_a_card_that_is_too_old_to_be_deleted_says_where_it_goes_on(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.taps("Yes, I'll do it")
    await zoe.taps("Send it as it is")
    first = await network.mo.sees("The helper was threatened, or felt unsafe", group)
    network.clock.advance(timedelta(days=3))
    await network.mo.says("/incidents", to=group)
    await network.mo.taps("#1", in_=group)
    await until(
        lambda: any(
            one.message_id == first.message_id and one.contains("This goes on below")
            for one in network.mo.messages(group)
        )
    )


async def test_a_helper_s_file_with_notes_history_and_decisions(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await network.helper("Zoran", "en")
    await network.mo.says("/helper", to=group)
    await network.mo.sees("Add how the name begins", group)
    await network.mo.says("/helper nobody", to=group)
    await network.mo.sees("no helper of that name", group)
    await network.mo.says("/helper zo", to=group)
    await network.mo.sees("Which of them?", group)
    await network.mo.taps("Zoé", in_=group)
    file = await network.mo.sees("🗂 Zoé", group)
    for known in ("Validated", "0 missions done", "1 in hand", "A reply to this message is a note"):
        assert file.contains(known), known
    await network.max.says("Speaks softly", to=group, reply_to=file)
    await network.mo.sees("Max Muster, Monday 2 March at 12:00: Speaks softly", group)
    await network.mo.taps("Delete my last note", in_=group)  # it is Max's
    assert (await network.mo.sees("🗂 Zoé", group, since=0)).contains("Speaks softly")

    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    await zoe.sees("Done")
    await network.mo.taps("Ban for good…", in_=group)
    assert "While a concern is looked into" not in network.mo.messages(group)[-1].button_texts
    await network.mo.taps("Money or things", in_=group)
    asked = await network.mo.sees("Ban Zoé for good?", group)
    await network.mo.taps("No, leave it", on=asked)
    await until(lambda: not any(one.contains("Ban Zoé for good?") for one in network.mo.messages(group)))
    assert await stands(network, zoe) is HelperStatus.VALIDATED
    await network.mo.taps("Ban for good…", in_=group)
    await network.mo.taps("Money or things", in_=group)
    await network.mo.taps("Yes, ban for good", on=await network.mo.sees("Ban Zoé for good?", group))
    await zoe.sees("can't go on helping here")
    await olive.sees("does not go there any more")
    await zoe.no_longer_sees("Done ➡️")
    assert await stands(network, zoe) is HelperStatus.BANNED
    async with network.store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    assert found.status is MissionStatus.OPEN
    await network.mo.sees("banned by Mo Derator · Money or things", group)
    await network.mo.taps("Reinstate", in_=group)
    await zoe.sees("Good to have you back")


async def test_who_is_looked_into_is_reinstated_only_if_that_is_meant(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    said = Report("one", mission.id, "money", helper_id=await network.id_of(zoe))
    await incidents.report(network.store, await network.id_of(olive), said)
    await network.mo.says("/helper Zoé", to=group)
    await network.mo.taps("Ban for good…", on=await network.mo.sees("🗂 Zoé", group))
    await network.mo.taps("Money or things", in_=group)
    await network.mo.taps("Yes, ban for good", on=await network.mo.sees("Ban Zoé for good?", group))
    file = await network.mo.sees("banned by Mo Derator · Money or things · 🚨 #1", group)
    await network.mo.taps("Reinstate", on=file)
    asked = await network.mo.sees("A concern about this helper is not closed yet: #1. Reinstate", group)
    assert await stands(network, zoe) is HelperStatus.BANNED
    await network.mo.taps("Yes, reinstate all the same", on=asked)
    await zoe.sees("Good to have you back")
    assert await stands(network, zoe) is HelperStatus.VALIDATED


async def test_moderators_are_told_what_a_reply_does(network: Network) -> None:
    group, *_others = await in_hand(network)
    await network.mo.says("/help", to=group)
    told = await network.mo.sees("What a reply to a card does", group)
    for known in ("on a talk, it goes to the helper", "it is a note: moderators alone read it"):
        assert told.contains(known), known


async def test_administrators_hear_of_whoever_is_suspended_and_takes_calls(network: Network) -> None:
    group, _olive, _zoe, _mission = await in_hand(network)
    tom = await network.helper("Tom", "en")
    await appoint(network, tom)
    await network.administrator.says("/start")
    await network.administrator.sees("")
    await network.mo.says("/helper Tom", to=group)
    file = await network.mo.sees("🗂 Tom", group)
    assert file.contains("also takes calls as an operator")
    await network.mo.taps("Suspend…", on=file)
    await network.mo.taps("How they behaved", in_=group)
    await network.mo.taps("7 days", in_=group)
    told = await network.administrator.sees("have suspended Tom as a helper")
    for known in ("still take calls", "/staff"):
        assert told.contains(known), known
    assert not told.contains("moderators' chat")
    await tom.says("/new")
    await tom.sees("Which number is the caller's?")  # nobody has decided that yet


async def test_administrators_hear_of_a_concern_about_a_moderator_and_nothing_of_what_was_said(
    network: Network,
) -> None:
    _group, olive, zoe, mission = await in_hand(network)
    await network.administrator.says("/start")
    await network.administrator.sees("")
    await staff.note_moderator(network.store, Moderator(f"telegram:{zoe.id}", "Zoé"))
    await olive.says(f"/concern {mission.id}")
    await olive.taps("Money or things")
    await olive.sees("write in your own words")
    await olive.says("She took fifty euros")
    told = await network.administrator.sees("A caller has a concern about Zoé")
    for known in ("still in the moderators' chat", "/staff", "can read there what the caller said"):
        assert told.contains(known), known
    assert not told.contains("fifty")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await until(lambda: not any(one.contains("Zoé") for one in network.administrator.messages()))


@pytest.mark.parametrize("concern", ["Money or things", "The caller is in danger, or not well"])
async def test_they_hear_of_a_moderator_whom_the_bot_has_not_seen_act(network: Network, concern: str) -> None:
    """Max was in the moderators' chat before the bot came, and wrote nothing there since."""
    group, olive = await network.moderators(), await network.operator()
    await network.administrator.says("/start")
    await network.administrator.sees("")
    helper = await network.helper("Max", "en", person=network.max)
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(helper))
    await olive.says(f"/concern {mission.id}")
    await olive.taps(concern)
    await olive.taps("Send it as it is")
    told = await network.administrator.sees("A caller has a concern about Max")
    assert told.contains("still in the moderators' chat")
    await network.mo.sees("Helper: Max", group)


async def test_they_hear_of_whoever_comes_to_moderate_while_it_is_looked_into(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await network.administrator.says("/start")
    await network.administrator.sees("")
    said = Report("k", mission.id, "money", helper_id=await network.id_of(zoe))
    await incidents.report(network.store, await network.id_of(olive), said)
    await network.mo.sees("Incident #1", group)
    assert not any(one.contains("Zoé") for one in network.administrator.messages())
    group.add(zoe)
    await network.administrator.sees("A caller has a concern about Zoé")


async def test_moderators_buttons_are_theirs_alone(network: Network) -> None:
    _group, olive, zoe, _mission = await in_hand(network)
    await olive.says("/help")
    shown = await olive.sees("/privacy")
    number = await network.id_of(zoe)
    answer = await olive.presses(shown, HelperTap(do="ban_yes", helper=number, cause="money").pack())
    assert answer.alert
    assert await stands(network, zoe) is HelperStatus.VALIDATED


@pytest.mark.parametrize("certain", [True, False])
async def test_an_operator_keeps_two_apart(network: Network, certain: bool) -> None:
    _group, olive, zoe, mission = await in_hand(network)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Never again these two", on=await olive.sees("Zoé, phone"))
    await olive.sees("not to meet again?")
    await olive.taps("Yes, never again" if certain else "No, leave it")
    await olive.sees("not brought together again" if certain else "nothing changes")
    again = await network.publish(olive, phone=mission.helpee.phone)
    await network.all_delivered()
    assert any(one.contains(f"#{again.id}") for one in zoe.messages()) is not certain


async def test_moderators_see_on_a_file_who_is_parted_and_let_them_meet_again(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await safety.keep_apart(network.store, await network.id_of(olive), mission.id, await network.id_of(zoe))
    await network.mo.says("/helper Zoé", to=group)
    file = await network.mo.sees("🗂 Zoé", group)
    assert file.contains(f"Parted from callers of missions #{mission.id}")
    await network.mo.taps(f"#{mission.id}: may meet again…", on=file)
    await network.mo.taps("Both would like to", in_=group)
    await network.all_delivered()
    async with network.store.reading() as work:
        assert not await work.people.are_apart(mission.helpee.id, await network.id_of(zoe))


async def test_of_many_incidents_each_can_be_brought_up_and_danger_first(network: Network) -> None:
    group, olive, _zoe, _mission = await in_hand(network)
    said: list[str] = [*["other"] * 22, "danger"]
    for number, concern in enumerate(said):
        mission = await network.publish(olive)
        report = Report(f"k{number}", mission.id, concern, reporter=Reporter.OPERATOR)
        async with network.store.writing() as work:  # each of another caller, by another day
            about = await concerns.lock(work, await network.id_of(olive), mission.id, None, None, left=False)
            await raised.open_new(work, report.key, number + 100, about, report, ())
    await network.all_delivered()
    await network.mo.says("/incidents", to=group)
    listed = await network.mo.sees("23 incidents are open", group)
    assert listed.button_texts[:2] == ["🆘 #23", "🔴 #1"]
    assert listed.button_texts[-1] == "▶️"
    await network.mo.taps("▶️", in_=group)
    await network.quiet()
    assert [one for one in network.mo.messages(group) if one.contains("are open")][-1].button_texts == [
        *["🔴 #20", "🔴 #21", "🔴 #22"],
        "◀️",
    ]
    await network.mo.taps("🔴 #22", in_=group)
    await network.mo.sees("Incident #22", group)
