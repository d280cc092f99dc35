"""Whatever comes in an update's stead, those behind it are heard, and it comes only once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.bot.test_polling import Line, line
from tests.journeys.network import until

__all__ = ["line"]

CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1_700_000_000, "chat": CHAT, "from": {"id": 5, "is_bot": False, "first_name": "Z"}}


def update(**fields: Any) -> str:
    """An update with these fields."""
    return json.dumps({"update_id": 0, **fields}).replace('"update_id": 0', '"update_id": {update_id}')


DEEP, DIGITS = 100_000, "9" * 5_000
NESTED = '{"reply_to_message":' * 400 + "{}" + "}" * 400

MALFORMED = {
    "nothing but a number": update(),
    "an unknown kind": update(hologram={"text": "Hello"}),
    "a kind without content": update(message={}),
    "null": update(message=None),
    "a text": update(message="Hello"),
    "a list": update(message=[MESSAGE]),
    "a message without a chat": update(message={key: MESSAGE[key] for key in ("message_id", "date", "from")}),
    "a chat without a type": update(message=MESSAGE | {"chat": {"id": 5}}),
    "a text that is an object": update(message=MESSAGE | {"text": {"poison": 1}}),
    "a number that is a text": update(message=MESSAGE | {"message_id": "one"}),
    "an infinite place": update(message=MESSAGE | {"location": {"latitude": 1, "longitude": 1}}).replace(
        '"latitude": 1', '"latitude": Infinity'
    ),
    "a date that no calendar has": update(message=MESSAGE | {"date": 10**18}),
    "a date before all calendars": update(message=MESSAGE | {"date": -(10**15)}),
    "a huge id": update(message=MESSAGE | {"chat": {"id": 10**40, "type": "private"}}),
    "a number of 5000 digits": update(message=MESSAGE | {"message_id": 7}).replace(": 7", f": {DIGITS}"),
    "no end of lists": update(message=MESSAGE | {"text": 7}).replace(": 7", f": {'[' * DEEP}{']' * DEEP}"),
    "messages in messages": update(message=7).replace(": 7", f": {NESTED}"),
    "a tap without anything": update(callback_query={}),
    "a tap on a list": update(callback_query=[]),
    "two kinds at once": update(message=MESSAGE, callback_query={"id": "1"}),
    "a kind that has another's content": update(poll_answer=MESSAGE),
    "no number": '{"message":{}}',
    "a number that is a text.": '{"update_id":"{update_id}","message":{}}',
    "a number that is true": '{"update_id":true,"message":{}}',
    "a number that is negative": '{"update_id":-{update_id}}',
    "a number beyond all": '{"update_id":1e400}',
    "no object": "[]",
    "a word": '"update"',
    "nothing": "null",
}


@asynccontextmanager
async def polled(line: Line) -> AsyncIterator[None]:
    polling, bot = line.polling()
    running = asyncio.create_task(polling.run())
    try:
        yield
    finally:
        polling.stop()
        await running
        await bot.session.close()


@pytest.mark.parametrize("kind", MALFORMED)
async def test_it_is_stepped_over(line: Line, kind: str) -> None:
    await line.zoe.says("before")
    line.telegram.bots[0].updates.push_raw(MALFORMED[kind])
    await line.zoe.says("after")
    async with polled(line):
        await line.until("before", "after")
        await line.zoe.says("later")
        await line.until("later")
    assert [text for text in line.heard if text != ""] == ["before", "after", "later"]
    assert len(line.telegram.bots[0].updates) == 0


async def test_all_of_them_at_once_while_people_write(line: Line) -> None:
    for number, body in enumerate(MALFORMED.values()):
        line.telegram.bots[0].updates.push_raw(body)
        await line.zoe.says(f"{number}")
    async with polled(line):
        await line.until(*(str(number) for number in range(len(MALFORMED))))


async def test_one_that_stands_alone_at_the_end_does_not_come_for_ever(line: Line) -> None:
    updates = line.telegram.bots[0].updates
    async with polled(line):
        await line.zoe.says("before")
        await line.until("before")
        for kind in ("a number of 5000 digits", "no number", "a text"):
            updates.push_raw(MALFORMED[kind])
            await until(lambda: len(updates) == 0)


async def test_null_characters_and_halves_of_characters_are_replaced(line: Line) -> None:
    line.telegram.bots[0].updates.push_raw(update(message=MESSAGE | {"text": "a\x00b\ud83d"}))
    async with polled(line):
        await line.until("a\ufffdb\ufffd")


async def test_nothing_of_what_it_says_is_logged(line: Line) -> None:
    line.telegram.bots[0].updates.push_raw(update(**{"Josée, +32 2 555 01 02": 1, "message": {"text": "secret"}}))
    await line.zoe.says("after")
    with capture_logs() as logs:
        async with polled(line):
            await line.until("after")
    found = [one for one in logs if one["event"] == "update not understood"]
    assert [one["kinds"] for one in found] == [["message"]]
    assert not [word for word in ("Josée", "555", "secret") if word in repr(logs)]
