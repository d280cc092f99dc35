"""Time erases what was kept for long enough, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.helper import HelperStatus
from domain.identity import Reason, Side
from domain.incident import HELD_FOR
from domain.keeping import LONGEST, SHORTEST, Periods
from domain.notices.missions import BreakOver
from domain.people import INVITATION_LIFETIME
from domain.recurrence import Every, Recurrence
from domain.retention import BY_CODE, PLAIN, TABLE
from services import desk, missions, people, registration, retention, review
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage import tables
from storage.aging import KEPT_SINCE
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator
from tests.services.test_erasure import closed

PERIODS = Periods()
MO = Moderator("telegram:1", "Mo")


@pytest.fixture
async def operator(store: Store) -> int:
    return await seed_operator(store)


async def count(store: Store, table: Any, *which: Any) -> int:
    async with store.reading() as work:
        return await work.session.scalar(select(func.count()).select_from(table).where(*which)) or 0


async def erase(store: Store, **periods: int) -> int:
    return await retention.erase_due(store, Periods(**periods))


def test_every_column_is_declared_personal_or_not() -> None:
    declared: dict[str, list[str]] = {}
    for kept in TABLE:
        for table, columns in kept.columns.items():
            declared.setdefault(table, []).extend(columns.split())
    for table, columns in PLAIN.items():
        declared.setdefault(table, []).extend(columns.split())
    there = {table.name: [column.name for column in table.columns] for table in tables.metadata.sorted_tables}
    for table, names in there.items():
        missing = sorted(set(names) - set(declared.get(table, [])))
        assert not missing, (
            f"{table}.{', '.join(missing)}: say in domain/retention.py whether it is personal. If so, put it into the "
            "entry of TABLE it is kept with, or make one (what, why, for how long, who sees it), and see that "
            "services/erasure.py or storage/erasing.py empties it; if it says nothing of anybody, put it into PLAIN. "
            "storage/record.py says whether people get it who ask what is stored about them."
        )
    for table, names_declared in declared.items():
        assert sorted(names_declared) == sorted(there[table]), f"{table}: declared twice, or gone from the tables"


def test_the_tables_of_time_hold_together() -> None:
    erased = {*retention.ERASED, retention.JOURNAL}
    assert erased == set(KEPT_SINCE) == {kept.code for kept in TABLE if kept.period is not None}
    assert set(SHORTEST) == {one.name for one in fields(Periods)}
    assert {kept.period for kept in TABLE} - {None} == set(SHORTEST)
    assert all(SHORTEST[name] <= getattr(PERIODS, name) <= LONGEST for name in SHORTEST)
    assert SHORTEST["invitations"] >= INVITATION_LIFETIME.days
    assert timedelta(days=SHORTEST["incidents"]) >= HELD_FOR
    assert len(BY_CODE) == len(TABLE)
    assert {table for kept in TABLE for table in kept.where} <= set(tables.metadata.tables)


async def test_a_closed_mission_is_erased_after_its_time_and_an_active_one_never(
    store: Store, operator: int, clock: Clock
) -> None:
    zoe, ana = await seed_helper(store), await seed_helper(store)
    done = await closed(store, operator, zoe)
    far = clock.now + timedelta(days=300)
    going_on = await desk.publish(store, operator, a_draft(store, starts_at=far, ends_at=far + timedelta(hours=4)))
    await missions.accept(store, going_on.id, ana)
    clock.advance(days=29, hours=23)
    assert await erase(store, invitations=3_000) == 0
    clock.advance(hours=2)
    assert await erase(store, invitations=3_000) == 1
    async with store.reading() as work:
        erased, active = await work.missions.get(done.id), await work.missions.get(going_on.id)
        assert erased is not None
        assert active is not None
        assert (erased.erased_at, erased.address) == (clock.now, "")
        assert active.address
        noted = await work.journal.about("retention:missions")
        assert [(one.actor, one.action, one.details) for one in noted] == [("system", "erased", {"count": 1})]


async def test_one_that_repeats_stays_until_the_next_one_is_there(store: Store, operator: int, clock: Clock) -> None:
    zoe = await seed_helper(store)
    begins = clock.now.replace(hour=16)
    weekly = Recurrence(Every.WEEK, time(17), time(19))
    one = await closed(store, operator, zoe, recurrence=weekly, starts_at=begins, ends_at=begins.replace(hour=18))
    clock.advance(days=1, hours=1)
    assert await erase(store, missions=1, people=3_000) == 0
    async with store.writing() as work:
        mission = await work.missions.lock(one.id)
        assert mission is not None
        mission.followed_at = work.now
    assert await erase(store, missions=1, people=3_000) == 1


async def test_much_that_is_overdue_is_erased_little_by_little(store: Store, operator: int, clock: Clock) -> None:
    zoe = await seed_helper(store)
    for number in range(5):
        await closed(store, operator, zoe, phone=f"+3226661{number}00")
    clock.advance(days=400)
    assert await retention.erase_due(store, Periods(helpees=3_000, people=3_000), limit=2) == 2 + 1  # an invitation
    upkeep = Upkeep(store, periods=Periods(people=3_000))
    for _ in range(3):
        await upkeep.once()
    assert await count(store, tables.missions, tables.missions.c.erased_at.is_(None)) == 0
    assert await count(store, tables.helpees, tables.helpees.c.erased_at.is_(None)) == 0


async def test_a_file_without_calls_goes_and_one_with_a_late_call_stays(
    store: Store, operator: int, clock: Clock
) -> None:
    zoe = await seed_helper(store)
    for phone in ("+3226660001", "+3226660002"):
        await closed(store, operator, zoe, phone=phone)
    clock.advance(days=300)
    await closed(store, operator, zoe, phone="+3226660002")
    clock.advance(days=66)
    await erase(store, people=3_000)
    async with store.reading() as work:
        assert await work.people.helpee_by_phone("+3226660001") is None
        assert await work.people.helpee_by_phone("+3226660002") is not None


async def apply(store: Store) -> int:
    """Somebody who has sent an application."""
    number = await seed_helper(store, status=HelperStatus.APPLIED)
    await review.start(store, number)
    await review.receive(store, number, Side.CARD, "file-1", "11")
    await review.receive(store, number, Side.NOTE, "file-2", "12")
    await review.submit(store, number)
    return number


async def test_applications_that_came_to_nothing_go_and_those_that_wait_stay(store: Store, clock: Clock) -> None:
    rejected, waiting, silent = [await apply(store) for _ in range(3)]
    for number, decide in ((rejected, review.reject), (silent, review.ask_again)):
        check = await review.latest(store, number)
        assert check is not None
        await decide(store, check.id, MO, Reason.UNREADABLE)
    clock.advance(days=29)
    assert await erase(store) == 0
    clock.advance(days=2)
    assert await erase(store) == 2
    async with store.reading() as work:
        assert [await work.helpers.get(number) is not None for number in (rejected, waiting, silent)] == [
            False,
            True,
            False,
        ]
        assert await work.identity.latest_of(rejected) is None
        assert await work.people.by_id(rejected) is not None


async def test_attempts_that_were_never_sent_go(store: Store, clock: Clock) -> None:
    person = await people.meet(store, "telegram", "77", "fr")
    await review.start(store, person.id)
    clock.advance(days=31)
    assert await erase(store) == 1
    assert await review.latest(store, person.id) is None


async def test_people_who_never_wrote_again_go_and_all_others_stay(store: Store, operator: int, clock: Clock) -> None:
    stranger = await people.meet(store, "telegram", "1001", "fr")
    regular = await people.meet(store, "telegram", "1002", "fr")
    administrator = await people.meet(store, "telegram", "1003", "fr")
    former, left, helper = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    await desk.publish(store, former, a_draft(store))
    await registration.leave(store, left)
    clock.advance(days=100)
    await people.meet(store, "telegram", "1002", "fr")
    await people.dismiss_operator(store, former, "telegram:0")
    clock.advance(days=81)
    await retention.erase_due(store, PERIODS, spared=["1003"])
    async with store.reading() as work:
        found = {
            number: await work.people.by_id(number) is not None
            for number in (stranger.id, regular.id, administrator.id, former, left, helper, operator)
        }
    assert found == {
        stranger.id: False, regular.id: True, administrator.id: True, former: True, left: False, helper: True,
        operator: True,
    }  # fmt: skip
    clock.advance(days=100)
    await retention.erase_due(store, PERIODS, spared=["1003"])
    async with store.reading() as work:
        emptied = await work.people.by_id(former)
        assert emptied is not None
        assert (emptied.app, emptied.seen_at, emptied.operator_name) == ("", None, None)


async def test_what_is_left_unfinished_used_or_put_aside_goes(store: Store, operator: int, clock: Clock) -> None:
    async with store.writing() as work:
        await work.conversations.put("old", "name", {"name": "Zoé"})
        await work.outbox.add("person:9", BreakOver())
    async with store.writing() as work:
        (letter,) = await work.outbox.claim(1, timedelta(seconds=30))
        await work.outbox.set_aside(letter, "refused")
    clock.advance(days=6)
    async with store.writing() as work:
        await work.conversations.put("new", "name", {"name": "Ana"})
    clock.advance(days=1, minutes=1)
    assert await erase(store) == 1
    assert await count(store, tables.conversations) == 1
    unused = await people.invite(store, "BE", "telegram:0")
    clock.advance(days=23)
    await erase(store)
    assert (await count(store, tables.undeliverable), await count(store, tables.invitations)) == (0, 1)
    async with store.reading() as work:
        assert await work.people.invitation(unused.token) is not None


async def test_one_that_can_not_be_erased_keeps_no_other(
    store: Store, operator: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = await seed_helper(store)
    first, second = [await closed(store, operator, zoe, phone=f"+322666000{number}") for number in range(2)]

    async def failing(work: Any, mission: Any) -> None:
        if mission.id == first.id:
            raise ValueError
        mission.erase(work.now)

    monkeypatch.setattr(retention, "erase_mission", failing)
    clock.advance(days=31)
    await erase(store, people=3_000)
    async with store.reading() as work:
        found = [await work.missions.get(one.id) for one in (first, second)]
    assert [one.erased_at is not None for one in found if one is not None] == [False, True]


async def test_it_is_looked_once_an_hour_whatever_the_clock_does(store: Store, operator: int, clock: Clock) -> None:
    zoe = await seed_helper(store)
    upkeep = Upkeep(store, periods=Periods(missions=1, people=3_000))
    await upkeep.once()
    mission = await closed(store, operator, zoe)
    clock.advance(days=2)
    await upkeep.once()
    clock.advance(days=-1)
    await upkeep.once()
    async with store.reading() as work:
        erased = await work.missions.get(mission.id)
        assert erased is not None
        assert erased.erased_at is not None


async def test_administrators_see_what_was_erased_and_what_is_next(store: Store, operator: int, clock: Clock) -> None:
    zoe = await seed_helper(store)
    await closed(store, operator, zoe, phone="+3226660001")
    clock.advance(days=26)
    await closed(store, operator, zoe, phone="+3226660002")
    clock.advance(days=5)
    await erase(store)
    found = {one.kept.code: one for one in await retention.standing(store, PERIODS, "telegram:1")}
    assert set(found) == set(BY_CODE)
    assert (found["missions"].erased_lately, found["missions"].soon) == (1, 0)
    assert found["missions"].next_at == clock.now + timedelta(days=25)
    clock.advance(days=19)
    found = {one.kept.code: one for one in await retention.standing(store, PERIODS, "telegram:1")}
    assert found["missions"].soon == 1
    assert found["journal"].next_at is None  # nothing has its place in the chain yet
