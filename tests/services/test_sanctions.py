"""Suspend, ban, reinstate: what a helper was doing is with others at once, and everything is on record."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.errors import Banned, NotAllowed, NotSuspended, RuleBroken, Suspended
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus, Side
from domain.mission import MissionStatus
from domain.notices.missions import MissionMoved, OfferChanged
from domain.notices.names import to_person
from domain.notices.safeguarding import HelperSanctioned, MissionTakenAway
from domain.offer import OfferStatus
from domain.sanction import Sanction
from places import Place
from services import desk, helper_files, live, missions, registration, review, sanctions
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage import tables
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import (
    IXELLES,
    a_draft,
    ask_one_at_a_time,
    empty_outbox,
    kinds_for,
    seed_helper,
    seed_operator,
    statuses,
)

MO, MAX = Moderator("telegram:7", "Mo"), Moderator("telegram:8", "Max")


async def test_what_a_suspended_helper_was_doing_is_with_others(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    taken, offered = [await desk.publish(store, operator, a_draft(store)) for _ in range(2)]
    await missions.accept(store, taken.id, zoe)
    await live.share(store, zoe, Place(*IXELLES, "Ixelles", "BE", 100), 1_000, store.now() + timedelta(hours=1))
    await empty_outbox(store)

    helper = await sanctions.suspend(store, zoe, MO, "conduct", 7)

    assert (helper.status, helper.live) == (HelperStatus.SUSPENDED, None)
    async with store.reading() as work:
        again = await work.missions.get(taken.id)
    assert again is not None
    assert (again.status, again.helper_id) == (MissionStatus.OPEN, None)
    assert (await statuses(store, taken.id))[tom] is OfferStatus.OFFERED
    assert (await statuses(store, offered.id))[zoe] is OfferStatus.WITHDRAWN
    assert MissionTakenAway in await kinds_for(store, to_person(operator))
    told = await kinds_for(store, to_person(zoe))
    assert {HelperSanctioned, MissionMoved, OfferChanged} <= set(told)
    for act in (missions.accept(store, taken.id, zoe), missions.around(store, zoe), registration.resume(store, zoe)):
        with pytest.raises(Suspended):
            await act


async def test_a_check_that_waits_is_withdrawn_and_its_pictures_go(store: Store) -> None:
    anton = await seed_helper(store, status=HelperStatus.APPLIED)
    await review.start(store, anton)
    for side in Side:
        await review.receive(store, anton, side, f"file {side}", f"{side}")
    check = await review.submit(store, anton)
    await sanctions.suspend(store, anton, MO, "identity")
    found = await review.find(store, check.id)
    assert (found.status, found.pictures) == (CheckStatus.WITHDRAWN, [])
    with pytest.raises(Suspended):
        await review.start(store, anton)
    helper = await sanctions.reinstate(store, anton, MAX)
    assert helper.status is HelperStatus.APPLIED
    await review.start(store, anton)


async def test_a_suspension_ends_by_itself_in_the_morning(store: Store, clock: Clock) -> None:
    zoe, tom = await seed_helper(store), await seed_helper(store)
    helper = await sanctions.suspend(store, zoe, MO, "unreliable", 7)
    await sanctions.suspend(store, tom, MO, "unreliable")
    assert helper.suspended_until is not None
    clock.now = helper.suspended_until - timedelta(seconds=1)
    await Upkeep(store).once()
    assert (await one(store, zoe)).status is HelperStatus.SUSPENDED
    clock.now = helper.suspended_until
    await Upkeep(store).once()
    assert (await one(store, zoe)).status is HelperStatus.VALIDATED
    clock.advance(days=400)
    await Upkeep(store).once()
    assert (await one(store, tom)).status is HelperStatus.SUSPENDED


async def test_a_ban_is_for_good(store: Store) -> None:
    zoe = await seed_helper(store)
    await sanctions.ban(store, zoe, MO, "money")
    with pytest.raises(Banned):
        await sanctions.suspend(store, zoe, MAX, "money")
    with pytest.raises(Banned):
        await review.start(store, zoe)
    await registration.leave(store, zoe)
    assert (await one(store, zoe)).status is HelperStatus.BANNED


async def test_the_history_says_who_did_what_and_how_they_stood_before(store: Store) -> None:
    zoe = await seed_helper(store)
    for _ in range(2):  # a tap that comes twice is one decision
        await sanctions.suspend(store, zoe, MO, "incident", 30)
    await sanctions.suspend(store, zoe, MAX, "conduct")
    await sanctions.ban(store, zoe, MAX, "money")
    await sanctions.reinstate(store, zoe, MO)
    with pytest.raises(NotSuspended):
        await sanctions.reinstate(store, zoe, MO)
    async with store.reading() as work:
        history = await work.sanctions.history(zoe)
        noted = await work.journal.about(to_person(zoe))
    assert [(one.what, one.by_name, one.cause) for one in history] == [
        (Sanction.SUSPENDED, "Mo", "incident"),
        (Sanction.SUSPENDED, "Max", "conduct"),
        (Sanction.BANNED, "Max", "money"),
        (Sanction.REINSTATED, "Mo", None),
    ]
    assert (await one(store, zoe)).status is HelperStatus.VALIDATED
    assert [entry.action for entry in noted] == ["suspended", "suspended", "banned", "reinstated"]


async def test_notes_are_for_colleagues_and_each_deletes_their_own(store: Store) -> None:
    zoe = await seed_helper(store)
    await helper_files.note(store, zoe, MO, "Spoke with her on Monday")
    await helper_files.note(store, zoe, MAX, "All fine")
    await helper_files.forget_note(store, zoe, MO)
    with pytest.raises(NotAllowed):
        await helper_files.forget_note(store, zoe, MO)
    async with store.reading() as work:
        found = await helper_files.file_of(work, zoe)
    assert found is not None
    assert [(note.by_name, note.text) for note in found.notes] == [("Max", "All fine")]
    await registration.forget(store, zoe)
    async with store.reading() as work:
        assert not (await work.session.execute(select(tables.notes))).all()


async def test_suspended_while_they_accept_they_hold_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_one_at_a_time(monkeypatch)
    operator = await seed_operator(store)
    for _ in range(6):
        zoe = await seed_helper(store)
        offered = [await desk.publish(store, operator, a_draft(store, urgent=True)) for _ in range(3)]
        acts = [missions.accept(store, one.id, zoe) for one in offered]
        acts.insert(1, sanctions.suspend(store, zoe, MO, "conduct"))  # type: ignore[arg-type]
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, RuleBroken)]
        async with store.reading() as work:
            assert not await work.missions.active_of_helper(zoe)
            assert not await work.missions.open_offers_of_helper(zoe)


async def one(store: Store, number: int) -> Helper:
    """A helper as they stand now."""
    helper = await registration.helper_of(store, number)
    assert helper is not None
    return helper
