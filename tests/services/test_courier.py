"""The courier when databases, apps and letters misbehave: nothing is lost, nothing sent twice through our fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest

from domain.notices.missions import MissionExpired
from domain.notices.names import OPERATORS, details_card, to_person
from domain.notices.notice import CardGone, Notice
from domain.people import StaffChat, StaffRole
from services import courier as courier_module
from services import desk, finding, missions, people, registration
from services.courier import Courier
from services.messenger import Recipient
from storage.errors import Unavailable
from storage.outbox import Letter, Outbox, SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.journeys.network import until
from tests.services.seeds import a_draft, empty_outbox, seed_helper, seed_operator

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Post:
    """A messenger that remembers what it was given."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.given: list[Notice] = []
        self.act = act

    @asynccontextmanager
    async def turn(self, recipient: Recipient, letter: Letter) -> AsyncIterator[None]:
        yield

    def share(self, couriers: int) -> None:
        self.shared = couriers

    async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
        self.given.append(notice)
        done = self.act()
        if asyncio.iscoroutine(done):
            await done
        return None


async def write(store: Store, recipient: str, notice: Notice) -> None:
    async with store.writing() as work:
        await work.outbox.add(recipient, notice)


async def waiting(store: Store) -> int:
    async with store.reading() as work:
        return await work.outbox.waiting()


async def for_a_while(courier: Courier, seconds: float = 1.0) -> None:
    running = asyncio.create_task(courier.run())
    await asyncio.sleep(seconds)
    courier.stop()
    await running


async def until_nothing_waits(courier: Courier, store: Store) -> None:
    running = asyncio.create_task(courier.run())

    async def all_gone() -> bool:
        return await waiting(store) == 0

    await until(all_gone, 30)
    courier.stop()
    await running


async def test_what_is_delivered_is_not_sent_again_because_the_database_was_busy(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, post, times = await seed_operator(store), Post(), 0
    done = Outbox.done

    async def busy(self: Outbox, letter: object) -> None:
        nonlocal times
        times += 1
        if times <= 2:
            raise Unavailable("busy")
        await done(self, letter)  # type: ignore[arg-type]

    monkeypatch.setattr(Outbox, "done", busy)
    monkeypatch.setattr(courier_module, "PAUSES_TO_NOTE_SECONDS", (0.01, 0.01, 0.01), raising=False)
    await write(store, to_person(operator), MissionExpired(1))
    await for_a_while(Courier(store, {"telegram": post}))
    assert len(post.given) == 1
    assert await waiting(store) == 0


async def test_a_card_that_is_noted_while_the_others_are_taken_back_is_not_forgotten(store: Store) -> None:
    operator = await seed_operator(store)
    had, late = (SentCard(to_person(operator), details_card(1), "5", message) for message in ("10", "11"))

    async def meanwhile() -> None:
        async with store.writing() as work:
            await work.outbox.keep_card(late)

    class Eraser(Post):
        async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard]:
            await super().deliver(recipient, notice, cards)
            return []

    async with store.writing() as work:
        await work.outbox.keep_card(had)
        await work.outbox.add(to_person(operator), CardGone(details_card(1)))
    await for_a_while(Courier(store, {"telegram": Eraser(meanwhile)}))
    async with store.reading() as work:
        assert await work.outbox.cards(to_person(operator), details_card(1)) == [late]


async def test_details_that_are_taken_back_late_leave_those_of_whoever_took_it_again(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    first, again = (SentCard(to_person(zoe), details_card(mission.id), "5", message) for message in ("10", "11"))
    had: list[SentCard] = []

    class Eraser(Post):
        async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
            await super().deliver(recipient, notice, cards)
            had.extend(cards if isinstance(notice, CardGone) else ())
            return [] if isinstance(notice, CardGone) else None

    await missions.accept(store, mission.id, zoe)
    await missions.keep_details(store, mission.id, zoe, first.chat, first.message)
    await missions.release(store, mission.id, zoe)
    await finding.give(store, operator, mission.id, zoe)
    await missions.keep_details(store, mission.id, zoe, again.chat, again.message)
    await for_a_while(Courier(store, {"telegram": Eraser()}))
    async with store.reading() as work:
        assert await work.outbox.cards(to_person(zoe), details_card(mission.id)) == [again]
    await desk.cancel(store, operator, mission.id)
    await for_a_while(Courier(store, {"telegram": Eraser()}))
    assert had == [first, again]


@pytest.mark.parametrize("has_published", [False, True])
async def test_of_somebody_who_is_forgotten_while_they_are_told_no_card_is_kept(
    store: Store, has_published: bool
) -> None:
    operator = await seed_operator(store)
    if has_published:  # an empty row stays then
        await desk.publish(store, operator, a_draft(store))
    card = SentCard(to_person(operator), details_card(1), "5", "10")

    class Slow(Post):
        async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard]:
            await super().deliver(recipient, notice, cards)
            return [card]

    await empty_outbox(store)
    await write(store, to_person(operator), CardGone(details_card(1)))
    post = Slow(partial(registration.forget, store, operator))
    await for_a_while(Courier(store, {"telegram": post}))
    assert post.given == [CardGone(details_card(1))]
    async with store.reading() as work:
        assert await work.outbox.cards(to_person(operator), details_card(1)) == []


async def test_a_letter_slower_than_its_lease_is_sent_once(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)

    async def slow() -> None:
        clock.advance(minutes=1)
        store.notices_written.set()
        await asyncio.sleep(0.4)

    post = Post(slow)
    await write(store, to_person(operator), MissionExpired(1))
    await for_a_while(Courier(store, {"telegram": post}), 0.8)
    assert len(post.given) == 1
    assert await waiting(store) == 0


async def test_a_chat_that_is_registered_just_when_it_was_found_missing_is_written_to_at_once(store: Store) -> None:
    class Slow(Courier):
        async def _await_chat(self, letter: Letter) -> None:
            await register_operators_chat(store)
            await super()._await_chat(letter)

    post = Post()
    await write(store, OPERATORS, MissionExpired(1))
    await until_nothing_waits(Slow(store, {"telegram": post}), store)
    assert post.given == [MissionExpired(1)]


async def test_what_was_taken_for_lost_is_not_sent_any_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another courier may have sent it by now, and told its reader more since."""
    operator, post = await seed_operator(store), Post()
    monkeypatch.setattr(courier_module, "REQUEST_SECONDS", courier_module.LEASE.total_seconds())
    await write(store, to_person(operator), MissionExpired(1))
    await for_a_while(Courier(store, {"telegram": post}), 0.2)
    assert post.given == []
    assert await waiting(store) == 1


async def test_what_another_courier_has_taken_over_is_sent_by_that_one_alone(store: Store, clock: Clock) -> None:
    """The clock is put forward while a letter waits for its turn: by the database its lease is over."""
    operator, may_go = await seed_operator(store), asyncio.Event()

    class Waiting(Post):
        @asynccontextmanager
        async def turn(self, recipient: Recipient, letter: Letter) -> AsyncIterator[None]:
            self.waits = True
            await may_go.wait()
            yield

    slow, quick = Waiting(), Post()
    await write(store, to_person(operator), MissionExpired(1))
    first = Courier(store, {"telegram": slow})
    running = asyncio.create_task(first.run())
    await until(lambda: hasattr(slow, "waits"))
    first.stop()  # it finishes what it has, and claims nothing more
    clock.advance(hours=1)
    await until_nothing_waits(Courier(store, {"telegram": quick}), store)
    may_go.set()
    await running
    assert (slow.given, quick.given) == ([], [MissionExpired(1)])


async def test_no_request_goes_on_when_another_courier_may_have_the_letter(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = await seed_operator(store)
    monkeypatch.setattr(courier_module, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(courier_module, "REQUEST_SECONDS", 0.1)
    arrived: list[int] = []

    async def slow() -> None:
        await asyncio.sleep(0.8)
        arrived.append(1)

    await write(store, to_person(operator), MissionExpired(1))
    post = Post(slow)
    await for_a_while(Courier(store, {"telegram": post}), 0.3)
    assert (len(post.given), arrived) == (1, [])
    assert await waiting(store) == 1


async def register_operators_chat(store: Store) -> None:
    chat = StaffChat(
        role=StaffRole.OPERATORS,
        app="telegram",
        external_id="-100",
        language="en",
        registered_by="telegram:1",
        registered_at=store.now(),
    )
    await people.register_chat(store, chat)
