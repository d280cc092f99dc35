"""Who is asked, and when they hear of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.availability import PartOfDay, slots
from domain.helper import HelperPlace
from domain.mission import Mission, MissionStatus
from domain.network import MAX_ACTIVE_MISSIONS
from domain.notices.missions import MissionCard, MissionOffered, NobodyLeft, OfferChanged
from domain.notices.names import OPERATORS, to_person
from domain.offer import OfferStatus
from services import desk, dispatch, missions, registration
from storage.errors import Conflict
from storage.unit_of_work import Store, UnitOfWork
from tests.conftest import Clock
from tests.services.seeds import (
    IXELLES,
    a_draft,
    ask_one_at_a_time,
    empty_outbox,
    outbox_of,
    seed_helper,
    seed_operator,
    statuses,
)

GHENT = (51.05, 3.72)


def a_place(at: tuple[float, float] = IXELLES, radius_m: int = 5_000) -> HelperPlace:
    return HelperPlace(latitude=at[0], longitude=at[1], name="…", country="BE", radius_m=radius_m)


async def publish_by_phone(store: Store, operator: int) -> Mission:
    """Moral support in French."""
    by_phone = {"kind": "moral_support", "latitude": None, "longitude": None, "limit_cents": None}
    return await desk.publish(store, operator, a_draft(store, **by_phone))


async def fill_hands(store: Store, operator: int, helper: int, count: int) -> None:
    """Let a helper accept so many missions."""
    for _ in range(count):
        await missions.accept(store, (await desk.publish(store, operator, a_draft(store))).id, helper)


async def test_in_quiet_hours_helpers_sleep_unless_it_is_urgent(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=23)
    operator, zoe = await seed_operator(store), await seed_helper(store)
    tomorrow = {"starts_at": clock.now + timedelta(hours=12), "ends_at": clock.now + timedelta(hours=16)}
    await desk.publish(store, operator, a_draft(store, **tomorrow))
    assert await outbox_of(store, to_person(zoe)) == []
    urgent = await desk.publish(store, operator, a_draft(store, urgent=True, **tomorrow))
    assert await outbox_of(store, to_person(zoe)) == [MissionOffered(urgent.id)]
    clock.advance(timedelta(hours=9))
    assert [type(one) for one in await outbox_of(store, to_person(zoe))] == [MissionOffered]


async def test_what_begins_before_the_morning_is_not_kept_until_then(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=20, minute=40)  # 21:40 in Brussels
    operator, zoe = await seed_operator(store), await seed_helper(store)
    published = []
    for starts, ends in ((-1, 1), (9, 10)):
        times = {"starts_at": clock.now + timedelta(hours=starts), "ends_at": clock.now + timedelta(hours=ends)}
        published.append(await desk.publish(store, operator, a_draft(store, **times)))
    assert await outbox_of(store, to_person(zoe)) == [MissionOffered(one.id) for one in published]


async def test_whoever_is_free_only_in_the_part_of_the_window_that_is_over_is_not_asked(
    store: Store, clock: Clock
) -> None:
    operator = await seed_operator(store)
    early = await seed_helper(store, slots=slots([(2, PartOfDay.MORNING)]))
    late = await seed_helper(store, slots=slots([(2, PartOfDay.EVENING)]))
    whole_day = {"starts_at": clock.now, "ends_at": clock.now + timedelta(hours=12)}
    mission = await desk.publish(store, operator, a_draft(store, **whole_day))
    assert set(await statuses(store, mission.id)) == {early, late}
    await missions.accept(store, mission.id, late)
    clock.advance(hours=9)  # 19:00
    later = await seed_helper(store, slots=slots([(2, PartOfDay.EVENING)]))
    await missions.release(store, mission.id, late)
    now = await statuses(store, mission.id)
    assert now[later] is OfferStatus.OFFERED
    assert now[early] is OfferStatus.WITHDRAWN


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": frozenset({"dog_walk", "moral_support"})},
        {"places": [a_place(GHENT)]},
        {"places": [a_place(radius_m=500)]},
    ],
)
async def test_whoever_does_not_do_that_or_not_there_any_more_makes_room_for_the_next(
    store: Store, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_one_at_a_time(monkeypatch)
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission, by_phone = await desk.publish(store, operator, a_draft(store)), await publish_by_phone(store, operator)
    tom = await seed_helper(store)
    await empty_outbox(store)
    await registration.edit(store, zoe, **changes)
    assert await statuses(store, mission.id) == {zoe: OfferStatus.WITHDRAWN, tom: OfferStatus.OFFERED}
    assert await statuses(store, by_phone.id) == {zoe: OfferStatus.OFFERED}
    async with store.writing() as work:
        letters = await work.outbox.claim(100, timedelta(minutes=1))
    assert {(letter.recipient, letter.kind) for letter in letters} == {
        (to_person(zoe), "OfferChanged"),
        (to_person(tom), "MissionOffered"),
        (to_person(operator), "MissionCard"),
        (OPERATORS, "MissionCard"),
    }


async def test_whoever_does_not_speak_the_language_any_more_is_not_waited_for_on_the_phone(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission, by_phone = await desk.publish(store, operator, a_draft(store)), await publish_by_phone(store, operator)
    await registration.edit(store, zoe, languages=frozenset({"nl"}))
    assert await statuses(store, by_phone.id) == {zoe: OfferStatus.WITHDRAWN}
    assert await statuses(store, mission.id) == {zoe: OfferStatus.OFFERED}
    assert NobodyLeft(by_phone.id) in await outbox_of(store, to_person(operator))


async def test_whoever_gives_other_hours_may_still_take_what_they_were_asked_for(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    await registration.edit(store, zoe, slots=slots([(6, PartOfDay.MORNING)]), phone="+32470999999")
    assert await statuses(store, mission.id) == {zoe: OfferStatus.OFFERED}
    assert await outbox_of(store, to_person(zoe)) == []
    await missions.accept(store, mission.id, zoe)


async def test_a_place_that_was_kept_in_vain_at_first_is_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    offer_next, tries = dispatch.offer_next, 0

    async def overtaken_once(work: UnitOfWork, mission: Mission) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Conflict("offers_helper_id_fkey")
        await offer_next(work, mission)

    monkeypatch.setattr(dispatch, "offer_next", overtaken_once)
    await registration.edit(store, zoe, places=[a_place(GHENT)])
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert [place.point for place in helper.places] == [GHENT]
    assert (tries, await statuses(store, mission.id)) == (2, {zoe: OfferStatus.WITHDRAWN})


async def test_whoever_has_their_hands_full_makes_room_for_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_one_at_a_time(monkeypatch)
    operator, zoe = await seed_operator(store), await seed_helper(store)
    first, second = [await desk.publish(store, operator, a_draft(store)) for _ in range(2)]
    await fill_hands(store, operator, zoe, MAX_ACTIVE_MISSIONS - 1)
    tom = await seed_helper(store)
    assert await statuses(store, first.id) == {zoe: OfferStatus.OFFERED}
    await empty_outbox(store)
    await missions.accept(store, second.id, zoe)
    assert await statuses(store, first.id) == {zoe: OfferStatus.WITHDRAWN, tom: OfferStatus.OFFERED}
    assert await statuses(store, second.id) == {zoe: OfferStatus.ACCEPTED}
    async with store.writing() as work:
        assert await work.outbox.letters_to(to_person(tom), MissionOffered) == [MissionOffered(first.id)]
        assert OfferChanged(first.id) in await work.outbox.letters_to(to_person(zoe), OfferChanged)
        assert MissionCard(first.id) in await work.outbox.letters_to(to_person(operator), MissionCard)


async def test_that_the_only_one_left_has_their_hands_full_is_told(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    waits = await desk.publish(store, operator, a_draft(store))
    await fill_hands(store, operator, zoe, MAX_ACTIVE_MISSIONS)
    assert NobodyLeft(waits.id) in await outbox_of(store, to_person(operator))


async def test_whoever_takes_their_last_two_at_once_makes_room_as_well(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    waits, *wanted = [await desk.publish(store, operator, a_draft(store)) for _ in range(3)]
    await fill_hands(store, operator, zoe, MAX_ACTIVE_MISSIONS - 2)
    await asyncio.gather(*(missions.accept(store, mission.id, zoe) for mission in wanted))
    assert await statuses(store, waits.id) == {zoe: OfferStatus.WITHDRAWN}
    assert len(await missions.in_hand(store, zoe)) == MAX_ACTIVE_MISSIONS


async def test_staff_see_that_somebody_on_a_break_is_not_asked_any_more(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    await registration.pause(store, zoe)
    assert await outbox_of(store, to_person(operator)) == [MissionCard(mission.id)]
    followed = await desk.follow(store, operator, mission.id)
    assert followed.mission.status is MissionStatus.OPEN
    assert (followed.count(OfferStatus.OFFERED), followed.count(OfferStatus.WITHDRAWN)) == (1, 1)
