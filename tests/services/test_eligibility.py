"""Who is offered a mission, against every rule as it is written down: whoever is asked may be, and nobody is passed
over for somebody who comes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from domain.matching import order
from domain.network import COUNTRIES
from domain.notices.missions import MissionOffered, NobodyLeft
from domain.notices.names import to_person
from domain.offer import OfferStatus
from domain.timetable import policy_of, told_at
from domain.waves import HEAD_START
from services import dispatch
from storage.tables import metadata
from storage.unit_of_work import Store, UnitOfWork
from tests.conftest import Clock
from tests.domain.builders import a_mission
from tests.domain.minutes import MINUTE, first_not_quiet, near_a_change
from tests.services.crowd import Need, Somebody, crowds, may_be_asked, metres_of, needs, rank, settle

on_databases = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def clear(work: UnitOfWork) -> None:
    """Empty the database, for the next example."""
    for table in reversed(metadata.sorted_tables):
        await work.session.execute(delete(table))


def in_order(crowd: Sequence[Somebody], numbers: Sequence[int], need: Need) -> list[int]:
    """Those who may be asked and are not asked already, as they should be asked."""
    possible = [
        (rank(one, number, need), number)
        for one, number in zip(crowd, numbers, strict=True)
        if may_be_asked(one, need) and one.own is not OfferStatus.OFFERED
    ]
    return [number for _rank, number in sorted(possible)]


@on_databases
@given(crowds, needs)
async def test_whoever_is_asked_may_be_and_nobody_before_them_is_left_out(
    store: Store, clock: Clock, crowd: list[Somebody], need: Need
) -> None:
    clock.now = need.now
    async with store.writing() as work:
        await clear(work)
        mission, numbers = await settle(work, crowd, need)
    async with store.writing() as work:
        held = await work.missions.lock(mission.id)
        assert held is not None
        asked = await dispatch.offer_next(work, held)
        policy = policy_of(held, need.now)
        step, least, is_head_start = policy.wave(held.wave), policy.least, held.wave == HEAD_START
        exhausted = held.exhausted_at is not None
    people = dict(zip(numbers, crowd, strict=True))
    before = sum(one.own is OfferStatus.OFFERED for one in crowd)
    async with store.reading() as work:
        offered = {one.helper_id for one in await work.missions.offers(mission.id) if one.status is OfferStatus.OFFERED}
        new = [number for number in numbers if number in offered and people[number].own is not OfferStatus.OFFERED]
        for number in numbers:
            letters = await work.outbox.letters_to(to_person(number), MissionOffered)
            assert letters == [MissionOffered(mission.id)] * (number in new)
        told = await work.outbox.letters_to(to_person(mission.operator.id), NobodyLeft)
    expected = in_order(crowd, numbers, need)
    assert asked == len(new)
    assert set(new) <= set(expected)
    if is_head_start:
        assert policy.head_start is not None
        known = [number for number in expected if people[number].liked]
        assert set(new) == set(known[: policy.head_start.most]) != set()
        return
    within = [
        number
        for number in expected
        if need.by_phone or people[number].liked or metres_of(people[number], need) <= step.reach_m
    ]
    beyond = [number for number in expected if number not in within]
    near, far = [one for one in within if one in new], [one for one in beyond if one in new]
    assert near == within[: len(near)]
    assert far == beyond[: len(far)]
    assert before + len(new) <= max(before, step.open)
    if len(near) < len(within):
        assert before + len(near) >= step.open
        assert not far
    if far:
        assert before + len(new) <= least
    if before + len(new) < min(least, step.open):
        assert len(new) == len(expected)
    assert exhausted == bool(told) == (not offered)


@on_databases
@given(crowds, needs, st.sampled_from([1, 2, 3, 6]), st.sampled_from([1, 2, 3, 6]))
async def test_however_few_are_looked_at_those_who_come_first_are_among_them(
    store: Store, clock: Clock, crowd: list[Somebody], need: Need, limit: int, wanted: int
) -> None:
    clock.now = need.now
    async with store.writing() as work:
        await clear(work)
        mission, numbers = await settle(work, crowd, need)
    async with store.reading() as work:
        found = order(await work.helpers.candidates(mission, limit=limit, wanted=wanted), mission)
    least = min(limit, wanted)
    assert [one.helper_id for one in found][:least] == in_order(crowd, numbers, need)[:least]


@given(near_a_change, st.integers(-60, 3 * 24 * 60), st.booleans(), st.sampled_from(sorted(COUNTRIES)))
def test_at_night_an_offer_waits_for_the_morning_unless_that_is_too_late(
    now: datetime, starts_in: int, urgent: bool, country: str
) -> None:
    starts = now + starts_in * MINUTE
    ends = starts + timedelta(hours=2)
    mission = a_mission(starts_at=starts, ends_at=ends, urgent=urgent, country=country)
    morning = first_not_quiet(now, COUNTRIES[country].zone)
    too_late = morning + timedelta(hours=1) > ends
    assert told_at(mission, now) == (now if urgent or too_late else morning)
