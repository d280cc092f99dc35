"""What people do in a network, one after the other, until the bot has answered: a play is made of these."""

from __future__ import annotations

import re

from demo.calls import Call
from demo.pictures import identity_card, portrait
from demo.stage import Player
from sandbox.groups import Group
from sandbox.view import Message


async def register_chat(ada: Player, group: Group, command: str) -> None:
    """The administrator makes a group a chat of the staff; the bot is let in for it."""
    group.add(ada.stage.sandbox.bots[0], administrator=True)
    before = (await ada.hears(in_=group, after=0)).message_id
    await ada.says(command, to=group)
    await ada.hears(in_=group, after=before)


async def appoint(ada: Player, operator: Player, country: str) -> None:
    """An administrator's link makes an operator."""
    known = _links(ada)
    await ada.says("/invite")
    await ada.taps(f"i:{country}")
    link = await ada.stage.until(lambda: next(iter(_links(ada) - known), None), ada, "a link for the operator")
    ada.stage.script.direction(f"{ada.person.first_name} sends the link to {operator.person.first_name}, who opens it.")
    await operator.person.opens(link)
    await operator.hears(after=1)


async def apply(who: Player, language: str, *, town: str | None = None, spoken: tuple[str, ...] = ()) -> None:
    """All questions of a registration; without a `town` the place is where they are."""
    await who.says("/start")
    await who.taps(f"a:language:{language}")
    await who.taps("a:consent:agree")
    await who.sees("v:name:")
    await who.says(who.person.name)
    await who.taps_key("request_contact")
    if town is None:
        await who.taps_key("request_location")
    else:
        await who.sees("v:place:")
        await who.says(town)
    await who.taps("a:radius:5000")
    for kind in ("groceries", "pharmacy"):
        await who.turns(f"a:kinds:{kind}")
    await who.taps("a:kinds:")
    for one in spoken:
        await who.turns(f"a:spoken:{one}")
    await who.taps("a:spoken:")
    await who.taps("a:slots:always")
    asked = await who.sees("v:card:")
    card = identity_card(who.person.name)
    await who.shows("the front of the identity card, everything covered but name, picture and validity", card)
    await who.sees("v:note:")
    note = _digits(asked)
    await who.shows(f"a face beside a sheet of paper that says {note}", portrait(note))
    before = (await who.sees("a:summary:send")).message_id
    await who.taps("a:summary:send")
    await who.hears(after=before)
    await who.waits(lambda: not who.finds("a:summary:"), "the application to be closed")


async def approve(moderator: Player, chat: Group, who: Player) -> None:
    """Claim and approve; the helper is welcomed, and no picture is left anywhere."""
    await moderator.turns("r:claim:", in_=chat)
    await moderator.taps("r:approve:", in_=chat)
    await moderator.waits(lambda: not moderator.finds("r:", chat), "the card to say who decided", in_=chat)
    await who.sees("n:around")
    await who.waits(lambda: not who.stage.sandbox.files, "the pictures to be deleted")


async def take_call(operator: Player, call: Call) -> None:
    """Write down a call, until it can be published."""
    operator = operator.from_here()
    await operator.says("/new")
    begun = await operator.sees_any("v:new_phone:", "a:new_resume:anew", after=operator.after)
    if begun == "a:new_resume:anew":
        await operator.taps(begun)
        await operator.sees("v:new_phone:")
    await operator.says(call.phone)
    await operator.sees("v:new_name:")
    await operator.says(call.name)
    await operator.taps(f"a:new_kind:{call.kind}")
    await operator.taps(f"a:new_language:{call.language}")
    await operator.sees("v:new_address:")
    await operator.says(call.address)
    await operator.sees("a:new_pin:yes")
    first, caller = operator.person.first_name, call.name.split()[0]
    operator.stage.script.direction(f"{first} moves the pin to the door, as the bot asks.")
    await operator.person.shares_location(*call.door)
    await operator.sees("a:new_access:skip")
    await operator.says(call.access)
    await operator.taps("a:new_when:now")
    await operator.sees("a:new_details:skip")
    await operator.says(call.details)
    await operator.taps(f"a:new_limit:{call.limit}")
    await operator.sees("a:new_ready:publish")
    operator.stage.script.direction(f"{first} reads it all back to {caller}, who says yes. They hang up.")


async def publish(operator: Player) -> int:
    """Press Publish; the number of the mission, once its card is there."""
    known = missions_of(operator)
    await operator.taps("a:new_ready:publish")
    return await published(operator, known)


async def published(operator: Player, known: set[int]) -> int:
    """Wait for the card of a mission that is none of those known before; its number."""
    return await operator.stage.until(
        lambda: next(iter(missions_of(operator) - known), None), operator, "the card of the mission"
    )


def missions_of(operator: Player) -> set[int]:
    """The missions that an operator has a card of, by number."""
    return {int(data.split(":")[2]) for data in operator.buttons() if data.startswith("d:edit:")}


async def answer_completion(helper: Player, receipt: str, note: str) -> None:
    """How it went: well, what the receipt says, and a note for the next helper."""
    await helper.taps("a:complete.outcome:well")
    await helper.sees("a:complete.receipt:")
    await helper.says(receipt)
    await helper.sees("a:complete.note:")
    before = helper.newest()
    await helper.says(note)
    await helper.hears(after=before)
    await helper.waits(lambda: not helper.finds("a:complete."), "the mission to be closed")


def _links(ada: Player) -> set[str]:
    found = (re.search(r"https://t\.me/\S+\?start=\S+", one.text or "") for one in ada.person.messages())
    return {one.group() for one in found if one}


def _digits(message: Message) -> str:
    found = re.findall(r"\b\d{4}\b", message.text or "")
    return found[-1] if found else "the four digits"
