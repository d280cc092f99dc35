"""Somebody who registers, step by step, as far as a story wants it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sandbox import Message, Person

PHONE = "+32470123456"


async def _language(who: Person) -> Message:
    await who.says("/start")
    await who.sees("Which language do you prefer?")
    await who.taps("English")
    return await who.sees("Do you agree?")


async def _consent(who: Person) -> Message:
    await who.taps("I agree")
    return await who.sees("first name and surname")


async def _name(who: Person) -> Message:
    await who.says("Zoé Martin")
    return await who.sees("phone number")


async def _phone(who: Person) -> Message:
    await who.taps("Share my phone number")
    return await who.sees("Where do you set out from?")


async def _place(who: Person) -> Message:
    await who.says("1060")
    return await who.sees("How far would you go")


async def _radius(who: Person) -> Message:
    await who.taps("5\u00a0km")
    return await who.sees("How would you like to help?")


async def _kinds(who: Person) -> Message:
    await who.taps("Groceries")
    await who.taps("Done")
    return await who.sees("Which languages do you speak")


async def _spoken(who: Person) -> Message:
    await who.taps("Done")
    return await who.sees("When can you usually help?")


async def _slots(who: Person) -> Message:
    await who.taps("At any time")
    return await who.sees("picture 1 of 2")


async def _card(who: Person) -> Message:
    await who.sends_photo()
    return await who.sees("picture 2 of 2")


async def _note(who: Person) -> Message:
    await who.sends_photo()
    return await who.sees("Is everything right?")


async def _send(who: Person) -> Message:
    await who.taps("Send my application")
    return await who.sees("Our moderators now check your identity")


STEPS: dict[str, Callable[[Person], Awaitable[Message]]] = {
    "language": _language,
    "consent": _consent,
    "name": _name,
    "phone": _phone,
    "place": _place,
    "radius": _radius,
    "kinds": _kinds,
    "spoken": _spoken,
    "slots": _slots,
    "card": _card,
    "note": _note,
    "send": _send,
}


async def applies(who: Person, *, until: str | None = None, after: str | None = None) -> Message | None:
    """Answer everything after the step `after` (None: from /start) and before `until` (None: to the end).

    Returns the question that is open then.
    """
    steps = list(STEPS)
    first = steps.index(after) + 1 if after else 0
    last = steps.index(until) if until else len(steps)
    asked = None
    for step in steps[first:last]:
        asked = await STEPS[step](who)
    return asked
