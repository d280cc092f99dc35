"""Where it all happens: a Telegram with people of every role, and the bot that serves them in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.errors import RuleBroken
from domain.helper import HelperStatus
from domain.mission import MissionStatus
from domain.people import StaffChat, StaffRole
from sandbox import Group, Person, Sandbox
from sandbox.bots import Query
from sandbox.chats import Chat, Entry
from sandbox.files import drawn_picture
from services import missions, people
from services.registration import helper_of
from storage.database import Database
from tests.crash import RealClock
from tests.fuzz.meaningful import BUTTON, PEOPLE
from tests.fuzz.schema import Json
from tests.journeys.network import TOKEN, Network

KEPT_MESSAGES, KEPT_QUERIES = 60, 500
OPEN_MISSIONS = 4


@dataclass
class Town:
    """The people, in their roles, and what Telegram knows of them."""

    network: Network
    process: Process
    log: Path
    groups: dict[StaffRole | str, Group]
    prober: Person
    operators: list[Person] = field(default_factory=list)
    helpers: list[Person] = field(default_factory=list)
    strangers: list[Person] = field(default_factory=list)
    wires: list[Json] = field(default_factory=list)
    files: dict[str, Json] = field(default_factory=dict)
    read_to: int = 0

    @property
    def telegram(self) -> Sandbox:
        """Telegram."""
        return self.network.telegram

    @property
    def people(self) -> list[Person]:
        """Everybody who acts; the prober does not."""
        network = self.network
        staff = [*self.operators, network.administrator, network.mo, network.max]
        return [*staff, *self.helpers, *self.strangers]

    async def begin(self) -> None:
        """Wait until the bot's process answers."""
        await self.prober.says("/start")
        await self.prober.sees("", timeout=120)
        self.new_lines()

    async def settle(self) -> None:
        """Put back into their roles those who have lost them, and publish where little is left to be done."""
        store = self.network.store
        for one in self.operators:
            known = await people.meet(store, "telegram", str(one.id), "en")
            if not known.is_operator:
                invitation = await people.invite(store, "BE", "telegram:0")
                await people.accept_invitation(store, known.id, invitation.token, one.name)
        for index, one in enumerate(self.helpers):
            known = await people.meet(store, "telegram", str(one.id), "en")
            helper = await helper_of(store, known.id)
            if helper is None or helper.status is not HelperStatus.VALIDATED or helper.paused_at:
                self.helpers[index] = await self.network.helper(one.name, "en", languages=("fr", "en"))
        for role in StaffRole:
            await self._register(role)
        async with store.reading() as work:
            _, count = await work.missions.listing(status=[MissionStatus.OPEN], operator_id=None, limit=1, offset=0)
        for _ in range(OPEN_MISSIONS - count):
            mission = await self.network.publish(self.operators[0])
            if count == 0:
                with suppress(RuleBroken):  # they may have as many as one may
                    await missions.accept(store, mission.id, await self.network.id_of(self.helpers[0]))

    async def _register(self, role: StaffRole) -> None:
        group = self.groups[role]
        now = self.network.clock.now
        chat = StaffChat(
            role=role,
            app="telegram",
            external_id=str(group.id),
            language="en",
            registered_by="telegram:0",
            registered_at=now,
        )
        known = await people.staff_chat(self.network.store, role)
        if known is None or known.external_id != str(group.id) or known.lost_at:
            await people.register_chat(self.network.store, chat)

    def forget_the_past(self) -> None:
        """Let Telegram forget old messages, as people delete them: it is not its memory that is looked at."""
        world = self.telegram.world
        for chat in [*world.groups.values(), *self.network.bot.chats.values()]:
            for old in list(chat.messages)[:-KEPT_MESSAGES]:
                del chat.messages[old]
        queries = self.network.bot.queries
        for tap in list(queries)[:-KEPT_QUERIES]:
            del queries[tap]

    # What an update says that only the moment knows

    def ground(self, update: Json) -> Json:
        """The update with what only the moment knows; Telegram knows of the message, the tap and the people in it."""
        filled: Json = self._named(update)
        (kind, event), *_ = filled.items()
        if kind == "callback_query":
            self._tap(event)
        elif kind in {"message", "edited_message"}:
            self._write(event, edited=kind == "edited_message")
        if "chat" in event:
            event.setdefault("date", self.telegram.world.timestamp())
            if not kind.endswith("_member"):
                event.setdefault("message_id", 1)
            if event.get("reply_to_message") == "@latest":
                del event["reply_to_message"]
            self._attach(event)
        for one in _objects(filled):
            self._make_known(one)
        return filled

    def _named(self, value: Any) -> Any:
        """Who and where is meant by numbers."""
        if isinstance(value, list):
            return [self._named(one) for one in value]
        if isinstance(value, str) and value.startswith("@id "):
            return self.people[int(value.removeprefix("@id "))].id
        if not isinstance(value, dict):
            return value
        for mark, number in value.items() if len(value) == 1 else ():
            if mark == "@user":
                return self.people[number].user()
            if mark == "@private":
                return self.people[number].chat().wire()
            if mark == "@group":
                return list(self.groups.values())[number].chat.wire()
            if mark == "@bot":
                return self.network.bot.user()
        return {key: self._named(one) for key, one in value.items()}

    def _tap(self, query: Json) -> None:
        sender = query["from"]["id"]
        place = query.pop("@in", None)
        place = sender if place is None else list(self.groups.values())[place].id
        on, button = query.pop("@on", None), query.pop(BUTTON, None)
        chat = self._chat(place)
        if chat is not None and on is not None:
            written = [one for one in chat.messages.values() if one.author is self.network.bot]
            with_buttons = [one for one in written if one.wire.get("reply_markup")]
            found = (with_buttons if button is not None else written)[-1 - on :][:1]
            if found:
                query["message"] = self.telegram.world.wire_for(self.network.bot, found[0])
                rows = found[0].wire.get("reply_markup", {}).get("inline_keyboard", [])
                data = [one["callback_data"] for row in rows for one in row if "callback_data" in one]
                if button is not None and data:
                    query["data"] = data[button % len(data)]
        query.setdefault("data", "a:nothing:x")
        number = str(query.get("id") or f"{self.telegram.world.next_event()}")
        query["id"] = number
        self.network.bot.queries[number] = Query(sender, self.telegram.world.now(), lambda _answer: None, twice=True)

    def _write(self, message: Json, *, edited: bool) -> None:
        chat = self._chat(message["chat"].get("id"))
        message.setdefault("date", self.telegram.world.timestamp())
        if chat is None:
            return
        latest = list(chat.messages.values())
        if message.get("reply_to_message") == "@latest":
            if latest:
                message["reply_to_message"] = {
                    key: one for key, one in latest[-1].wire.items() if key != "reply_to_message"
                }
            else:
                del message["reply_to_message"]
        message["message_id"] = latest[-1].message_id if edited and latest else chat.number()
        chat.started = True
        author = self.telegram.world.people.get(message.get("from", {}).get("id"), self.prober)
        event = self.telegram.world.next_event()
        if not edited:
            chat.messages[message["message_id"]] = Entry(message, author, None, event, self.network.bot.id, event)

    def _attach(self, message: Json) -> None:
        """Telegram has the files that it tells of."""
        if message.get("photo"):
            message["photo"] = self.files["photo"]
        if isinstance(message.get("document"), dict):
            claims = {key: one for key, one in message["document"].items() if not key.startswith("@")}
            message["document"] = {**claims, **self.files["document"]}

    def _make_known(self, one: Json) -> None:
        """Telegram knows whoever is named as a user or as a private chat, and they have begun the chat."""
        number = one.get("id")
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 1 << 52:
            return
        world = self.telegram.world
        if number in {bot.id for bot in world.bots.values()} or not ("is_bot" in one or one.get("type") == "private"):
            return
        if number not in world.people:
            world.people[number] = Person(world, number, str(one.get("first_name") or "X"))
        person = world.people[number]
        world.private_chat(person, self.network.bot).started = True

    def _chat(self, number: Any) -> Chat | None:
        world = self.telegram.world
        if not isinstance(number, int):
            return None
        return world.groups.get(number) or self.network.bot.chats.get(number)

    # How the bot is

    async def sample(self) -> dict[str, int]:
        """What the bot's process takes: bytes, objects, tasks."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        found: dict[str, int] = json.loads(await self.process.stdout.readline())
        return found

    def new_lines(self) -> list[Json]:
        """What the bot has logged since the last time."""
        with self.log.open("rb") as file:
            file.seek(self.read_to)
            whole = file.read()
        end = whole.rfind(b"\n") + 1
        self.read_to += end
        return [_line(one) for one in whole[:end].decode(errors="replace").split("\n") if one]


def _line(text: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"level": "error", "event": text}


def _objects(value: Any) -> list[Json]:
    found = []
    if isinstance(value, dict):
        found.append(value)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found += _objects(one)
    return found


@asynccontextmanager
async def town(database: Database, folder: Path) -> AsyncIterator[Town]:
    """A town whose bot keeps what it knows in this database; the bot's log is in the folder."""
    async with Sandbox() as telegram:
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN, first_name="Solidarity")
        administrator = telegram.create_person("Ada", last_name="Ministrator", language="en")
        network = Network(telegram, bot, database, RealClock(), administrator)  # type: ignore[arg-type]
        groups: dict[StaffRole | str, Group] = {
            StaffRole.MODERATORS: await network.moderators(),
            StaffRole.OPERATORS: await network.operators_chat(),
        }
        groups["foreign"] = telegram.create_group("Neighbours", owner=administrator)
        groups["foreign"].add(bot, administrator=True)
        log = folder / "bot.log"
        process = await _start(telegram, database, administrator, log)
        try:
            built = Town(network, process, log, groups, telegram.create_person("Prober", language="en"))
            built.operators = [await network.operator(name) for name in ("Olive", "Oscar")]
            built.helpers = [
                await network.helper(name, "en", languages=("fr", "en")) for name in ("Zoé", "Tom", "Nina")
            ]
            built.strangers = [
                await network.person(f"Stranger {number}", ("en", "fr", "nl")[number % 3]) for number in range(6)
            ]
            sizes = telegram.world.files.add_photo(drawn_picture(1))
            wire = telegram.world.files.wire
            document = wire(bot.id, telegram.world.files.add(b"%PDF", "document", name="x", mime_type="image/jpeg"))
            named = {key: document[key] for key in ("file_id", "file_unique_id")}
            built.files = {"photo": [wire(bot.id, size) for size in sizes], "document": named}  # type: ignore[dict-item]
            for group in groups.values():
                for one in built.helpers[:1]:
                    group.add(one)
            assert len(built.people) == PEOPLE
            await built.settle()
            yield built
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                async with asyncio.timeout(60):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _start(telegram: Sandbox, database: Database, administrator: Person, log: Path) -> Process:
    with log.open("wb") as errors:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.fuzz.running_bot",
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            env={
                **os.environ,
                "FUZZ_DATABASE_URL": database.url,
                "FUZZ_API_URL": telegram.url,
                "FUZZ_TOKEN": TOKEN,
                "FUZZ_ADMINISTRATOR": str(administrator.id),
            },
        )
