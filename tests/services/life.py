"""A small network that lives: people act one after the other, letters are under way meanwhile, and time passes.

After each act everything is looked at that has to hold; what does not hold fails as an assertion.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from aiogram import Bot
from sqlalchemy import delete, select

from bot.budget import UNLIMITED
from bot.cards import RENDERERS
from bot.messenger import TelegramMessenger
from bot.middlewares import APP
from bot.pace import Pace
from domain.availability import EVENINGS
from domain.errors import AlreadyTaken, RuleBroken
from domain.matching import exclusion
from domain.mission import ACTIVE, MissionStatus, Outcome
from domain.offer import NO_LONGER, Offer, OfferStatus
from domain.people import StaffChat, StaffRole
from domain.timetable import next_step
from services import concerns, desk, dispatch, finding, incidents, missions, people, registration, sanctions, timetable
from services.courier import LEASE, Courier
from services.incidents import Report
from services.moderator import Moderator
from storage import tables
from storage.candidates import Candidates
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.consistency import assert_consistent
from tests.services.phones import Phones, Screen
from tests.services.seeds import IXELLES, a_draft, seed_helper, seed_operator

HELPERS, MOST_MISSIONS = 9, 4
STAFF_CHAT = -100
NORTH = (IXELLES[0] + 0.03, IXELLES[1])  # three kilometres away: the first wave does not come that far
SAID_NO = frozenset({OfferStatus.DECLINED, *NO_LONGER})
TAKEN, ACCEPT = "Taken by somebody else", "Accept"
EVERYBODY = "everybody"
MODERATOR = Moderator("telegram:7", "Mo")


class Life:
    """The network, and what is known of it from outside."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.phones = Phones(self._leaves)
        messenger = TelegramMessenger(cast("Bot", self.phones), store, Pace(UNLIMITED), RENDERERS)
        self.courier = Courier(store, {APP: messenger})
        self.missions: list[int] = []
        self.helpers: list[int] = []
        self.chats: dict[int, int] = {}
        self.openings: dict[int, int] = {}
        """How often each mission has been open for somebody: again with each release."""
        self.told_taken: dict[tuple[int, int], int] = {}
        """Of helper and mission: at which opening they were told last that somebody has it."""
        self.offered_at: dict[tuple[int, int], datetime] = {}
        self.stood: dict[tuple[int, int], OfferStatus] = {}
        self.statuses: dict[int, MissionStatus] = {}
        self.over: dict[int, bool] = {}

    async def begin(self) -> None:
        """An empty database; then an operator, her colleagues' chat, and helpers near and less near."""
        async with self.store.writing() as work:
            for table in reversed(tables.metadata.sorted_tables):
                if table is not tables.encryption:
                    await work.session.execute(delete(table))
        self.operator = await seed_operator(self.store)
        for number in range(HELPERS):
            self.helpers.append(
                await seed_helper(
                    self.store,
                    at=NORTH if number % 3 == 2 else IXELLES,
                    reads="en",
                    languages=frozenset({"fr", "nl"} if number % 2 else {"fr"}),
                )
            )
        for number, role in enumerate(StaffRole):
            chat = StaffChat(
                role=role, app=APP, external_id=str(STAFF_CHAT - number), language="en", registered_by="telegram:0",
                registered_at=self.clock.now,
            )  # fmt: skip
            await people.register_chat(self.store, chat)
        async with self.store.reading() as work:
            for one in self.helpers:
                person = await work.people.by_id(one)
                assert person is not None
                self.chats[int(person.external_id)] = one

    # What people do

    async def publishes(self, *, kind: str, starts_in_h: int, lasts_h: int, urgent: bool, caller: int) -> None:
        """A call."""
        starts = self.clock.now + timedelta(hours=starts_in_h)
        by_phone = {"latitude": None, "longitude": None, "limit_cents": None} if kind == "moral_support" else {}
        draft = a_draft(
            self.store, kind=kind, starts_at=starts, ends_at=starts + timedelta(hours=lasts_h), urgent=urgent,
            phone=f"+32255500{caller:02d}", **by_phone,
        )  # fmt: skip
        self.missions.append((await desk.publish(self.store, self.operator, draft)).id)

    async def accepts(self, mission: int, helper: int) -> None:
        """By button or by command; whoever comes too late is told so."""
        try:
            await missions.accept(self.store, mission, helper)
        except AlreadyTaken:
            self.told_taken[helper, mission] = self.openings[mission]

    async def freezes(self, mission: int, helper: int) -> None:
        """The helper and this caller are not to meet again."""
        async with self.store.writing() as work:
            await dispatch.lock(work, helper)
            found = await work.missions.get(mission)
            assert found is not None
            (await work.people.pairing(found.helpee.id, helper)).frozen = True
            await work.flush()
            await dispatch.hand_on_offers(work, helper)

    async def is_suspended(self, helper: int, days: int) -> None:
        """By the moderators; what they have is handed on."""
        await sanctions.suspend(self.store, helper, MODERATOR, "conduct", days)

    async def is_reinstated(self, helper: int) -> None:
        """They are back."""
        await sanctions.reinstate(self.store, helper, MODERATOR)

    async def raises_a_concern(self, mission: int, person: int, *, goes_on: bool) -> None:
        """A helper, or the operator for the helpee."""
        had = (await concerns.concerned(self.store, person, mission)).had
        about = had[mission % len(had)].helper_id if had else None  # some one of them, the same each time it is run
        said = Report(f"{mission} {person} {self.clock.now}", mission, "conduct", goes_on=goes_on, helper_id=about)
        incident = await incidents.report(self.store, person, said)
        async with self.store.writing() as work:
            assert (
                incident.helper_id is None or (await work.people.pairing(incident.helpee_id, incident.helper_id)).frozen
            )

    async def blocks(self, helper: int) -> None:
        """Nothing reaches them; the bot hears of it."""
        chat = self._chat_of(helper)
        self.phones.blocked.add(chat)
        await people.lose(self.store, APP, str(chat))

    async def comes_back(self, helper: int) -> None:
        """They write again."""
        chat = self._chat_of(helper)
        self.phones.blocked.discard(chat)
        await people.meet(self.store, APP, str(chat), "en")

    async def act(self, name: str, mission: int, helper: int, *, outcome: Outcome = Outcome.WELL) -> None:
        """One of the small acts, by its name."""
        store, operator = self.store, self.operator
        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "declines": lambda: missions.decline(store, mission, helper),
            "releases": lambda: missions.release(store, mission, helper),
            "sets out": lambda: missions.set_out(store, mission, helper),
            "confirms": lambda: missions.confirm(store, mission, helper),
            "completes": lambda: missions.complete(store, mission, helper, outcome),
            "is cancelled": lambda: desk.cancel(store, operator, mission),
            "is edited": lambda: desk.change_details(store, operator, mission, "Also milk"),
            "is called back": lambda: desk.call_back(store, operator, mission, helper),
            "is taken back": lambda: finding.take_back(store, operator, mission, helper),
            "is given": lambda: finding.give(store, operator, mission, helper),
            "is ended": lambda: desk.end(store, operator, mission, helper, outcome),
            "is widened": lambda: finding.widen(store, operator, mission),
            "is for everybody": lambda: finding.ask_everybody(store, operator, mission),
            "rests": lambda: registration.pause(store, helper),
            "rests a day": lambda: registration.pause(store, helper, 1),
            "resumes": lambda: registration.resume(store, helper),
            "is free": lambda: registration.be_free(store, helper),
            "walks dogs": lambda: registration.edit(store, helper, kinds=frozenset({"dog_walk"})),
            "does all": lambda: registration.edit(store, helper, kinds=frozenset({"groceries", "moral_support"})),
            "has evenings": lambda: registration.edit(store, helper, slots=EVENINGS),
            "leaves": lambda: registration.leave(store, helper),
        }
        by_all = {EVERYBODY} if name == "is for everybody" else set()
        await self.does(acts[name](), by_all)

    async def does(self, act: Awaitable[object], by: set[str] | None = None) -> None:
        """Let something be done, which may be against a rule; then look at everything."""
        self.clock.advance(seconds=1)
        with suppress(RuleBroken):
            await act
        await self.look(by or set())

    async def passes(self, minutes: int) -> None:
        """Time passes, and does what it does."""
        self.clock.advance(minutes=minutes)
        await registration.keep_hours(self.store)
        await sanctions.end_suspensions(self.store)
        await timetable.keep_time(self.store)
        await self.look(set())

    # What is under way

    async def claims(self, count: int) -> int:
        """Letters are taken out of the outbox and set out; how many."""
        async with self.store.writing() as work:
            letters = await work.outbox.claim(count, LEASE)
            for letter in letters:
                self.courier._claims.setdefault(letter.id, set()).add(letter.claimed_until)
        fresh = [letter for letter in letters if letter.id not in self.courier._under_way]
        for letter in fresh:
            task = asyncio.create_task(self.courier._deliver(letter, float("inf")))
            self.courier._under_way[letter.id] = task
            task.add_done_callback(partial(self.courier._delivered, letter.id))
        for _ in range(400):  # until each has left, has come to nothing, or waits for what holds everything up
            if self.phones.under_way == len(self.courier._under_way):
                break
            await asyncio.sleep(0.001)
        return len(fresh)

    async def arrive(self) -> None:
        """Whatever is under way arrives, and is noted."""
        self.phones.let_through()
        await asyncio.gather(*self.courier._under_way.values())

    async def delivers(self, count: int) -> None:
        """So many letters, one after the other."""
        await self.arrive()
        for _ in range(count):
            if not await self.claims(1):
                break
            await self.arrive()
        await self.look(set())

    async def end(self) -> None:
        """Everything that is due is told; then everybody sees what is so."""
        await self.arrive()
        for hours in (0, 11):  # what waits for the morning
            self.clock.advance(hours=hours)
            while await self.claims(20):
                await self.arrive()
        await self.look(set())
        await self._look_at_screens()

    # What has to hold

    async def look(self, by: set[str]) -> None:
        """After every act."""
        await self._note_openings()
        await assert_consistent(self.store)
        async with self.store.reading() as work:
            due = dict((await work.session.execute(select(tables.missions.c.id, tables.missions.c.due_at))).all())
            for number in self.missions:
                if self.over.get(number):
                    continue
                mission = await work.missions.get(number)
                assert mission is not None
                self.over[number] = not mission.is_active
                offers = await work.missions.offers(number)
                step = next_step(mission)
                assert (step is not None) == mission.is_active
                assert due[number] == (None if step is None else step[0])
                if mission.is_active:
                    assert mission.operator.is_operator
                asked = [offer.helper_id for offer in offers if offer.status is OfferStatus.OFFERED]
                if mission.is_open(self.clock.now):
                    assert asked or mission.exhausted_at is not None, "nobody is asked, and nobody knows it"
                fresh = {one for one in asked if self.offered_at.get((number, one)) != offered(offers, one)}
                assert not {one for one in fresh if self.stood.get((number, one)) in SAID_NO}
                for candidate in await Candidates(work._transaction, mission).of(asked, {}):
                    before = replace(candidate, offers_today=0)  # this one is among them by now
                    as_a_favour = candidate.helper_id not in fresh or EVERYBODY in by
                    assert exclusion(before, mission, asked=not as_a_favour) is None, (number, before)
                for offer in offers:
                    key = (number, offer.helper_id)
                    self.offered_at[key], self.stood[key] = offer.offered_at, offer.status

    async def _note_openings(self) -> None:
        async with self.store.reading() as work:
            rows = await work.session.execute(select(tables.missions.c.id, tables.missions.c.status))
            for number, status in rows:
                before = self.statuses.get(number)
                if status is MissionStatus.OPEN and before is not MissionStatus.OPEN:
                    self.openings[number] = self.openings.get(number, 0) + 1
                assert before is None or before in ACTIVE or status is before
                self.statuses[number] = status

    def _leaves(self, chat: int, screen: Screen) -> None:
        """Nobody is offered what they were told is taken, unless it was opened again since."""
        helper, found = self.chats.get(chat), re.search(r"#(\d+)", screen.text)
        if helper is None or found is None:
            return
        key = (helper, int(found[1]))
        if ACCEPT in screen.buttons:
            assert self.told_taken.get(key, 0) < self.openings[key[1]], f"{key} is offered after they heard it is taken"
        elif TAKEN in screen.text:
            self.told_taken[key] = self.openings[key[1]]

    async def _look_at_screens(self) -> None:
        """Once nothing is under way, a card can be accepted where and only where it is open before its reader."""
        async with self.store.reading() as work:
            assert await work.outbox.waiting() == 0
            for chat, helper in self.chats.items():
                person = await work.people.by_id(helper)
                assert person is not None
                if not person.reachable:
                    continue
                shown = [screen for screen in self.phones.chats.get(chat, {}).values() if ACCEPT in screen.buttons]
                numbers = sorted(int(re.findall(r"#(\d+)", screen.text)[0]) for screen in shown)
                open_now = await work.missions.open_offers_of_helper(helper)
                over = {number for number in self.missions if not await self._is_open(work, number)}
                assert set(numbers) - over == {offer.mission_id for offer in open_now} - over

    async def _is_open(self, work: Any, number: int) -> bool:
        mission = await work.missions.get(number)
        return bool(mission.is_open(self.clock.now))

    def _chat_of(self, helper: int) -> int:
        return next(chat for chat, one in self.chats.items() if one == helper)


def offered(offers: list[Offer], helper_id: int) -> datetime:
    """When a helper was offered the mission last."""
    return next(offer.offered_at for offer in offers if offer.helper_id == helper_id)
