"""The afternoon: everything that can fail does, with words that somebody typed; and what is no update comes in."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import aiohttp

from domain.limits import LIMITS, Costly
from handlers.errors import ALARM_EVERY
from sandbox import Person
from services import missions
from tests.journeys.network import until
from tests.marked.cast import Cast

SORRY = "something went wrong on our side"


async def errors(cast: Cast) -> None:
    """Errors in handlers, of the system, in the database, in tasks and threads that nobody watches."""
    who = await cast.helper()
    for what in ("handler", "chained", "system"):
        await cast.stage.breaks(what, cast.says("words in errors"))
        await _is_told_sorry(cast, who, "/mine")
    for what in ("refused", "conflict"):
        await cast.stage.breaks(what, cast.says("words in errors"))
        await who.says("/mine")
        await cast.stage.quiet()
        await cast.stage.mends()
    for what in ("task", "callback", "thread", "forgotten"):
        await cast.stage.breaks(what, cast.says("words in errors"))
        await cast.stage.mends()
    await cast.stage.breaks("upkeep", cast.says("words in errors"))
    await cast.stage.upkeep()
    await cast.stage.mends()


async def outages(cast: Cast) -> None:
    """The database is away, and says what it was asked; what is delivered fails and is tried again."""
    stage, who = cast.stage, await cast.helper()
    await stage.breaks("away", cast.says("words in errors"))
    await who.says(f"/mine {cast.wrong()}")
    await _logged(cast, "database away")
    await stage.mends()
    await who.sees("no mission in hand")
    for what in ("outbox", "renderer", "courier"):
        words = "outbox not readable" if what == "outbox" else "notice not delivered"
        before = _count(cast, words)
        await stage.breaks(what, cast.says("words in errors"))
        await cast.publish()
        await _logged(cast, words, before)
        await stage.gather()
        await stage.mends()
        await stage.catches_up()  # or what fails next would wait behind what failed before


async def refusals(cast: Cast) -> None:
    """Telegram refuses in words that quote what it was sent; also a letter, which is set aside then."""
    stage, faults, who = cast.stage, cast.stage.telegram.faults, await cast.helper()
    quoting = (
        'Bad Request: can\'t parse entities: Unsupported start tag "{}" at byte offset 17',
        "Bad Request: message text is {}",
        "Bad Request: {}",
        "Bad Request: can't find end of the entity starting at byte offset 4, {}",
    )
    for description in quoting:
        words = description.format(cast.says("words in Telegram's refusals"))
        faults.add("error", methods="sendMessage", chats=who.id, status=400, description=words)
        await who.says("/mine")
        await stage.quiet()
        await stage.passes(ALARM_EVERY)
    words = quoting[0].format(cast.says("words in Telegram's refusals"))
    faults.add("error", methods="sendMessage", chats=cast.olive.id, times=2, status=400, description=words)
    mission = await cast.publish()
    await missions.accept(stage.store, mission.id, await stage.id_of(who))
    await _logged(cast, "notice set aside")
    faults.clear()
    for status in (403, 404, 500):
        words = f"Something: {cast.says('words in Telegram' + chr(39) + 's refusals')}"
        faults.add("error", methods="sendMessage", chats=who.id, status=status, description=words)
        await who.says("/mine")
        await stage.quiet()
    faults.clear()
    await stage.catches_up()


async def malformed(cast: Cast) -> None:
    """What can't be decoded is logged by number and kind."""
    bot, who = cast.stage.bot, cast.somebody()
    sender = {"id": who.id, "is_bot": False, "first_name": who.first_name}
    for broken in (
        {"message": {"message_id": "none", "from": sender, "text": cast.wrong()}},
        {"message": {"message_id": 1, "date": cast.wrong(), "chat": {"id": cast.wrong(), "type": cast.wrong()}}},
        {"callback_query": {"id": 5, "from": {"id": cast.wrong()}, "data": cast.wrong()}},
        {cast.marks.plain("wrong answers"): {"text": cast.wrong()}},
    ):
        bot.updates.push_raw(
            json.dumps({"update_id": 0} | broken).replace('"update_id": 0', '"update_id": {update_id}')
        )
    bot.updates.push_raw(
        f'{{"update_id": {{update_id}}, "message": {{"text": "{cast.says("wrong answers")}", "date": {"9" * 5000}}}}}'
    )
    await cast.stage.quiet()
    await _logged(cast, "not understood")


async def floods(cast: Cast) -> None:
    """Somebody sends more than one may."""
    who = cast.somebody()
    for _ in range(LIMITS[Costly.MESSAGES].many + 5):
        await who.says(cast.wrong())
    await cast.stage.quiet()
    await _logged(cast, "too many")


async def by_webhook(cast: Cast) -> None:
    """What others post to the address: without the secret, with it, and what is no update."""
    address, secret = cast.stage.settings["webhook_url"], cast.stage.settings["webhook_secret"]
    await until(lambda: cast.stage.bot.webhook is not None)
    wrong = cast.marks.plain("webhook secrets that were tried")
    posts: tuple[tuple[dict[str, str], str], ...] = (
        ({}, json.dumps({"update_id": 1, "message": {"text": cast.wrong()}})),
        ({"X-Telegram-Bot-Api-Secret-Token": wrong}, json.dumps({"text": cast.wrong()})),
        ({"X-Telegram-Bot-Api-Secret-Token": secret}, json.dumps({"update_id": 7, "message": {"text": cast.wrong()}})),
        ({"X-Telegram-Bot-Api-Secret-Token": secret}, f"{{{cast.wrong()}"),
        ({"X-Telegram-Bot-Api-Secret-Token": secret}, json.dumps({"text": cast.wrong()})),
    )
    async with aiohttp.ClientSession() as session:
        for headers, body in posts:
            data = body.encode()
            async with session.post(address, data=data, headers={"Content-Type": "application/json"} | headers):
                pass
            path = f"{address}/{cast.marks.plain('wrong addresses')}"
            with suppress(aiohttp.ClientError):
                async with session.get(path):
                    pass
        # what is no HTTP at all
        reader, writer = await asyncio.open_connection("127.0.0.1", cast.stage.settings["webhook_port"])
        writer.write(
            f"GET {cast.marks.plain('wrong addresses')} <{cast.marks.plain('wrong addresses')}\r\n\r\n".encode()
        )
        await writer.drain()
        await reader.read(1000)
        writer.close()
    who = await cast.helper()
    await who.says(f"/mine {cast.wrong()}")
    await who.sees("no mission in hand")
    await cast.stage.breaks("handler", cast.says("words in errors"))
    await _is_told_sorry(cast, who, "/mine")


async def the_end(cast: Cast) -> None:
    """A part of the bot ends by an error, and the whole process with it."""
    process = cast.stage.process
    assert process is not None
    with suppress(AssertionError):
        await cast.stage.breaks("part", cast.says("words in errors"))
        await cast.stage.upkeep()
    await asyncio.wait_for(process.wait(), 30)


async def _is_told_sorry(cast: Cast, who: Person, command: str) -> None:
    before = len(who.messages())
    await who.says(command)
    await who.waits_for(lambda: any(one.contains(SORRY) for one in who.messages()[before:]) or None)
    await cast.stage.mends()


async def _logged(cast: Cast, words: str, before: int = 0) -> None:
    """Wait until the log says so, more often than `before`."""
    await until(lambda: _count(cast, words) > before)


def _count(cast: Cast, words: str) -> int:
    """How often the log says so."""
    return (cast.stage.folder / "log").read_text(encoding="utf-8", errors="replace").count(words)
