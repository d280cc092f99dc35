"""Somebody whose checks failed too often, and moderators, who talk as people do: nothing that they say vanishes."""

from __future__ import annotations

from datetime import timedelta

from domain.identity import MOST_ATTEMPTS
from services import helper_files, sanctions
from tests.journeys.applicants import applicant
from tests.journeys.network import Network
from tests.journeys.test_attempts import MO, fails_too_often
from tests.journeys.test_concerns import in_hand
from tests.journeys.test_purges import own_pictures


async def test_what_somebody_writes_before_and_after_a_moderator_does_is_passed_on(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    await zoe.says("/start")
    told = await zoe.sees("What you write here goes to the moderators")
    assert told.contains("02 808 99 48")
    assert "Send new pictures" not in told.button_texts
    assert (await network.mo.sees("Talk #1", in_=group)).protected
    for words in ("My camera is broken", "Are you there?"):
        await zoe.says(words)
        assert (await network.mo.sees(words, in_=group)).protected
    await network.all_delivered()
    zoe.does_not_see("I don't understand")


async def test_what_is_no_text_gets_a_kind_word_in_a_talk(network: Network) -> None:
    await network.moderators()
    zoe = await fails_too_often(network)
    kept = len(own_pictures(zoe))
    await zoe.sends_photo()
    told = await zoe.sees("I have deleted yours, to be safe")
    assert told.contains("02 808 99 48")
    assert len(own_pictures(zoe)) == kept
    await zoe.sends_voice()
    await zoe.sees("I can only pass on what is written")


async def test_who_is_left_as_it_is_hears_from_when_they_may_try_again(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    await network.mo.taps("Close", in_=group)
    told = await zoe.sees("leave it as it is for now")
    for known in ("You may try again from Wednesday 1 April", "02 808 99 48"):
        assert told.contains(known), known
    await zoe.says("/start")
    shown = await zoe.sees("You may try again from Wednesday 1 April", since=told)
    assert shown.contains("02 808 99 48")
    assert "Send new pictures" not in shown.button_texts
    await zoe.sends_photo()
    await zoe.sees("To be safe, I have deleted yours", since=shown)


async def test_a_reply_that_goes_nowhere_is_answered(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    card = await network.mo.sees("Zoé", in_=group)
    await network.all_delivered()
    await network.mo.says("Could you hold it straight?", to=group, reply_to=card)
    await network.mo.sees("I pass nothing on about an identity check", in_=group)


async def test_a_picture_or_a_voice_in_reply_to_a_talk_is_answered(network: Network) -> None:
    group = await network.moderators()
    await fails_too_often(network)
    card = await network.mo.sees(f"{MOST_ATTEMPTS} identity checks of Zoé", in_=group)
    before = card
    for send in (network.mo.sends_photo, network.mo.sends_voice):
        await send(to=group, reply_to=card)
        before = await network.mo.sees("I can only pass on what is written", in_=group, since=before)


async def test_a_moderator_who_deletes_the_picture_hears_as_well_that_it_went_nowhere(network: Network) -> None:
    group = await network.moderators()
    await fails_too_often(network)
    card = await network.mo.sees(f"{MOST_ATTEMPTS} identity checks of Zoé", in_=group)
    network.telegram.hold_updates()
    await network.mo.deletes(await network.mo.sends_photo(to=group, reply_to=card))
    network.telegram.release_updates()
    await network.mo.sees("so the helper has not got this", in_=group)


async def test_a_reply_to_what_says_that_it_was_passed_on_goes_on_with_the_talk(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    card = await network.mo.sees("Talk #1", in_=group)
    await network.mo.says("Good morning", to=group, reply_to=card)
    passed = await network.mo.sees("Passed on. The answer comes here.", in_=group)
    await network.mo.says("Is your camera broken?", to=group, reply_to=passed)
    await network.mo.sees("Passed on. The answer comes here.", in_=group, since=passed)
    await zoe.sees("Is your camera broken?")
    await network.mo.taps("Close", in_=group)
    await zoe.sees("leave it as it is for now")
    await network.all_delivered()
    assert not any(one.contains("Passed on.") for one in network.mo.messages(group))


async def test_what_is_changed_in_a_talk_is_passed_on_once_more(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    card = await network.mo.sees("Talk #1", in_=group)
    asked = await network.mo.says("Are you there on the 12th?", to=group, reply_to=card)
    passed = await network.mo.sees("Passed on", in_=group)
    await network.mo.edits(asked, "Are you there on the 14th?")
    await network.mo.sees("Passed on", in_=group, since=passed)
    await zoe.sees("✏️ Are you there on the 14th?")
    answered = await zoe.says("Yes")
    told = await zoe.sees("I have passed that on to the moderators")
    await zoe.edits(answered, "No, the day after")
    told = await zoe.sees("I have passed that on to the moderators", since=told)
    await network.mo.sees("✏️ No, the day after", in_=group)
    await network.mo.taps("Close", in_=group)
    await zoe.sees("leave it as it is for now")
    await network.all_delivered()
    told = await network.mo.sees("has left it at that", in_=group)
    await network.mo.edits(asked, "Are you there on the 15th?")
    await network.mo.sees("has decided on this one already", in_=group, since=told)


async def test_what_was_written_before_a_talk_and_is_changed_in_it_stays_out_of_it(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    before = await zoe.says("Hello")
    await zoe.sees("Our moderators are checking your identity")
    network.clock.advance(timedelta(minutes=1))
    await fails_too_often(network, zoe, check)
    await network.mo.sees("Talk #1", in_=group)
    await zoe.edits(before, "Hello, it's me")
    await network.quiet()
    await network.all_delivered()
    assert not any(one.contains("it's me") for one in network.mo.messages(group))
    zoe.does_not_see("I have passed that on")


async def test_a_note_that_is_changed_is_noted_once_more(network: Network) -> None:
    group, _olive, zoe, _mission = await in_hand(network)
    await network.mo.says("/helper zoé", to=group)
    file = await network.mo.sees("Zoé", in_=group)
    note = await network.mo.says("Was drunk", to=group, reply_to=file)
    await network.mo.sees("🗒 Noted.", in_=group)
    await network.mo.edits(note, "Was tired")
    await network.mo.sees("Nothing that was noted before is replaced", in_=group)
    async with network.store.reading() as work:
        found = await helper_files.file_of(work, await network.id_of(zoe))
    assert found is not None
    assert [one.text for one in found.notes] == ["Was drunk", "✏️ Was tired"]


async def test_a_place_that_moves_below_a_card_is_answered_once(network: Network) -> None:
    group, _olive, _zoe, _mission = await in_hand(network)
    await network.mo.says("/helper zoé", to=group)
    file = await network.mo.sees("Zoé", in_=group)
    shared = await network.mo.shares_location(50.8, 4.3, live_period=900, to=group, reply_to=file)
    told = await network.mo.sees("A note is text", in_=group)
    await network.mo.moves(shared, 50.9, 4.4)
    await network.quiet()
    await network.all_delivered()
    assert network.mo.messages(group)[-1] == told


async def test_what_is_changed_into_a_command_is_answered(network: Network) -> None:
    group = await network.moderators()
    await fails_too_often(network)
    card = await network.mo.sees("Talk #1", in_=group)
    asked = await network.mo.says("Are you there?", to=group, reply_to=card)
    await network.mo.sees("Passed on", in_=group)
    await network.mo.edits(asked, "/note never mind")
    await network.mo.sees("I took that for a command", in_=group)


async def test_an_anonymous_reply_is_answered(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    card = await network.mo.sees("Talk #1", in_=group)
    group.promote(network.mo, anonymous=True)
    reply = await network.mo.says("Are you there?", to=group, reply_to=card)
    told = await network.mo.sees("I have neither passed that on nor noted it", in_=group)
    assert told.contains("you write here anonymously")
    await network.mo.edits(reply, "Where are you?")
    told = await network.mo.sees("I have neither passed that on nor noted it", in_=group, since=told)
    await network.mo.says("Among ourselves", to=group)
    await network.quiet()
    await network.all_delivered()
    assert network.mo.messages(group)[-1].text == "Among ourselves"
    group.demote(network.mo)
    await network.mo.says("Can you hear me?", to=group, reply_to=card)
    await zoe.sees("Can you hear me?")
    zoe.does_not_see("you there")


async def test_a_reply_that_begins_like_a_command_is_answered(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    card = await network.mo.sees("Talk #1", in_=group)
    told = card
    for words in ("/ never mind", "/note never mind"):
        await network.mo.says(words, to=group, reply_to=card)
        told = await network.mo.sees("I took that for a command", in_=group, since=told)
    await network.mo.says("/help@other_bot", to=group, reply_to=card)
    await network.mo.says("/queue", to=group, reply_to=card)
    await network.mo.sees("No identity check is waiting", in_=group)
    await network.mo.says("/mine", to=group, reply_to=card)
    await network.mo.sees("Let's do that in our private chat", in_=group)
    assert sum(one.contains("I took that for a command") for one in network.mo.messages(group)) == 2
    zoe.does_not_see("never mind")


async def test_a_note_that_was_asked_for_is_kept(network: Network) -> None:
    group, _olive, zoe, _mission = await in_hand(network)
    await network.mo.says("/helper zoé", to=group)
    await network.mo.taps("Add a note", in_=group)
    asked = await network.mo.sees("please reply to this message with your note", in_=group)
    await network.max.says("Not mine to say", to=group, reply_to=asked)  # whoever else replies was not asked
    await network.mo.says("😀" * 251, to=group, reply_to=asked)  # 502 characters to Telegram
    await network.mo.sees("keep it under 500 characters", in_=group)
    await network.mo.says("Speaks softly", to=group, reply_to=asked)
    await network.mo.sees("🗒 Noted.", in_=group)
    async with network.store.reading() as work:
        found = await helper_files.file_of(work, await network.id_of(zoe))
    assert found is not None
    assert [(one.text, one.by_name) for one in found.notes] == [("Speaks softly", "Mo Derator")]


async def test_a_banned_person_is_refused_at_once_and_hears_whom_to_phone(network: Network) -> None:
    await network.moderators()
    zoe = await network.helper("Zoé", "en")
    await sanctions.ban(network.store, await network.id_of(zoe), MO, "money")
    banned = await zoe.sees("can't go on helping here")
    assert "in hand" not in (banned.text or "")
    await zoe.says("why?")
    told = await zoe.sees("closed for good", since=banned)
    assert told.contains("02 808 99 48")
    await zoe.says("/privacy")
    assert (await zoe.sees("What is stored about you")).contains("banned for good")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    gone = await zoe.sees("Everything about you is deleted")
    assert "come back" not in (gone.text or "")
    for words in ("hello", "/start"):
        await zoe.says(words)
        gone = await zoe.sees("Your account is closed for good", since=gone)
        assert gone.contains("02 808 99 48")
    zoe.does_not_see("Which language do you prefer?")


async def test_a_suspended_person_reads_the_same_everywhere(network: Network) -> None:
    _group, _olive, zoe, _mission = await in_hand(network)
    await sanctions.suspend(network.store, await network.id_of(zoe), MO, "money", 7)
    told = await zoe.sees("Your participation is suspended")
    assert told.contains("Whatever you had in hand is with others now")
    assert told.contains("call 02 808 99 48 and ask for a moderator")
    for words in ("/start", "why?"):
        await zoe.says(words)
        told = await zoe.sees("Your participation is suspended until Monday 9 March", since=told)
        assert told.contains("If you have a concern yourself, /concern is open to you")
        assert told.contains("call 02 808 99 48 and ask for a moderator")
        assert "contact you" not in (told.text or "")
    await zoe.taps("I have a concern")
    asked = await zoe.sees("Which mission is it about?")
    assert asked.contains("112")


async def test_a_helper_who_writes_on_the_way_sees_what_is_in_hand(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says("I'm late")
    told = await zoe.sees(f"please phone 02 808 99 48 and say #{mission.id}")
    shown = await zoe.sees(f"#{mission.id}", since=told)
    assert "I can't make it" in shown.button_texts
    zoe.does_not_see("I don't understand")
