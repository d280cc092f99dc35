"""What a person may be told to do over HTTP: the methods of `Person`, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sandbox.bots import Bot
from sandbox.control.body import Body
from sandbox.control.shapes import answer_shape, message_shape
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.view import Message
from sandbox.wire import ApiError, Json
from sandbox.writing import Place

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

ANSWER_WITHIN = 15.0  # seconds

Action = Callable[["Sandbox", Person, Body], Awaitable[Any]]
ACTIONS: dict[str, Action] = {}


def action(function: Action) -> Action:
    """Register an action under its own name."""
    ACTIONS[function.__name__] = function
    return function


def place_of(sandbox: Sandbox, chat_id: int | None) -> Place:
    """The group or bot with this id; None stays None, the private chat with the only bot."""
    if chat_id is None:
        return None
    places: list[Group | Bot] = [*sandbox.groups, *sandbox.bots]
    for place in places:
        if place.id == chat_id:
            return place
    raise ApiError(404, f"there is neither a group nor a bot {chat_id}")


def person_of(sandbox: Sandbox, person_id: int) -> Person:
    """The person with this id."""
    for person in sandbox.people:
        if person.id == person_id:
            return person
    raise ApiError(404, f"there is no person {person_id}")


def _place(sandbox: Sandbox, body: Body) -> Place:
    return place_of(sandbox, body.integer("in") if "in" in body else None)


def _message(sandbox: Sandbox, person: Person, body: Body, name: str = "message_id") -> Message:
    message_id = body.integer(name)
    for message in person.messages(_place(sandbox, body)):
        if message.message_id == message_id:
            return message
    raise ApiError(404, f"there is no message {message_id}")


@action
async def says(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """text; in, reply_to, topic."""
    replied = _message(sandbox, person, body, "reply_to") if "reply_to" in body else None
    topic = body.integer("topic") if "topic" in body else None
    return message_shape(
        await person.says(body.text("text"), to=_place(sandbox, body), reply_to=replied, topic=topic), person
    )


@action
async def taps(sandbox: Sandbox, person: Person, body: Body) -> Json | None:
    """message_id and data (whatever the buttons are now), or button; in, twice. Returns the answer, if one comes; with
    `wait` false none is waited for: the events tell it.
    """
    twice = body.flag("twice")
    if "data" not in body:
        answer = await person.taps(
            body.text("button"),
            in_=_place(sandbox, body),
            on=_message(sandbox, person, body) if "message_id" in body else None,
            timeout=ANSWER_WITHIN,
            twice=twice,
        )
        return answer_shape(answer) if answer else None
    answered = person.presses(_message(sandbox, person, body), body.text("data"), twice=twice)
    if not body.flag("wait", missing=True):
        return None
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            return answer_shape(await answered)
    except TimeoutError:
        raise ApiError(504, "the bot didn't answer the tap") from None


@action
async def reads(sandbox: Sandbox, person: Person, body: Body) -> None:
    """up_to (the event of a message; missing is now); in."""
    person.reads(_place(sandbox, body), up_to=body.integer("up_to") if "up_to" in body else None)


@action
async def shares_contact(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """Their own number; of (a person's id), or phone and name; in."""
    owner = person_of(sandbox, body.integer("of")) if "of" in body else None
    message = await person.shares_contact(
        of=owner, phone=body.optional("phone"), name=body.optional("name"), to=_place(sandbox, body)
    )
    return message_shape(message, person)


@action
async def shares_location(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """latitude, longitude; forwarded_from (a person's id), live_period, accuracy, in; by_key if a key asked for it."""
    message = await person.shares_location(
        body.number("latitude"),
        body.number("longitude"),
        to=_place(sandbox, body),
        forwarded_from=person_of(sandbox, body.integer("forwarded_from")) if "forwarded_from" in body else None,
        live_period=body.integer("live_period", 0) or None,
        accuracy=body.number("accuracy", 0.0) or None,
    )
    if body.flag("by_key"):
        person.puts_keyboard_away(_place(sandbox, body))
    return message_shape(message, person)


@action
async def sends_photo(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """data (base64; without it one is drawn), caption, spoiler, in."""
    message = await person.sends_photo(
        body.data("data"), body.optional("caption"), to=_place(sandbox, body), spoiler=body.flag("spoiler")
    )
    return message_shape(message, person)


@action
async def sends_album(sandbox: Sandbox, person: Person, body: Body) -> list[Json]:
    """pictures (a list of base64 or null), caption, in."""
    sent = await person.sends_album(body.datas("pictures"), body.optional("caption"), to=_place(sandbox, body))
    return [message_shape(message, person) for message in sent]


@action
async def sends_file(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """data (base64), name, mime_type, caption, in."""
    message = await person.sends_file(
        body.data("data") or b"%PDF-1.4\n%%EOF\n",
        name=body.text("name", "document.pdf", longest=255),
        mime_type=body.text("mime_type", "application/pdf", longest=255),
        caption=body.optional("caption"),
        to=_place(sandbox, body),
    )
    return message_shape(message, person)


@action
async def sends_sticker(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """in."""
    return message_shape(await person.sends_sticker(to=_place(sandbox, body)), person)


@action
async def sends_voice(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """in."""
    return message_shape(await person.sends_voice(to=_place(sandbox, body)), person)


@action
async def forwards(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """message_id, in (where it stands), to (a group or bot)."""
    target = place_of(sandbox, body.integer("to")) if "to" in body else None
    return message_shape(await person.forwards(_message(sandbox, person, body), to=target), person)


@action
async def edits(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """message_id, text, in."""
    return message_shape(await person.edits(_message(sandbox, person, body), body.text("text")), person)


@action
async def moves(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """message_id, latitude, longitude, in."""
    message = _message(sandbox, person, body)
    return message_shape(await person.moves(message, body.number("latitude"), body.number("longitude")), person)


@action
async def stops_sharing(sandbox: Sandbox, person: Person, body: Body) -> Json:
    """message_id (of a live location), in."""
    return message_shape(await person.stops_sharing(_message(sandbox, person, body)), person)


@action
async def deletes(sandbox: Sandbox, person: Person, body: Body) -> None:
    """message_id, in."""
    await person.deletes(_message(sandbox, person, body))


@action
async def blocks(sandbox: Sandbox, person: Person, body: Body) -> None:
    """in (a bot)."""
    await person.blocks(_bot(sandbox, body))


@action
async def unblocks(sandbox: Sandbox, person: Person, body: Body) -> None:
    """in (a bot)."""
    await person.unblocks(_bot(sandbox, body))


@action
async def joins(sandbox: Sandbox, person: Person, body: Body) -> None:
    """in (a group)."""
    await person.joins(sandbox.group(body.integer("in")))


@action
async def leaves(sandbox: Sandbox, person: Person, body: Body) -> None:
    """in (a group)."""
    await person.leaves(sandbox.group(body.integer("in")))


@action
async def opens(sandbox: Sandbox, person: Person, body: Body) -> None:
    """link: an invitation to a group, or one that starts a bot."""
    await person.opens(body.text("link"))


def _bot(sandbox: Sandbox, body: Body) -> Bot | None:
    place = _place(sandbox, body)
    if isinstance(place, Group):
        raise ApiError(400, "that is no bot")
    return place
