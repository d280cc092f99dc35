"""What becomes of missions, as operators follow them: cards, call back, edit, ask everybody, cancel, publish again."""

from __future__ import annotations

from datetime import timedelta

from bot.keyboards import DeskTap, PageTap
from bot.phones import shown
from domain.availability import WEEKENDS
from domain.mission import Mission, MissionStatus, Outcome
from sandbox import Message, Person
from services import desk, missions, people, registration
from tests.journeys.network import Network


async def status_of(network: Network, mission: Mission) -> MissionStatus:
    """Where a mission stands now."""
    async with network.store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    return found.status


async def accept(network: Network, mission: Mission, helper: Person) -> None:
    """A helper takes it."""
    await missions.accept(network.store, mission.id, await network.id_of(helper))


def card_of(person: Person, mission: Mission) -> Message:
    """The oldest message about a mission in somebody's chat: the card."""
    return next(one for one in person.messages() if one.by_bot and one.contains(f"#{mission.id}"))


async def test_one_card_is_edited_as_things_happen(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    group = await network.operators_chat()
    mission = await network.publish(olive)
    await olive.sees("1 helper has not answered yet", since=0)
    lean = await network.administrator.sees(f"#{mission.id}", group, since=0)
    for secret in ("Voorbeeld", "Exemple 12", "555"):
        assert not lean.contains(secret)
    assert lean.contains("Josée")
    assert lean.contains("Ixelles")

    await accept(network, mission, zoe)
    told = await olive.sees("Please call", since=0)
    for needed in ("Zoé", "Josée Voorbeeld", mission.code_word):
        assert told.contains(needed)
    assert any(button.copies == mission.helpee.phone for row in told.buttons for button in row)
    await olive.waits_for(lambda: card_of(olive, mission).contains("To be called back") or None)
    await network.administrator.sees("Taken by Zoé", group, since=0)

    answer = await olive.taps("I called back", on=told)
    assert answer is not None
    assert "Thank you" in (answer.text or "")
    await olive.waits_for(lambda: card_of(olive, mission).contains("The caller knows") or None)

    helper = await network.id_of(zoe)
    await missions.set_out(network.store, mission.id, helper)
    await olive.waits_for(lambda: card_of(olive, mission).contains("On the way") or None)
    await missions.complete(
        network.store, mission.id, helper, Outcome.WELL, receipt_cents=1845, note="Ring twice <please>"
    )
    done = await olive.sees("Zoé says: All done", since=0)
    assert done.contains("€18.45")
    assert done.contains("Ring twice <please>")
    closed = await olive.waits_for(lambda: card if (card := card_of(olive, mission)).contains("Completed by") else None)
    assert not closed.contains("Voorbeeld")
    assert not closed.contains("Exemple")
    in_group = [one for one in network.administrator.messages(group) if one.contains(f"#{mission.id}")]
    assert len(in_group) == 1


async def test_the_group_s_card_opens_in_private_for_operators_alone(network: Network) -> None:
    olive, group = await network.operator(), await network.operators_chat()
    group.add(olive)
    mission = await network.publish(olive)
    await olive.sees(f"#{mission.id}", group, since=0)
    answer = await olive.taps("Open in private", in_=group)
    assert answer is not None
    assert "private" in (answer.text or "")
    await olive.sees("Code word")
    answer = await network.administrator.taps("Open in private", in_=group)
    assert answer is not None
    assert answer.alert
    await olive.says(f"/mission {mission.id}", to=group)
    await olive.sees("our private chat", group)


async def test_a_mission_in_full(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive, access_notes="Third bell", urgent=True)
    await accept(network, mission, zoe)
    await olive.sees("Please call", since=0)
    for typed in (f"/mission {mission.id}", f"/mission #{mission.id}"):
        await olive.says(typed)
        shown = await olive.sees("Zoé, phone")
        for known in (
            "Josée Voorbeeld",
            "Rue de l'Exemple 12",
            "urgent",
            "€40",
            mission.code_word,
            "Published by Olive",
        ):
            assert shown.contains(known), known
        copied = [button.copies for row in shown.buttons for button in row if button.copies]
        assert len(copied) == 2
    await olive.says("/mission")
    await olive.sees("Add its number")
    await olive.says("/mission 4711")
    await olive.sees("can't find that")


async def test_lists_in_tabs_and_pages(network: Network) -> None:
    olive, oscar = await network.operator("Olive"), await network.operator("Oscar")
    zoe = await network.helper("Zoé")
    await olive.says("/missions")
    await olive.sees("Nothing is open")
    published = [await network.publish(oscar) for _ in range(9)]
    taken = await network.publish(olive, kind="moral_support")
    await accept(network, taken, zoe)
    await olive.says("/missions")
    page = await olive.sees("9 missions")
    assert sum(text.startswith("🟡") for text in page.button_texts) == 8
    await olive.taps("▶️")
    await olive.sees(f"#{published[0].id}")
    await olive.taps("◀️")
    await olive.sees(f"#{published[8].id}")
    await olive.taps("Taken")
    listed = await olive.sees("1 mission")
    assert any(text.startswith(f"📞 #{taken.id}") for text in listed.button_texts)
    await olive.taps("Done")
    await olive.sees("No mission is closed yet")
    await olive.taps("Mine")
    await olive.sees("1 mission")
    await olive.taps(f"#{taken.id}")
    await olive.sees("Code word")


async def test_an_operator_who_also_helps_finds_both(network: Network) -> None:
    zoe, olive = await network.helper("Zoé", language="en"), await network.operator()
    await network.publish(olive)
    number = await network.id_of(zoe)
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, number, invitation.token, "Zoé")
    await zoe.says("/missions")
    await zoe.taps("Around me, as a helper")
    await zoe.sees("1 open mission around you")


async def test_a_helper_who_is_no_operator_gets_the_helper_s_list(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    await network.publish(olive)
    await zoe.says("/missions")
    await zoe.sees("1 open mission around you")


async def test_cancelling_asks_first_and_tells_whoever_had_it(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    await network.operators_chat()
    mission = await network.publish(olive)
    await accept(network, mission, zoe)
    await olive.says(f"/cancel {mission.id}")
    await olive.sees(f"Cancel mission #{mission.id}?")
    await olive.taps("No, keep it")
    assert await status_of(network, mission) is MissionStatus.TAKEN
    await olive.says(f"/mission {mission.id}")
    await olive.sees("Code word")
    await olive.taps("Cancel it")
    question = await olive.sees(f"Cancel mission #{mission.id}?")
    await olive.taps("Yes, cancel the mission", twice=True)
    await zoe.sees("no longer needed", since=0)
    await olive.sees("Cancelled")
    assert await status_of(network, mission) is MissionStatus.CANCELLED
    answer = await olive.taps("Yes, cancel the mission", on=question)
    assert answer is not None
    assert "cancelled" in (answer.text or "")
    await olive.says(f"/cancel {mission.id}")
    await olive.sees("Publish again")


async def test_new_details_reach_everybody_concerned(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await network.publish(olive)
    await zoe.sees("Bread, milk", since=0)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await olive.sends_photo()
    await olive.sees("as text")
    await olive.says("Only <milk>")
    await olive.sees("Everybody who is asked sees it")
    await zoe.sees("Only <milk>", since=0)
    await zoe.no_longer_sees("Bread, milk")
    await accept(network, mission, zoe)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await network.restart()
    await olive.says("Two milks")
    await olive.sees("The helper who has it is told")
    await zoe.sees("The details have changed", since=0)


async def test_details_may_be_emptied(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await network.publish(olive)
    await zoe.sees("Bread, milk", since=0)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await olive.says("nothing")
    await olive.sees("Everybody who is asked sees it")
    await zoe.no_longer_sees("Bread, milk")
    zoe.does_not_see("nothing")
    await accept(network, mission, zoe)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await olive.says("Two milks")
    await zoe.sees("The details have changed", since=0)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.taps("No details any more")
    await olive.sees("The helper who has it is told")
    told = await zoe.sees("there are none any more", since=0)
    assert not told.contains("📝")


async def test_an_old_question_empties_the_details_of_no_other_mission(network: Network) -> None:
    olive = await network.operator()
    questions = []
    for mission in [await network.publish(olive), await network.publish(olive)]:
        await olive.says(f"/mission {mission.id}")
        await olive.taps("Edit the details", on=await olive.sees(f"#{mission.id}\n👤"))
        questions.append(await olive.sees(f"new details of #{mission.id}"))
    answer = await olive.taps("No details any more", on=questions[0])
    assert answer is not None
    assert "done with" in (answer.text or "")
    async with network.store.reading() as work:
        kept = await work.missions.get(mission.id)
    assert kept is not None
    assert kept.details


async def test_nobody_left_and_then_everybody(network: Network) -> None:
    olive = await network.operator()
    await network.helper("Zoé", language="en", slots=WEEKENDS)
    mission = await network.publish(olive)
    told = await olive.sees("nobody who can be asked", since=0)
    answer = await olive.taps("Ask everybody", on=told)
    assert answer is not None
    assert answer.text == "1 more helper is being asked."
    await olive.sees("1 helper has not answered yet")
    answer = await olive.taps("Ask everybody", on=told)
    assert answer is not None
    assert "nobody else" in (answer.text or "")
    assert await status_of(network, mission) is MissionStatus.OPEN


async def test_a_release_tells_the_operator_with_the_new_code_word(network: Network) -> None:
    olive, zoe, tim = await network.operator(), await network.helper("Zoé"), await network.helper("Tim", language="en")
    mission = await network.publish(olive)
    await accept(network, mission, zoe)
    told = await olive.sees("Please call", since=0)
    await olive.taps("I called back", on=told)
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await olive.sees("can't make it after all", since=0)
    answer = await olive.taps("I called back", on=told)
    assert answer is not None
    assert "Nobody has this mission" in (answer.text or "")
    await accept(network, mission, tim)
    again = await olive.sees("Tim takes it", since=0)
    assert not again.contains(mission.code_word)


async def test_a_call_back_counts_for_the_helper_it_was_about(network: Network) -> None:
    olive, zoe, tim = await network.operator(), await network.helper("Zoé"), await network.helper("Tim")
    mission = await network.publish(olive)
    await accept(network, mission, zoe)
    told = await olive.sees("Zoé takes it", since=0)
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await accept(network, mission, tim)
    again = await olive.sees("Tim takes it", since=0)
    answer = await olive.taps("I called back", on=told)
    assert answer is not None
    assert answer.alert
    assert "Tim has this mission now" in (answer.text or "")
    await olive.waits_for(lambda: card_of(olive, mission).contains("To be called back") or None)
    answer = await olive.taps("I called back", on=again)
    assert answer is not None
    assert "Thank you" in (answer.text or "")
    await olive.waits_for(lambda: card_of(olive, mission).contains("The caller knows") or None)


async def test_who_can_t_be_told_is_phoned(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    group = await network.operators_chat()
    mission = await network.publish(olive)
    await accept(network, mission, zoe)
    await zoe.blocks()
    told = await olive.sees("can't be reached in the chat any more", since=0)
    helper = await registration.helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    number = shown(helper.phone, "BE")
    assert told.contains(number)
    await olive.waits_for(lambda: card_of(olive, mission).contains(f"please phone {number}") or None)
    lean = await network.administrator.sees("Can't be reached in the chat", group, since=0)
    assert not lean.contains(number)
    await zoe.unblocks()
    await olive.waits_for(lambda: card_of(olive, mission).contains("Zoé, phone") or None)
    await zoe.blocks()
    await olive.waits_for(lambda: card_of(olive, mission).contains("please phone") or None)
    await olive.says(f"/cancel {mission.id}")
    await olive.sees(f"Cancel mission #{mission.id}?")
    answer = await olive.taps("Yes, cancel the mission")
    assert answer is not None
    assert answer.alert
    assert number in (answer.text or "")
    await olive.taps("Show everything")
    await olive.sees(f"please phone {number}")


async def test_time_runs_out_and_it_is_published_again(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await network.publish(olive, access_notes="Third bell")
    await zoe.sees("Bread, milk", since=0)
    network.clock.advance(timedelta(hours=6))
    await network.upkeep()
    await olive.sees("nobody took it", since=0)
    await zoe.sees("Its time is over", since=0)
    await olive.taps("Publish again")
    await olive.sees("When is it wanted?")
    await olive.taps("Tomorrow morning")
    read_back = await olive.sees("read this back")
    for kept in ("Josée Voorbeeld", "Rue de l'Exemple 12", "Third bell", "Bread, milk, six eggs", "€40"):
        assert read_back.contains(kept), kept
    await olive.taps("Publish")
    await olive.sees("Published as")
    found = await desk.listing(network.store, await network.id_of(olive), [MissionStatus.OPEN])
    assert [one.helpee.id for one in found.missions] == [mission.helpee.id]


async def test_others_and_former_operators_can_do_none_of_it(network: Network) -> None:
    zoe, nobody = await network.helper("Zoé", language="en"), await network.person("Nobody")
    former = await network.operator("Former")
    mission = await network.publish(former)
    card = await former.sees("Code word", since=0)
    await people.dismiss_operator(network.store, await network.id_of(former), "telegram:0")
    for somebody in (zoe, nobody, former, network.administrator):
        await somebody.says(f"/mission {mission.id}")
        await somebody.sees("You can't do that")
        await somebody.says(f"/cancel {mission.id}")
        await somebody.sees("You can't do that")
        shown = card if somebody is former else (await somebody.sees("You can't do that", since=0))
        for do in ("show", "called", "cancel", "cancel_yes", "keep", "edit", "again", "everybody"):
            answer = await somebody.presses(shown, DeskTap(do=do, mission=mission.id).pack())
            assert "You can't do that" in (answer.text or ""), do
        answer = await somebody.presses(shown, PageTap(list="desk_open", page=0).pack())
        assert "You can't do that" in (answer.text or "")
    assert await status_of(network, mission) is MissionStatus.OPEN
    await former.waits_for(lambda: card_of(former, mission).contains("this is no longer shown") or None)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.sees("This one is yours", since=0)
    assert not any(one.contains("Voorbeeld") or one.contains("Taken by") for one in former.messages())
    former.does_not_see("Please call")


async def test_old_buttons_of_a_closed_mission_change_nothing(network: Network) -> None:
    olive = await network.operator()
    await network.helper()
    mission = await network.publish(olive)
    await olive.says(f"/mission {mission.id}")
    open_view = await olive.sees("Edit the details")
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    for text in ("Edit the details", "Cancel it"):
        answer = await olive.taps(text, on=open_view)
        assert answer is not None
        assert answer.text == "It is closed already."
    answer = await olive.taps("Ask everybody", on=open_view)
    assert answer is not None
    assert "cancelled" in (answer.text or "")


async def test_an_edit_is_left_and_one_that_comes_too_late_is_explained(network: Network) -> None:
    olive = await network.operator()
    await network.helper()
    mission = await network.publish(olive)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await olive.says("x" * 1001)
    await olive.sees("under 1000 characters")
    await olive.says("/cancel")
    await olive.sees("stay as they were")
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await olive.says("Too late")
    await olive.sees("was cancelled")
    await olive.says("/cancel")
    await olive.sees("nothing to cancel")


async def test_help_by_phone_from_acceptance_to_release(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    fields = {"address": "", "latitude": None, "longitude": None, "neighbourhood": "", "limit_cents": None}
    mission = await network.publish(olive, kind="moral_support", **fields)
    await accept(network, mission, zoe)
    await olive.sees("Zoé vous téléphonera", since=0)
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    told = await olive.sees("can't make it after all", since=0)
    await olive.taps("Show everything", on=told)
    await olive.sees("Nobody is left to ask")
    await olive.says("/missions")
    listed = await olive.sees("1 mission")
    assert any("By phone" in text for text in listed.button_texts)


async def test_every_copy_of_a_mission_stops_showing_the_caller_once_it_is_closed(network: Network) -> None:
    olive, oscar = await network.operator("Olive"), await network.operator("Oscar")
    tom = await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    for one in (olive, oscar):
        await one.says(f"/mission {mission.id}")
        await one.sees("Rue de l'Exemple 12, 1050 Ixelles\n")
    await tom.taps("Accept")
    notice = await olive.sees("Please call")
    await olive.taps("I called back", on=notice)
    await desk.cancel(network.store, await network.id_of(oscar), mission.id)
    for one in (olive, oscar, tom):
        await one.no_longer_sees("Rue de l'Exemple")
        await one.no_longer_sees(mission.code_word)
