"""Noon: calls come in with detours, helpers go, somebody is out, something is not right, callers ask."""

from __future__ import annotations

import json
from datetime import timedelta

from domain.mission import Mission, Outcome
from sandbox import Message, Person
from services import missions
from tests.marked.cast import Cast

PARIS = (48.8566, 2.3522)


async def intake(cast: Cast) -> None:
    """A call with every wrong answer, one that is given up, one in a line; a known caller who calls again."""
    olive, marks = cast.olive, cast.marks
    phone = marks.phone("phone numbers of callers")
    await olive.says("/new")
    await olive.sees("Which number is the caller's?")
    await olive.says(cast.wrong())
    await olive.says(_national(phone))
    await olive.sees("What is the caller's name?")
    await olive.says(f"<{cast.wrong()}")
    await olive.says(cast.says("names of callers"))
    await olive.sees("What kind of help is needed?")
    await olive.says(cast.wrong())
    await olive.taps("Groceries")
    await olive.sees("Which language")
    await olive.says(cast.wrong())
    await olive.taps("Français")
    await olive.sees("Where is it?")
    await olive.shares_location(*PARIS)
    await olive.says(f"Rue {marks.word('addresses')} 12")
    await olive.shares_location(*marks.point("exact points"))
    await olive.sees("getting in?")
    await cast.stage.gather()
    await olive.says(cast.says("access notes"))
    await olive.sees("When is it wanted?")
    await olive.says(cast.wrong())
    await olive.taps("This afternoon")
    await olive.taps("No, just this once", on=await olive.sees("Does this repeat"))
    await olive.sees("What exactly is needed?")
    await olive.says(cast.says("details of missions"))
    await olive.sees("How much may the helper spend")
    await olive.says(cast.wrong())
    await olive.taps("40")
    await olive.sees("read this back")
    await cast.stage.gather()
    await olive.taps("Publish")
    await olive.sees("Published as")
    await _given_up(cast)
    await olive.says(f"/new {phone}")
    await olive.sees("A mission is open for this caller already")
    await olive.says("/cancel")


async def missions_of_the_day(cast: Cast) -> Mission:
    """Offered, accepted, released, accepted again, on the way, changed, done with a note."""
    olive, zoe = cast.olive, cast.zoe
    cast.tom = await cast.helper()
    mission = await cast.publish()
    await cast.stage.mark_what_was_chosen()
    await _accepts(cast, cast.tom, mission)
    await cast.tom.taps("I can't make it", on=await _with(cast.tom, mission, "I can't make it"))
    await cast.tom.taps("Yes, ask somebody else")
    await olive.sees("can't make it after all")
    await cast.stage.mark_what_was_chosen()
    await _accepts(cast, zoe, mission)
    await cast.stage.gather()
    await olive.taps("I called back", on=await olive.sees("Please call"))
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details")
    await olive.sees("Type the new details")
    await olive.says(cast.says("details of missions"))
    await zoe.sees("The details have changed")
    await zoe.taps("On my way", on=await _with(zoe, mission, "On my way"))
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await zoe.says(cast.wrong())
    await zoe.taps("All done")
    await zoe.sees("How much is on the receipt?")
    await zoe.says(cast.wrong())
    await zoe.sends_photo(cast.picture(), caption=cast.says("captions"))
    await zoe.sees("I can't pass on pictures")
    await zoe.says("18,45")
    await zoe.sees("Is there something the next helper should know?")
    await cast.stage.gather()
    await zoe.says(cast.says("notes of helpers"))
    await zoe.sees("Thank you! Somebody's day is better")
    await olive.sees("Note for the next helper")
    await cast.stage.all_delivered()
    return mission


async def out_and_about(cast: Cast) -> None:
    """Zoé shares where she is, and moves; then talks past the bot."""
    zoe, marks = cast.zoe, cast.marks
    shared = await zoe.shares_location(*marks.point("live locations"), live_period=3600)
    await zoe.taps("2\u00a0km", on=await zoe.sees("Are you out near"))
    await zoe.sees("Until")
    await zoe.moves(shared, *marks.point("live locations"))
    await cast.stage.quiet()
    await cast.stage.gather()
    await zoe.says("/profile")
    await zoe.sees("Out until")
    await zoe.stops_sharing(shared)
    await zoe.sees("I go by your own places again")
    await zoe.says(cast.wrong())
    await zoe.says(f"/{marks.plain('wrong answers')} {cast.wrong()}")
    await zoe.sends_voice()
    await zoe.edits(await zoe.says(cast.wrong()), cast.wrong())
    await zoe.says(f"/accept {cast.wrong()}")
    await cast.stage.quiet()


async def concerns(cast: Cast) -> None:
    """One by a helper and one by an operator; notes, a suspension, a ban."""
    stage, mo, chat, olive = cast.stage, cast.mo, cast.moderators, cast.olive
    mission = await cast.publish()
    await missions.accept(stage.store, mission.id, await stage.id_of(cast.zoe))
    await cast.zoe.says(f"/concern {mission.id}")
    await cast.zoe.sees("What is it?")
    await cast.zoe.says(cast.wrong())
    await cast.zoe.taps("I was threatened, or felt unsafe")
    await cast.zoe.taps("No, I won't go there")
    await cast.zoe.sees("in your own words")
    said = cast.says("words of concerns")
    await cast.zoe.says(said)
    card = await mo.sees(said.split()[0], chat)
    await mo.taps("I see to it", on=card)
    await mo.says(cast.says("notes of moderators"), to=chat, reply_to=card)
    await stage.gather()
    mission = await cast.publish()
    await missions.accept(stage.store, mission.id, await stage.id_of(cast.tom))
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Raise a concern", on=await olive.sees(f"#{mission.id}\n👤"))
    await olive.taps("Behaviour that was not right")
    said = cast.says("words of concerns")
    await olive.says(said)
    card = await mo.sees(said.split()[0], chat)
    await mo.taps("Suspend the helper…", on=card)
    await mo.taps("7 days", in_=chat)
    await cast.tom.sees("suspended until")
    await mo.says(f"/helper {cast.tom.name}", to=chat)
    file = await mo.sees("🗂", chat)
    await cast.max.says(cast.says("notes of moderators"), to=chat, reply_to=file)
    await stage.quiet()
    await stage.gather()
    await mo.says(f"/helper {cast.wrong()}", to=chat)
    await mo.sees("no helper of that name", chat)
    await mo.taps("Ban for good…", on=file)
    await mo.taps("Money or things", in_=chat)
    await mo.taps("Yes, ban for good", in_=chat)
    await cast.tom.sees("can't go on helping here")
    await stage.all_delivered()


async def callers_ask(cast: Cast) -> None:
    """Who came, what is stored, stop everything, forget me."""
    olive, oscar, ada, chat = cast.olive, cast.oscar, cast.ada, cast.operators
    phone = cast.marks.phone("phone numbers of callers")
    yan = await cast.helper()
    first = await cast.publish(phone=phone)
    await missions.accept(cast.stage.store, first.id, await cast.stage.id_of(yan))
    note = cast.says("notes of helpers")
    await missions.complete(cast.stage.store, first.id, await cast.stage.id_of(yan), Outcome.WELL, note=note)
    await cast.publish(phone=phone)
    await olive.says(f"/caller {cast.wrong()}")
    await olive.sees("/caller 012 34 56 78")
    await olive.says(f"/caller {_national(phone)}")
    await olive.sees("Who is coming")
    await olive.taps("What is stored")
    await olive.taps("Yes, ask a colleague")
    await ada.taps("Confirm", on=await ada.sees("asks for all that is stored", in_=chat))
    await ada.taps("Yes, hand over all that is stored", in_=chat)
    await olive.taps("Give me the file", on=await olive.sees("An administrator has confirmed it"))
    await olive.sees("Everything that is stored about the caller")
    await olive.says(f"/stop {_national(phone)}")
    await olive.taps("Yes, stop everything")
    await olive.says(f"/forget {_national(phone)}")
    await olive.taps("Yes, ask a colleague", on=await olive.sees("has to confirm it"))
    card = await oscar.sees("asks to forget", in_=chat)
    await oscar.taps("Who is it?", on=card)
    await cast.stage.gather()
    await oscar.taps("Confirm", on=card)
    await oscar.taps("Yes, forget this caller for good", in_=chat)
    await olive.sees("is forgotten. Please tell them")


async def rights(cast: Cast) -> None:
    """What is stored is shown, handed over and deleted."""
    zoe = cast.zoe
    await zoe.says("/privacy")
    await zoe.sees("What is stored about you")
    await zoe.taps("Download my data")
    sent = await zoe.sees("everything that is stored about you")
    (data,) = (
        one.data for one in cast.stage.telegram.files if one.message_id == sent.message_id and one.chat is sent.chat
    )
    assert json.loads(data)["helper"]
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    await cast.stage.passes(timedelta(hours=9))
    await cast.stage.gather()
    await cast.stage.passes(timedelta(days=400))


async def _given_up(cast: Cast) -> None:
    olive, marks = cast.olive, cast.marks
    name, street = cast.says("cancelled answers"), marks.word("cancelled answers")
    phone = _national(marks.phone("phone numbers of callers"))
    wish = cast.says("cancelled answers")
    await olive.says(f'/new groceries {phone} French "Rue {street} 3, 1050 Ixelles" for {name} tomorrow {wish}')
    await olive.sees("")
    await cast.stage.quiet()
    await cast.stage.gather()
    await olive.says("/cancel")
    await cast.stage.quiet()


async def _accepts(cast: Cast, who: Person, mission: Mission) -> None:
    await who.taps("Accept", on=await _with(who, mission, "Accept"))
    await _with(who, mission, "I can't make it")


async def _with(who: Person, mission: Mission, button: str) -> Message:
    def found() -> Message | None:
        return next(
            (one for one in reversed(who.messages()) if one.contains(f"#{mission.id}") and one.button(button)), None
        )

    return await who.waits_for(found)


def _national(phone: str) -> str:
    """As people say it: 0470 12 34 56."""
    digits = "0" + phone[3:]
    return f"{digits[:4]} {digits[4:6]} {digits[6:8]} {digits[8:]}"
