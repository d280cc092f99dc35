"""Everything that programs stumble over, said in answer to every question of every wizard.

Each has to end in a kind answer or in the next question, and the wizard has to go on: nothing fails, nothing is too
long for Telegram, and a fitting answer is taken afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiogram.fsm.storage.base import DefaultKeyBuilder, StorageKey

from sandbox import Person
from services import missions
from tests.fuzz.wild import WILD_AMOUNTS, WILD_NUMBERS, WILD_PHONES, WILD_PLACES, WILD_TEXTS, WILD_TIMES
from tests.journeys.applicants import PNG
from tests.journeys.applying import PHONE, applies
from tests.journeys.network import TOKEN, Network
from tests.journeys.test_intake import begin, tell_all
from tests.services.consistency import assert_texts_are_fit

APOLOGY = "something went wrong on our side"
Asked = Callable[[Network], Awaitable[Person]]
Answer = Callable[[Person], Awaitable[object]]


def registering(step: str) -> Asked:
    """Somebody who is asked this in the registration."""

    async def asked(network: Network) -> Person:
        zoe = await network.person("Zoé", phone=PHONE, location=(50.83, 4.34))
        await applies(zoe, until=step)
        return zoe

    return asked


async def opening(network: Network) -> Person:
    """Somebody who has just begun."""
    zoe = await network.person("Zoé")
    await zoe.says("/start")
    await zoe.sees("Which language do you prefer?")
    return zoe


def calling(state: str) -> Asked:
    """An operator who has gone back to this question of a call."""

    async def asked(network: Network) -> Person:
        olive = await network.operator()
        await begin(olive)
        await tell_all(olive)
        await network.quiet()
        _, data = await conversation(network, olive)
        answered = {"repeat": "every week"} if state == "new_until" else {}
        await put(network, olive, state, {**data, **answered, "asked_in": state, "pinned": None})
        return olive

    return asked


def completing(*answers: str) -> Asked:
    """A helper who tells how a mission went, and has given these answers."""

    async def asked(network: Network) -> Person:
        olive, zoe = await network.operator(), await network.helper("Zoé", "en")
        mission = await network.publish(olive)
        await missions.accept(network.store, mission.id, await network.id_of(zoe))
        await zoe.says(f"/complete {mission.id}")
        await zoe.sees("how did it go?")
        for answer in answers:
            await zoe.taps(answer)
        await zoe.sees(("how did it go?", "How much is on the receipt?", "the next helper should know")[len(answers)])
        return zoe

    return asked


async def editing(network: Network) -> Person:
    """An operator who types other details."""
    olive = await network.operator()
    mission = await network.publish(olive)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit")
    await olive.sees("Type the new details")
    return olive


def says(text: str) -> Answer:
    """A text."""
    return lambda who: who.says(text)


def chooses(text: str) -> Answer:
    """One of several, and that it is all."""

    async def answer(who: Person) -> None:
        await who.says(text)
        await who.taps("Done", wait=False)

    return answer


def presses(data: str) -> Answer:
    """A button that is not to be seen where the story begins."""

    async def answer(who: Person) -> None:
        who.presses(next(one for one in reversed(who.messages()) if one.by_bot), data)

    return answer


def taps(button: str) -> Answer:
    """A button."""
    return lambda who: who.taps(button, wait=False)


@dataclass(frozen=True)
class Field:
    """A question: how somebody comes to be asked it, and what fits it."""

    asked: Asked
    fits: Answer


FIELDS = {
    "registration: language": Field(opening, says("English")),
    "registration: consent": Field(registering("consent"), taps("I agree")),
    "registration: name": Field(registering("name"), says("Zoé Martin")),
    "registration: phone": Field(registering("phone"), lambda who: who.shares_contact()),
    "registration: place": Field(registering("place"), says("1060")),
    "registration: radius": Field(registering("radius"), says("5 km")),
    "registration: kinds": Field(registering("kinds"), chooses("groceries")),
    "registration: spoken": Field(registering("spoken"), chooses("French")),
    "registration: slots": Field(registering("slots"), says("weekend")),
    "registration: card": Field(registering("card"), lambda who: who.sends_photo()),
    "registration: note": Field(registering("note"), lambda who: who.sends_photo()),
    "registration: summary": Field(registering("send"), taps("Send my application")),
    "call: phone": Field(calling("new_phone"), says("02 555 01 02")),
    "call: name": Field(calling("new_name"), says("Jeanne Dupont")),
    "call: kind": Field(calling("new_kind"), says("pharmacy")),
    "call: language": Field(calling("new_language"), says("Dutch")),
    "call: address": Field(calling("new_address"), says("Rue de l'Exemple 12, 1050 Ixelles")),
    "call: pin": Field(calling("new_pin"), presses("a:new_pin:yes")),
    "call: access": Field(calling("new_access"), says("Second floor")),
    "call: when": Field(calling("new_when"), says("tomorrow 9-12")),
    "call: repeat": Field(calling("new_repeat"), says("every week")),
    "call: until": Field(calling("new_until"), says("4 weeks")),
    "call: details": Field(calling("new_details"), says("Bread")),
    "call: limit": Field(calling("new_limit"), says("35")),
    "call: ready": Field(calling("new_ready"), taps("Publish")),
    "completion: outcome": Field(completing(), taps("All done")),
    "completion: receipt": Field(completing("All done"), says("12,50")),
    "completion: note": Field(completing("All done", "No money was spent"), says("Ring twice")),
    "edit": Field(editing, says("Milk")),
}
OTHERS = {"phone": WILD_PHONES, "when": WILD_TIMES, "until": WILD_TIMES, "limit": WILD_AMOUNTS, "receipt": WILD_AMOUNTS}
"""What is tried besides the texts that are tried everywhere; a few of it everywhere too."""


def said(field: str) -> dict[str, str]:
    """The texts for a field."""
    own = OTHERS.get(field.rpartition(": ")[2], ())
    few = (*WILD_PHONES[::6], *WILD_TIMES[::6], *WILD_AMOUNTS[::6], *WILD_NUMBERS[::6])
    return {**WILD_TEXTS, **{f"“{one[:20]}”": one for one in (*own, *few) if one.strip()}}


PICTURE = PNG[:8] + b"\x00\x00\x00\rIHDR" + (1280).to_bytes(4, "big") + (960).to_bytes(4, "big") + b"\x00" * (10 << 20)


def shown(*, places: bool, phones: bool) -> dict[str, Answer]:
    """What is sent besides texts."""
    sent: dict[str, Answer] = {
        "a photo of 10 MB": lambda who: who.sends_photo(PICTURE[: 10 * 1024 * 1024]),
        "an album": lambda who: who.sends_album(),
        "a photo with a caption": lambda who: who.sends_photo(caption="<b>" * 300),
        "a program that says it is a photo": lambda who: who.sends_file(
            b"MZ\x90", name="card.jpg.exe", mime_type="image/jpeg"
        ),
        "a page that says it is a photo": lambda who: who.sends_file(
            b"<svg/>", name="<b>.svg", mime_type="image/svg+xml"
        ),
        "a document": lambda who: who.sends_file(),
        "a sticker": lambda who: who.sends_sticker(),
        "a voice": lambda who: who.sends_voice(),
        "their own contact": lambda who: who.shares_contact(phone=None) if who.phone else who.says("no phone"),
        "a live place": lambda who: who.shares_location(90.0, 180.0, live_period=900),
    }
    for number, (latitude, longitude) in enumerate(WILD_PLACES if places else WILD_PLACES[::5]):
        sent[f"place {number}"] = lambda who, at=(latitude, longitude): who.shares_location(*at)  # type: ignore[misc]
    for number, phone in enumerate(WILD_PHONES if phones else WILD_PHONES[::9]):
        sent[f"contact {number}"] = lambda who, of=phone: who.shares_contact(phone=of, name="<i>")  # type: ignore[misc]
    return sent


class Wizard:
    """A question that is asked again and again."""

    def __init__(self, network: Network, who: Person, state: str | None, data: dict[str, object]) -> None:
        self.network, self.who, self.state, self.data = network, who, state, data

    async def hears(self, answer: Answer) -> str:
        """The answer is given to the question as it stands at first; all that the bot says to it."""
        await put(self.network, self.who, self.state, self.data)
        before = self.network.telegram.world.next_event()
        await answer(self.who)
        await self.network.quiet()
        said = [one for one in self.who.messages() if one.by_bot and one.event > before]
        return "\n".join(text for one in said for text in one.texts()) or ("rewritten" if said else "")


def key_of(who: Person) -> str:
    """The conversation with somebody, as it is kept."""
    bot = int(TOKEN.partition(":")[0])
    return DefaultKeyBuilder(with_destiny=True, with_bot_id=True).build(StorageKey(bot, who.id, who.id))


async def conversation(network: Network, who: Person) -> tuple[str | None, dict[str, object]]:
    """Where somebody stands."""
    async with network.store.reading() as work:
        state, data, _ = await work.conversations.get(key_of(who))
    return state, data


async def put(network: Network, who: Person, state: str | None, data: dict[str, object]) -> None:
    """Let somebody stand there."""
    async with network.store.writing() as work:
        await work.conversations.put(key_of(who), state, data)


@pytest.mark.parametrize("field", FIELDS)
async def test_whatever_is_answered_the_wizard_goes_on(network: Network, field: str) -> None:
    who = await FIELDS[field].asked(network)
    await network.quiet()
    wizard = Wizard(network, who, *await conversation(network, who))
    for name, text in said(field).items():
        heard = await wizard.hears(lambda one, text=text: raw(one, text))  # type: ignore[misc]
        assert heard, (field, name)
        assert APOLOGY not in heard, (field, name)
    for name, answer in shown(places="place" in field or "pin" in field, phones="phone" in field).items():
        heard = await wizard.hears(answer)
        assert heard, (field, name)
        assert APOLOGY not in heard, (field, name)
    await assert_texts_are_fit(network.store)
    heard = await wizard.hears(FIELDS[field].fits)
    assert heard
    assert APOLOGY not in heard
    assert (await conversation(network, who))[0] != wizard.state


async def raw(who: Person, text: str) -> None:
    """Say it without what an app and Telegram do to a text before."""
    chat, (bot,) = who.chat(), who.world.bots.values()
    message = {"message_id": chat.number(), "from": who.user(), "chat": chat.wire(), "date": who.world.timestamp()}
    body = json.dumps({"update_id": 0, "message": {**message, "text": text}})
    bot.updates.push_raw(body.replace('"update_id": 0', '"update_id": {update_id}'))
