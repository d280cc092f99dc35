"""A whole day in which everything personal is a mark, and what was found of it in all that was written."""

from __future__ import annotations

import secrets
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import Sandbox
from storage.database import Database
from storage.encryption import Key, Keys
from tests.bot.test_webhook import free_port
from tests.journeys.network import Clock
from tests.marked import calls, joining, trouble
from tests.marked.cast import Cast
from tests.marked.marks import Mark, Marks
from tests.marked.search import Found, Place, concerns, look
from tests.marked.stage import COMMAND_LINE, DATABASE, LOGS, Stage

PLAIN = ("missions.neighbourhood", "helper_places.name", "missions.kind")
"""Columns that are plain by decision: the same search has to find what stands in them."""

MUST_BE_LOGGED = ("handled", "notice set aside", "upkeep failed", "update not understood", "too many", "database away")
"""Words without which the log was none, or the trouble was not met."""


@dataclass
class Day:
    """What was marked, where it was looked for, what was found; and how it was made sure that the search can find."""

    marks: Marks
    places: list[Place]
    found: list[Found]
    overlooked: list[str]
    """Things that are there, and that the search did not find; or that should have happened, and did not."""
    proofs: int = 0
    seconds: float = 0.0
    commands: dict[str, int] = field(default_factory=dict)


async def play(database_url: str, folder: Path, key: Key) -> Day:
    """Play it with the bot on this database, which is migrated; its files go into the empty `folder`."""
    began, marks = time.monotonic(), Marks()
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
    for kind, value in (("bot token", token.partition(":")[2]), ("encryption key", key.written())):
        marks.keep(kind, value)
    marks.keep("encryption key", key._secret)
    clock = Clock()
    async with AsyncExitStack() as stack:
        database = Database(database_url, Keys(key))
        stack.push_async_callback(database.close)
        telegram = await stack.enter_async_context(Sandbox(clock=clock))
        telegram.webhook_delay = 0.05
        bot = telegram.create_bot("solidarity_test_bot", token=token, first_name="Solidarity")
        ada = telegram.create_person(
            marks.word("names of administrators"), last_name=marks.word("names of administrators"), language="en"
        )
        stage = Stage(telegram, bot, database, clock, ada, folder=folder, marks=marks, token=token, key=key)
        stack.push_async_callback(stage.ends)
        cast = Cast(stage)
        await _acts(stage, cast)
        commands = {" ".join(words): await stage.runs(*words) for words in COMMAND_LINE}
        stage.mark_people([*telegram.people, bot])
    places = list(stage.places.values())
    day = Day(marks, places, look(places, marks.all), _overlooked(stage, places), commands=commands)
    day.proofs = len(PLAIN) + _prove(day)
    day.seconds = time.monotonic() - began
    return day


async def _acts(stage: Stage, cast: Cast) -> None:
    stage.settings = {"log_format": "text", "log_level": "debug"}
    await stage.start()
    await joining.staff(cast)
    await joining.registrations(cast)
    await joining.a_talk(cast)
    await calls.intake(cast)
    await calls.missions_of_the_day(cast)
    await calls.out_and_about(cast)
    await calls.concerns(cast)
    await calls.callers_ask(cast)
    await trouble.errors(cast)
    await trouble.outages(cast)
    await trouble.refusals(cast)
    await stage.stop()
    port = free_port()
    secret = secrets.token_urlsafe(24)
    stage.marks.keep("webhook secret", secret)
    stage.settings = {"log_format": "json", "log_level": "info", "webhook_url": f"http://127.0.0.1:{port}/telegram",
                      "webhook_port": port, "webhook_secret": secret}  # fmt: skip
    await stage.start()
    await trouble.by_webhook(cast)
    await stage.stop()
    stage.settings = {"log_format": "json", "log_level": "debug"}
    await stage.start()
    await trouble.malformed(cast)
    await trouble.floods(cast)
    await calls.rights(cast)
    await trouble.the_end(cast)
    await stage.stop()


def _overlooked(stage: Stage, places: list[Place]) -> list[str]:
    """What the search does not find although it is there, and what was to be logged and is not."""
    database = next(one for one in places if one.name == DATABASE)
    wrong = []
    for column in PLAIN:
        values = [Mark(column, value) for value in set(stage.columns.get(column, []))]
        if not values or {one.kind for one in look([database], values)} != {column}:
            wrong.append(f"the search does not find what stands in {column}")
    log = next(one for one in places if one.name == LOGS).content
    wrong += [f"the log does not say “{words}”" for words in MUST_BE_LOGGED if words.encode() not in log]
    return wrong


def _prove(day: Day) -> int:
    """Plant each kind of mark in each form into a copy of each place; what is not found then is noted."""
    count = 0
    for place in day.places:
        content = place.content[-4_000:]
        for mark in {one.kind: one for one in day.marks.all}.values():
            if not concerns(mark, place):
                continue
            for form, planted in _planted(mark):
                count += 1
                half = len(content) // 2
                control = Place("control", place.words, place.logs)
                control.add(content[:half] + planted + content[half:])
                if not look([control], [mark]):
                    day.overlooked.append(f"{mark.kind} planted as {form} into: {place.name}")
    return count


def _planted(mark: Mark) -> list[tuple[str, bytes]]:
    if mark.whole:
        return [("a word of its own", f" {mark.value!s} ".encode())]
    forms = list(mark.forms())
    if mark.digits:
        first, rest = "0" + mark.digits[:3], mark.digits[3:]
        forms.append(("national", f"{first}/{rest[:2]}.{rest[2:4]}\u00a0{rest[4:]}".encode()))
        forms.append(("international", f"+32 {first[1:]} {rest[:2]} {rest[2:4]} {rest[4:]}".encode()))
    return forms
