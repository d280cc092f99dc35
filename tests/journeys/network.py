"""A whole network for a story: the sandbox, the bot as `main` composes it, and people in their roles."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import App
from bot.budget import UNLIMITED
from bot.middlewares import APP
from bot.pace import Pace
from bot.settings import given
from domain.availability import ALWAYS
from domain.draft import Draft
from domain.helper import Helper, HelperPlace
from domain.limits import Costly, Limit
from domain.mission import Mission
from domain.network import COUNTRIES, KINDS
from domain.people import StaffChat, StaffRole
from main import compose
from sandbox import Bot, Group, Person, Sandbox
from services import desk, people
from storage.database import Database
from storage.unit_of_work import Store
from tests.thrift import give_back

MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TOKEN = "42:TEST-TOKEN"
PATIENCE_SECONDS = 30.0  # of a machine that is busy
keys = itertools.count(1)


@dataclass
class Clock:
    """A clock that stands still until it is moved, or let run; everybody in the story reads it."""

    stands_at: datetime = MONDAY_NOON
    runs_since: float | None = None

    def __call__(self) -> datetime:
        return self.now

    @property
    def now(self) -> datetime:
        """The instant it shows."""
        if self.runs_since is None:
            return self.stands_at
        return self.stands_at + timedelta(seconds=time.monotonic() - self.runs_since)

    @now.setter
    def now(self, instant: datetime) -> None:
        self.stands_at = instant

    def advance(self, by: timedelta) -> None:
        """Move it on."""
        self.stands_at += by

    def run(self) -> None:
        """Let it run from here, as fast as time does."""
        self.runs_since = time.monotonic()


async def until(condition: Callable[[], Awaitable[bool] | bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that no chat shows."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.005)


@dataclass
class Network:
    """What a story needs. `mo` and `max` are the moderators, once `moderators()` has been called."""

    telegram: Sandbox
    bot: Bot
    database: Database
    clock: Clock
    administrator: Person
    settings: dict[str, Any] = field(default_factory=dict)
    more_administrators: list[Person] = field(default_factory=list)
    pace: Pace | None = None
    limits: Mapping[Costly, Limit] = field(default_factory=dict)
    app: App | None = None
    running: asyncio.Task[None] | None = None
    mo: Person = field(init=False)
    max: Person = field(init=False)

    @property
    def store(self) -> Store:
        """The running bot's store; while none runs in this process, one on the same database."""
        return self.app.store if self.app else Store(self.database, self.clock)

    async def start(self) -> None:
        """Start the bot."""
        administrators = [self.administrator, *self.more_administrators]
        settings = given(
            bot_token=TOKEN,
            database_url=self.database.url,
            telegram_api_url=self.telegram.url,
            administrators=",".join(str(one.id) for one in administrators),
            upkeep_every_s=300,
            **self.settings,
        )
        self.app = compose(settings, self.database, self.clock, self.pace or Pace(UNLIMITED), self.limits)
        self.running = asyncio.create_task(self.app.run())

    async def stop(self) -> None:
        """Stop the bot gracefully."""
        assert self.app is not None
        assert self.running is not None
        self.app.stop()
        await self.running
        give_back(self.app.dispatcher)
        self.app = None

    async def restart(self) -> None:
        """Stop the bot and start another one on the same database."""
        await self.stop()
        await self.start()

    async def upkeep(self) -> None:
        """Let time do what is due now."""
        assert self.app is not None
        await self.app.upkeep.once()

    async def all_delivered(self) -> None:
        """Wait until no notice is on its way any more."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                async with self.store.reading() as work:
                    if await work.outbox.waiting() == 0:
                        return
                await asyncio.sleep(0.01)

    async def quiet(self) -> None:
        """Wait until all that was said to the bot is handled to its end."""
        await until(lambda: len(self.bot.updates) == 0, seconds=60)

    async def person(self, name: str, language: str = "en", **kwargs: Any) -> Person:
        """Somebody with the app installed who has never spoken to the bot."""
        return self.telegram.create_person(name, language=language, **kwargs)

    async def moderators(self) -> Group:
        """The moderators' chat, registered, with Mo and Max in it."""
        self.mo = self.telegram.create_person("Mo", last_name="Derator", language="en")
        self.max = self.telegram.create_person("Max", last_name="Muster", language="nl")
        return await self._staff_chat(StaffRole.MODERATORS, [self.mo, self.max])

    async def operators_chat(self) -> Group:
        """The operators' chat, registered."""
        return await self._staff_chat(StaffRole.OPERATORS, [])

    async def operator(self, name: str = "Olive", language: str = "en", country: str = "BE") -> Person:
        """An operator who has opened her invitation."""
        person = self.telegram.create_person(name, language=language)
        invitation = await people.invite(self.store, country, "telegram:0")
        known = await people.meet(self.store, APP, str(person.id), language)
        await people.accept_invitation(self.store, known.id, invitation.token, name)
        self._opens_chat(person)
        return person

    async def helper(
        self,
        name: str = "Zoé",
        language: str = "fr",
        *,
        at: tuple[float, float] = (50.8333, 4.3667),
        kinds: Iterable[str] = tuple(KINDS),
        languages: Iterable[str] = ("fr",),
        radius_m: int = 5_000,
        slots: int = ALWAYS,
        country: str = "BE",
        validated: bool = True,
        person: Person | None = None,
    ) -> Person:
        """A helper who registered some time ago; `person`, if they are somebody already."""
        person = person or self.telegram.create_person(name, language=language)
        known = await people.meet(self.store, APP, str(person.id), language)
        self._opens_chat(person)
        place = HelperPlace(latitude=at[0], longitude=at[1], name="Ixelles", country=country, radius_m=radius_m)
        async with self.store.writing() as work:
            owner = await work.people.by_id(known.id)
            assert owner is not None
            helper = Helper(
                person=owner,
                id=known.id,
                name=name,
                phone=f"+3247000{next(keys):04d}",
                country=country,
                places=[place],
                kinds=frozenset(kinds),
                languages=frozenset(languages),
                slots=slots,
                applied_at=work.now,
                consent_version="test",
                consent_at=work.now,
            )
            if validated:
                helper.approve(work.now)
            work.helpers.add(helper)
        return person

    async def id_of(self, person: Person) -> int:
        """The number by which the bot knows somebody."""
        known = await people.find(self.store, APP, str(person.id))
        assert known is not None
        return known.id

    async def publish(self, operator: Person, **fields: Any) -> Mission:
        """Publish a mission by the service: groceries in Ixelles this afternoon unless told otherwise."""
        return await desk.publish(self.store, await self.id_of(operator), self.draft(**fields))

    def draft(self, **fields: Any) -> Draft:
        """A draft with invented, complete details."""
        number = next(keys)
        country = COUNTRIES[fields.get("country", "BE")]
        draft = Draft(
            key=f"draft-{number}",
            phone=f"+322555{number:04d}",
            name="Josée Voorbeeld",
            country=country.code,
            language="fr",
            kind="groceries",
            address="Rue de l'Exemple 12, 1050 Ixelles",
            latitude=50.8280,
            longitude=4.3720,
            neighbourhood="Ixelles",
            starts_at=self.clock.now + timedelta(hours=1),
            ends_at=self.clock.now + timedelta(hours=5),
            details="Bread, milk, six eggs",
            limit_cents=4000,
        )
        return replace(draft, **fields)

    def _opens_chat(self, person: Person) -> None:
        """Telegram lets a bot write only to people who have started it."""
        person.chat().started = True

    async def _staff_chat(self, role: StaffRole, members: list[Person]) -> Group:
        group = self.telegram.create_group(role.capitalize(), owner=self.administrator, supergroup=True)
        for member in members:
            group.add(member)
        group.add(self.bot, administrator=True)
        await people.register_chat(
            self.store,
            StaffChat(
                role=role,
                app=APP,
                external_id=str(group.id),
                language="en",
                registered_by=f"{APP}:{self.administrator.id}",
                registered_at=self.clock.now,
            ),
        )
        return group
