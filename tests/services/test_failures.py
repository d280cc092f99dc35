"""Letters that fail: what is their own fault ends, what is an app's or the database's is waited out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from domain.notices.missions import MissionCancelled, MissionCompleted, MissionExpired, MissionGiven
from domain.notices.names import to_person
from domain.notices.notice import Notice
from domain.notices.staff import LettersSetAside
from services import courier as courier_module
from services import failures
from services.courier import Courier
from services.messenger import Later, Recipient
from storage.errors import Unavailable
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.services.seeds import empty_outbox, seed_helper, seed_operator
from tests.services.test_courier import Post, register_operators_chat, until_nothing_waits, write

BAD, BEHIND = MissionExpired(1), MissionCompleted(1)  # to an operator
LAST, OTHER = MissionCancelled(1), MissionGiven(1)  # to a helper


class Trying(Post):
    """A messenger that sends what it is given, unless `act` objects."""

    def __init__(self, act: Callable[[Notice], Awaitable[None]]) -> None:
        super().__init__()
        self.objections = act

    async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
        self.given.append(notice)
        await self.objections(notice)
        return [SentCard(recipient.key, notice.card or "", recipient.external_id, str(len(self.given)))]

    def told(self, notice: Notice) -> int:
        """How often it was to bring this."""
        return self.given.count(notice)


def impatient(monkeypatch: pytest.MonkeyPatch, *, attempts: int) -> None:
    """Let no letter fail more often, and try those that do again at once."""
    monkeypatch.setattr(courier_module, "ATTEMPTS", attempts)
    monkeypatch.setattr(failures, "FIRST_PAUSE_SECONDS", 0.0)


async def set_aside(store: Store) -> list[str]:
    """The kinds of what was set aside today."""
    async with store.reading() as work:
        assert await work.outbox.kinds_set_aside(store.now().date() + timedelta(days=1)) == []
        return await work.outbox.kinds_set_aside(store.now().date())


async def test_what_fails_again_and_again_is_set_aside_and_the_operators_hear_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    impatient(monkeypatch, attempts=4)
    await register_operators_chat(store)
    await empty_outbox(store)

    async def broken(notice: Notice) -> None:
        if notice == BAD:
            raise ValueError("a bug")

    post = Trying(broken)
    await write(store, to_person(operator), BAD)
    await write(store, to_person(operator), BEHIND)
    await write(store, to_person(zoe), LAST)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.told(BAD) == 4
    assert post.told(BEHIND) == post.told(LAST) == 1
    assert post.told(LettersSetAside(store.now().date().isoformat())) == 1
    assert await set_aside(store) == ["MissionExpired"]


async def test_what_an_app_never_takes_is_set_aside_and_what_is_behind_it_leaves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though no process lives long enough to see it fail so often: others arrive meanwhile."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    impatient(monkeypatch, attempts=4)
    await register_operators_chat(store)
    await empty_outbox(store)
    couriers: list[Courier] = []

    async def fail(notice: Notice) -> None:
        if notice == BEHIND or (notice == BAD and post.told(BAD) % 3 == 0):
            couriers[-1].stop()
        if notice == BAD:
            await write(store, to_person(zoe), OTHER)
            raise Later from ConnectionError()

    post = Trying(fail)
    await write(store, to_person(operator), BAD)
    await write(store, to_person(operator), BEHIND)
    while not post.told(BEHIND):
        couriers.append(Courier(store, {"telegram": post}))
        await couriers[-1].run()
    assert post.told(BAD) >= 4
    assert len(couriers) > 1
    assert await set_aside(store) == ["MissionExpired"]
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.told(LettersSetAside(store.now().date().isoformat())) == 1


async def test_nothing_is_set_aside_while_an_app_takes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    impatient(monkeypatch, attempts=2)

    class Away(Trying):
        async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
            sent = await super().deliver(recipient, notice, cards)
            return sent if notice == BAD else None  # pointless by now: the app hears nothing of it

    async def away(notice: Notice) -> None:
        if notice == BAD and post.told(BAD) <= 10:
            await write(store, to_person(zoe), OTHER)
            raise Later

    post = Away(away)
    await write(store, to_person(operator), BAD)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.told(BAD) == 11
    assert await set_aside(store) == []


async def test_nothing_is_set_aside_because_the_database_was_away(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    impatient(monkeypatch, attempts=2)

    async def away(notice: Notice) -> None:
        if notice == BAD and post.told(BAD) <= 10:
            await write(store, to_person(zoe), OTHER)
            raise Unavailable("away")

    post = Trying(away)
    await write(store, to_person(operator), BAD)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.told(BAD) == 11
    assert await set_aside(store) == []


async def test_waiting_is_no_failure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    impatient(monkeypatch, attempts=2)

    async def busy_and_once_broken(notice: Notice) -> None:
        if notice == BAD and post.told(BAD) < 20:
            await write(store, to_person(zoe), OTHER)
            raise ValueError("a bug") if post.told(BAD) == 10 else Later(0)

    post = Trying(busy_and_once_broken)
    await write(store, to_person(operator), BAD)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.told(BAD) == 20
    assert await set_aside(store) == []


def test_pauses_grow_up_to_a_limit_also_of_what_waits_for_days() -> None:
    assert 0.5 <= failures.pause_after(1) <= 1
    assert 2 <= failures.pause_after(3) <= 4
    assert 150 <= failures.pause_after(5_000) <= failures.LONGEST_PAUSE_SECONDS
