"""The whole of it: a Telegram of our own that runs inside this process and speaks HTTP."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

from sandbox.bots import Bot
from sandbox.control import Control
from sandbox.control.watch import watch
from sandbox.faults import Faults
from sandbox.groups import Group
from sandbox.limits import SendingLimits
from sandbox.network import Network
from sandbox.page import Page
from sandbox.people import Person
from sandbox.request import MAX_BODY
from sandbox.seen import FileSeen, files_seen
from sandbox.server import ApiCall, Server
from sandbox.view import transcript
from sandbox.webhooks import Webhook
from sandbox.world import Clock, World, real_time


class Sandbox:
    """A Telegram with bots, people and groups in it.

    `clock` gives the time, aware and in UTC, by which messages are dated and grow old. `limits`: whether sending too
    fast is refused with 429. Serves HTTP on `host` and `port` (0: any free one) while it is entered; anybody who
    reaches the address may do anything, so leave it on the loopback interface.
    """

    def __init__(
        self, clock: Clock | None = None, *, limits: bool = False, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.world = World(clock or real_time)
        self.limits = limits
        self.host = host
        self.port = port
        self.faults = Faults()
        self.network: Network | None = None
        self.webhook_delay = 1.0  # seconds until the first retry
        self._server = Server(self.world, self.faults)
        self._groups: list[Group] = []
        self._webhooks: dict[int, Webhook] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_BODY)
        app.add_routes(Control(self).routes())
        app.add_routes(Page(self.host).routes())
        app.add_routes(self._server.routes())
        self._session = ClientSession()
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = self._runner.addresses[0][1]
        self.world.webhook_changed = self._webhook_changed
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.closing.set()
        self.world.events.close()
        for webhook in self._webhooks.values():
            webhook.stop()
        for bot in self.world.bots.values():
            bot.updates.finish()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the Bot API is: the address to use in place of https://api.telegram.org."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def calls(self) -> deque[ApiCall]:
        """The latest calls of all bots, oldest first."""
        return self._server.calls

    @property
    def unseen_answers(self) -> list[str]:
        """What bots said in a second answer to a tap, which nobody sees."""
        return [text for bot in self.world.bots.values() for text in bot.unseen_answers]

    @property
    def unknown_methods(self) -> list[str]:
        """Methods that were called and don't exist here."""
        return self._server.unknown_methods

    @property
    def groups(self) -> list[Group]:
        """All groups."""
        return list(self._groups)

    @property
    def people(self) -> list[Person]:
        """Everybody."""
        return [person for person in self.world.people.values() if isinstance(person, Person)]

    @property
    def bots(self) -> list[Bot]:
        """All bots."""
        return list(self.world.bots.values())

    @property
    def files(self) -> list[FileSeen]:
        """The files that some message still shows, whoever can see it."""
        return files_seen(self.world)

    def create_bot(
        self, username: str, token: str | None = None, first_name: str | None = None, *, privacy: bool = True
    ) -> Bot:
        """What BotFather does. With `privacy`, the bot doesn't see what is written in groups it doesn't administer."""
        token = token or f"{secrets.randbelow(9_000_000) + 1_000_000}:{secrets.token_urlsafe(24)}"
        bot = Bot(token, username, first_name or username, now=self.world.now, privacy=privacy)
        bot.updates.announce = lambda update: self.world.events.publish(
            "update",
            lambda: {"at": self.world.now().isoformat(), "bot": bot.id, "update": json.loads(update.body)},
        )
        if self.limits:
            bot.limits = SendingLimits()
        self.world.bots[token] = bot
        return bot

    def create_person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
        phone: str | None = None,
        location: tuple[float, float] | None = None,
    ) -> Person:
        """Somebody with a telephone. `location` is where they are, in degrees, when a bot's keyboard asks for it."""
        person = Person(
            self.world,
            self.world.next_person_id(),
            first_name,
            last_name=last_name,
            username=username,
            language=language,
            phone=phone,
            location=location,
        )
        self.world.people[person.id] = person
        self.world.events.publish("person", person.user)
        return person

    def create_group(
        self, title: str, *, owner: Person, supergroup: bool = True, forum: bool = False, username: str | None = None
    ) -> Group:
        """A group with nobody but its owner in it."""
        if forum and not supergroup:
            raise ValueError("only a supergroup can be a forum")
        group = Group(
            self.world, self.world.new_group(title, supergroup=supergroup, forum=forum, username=username), owner
        )
        self._groups.append(group)
        self.world.events.publish("group", group.chat.wire)
        return group

    def group(self, group_id: int) -> Group:
        """The group with this id. Raises LookupError."""
        for group in self._groups:
            if group.id == group_id:
                return group
        raise LookupError(f"there is no group {group_id}")

    @asynccontextmanager
    async def connected(self, network: Network) -> AsyncIterator[None]:
        """Show this network on the page's map, and let its tour and its upkeep be used, until the end of the block."""
        self.network = network
        watching = self._spawn(watch(self.world.events, network))
        try:
            yield
        finally:
            self.network = None
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    def transcript(self, of: Person | Group, bot: Bot | None = None) -> str:
        """A chat as text: a group's, or a person's with the bot."""
        return transcript(of.chat(bot) if isinstance(of, Person) else of.chat)

    def resend_last_update(self, bot: Bot | None = None) -> None:
        """Deliver the last update once more, with the same id."""
        self._bot(bot).updates.push_again()

    def hold_updates(self, bot: Bot | None = None) -> None:
        """Keep back updates from now on."""
        self._bot(bot).updates.hold()

    def release_updates(self, bot: Bot | None = None, *, backwards: bool = False) -> None:
        """Deliver what was kept back: `backwards`, the newest first."""
        self._bot(bot).updates.release(backwards=backwards)

    def _bot(self, bot: Bot | None) -> Bot:
        if bot is None:
            if len(self.bots) != 1:
                raise AssertionError(f"there are {len(self.bots)} bots: say which")
            return self.bots[0]
        return bot

    def _webhook_changed(self, bot: Bot) -> None:
        old = self._webhooks.pop(bot.id, None)
        if old:
            old.stop()
        if bot.webhook and self._session:
            self._webhooks[bot.id] = Webhook(
                self.world, bot, bot.webhook, self._session, self._server.perform, self._spawn, self.webhook_delay
            )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
