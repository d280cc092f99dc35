"""The morning: staff come by invitations, helpers register with many a wrong answer, moderators decide."""

from __future__ import annotations

from datetime import timedelta

from domain.identity import MOST_ATTEMPTS, Reason, Side
from sandbox import Group, Person
from services import review
from services.moderator import Moderator
from tests.journeys.network import until
from tests.marked.cast import Cast


async def staff(cast: Cast) -> None:
    """Groups get their roles; operators and moderators open links."""
    stage, ada = cast.stage, cast.ada
    await ada.says("/start")
    await ada.sees("You are an administrator")
    await ada.says(f"/invite {cast.wrong()}")
    await ada.sees("Whom would you like to invite?")
    cast.moderators, cast.operators = await _group(cast, "moderators"), await _group(cast, "operators")
    cast.olive, cast.oscar = [await _operator(cast) for _ in range(2)]
    cast.mo, cast.max = cast.somebody("names of moderators"), cast.somebody("names of moderators")
    for one in (cast.mo, cast.max):
        cast.moderators.add(one)
    for one in (cast.olive, cast.oscar):
        cast.operators.add(one)
    await _invited_moderator(cast)
    await ada.says("/staff")
    await ada.sees("since")
    stranger = cast.somebody()
    token = cast.marks.plain("invitation tokens") + cast.marks.plain("invitation tokens")
    await stranger.opens(f"https://t.me/{stage.bot.username}?start={token}")
    await stranger.sees("used already, or is too old")


async def registrations(cast: Cast) -> None:
    """Zoé comes in the end, Tom is turned away, somebody gives up half way, and one has Zoé's number too."""
    cast.zoe = await _applies(cast)
    await cast.mo.sees("The note must show", in_=cast.moderators)
    await cast.mo.taps("I'm looking at it", in_=cast.moderators)
    await cast.mo.says(cast.says("talk in the moderators' chat"), to=cast.moderators)
    await cast.mo.taps("Ask for new pictures…", in_=cast.moderators)
    await cast.mo.taps("readable", in_=cast.moderators)
    await cast.zoe.taps("Send new pictures")
    await cast.zoe.sees("picture 1 of 2")
    await _pictures(cast, cast.zoe)
    await cast.mo.taps("Approve", in_=cast.moderators)
    await cast.zoe.sees("Welcome aboard!")
    twin = await _applies(cast, phone=cast.zoe.phone)
    await cast.mo.sees("same phone number", in_=cast.moderators)
    await cast.max.taps("Reject…", in_=cast.moderators)
    await cast.max.taps("Not the same person", in_=cast.moderators)
    await twin.sees("Send new pictures")
    await _gives_up(cast)
    await cast.stage.all_delivered()


async def a_talk(cast: Cast) -> None:
    """Whoever fails too often talks with the moderators."""
    stage = cast.stage
    person = await stage.helper(cast.marks.word("typed names"), "en", validated=False)
    number = await stage.id_of(person)
    moderator = Moderator(f"telegram:{cast.mo.id}", cast.mo.name)
    for _ in range(MOST_ATTEMPTS):
        check = await review.start(stage.store, number)
        for side in Side:
            sent = await person.sends_photo(cast.picture())
            wire = stage.telegram.world.wire_for(stage.bot, sent.chat.messages[sent.message_id])
            picture = wire["photo"][-1]
            await review.receive(stage.store, number, side, picture["file_id"], str(sent.message_id))
        check = await review.submit(stage.store, number)
        await review.ask_again(stage.store, check.id, moderator, Reason.UNREADABLE)
    card = await cast.mo.sees("identity checks of", in_=cast.moderators)
    said = cast.says("talks with moderators")
    await cast.mo.says(said, to=cast.moderators, reply_to=card)
    await person.sees(said)
    answer = cast.says("talks with moderators")
    await person.says(answer)
    await person.sees("I have passed that on")
    await cast.max.sees(answer, in_=cast.moderators)
    await cast.stage.gather()
    await cast.mo.taps("Close", in_=cast.moderators)
    await person.sees("leave it as it is for now")


async def _group(cast: Cast, role: str) -> Group:
    group = cast.stage.telegram.create_group(cast.marks.word("titles of groups"), owner=cast.ada)
    group.add(cast.stage.bot, administrator=True)
    await cast.ada.says(f"/{role}", to=group)
    await cast.ada.sees(f"This is the {role}' chat now", in_=group)
    return group


async def _operator(cast: Cast) -> Person:
    before = len(cast.ada.messages())
    await cast.ada.says("/invite BE")
    link = await _link(cast, before)
    person = cast.somebody("names of operators")
    await person.opens(link)
    await person.sees("/new")
    return person


async def _invited_moderator(cast: Cast) -> None:
    before = len(cast.ada.messages())
    await cast.ada.says("/invite")
    await cast.ada.taps("A moderator")
    link = await _link(cast, before)
    mia = cast.somebody("names of moderators")
    await mia.opens(link)
    await mia.taps("Open the chat", on=await mia.sees("You are invited to the moderators' chat"))
    assert mia.opened is not None
    cast.marks.keep("invitation links", mia.opened.rsplit("/", 1)[1])
    await mia.opens(mia.opened)
    await until(lambda: cast.moderators.chat.has(mia.id))


async def _link(cast: Cast, before: int) -> str:
    def found() -> str | None:
        words = [word for one in cast.ada.messages()[before:] for word in (one.text or "").split()]
        return next((word for word in words if word.startswith("https://t.me/")), None)

    link = await cast.ada.waits_for(found)
    cast.marks.keep("invitation tokens", link.rsplit("=", 1)[1])
    return link


async def _applies(cast: Cast, phone: str | None = None) -> Person:
    """Somebody registers, and answers each question wrongly first."""
    who, marks = cast.somebody(), cast.marks
    who.phone = phone or who.phone
    await who.says(cast.wrong())
    await who.says("/start")
    await who.sees("Which language do you prefer?")
    await who.says(cast.wrong())
    await who.taps("English")
    await who.sees("Do you agree?")
    await who.says(cast.wrong())
    await who.taps("I agree")
    await who.sees("first name and surname")
    await who.says(f"@{cast.wrong()}")
    await who.sees("I can't take that as a name")
    await who.sends_photo(cast.picture(), caption=cast.says("captions"))
    await who.says(cast.says("typed names"))
    await who.sees("phone number")
    await who.says(marks.phone("phone numbers typed where a button was offered"))
    await who.sees("A typed number could be anybody's")
    await who.says(cast.wrong())
    await who.shares_contact(phone=marks.phone("phone numbers of others"), name=marks.word("names of contacts"))
    await who.sees("somebody else's")
    await who.taps("Share my phone number")
    await who.sees("Where do you set out from?")
    await who.shares_location(*marks.point("exact points"), forwarded_from=cast.somebody("names of forwarded people"))
    await who.sees("That location was forwarded")
    await who.says(f"Rue {marks.word('addresses')} 7")
    await who.sees("I don't know that place")
    await who.taps("Share my location")
    await who.sees("How far would you go")
    await who.says(cast.wrong())
    await who.taps("5\u00a0km")
    await who.sees("How would you like to help?")
    await who.says(cast.wrong())
    await who.taps("Groceries")
    await who.taps("Done")
    await who.sees("Which languages do you speak")
    await who.says(cast.wrong())
    await who.taps("Done")
    await who.sees("When can you usually help?")
    await who.says(cast.wrong())
    await who.taps("At any time")
    await who.sees("picture 1 of 2")
    await who.says(cast.wrong())
    await who.sends_file(cast.picture(), name=f"{marks.word('names of files')}.pdf", caption=cast.says("captions"))
    await who.sees("I can only use photos")
    await _pictures(cast, who, send=True)
    return who


async def _pictures(cast: Cast, who: Person, *, send: bool = False) -> None:
    await cast.stage.gather()
    await who.sends_photo(cast.picture(), caption=cast.says("captions"))
    await who.sees("picture 2 of 2")
    await cast.stage.mark_what_was_chosen()
    await cast.stage.gather()
    await who.sends_photo(cast.picture())
    if send:
        await who.sees("Is everything right?")
        await who.says(cast.wrong())
        await who.taps("Send my application")
    await who.sees("Our moderators now check your identity")
    await cast.stage.mark_what_was_chosen()
    await cast.stage.gather()


async def _gives_up(cast: Cast) -> None:
    who = cast.somebody()
    await who.says("/start")
    await who.taps("English")
    await who.taps("I agree")
    await who.says(cast.says("cancelled answers"))
    await who.sees("phone number")
    await cast.stage.gather()
    await who.says("/cancel")
    await who.sees("")
    await cast.stage.passes(timedelta(minutes=1))
