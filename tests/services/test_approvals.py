"""Two people, once, and nobody else."""

from __future__ import annotations

import asyncio

import pytest

from domain.approval import ApprovalStatus, Deed
from domain.errors import ApprovalClosed, NotAllowed, NotFound, SecondPersonNeeded
from domain.keeping import Periods
from domain.mission import MissionStatus, Outcome
from domain.notices.names import OPERATORS, caller_card, to_person
from domain.notices.notice import CardGone
from domain.notices.staff import ApprovalAgain, ApprovalAnswered
from domain.people import Person
from services import approvals, callers, desk, missions, people, registration, retention
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, outbox_of, seed_helper, seed_operator


async def person(store: Store, number: int) -> Person:
    """Somebody by number."""
    async with store.reading() as work:
        found = await work.people.by_id(number)
    assert found is not None
    return found


async def a_caller(store: Store) -> tuple[Person, Person, int, int]:
    """Two operators, a caller and a mission of theirs that is taken."""
    olive, oscar = [await person(store, await seed_operator(store)) for _ in range(2)]
    zoe = await seed_helper(store)
    mission = await desk.publish(store, olive.id, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    return olive, oscar, mission.helpee.id, mission.id


async def test_asked_twice_it_is_one_and_confirmed_by_many_it_is_done_once(store: Store) -> None:
    olive, oscar, helpee, mission = await a_caller(store)
    third = await person(store, await seed_operator(store))
    asked = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    assert (await approvals.ask(store, oscar.id, Deed.FORGET_CALLER, helpee)).id == asked.id
    with pytest.raises(SecondPersonNeeded):
        await approvals.confirm(store, asked.id, olive, administrator=True)
    outcomes = await asyncio.gather(
        *(approvals.confirm(store, asked.id, one, administrator=False) for one in (oscar, third)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Approval", "ApprovalClosed"]
    async with store.reading() as work:
        assert (await desk.get(work, mission)).status is MissionStatus.CANCELLED
    with pytest.raises(NotFound):
        await callers.look_at(store, olive.id, helpee)


async def test_nobody_but_operators_and_administrators(store: Store) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    zoe = await person(store, await seed_helper(store))
    asked = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    await people.dismiss_operator(store, oscar.id, "telegram:0")
    oscar = await person(store, oscar.id)
    for one in (zoe, oscar):
        for service in (approvals.confirm, approvals.refuse, approvals.look):
            with pytest.raises(NotAllowed):
                await service(store, asked.id, one, administrator=False)
        with pytest.raises(NotAllowed):
            await approvals.ask(store, one.id, Deed.EXPORT_CALLER, helpee)
    with pytest.raises(NotFound):
        await approvals.confirm(store, 999, olive, administrator=False)
    assert (await approvals.confirm(store, asked.id, zoe, administrator=True)).status is ApprovalStatus.CONFIRMED


async def test_a_file_is_taken_by_whoever_asked_for_it_alone_and_not_without_a_second_one(
    store: Store, clock: Clock
) -> None:
    olive, oscar, helpee, mission = await a_caller(store)
    asked = await approvals.ask(store, olive.id, Deed.EXPORT_CALLER, helpee)
    with pytest.raises(NotAllowed):
        await approvals.take(store, asked.id, olive)
    await approvals.confirm(store, asked.id, oscar, administrator=False)
    with pytest.raises(NotAllowed):
        await approvals.take(store, asked.id, oscar)
    taken = await approvals.take(store, asked.id, olive)
    assert [one["id"] for one in taken.rows["missions"]] == [mission]
    async with store.reading() as work:
        actions = [one.action for one in await work.journal.about(f"helpee:{helpee}")]
    assert actions == ["asked: export_caller", "confirmed: export_caller", "exported"]
    clock.advance(days=3)
    with pytest.raises(ApprovalClosed):
        await approvals.take(store, asked.id, olive)
    with pytest.raises(NotAllowed):
        await approvals.take(store, asked.id, oscar)


async def test_a_request_that_nobody_answers_lapses(store: Store, clock: Clock) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    asked = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    assert await approvals.lapse(store) == 0
    clock.advance(days=3)
    assert await approvals.lapse(store) == 1
    with pytest.raises(ApprovalClosed):
        await approvals.confirm(store, asked.id, oscar, administrator=False)
    again = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    assert again.id != asked.id


async def test_nothing_is_left_of_what_was_asked_when_people_are_forgotten(store: Store) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    exported = await approvals.ask(store, oscar.id, Deed.EXPORT_CALLER, helpee)
    forgotten = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    await approvals.confirm(store, forgotten.id, oscar, administrator=False)
    async with store.reading() as work:
        settled = await work.approvals.get(exported.id)
    assert settled is not None
    assert settled.status is ApprovalStatus.WITHDRAWN
    with pytest.raises(ApprovalClosed):
        await approvals.confirm(store, exported.id, olive, administrator=False)


async def test_whoever_comes_back_as_somebody_else_is_no_second_person(store: Store) -> None:
    olive, oscar, helpee, mission = await a_caller(store)
    asked = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    await registration.forget(store, olive.id)
    again = await people.meet(store, olive.app, olive.external_id, "en")
    for one, administrator in ((again, True), (oscar, False)):
        with pytest.raises(ApprovalClosed):
            await approvals.confirm(store, asked.id, one, administrator=administrator)
    async with store.reading() as work:
        assert (await desk.get(work, mission)).status is MissionStatus.TAKEN


async def test_what_a_former_operator_asked_for_is_not_done(store: Store) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    asked = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    await people.dismiss_operator(store, olive.id, "telegram:0")
    with pytest.raises(ApprovalClosed):
        await approvals.confirm(store, asked.id, oscar, administrator=False)


@pytest.mark.parametrize("how", ["dismissed", "forgotten"])
async def test_a_caller_s_wish_goes_on_without_whoever_asked_first(store: Store, how: str) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    first = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    await empty_outbox(store)
    if how == "dismissed":
        await people.dismiss_operator(store, olive.id, "telegram:0")
    else:
        await registration.forget(store, olive.id)
    assert ApprovalAgain in await kinds_for(store, OPERATORS)
    third = await person(store, await seed_operator(store))
    again = await approvals.ask(store, oscar.id, Deed.FORGET_CALLER, helpee)
    assert again.id != first.id
    assert (await approvals.confirm(store, again.id, third, administrator=False)).status is ApprovalStatus.CONFIRMED
    with pytest.raises(NotFound):
        await callers.look_at(store, oscar.id, helpee)


async def test_one_that_was_left_over_keeps_nobody_from_asking(store: Store) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    first = await approvals.ask(store, olive.id, Deed.FORGET_CALLER, helpee)
    async with store.writing() as work:
        asker = await work.people.by_id(olive.id)
        assert asker is not None
        asker.dismiss(work.now)
    again = await approvals.ask(store, oscar.id, Deed.FORGET_CALLER, helpee)
    assert again.id != first.id
    with pytest.raises(ApprovalClosed):
        await approvals.refuse(store, first.id, oscar, administrator=False)


async def test_once_settled_it_shows_nobody_who_it_is(store: Store, clock: Clock) -> None:
    olive, oscar, helpee, _mission = await a_caller(store)
    for settle in (approvals.confirm, approvals.refuse):
        asked = await approvals.ask(store, olive.id, Deed.EXPORT_CALLER, helpee)
        assert (await approvals.look(store, asked.id, oscar, administrator=False)).helpee.id == helpee
        await settle(store, asked.id, oscar, administrator=False)
        with pytest.raises(ApprovalClosed):
            await approvals.look(store, asked.id, oscar, administrator=False)
    asked = await approvals.ask(store, olive.id, Deed.EXPORT_CALLER, helpee)
    clock.advance(days=3)
    with pytest.raises(ApprovalClosed):
        await approvals.look(store, asked.id, oscar, administrator=False)


async def test_time_takes_a_caller_s_file_out_of_chats_and_settles_what_was_asked(store: Store, clock: Clock) -> None:
    olive, oscar, helpee, mission = await a_caller(store)
    async with store.reading() as work:
        zoe = (await desk.get(work, mission)).helper_id
    await missions.complete(store, mission, zoe or 0, Outcome.WELL)
    for one in (olive, oscar):
        await callers.keep_card(store, one, helpee, (one.external_id, "12"))
    clock.advance(days=1)
    asked = await approvals.ask(store, olive.id, Deed.EXPORT_CALLER, helpee)
    await empty_outbox(store)
    assert await retention.erase_due(store, Periods(missions=3_650, helpees=1, people=3_650, invitations=3_650))
    kinds = await kinds_for(store, to_person(olive.id))
    assert (kinds.count(CardGone), kinds.count(ApprovalAnswered)) == (1, 1)
    assert CardGone(caller_card(helpee)) in await outbox_of(store, to_person(oscar.id))
    with pytest.raises(ApprovalClosed):
        await approvals.confirm(store, asked.id, oscar, administrator=False)
