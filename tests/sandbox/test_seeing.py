"""What people see, and how a test waits for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox import Person
from tests.sandbox.conftest import Call

MARKUP = {"inline_keyboard": [[{"text": "✅ Accept", "callback_data": "yes"}, {"text": "No", "callback_data": "no"}]]}


async def send(call: Call, person: Person, text: str, **params: Any) -> int:
    sent = (await call("sendMessage", chat_id=person.id, text=text, **params)).result
    return int(sent["message_id"])


async def test_seeing_waits_for_what_comes(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    waiting = asyncio.ensure_future(zoe.sees("Wel"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await send(call, zoe, "Hello")
    await send(call, zoe, "Welcome")
    assert (await waiting).text == "Welcome"


async def test_seeing_ignores_what_was_there_before(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    sent = await send(call, zoe, "Welcome")
    seen = await zoe.sees("Welcome")
    await zoe.says("Again")
    with pytest.raises(AssertionError, match="Zoé Exemple doesn't see 'Welcome' within"):
        await zoe.sees("Welcome", timeout=0.01)
    assert (await zoe.sees("Welcome", since=0)).message_id == sent
    with pytest.raises(AssertionError):
        await zoe.sees("Welcome", since=seen, timeout=0.01)
    await call("editMessageText", chat_id=zoe.id, message_id=sent, text="Welcome back")
    assert (await zoe.sees("Welcome")).edited
    assert seen.text == "Welcome"


async def test_a_failure_shows_the_chat(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    await send(call, zoe, "Choose\nnow", reply_markup=MARKUP)
    with pytest.raises(AssertionError) as failure:
        await zoe.sees("Something else", timeout=0.01)
    assert str(failure.value).splitlines() == [
        "Zoé Exemple doesn't see 'Something else' within 0.01 s",
        "──── Zoé Exemple with Solidarity ────",
        "09:00 Zoé Exemple: /start",
        "09:00 Solidarity: Choose",
        "        now",
        "        [✅ Accept] [No]",
    ]


async def test_everything_that_shows_counts(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    place = {"chat_id": zoe.id, "latitude": 50.85, "longitude": 4.35}
    await call("sendVenue", **place, title="Mme Invented", address="Rue Imaginaire 1")
    await call("sendContact", chat_id=zoe.id, phone_number="+32470000000", first_name="Ada", last_name="Example")
    photo = await zoe.sends_photo()
    assert photo.photo
    await call("sendPhoto", chat_id=zoe.id, photo=photo.photo[0]["file_id"], caption="A caption", has_spoiler=True)
    await send(call, zoe, "Choose", reply_markup=MARKUP)
    for fragment in ("Imaginaire", "Invented", "+324700", "Ada Example", "A caption", "Accept"):
        await zoe.sees(fragment, since=0)
    assert (await zoe.sees("A caption")).has_spoiler


async def test_no_longer_seeing(call: Call, zoe: Person) -> None:
    await zoe.says("The code is 1234")
    sent = await send(call, zoe, "1234 is the code")
    with pytest.raises(AssertionError, match="sees '1234'"):
        zoe.does_not_see("1234")
    waiting = asyncio.ensure_future(zoe.no_longer_sees("1234"))
    await asyncio.sleep(0)
    await call("deleteMessage", chat_id=zoe.id, message_id=sent)
    await waiting
    zoe.does_not_see("1234")
    await send(call, zoe, "1234")
    with pytest.raises(AssertionError, match="still sees"):
        await zoe.no_longer_sees("1234", timeout=0.01)
