"""A mission's way through the services, with everything that everybody is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import (
    AlreadyTaken,
    AlreadyYours,
    MissionClosed,
    NotAllowed,
    NotFound,
    NotOffered,
    NotRegistered,
    RuleBroken,
    TooLateToRelease,
    TooManyMissions,
)
from domain.matching import Exclusion
from domain.mission import MissionStatus, Outcome
from domain.notices.missions import (
    HelperUnreachable,
    MissionAccepted,
    MissionCancelled,
    MissionCard,
    MissionCompleted,
    MissionExpired,
    MissionOffered,
    MissionReleased,
    NobodyLeft,
    OfferChanged,
)
from domain.notices.names import MODERATORS, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import ManyDoors
from domain.offer import OfferStatus
from domain.turnover import MOST_DOORS_A_DAY
from services import desk, dispatch, finding, missions, people, registration, timetable
from storage.errors import Conflict
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import (
    FIRST,
    a_draft,
    empty_outbox,
    kinds_for,
    outbox_of,
    seed_helper,
    seed_operator,
    statuses,
)


async def test_publishing_offers_to_the_nearest_and_tells_staff(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    far = await seed_helper(store, at=(51.05, 3.72))
    mission = await desk.publish(store, operator, a_draft(store))
    assert await statuses(store, mission.id) == {zoe: OfferStatus.OFFERED}
    async with store.writing() as work:
        letters = await work.outbox.claim(100, timedelta(minutes=1))
    told = {(letter.recipient, letter.kind) for letter in letters}
    assert told == {
        ("staff:operators", "MissionCard"),
        (to_person(operator), "MissionCard"),
        (to_person(zoe), "MissionOffered"),
    }
    assert to_person(far) not in {recipient for recipient, _ in told}


async def test_the_same_draft_twice_is_one_mission(store: Store) -> None:
    operator = await seed_operator(store)
    draft = a_draft(store)
    first, second = await desk.publish(store, operator, draft), await desk.publish(store, operator, draft)
    assert first.id == second.id


async def test_one_of_many_wins_and_the_others_are_told(store: Store) -> None:
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(8)]
    mission = await desk.publish(store, operator, a_draft(store))
    asked = await statuses(store, mission.id)
    await empty_outbox(store)
    results = await asyncio.gather(*(missions.accept(store, mission.id, one) for one in crowd), return_exceptions=True)
    winners = [one for one, result in zip(crowd, results, strict=True) if not isinstance(result, BaseException)]
    assert len(winners) == 1
    assert sum(isinstance(result, AlreadyTaken) for result in results) == 7
    for one in crowd:
        assert await kinds_for(store, to_person(one)) == ([OfferChanged] if one in asked or one in winners else [])
    assert await kinds_for(store, to_person(operator)) == [MissionCard, MissionAccepted]


async def test_that_somebody_is_to_be_called_back_is_told_before_the_others_cards_change(store: Store) -> None:
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(FIRST)]
    mission = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    await missions.accept(store, mission.id, crowd[0])
    told: list[tuple[str, str]] = []
    async with store.writing() as work:
        while letters := await work.outbox.claim(1, timedelta(minutes=1)):
            told.append((letters[0].recipient, letters[0].kind))
            await work.outbox.done(letters[0])
    assert told[:2] == [(to_person(operator), "MissionCard"), (to_person(operator), "MissionAccepted")]
    assert told[-1][1] == "OfferChanged"
    assert told[-FIRST] == (to_person(crowd[0]), "OfferChanged")  # the one who has it before those who have not


async def test_whoever_took_one_themselves_has_had_their_turn(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, slots=0)
    mission = await desk.publish(store, operator, a_draft(store))
    assert await statuses(store, mission.id) == {}
    await missions.accept(store, mission.id, zoe)
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert helper.last_offered_at == clock.now


async def test_accepting_twice_is_known_as_such(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    with pytest.raises(AlreadyYours):
        await missions.accept(store, mission.id, zoe)


async def test_who_may_not_accept(store: Store) -> None:
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store))
    with pytest.raises(NotRegistered):
        await missions.accept(store, mission.id, operator)
    with pytest.raises(NotFound):
        await missions.accept(store, 99_999, operator)
    for reason, fields in (
        (Exclusion.TOO_FAR, {"at": (51.05, 3.72)}),
        (Exclusion.OTHER_KIND, {"kinds": frozenset({"dog_walk"})}),
        (Exclusion.UNAVAILABLE, {"paused_at": store.now()}),
    ):
        with pytest.raises(NotOffered) as caught:
            await missions.accept(store, mission.id, await seed_helper(store, **fields))
        assert caught.value.reason == reason
    left = await seed_helper(store)
    await registration.leave(store, left)
    with pytest.raises(NotRegistered):
        await missions.accept(store, mission.id, left)
    await desk.cancel(store, operator, mission.id)
    with pytest.raises(MissionClosed):
        await missions.accept(store, mission.id, await seed_helper(store))


async def test_nobody_carries_more_than_they_can(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    for _ in range(3):
        mission = await desk.publish(store, operator, a_draft(store))
        await missions.accept(store, mission.id, zoe)
    fourth = await desk.publish(store, operator, a_draft(store))
    with pytest.raises(TooManyMissions):
        await missions.accept(store, fourth.id, zoe)


async def test_a_decline_asks_the_next_at_once_and_the_last_one_tells_the_operator(store: Store) -> None:
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(FIRST + 1)]
    mission = await desk.publish(store, operator, a_draft(store))
    asked = await statuses(store, mission.id)
    assert len(asked) == FIRST
    (waiting,) = set(crowd) - set(asked)
    first = next(iter(asked))
    await missions.decline(store, mission.id, first)
    await missions.decline(store, mission.id, first)
    assert (await statuses(store, mission.id))[waiting] is OfferStatus.OFFERED
    assert NobodyLeft not in await kinds_for(store, to_person(operator))
    for one in crowd:
        if one != first:
            await missions.decline(store, mission.id, one)
    assert (await kinds_for(store, to_person(operator))).count(NobodyLeft) == 1


async def test_nobody_eligible_is_told_at_once(store: Store) -> None:
    operator = await seed_operator(store)
    await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft in await kinds_for(store, to_person(operator))


async def test_a_release_is_offered_to_others_and_not_to_the_one_who_released(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await empty_outbox(store)
    await missions.release(store, mission.id, zoe)
    assert await statuses(store, mission.id) == {zoe: OfferStatus.RELEASED, tom: OfferStatus.OFFERED}
    assert await kinds_for(store, to_person(tom)) == [MissionOffered]
    assert MissionReleased in await kinds_for(store, to_person(operator))
    await missions.accept(store, mission.id, tom)
    with pytest.raises(AlreadyYours):
        await missions.decline(store, mission.id, tom)


async def test_whoever_has_handed_it_on_takes_it_again_once_an_operator_gives_it_to_them(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await missions.release(store, mission.id, zoe)
    with pytest.raises(NotOffered) as refused:
        await missions.accept(store, mission.id, zoe)
    assert refused.value.reason is Exclusion.HANDED_ON
    assert (await missions.around(store, zoe)).total == 0
    assert [helper.id for helper, _ in await finding.who_could(store, operator, mission.id)] == [zoe]
    await finding.give(store, operator, mission.id, zoe)
    assert [one.id for one in await missions.in_hand(store, zoe)] == [mission.id]


async def test_completing_is_remembered_for_helpee_helper_and_operator(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    draft = a_draft(store)
    mission = await desk.publish(store, operator, draft)
    await missions.accept(store, mission.id, zoe)
    _mission, helper = await missions.complete(
        store, mission.id, zoe, Outcome.WELL, receipt_cents=1845, note="Third floor"
    )
    assert helper.completed == 1
    assert MissionCompleted in await kinds_for(store, to_person(operator))
    file = await desk.file_of(store, operator, draft.phone)
    assert file is not None
    assert (file.knows, file.active, [one.id for one in file.last]) == ([helper.name], [], [mission.id])
    again = await desk.publish(store, operator, a_draft(store, phone=draft.phone))
    assert await missions.notes_for_next(store, again) == ["Third floor"]


async def test_completing_once_more_counts_once(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL, note="Third floor")
    await empty_outbox(store)
    again, helper = await missions.complete(store, mission.id, zoe, Outcome.PARTLY)
    assert (again.outcome, again.note, helper.completed) == (Outcome.WELL, "Third floor", 1)
    assert await kinds_for(store, to_person(operator)) == []
    with pytest.raises(MissionClosed):
        await missions.complete(store, mission.id, await seed_helper(store), Outcome.WELL)


@pytest.mark.parametrize(("outcome", "counted"), [(Outcome.WELL, 1), (Outcome.PARTLY, 1), (Outcome.NOT_DONE, 0)])
async def test_what_could_not_be_done_does_not_count(store: Store, outcome: Outcome, counted: int) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    _mission, helper = await missions.complete(store, mission.id, zoe, outcome)
    assert helper.completed == counted


async def test_whoever_is_liked_is_asked_first_from_farther_away(store: Store) -> None:
    operator = await seed_operator(store)
    liked = await seed_helper(store, at=(50.87, 4.37))
    draft = a_draft(store)
    first = await desk.publish(store, operator, draft)
    await missions.accept(store, first.id, liked)
    await missions.complete(store, first.id, liked, Outcome.WELL)
    for _ in range(FIRST + 2):
        await seed_helper(store)
    again = await desk.publish(store, operator, a_draft(store, phone=draft.phone))
    assert liked in await statuses(store, again.id)


async def test_cancelling_tells_whoever_has_it_and_whoever_was_asked(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await empty_outbox(store)
    await desk.cancel(store, operator, mission.id)
    assert await kinds_for(store, to_person(zoe)) == [MissionCancelled, CardGone, CardGone, OfferChanged]
    with pytest.raises(MissionClosed):
        await desk.cancel(store, operator, mission.id)


async def test_what_nobody_took_expires_once(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    taken = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, taken.id, zoe)
    clock.advance(timedelta(days=1))
    assert await timetable.keep_time(store) == 3  # the other is asked after, and the operator reminded to call back
    assert await timetable.keep_time(store) == 0
    followed = await desk.follow(store, operator, mission.id)
    assert followed.mission.status is MissionStatus.EXPIRED
    assert (await kinds_for(store, to_person(operator))).count(MissionExpired) == 1


async def test_nobody_takes_or_is_asked_for_what_is_over_and_not_expired_yet(store: Store, clock: Clock) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    asked = await desk.publish(store, operator, a_draft(store))
    held = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, held.id, zoe)
    mia = await seed_helper(store)
    clock.now = asked.ends_at
    await empty_outbox(store)
    with pytest.raises(MissionClosed) as caught:
        await missions.accept(store, asked.id, tom)
    assert caught.value.status == "expired"
    with pytest.raises(MissionClosed):
        await finding.ask_everybody(store, operator, asked.id)
    assert (await missions.around(store, mia)).total == 0
    await missions.decline(store, asked.id, zoe)
    with pytest.raises(TooLateToRelease):
        await missions.release(store, held.id, zoe)
    await registration.leave(store, zoe)
    assert mia not in await statuses(store, asked.id) | await statuses(store, held.id)
    assert await kinds_for(store, to_person(mia)) == []
    assert NobodyLeft not in await kinds_for(store, to_person(operator))
    assert await timetable.keep_time(store) == 2


async def test_asking_everybody_reaches_those_who_are_not_free_but_nobody_who_said_no(store: Store) -> None:
    operator = await seed_operator(store)
    no, busy = await seed_helper(store), await seed_helper(store, slots=1)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.decline(store, mission.id, no)
    assert await finding.ask_everybody(store, operator, mission.id) == 1
    assert (await statuses(store, mission.id))[busy] is OfferStatus.OFFERED


async def test_those_who_said_no_do_not_hide_those_who_live_further_away(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "EVERYBODY", 2)
    operator = await seed_operator(store)
    no = [await seed_helper(store) for _ in range(2)]
    further = await seed_helper(store, at=(50.8500, 4.3667), slots=1)
    mission = await desk.publish(store, operator, a_draft(store))
    for one in no:
        await missions.decline(store, mission.id, one)
    assert await finding.ask_everybody(store, operator, mission.id) == 1
    assert (await statuses(store, mission.id))[further] is OfferStatus.OFFERED


async def test_offers_of_somebody_who_can_t_be_reached_move_on(store: Store) -> None:
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(FIRST + 1)]
    mission = await desk.publish(store, operator, a_draft(store))
    asked = await statuses(store, mission.id)
    lost = next(iter(asked))
    async with store.reading() as work:
        person = await work.people.by_id(lost)
        assert person is not None
    await people.lose(store, person.app, person.external_id)
    now = await statuses(store, mission.id)
    assert now[lost] is OfferStatus.WITHDRAWN
    assert len(now) == len(crowd)
    assert (await people.meet(store, person.app, person.external_id, "fr")).reachable


async def test_who_holds_a_mission_and_can_t_be_reached_is_to_be_phoned(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    async with store.reading() as work:
        person = await work.people.by_id(zoe)
        assert person is not None
    await empty_outbox(store)
    await people.lose(store, person.app, person.external_id)
    assert await outbox_of(store, to_person(operator)) == [MissionCard(mission.id), HelperUnreachable(mission.id)]
    assert (await desk.follow(store, operator, mission.id)).to_be_phoned is not None
    await people.meet(store, person.app, person.external_id, "fr")
    assert await outbox_of(store, to_person(operator)) == [MissionCard(mission.id)]
    assert (await desk.follow(store, operator, mission.id)).to_be_phoned is None


async def test_what_was_offered_to_somebody_who_takes_a_break_moves_on(store: Store) -> None:
    operator = await seed_operator(store)
    for _ in range(FIRST + 1):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    asked = await statuses(store, mission.id)
    tired = next(iter(asked))
    await registration.pause(store, tired)
    now = await statuses(store, mission.id)
    assert now.pop(tired) is OfferStatus.WITHDRAWN
    assert list(now.values()) == [OfferStatus.OFFERED] * FIRST


async def test_that_nobody_is_left_is_told_again_after_everybody_was_asked(store: Store) -> None:
    operator, busy = await seed_operator(store), await seed_helper(store, slots=1)
    mission = await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))
    await finding.ask_everybody(store, operator, mission.id)
    await missions.decline(store, mission.id, busy)
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))


async def test_that_nobody_is_left_is_told_again_after_somebody_had_it(store: Store) -> None:
    operator, busy = await seed_operator(store), await seed_helper(store, slots=0)
    mission = await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))
    await missions.accept(store, mission.id, busy)
    await missions.release(store, mission.id, busy)
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))


async def test_that_nobody_is_left_is_told_again_after_somebody_new_was_asked(store: Store) -> None:
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))
    newcomer = await seed_helper(store)
    async with store.writing() as work:
        found = await work.missions.lock(mission.id)
        assert found is not None
        await dispatch.offer_next(work, found)
    await missions.decline(store, mission.id, newcomer)
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))


async def test_operators_only(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await people.dismiss_operator(store, operator, "telegram:0")
    for who in (operator, zoe):
        for act in (
            desk.publish(store, who, a_draft(store)),
            desk.cancel(store, who, mission.id),
            desk.call_back(store, who, mission.id, zoe),
            desk.change_details(store, who, mission.id, "x"),
            finding.ask_everybody(store, who, mission.id),
            desk.follow(store, who, mission.id),
            desk.file_of(store, who, "+3225550001"),
            desk.foresee(store, who, a_draft(store)),
            desk.listing(store, who, [MissionStatus.OPEN]),
        ):
            with pytest.raises(NotAllowed):
                await act


async def test_the_forecast_writes_nothing(store: Store) -> None:
    operator = await seed_operator(store)
    await seed_helper(store)
    draft = a_draft(store)
    told = await desk.foresee(store, operator, draft)
    assert (told.eligible, told.within_km) == (1, 1)
    assert await desk.file_of(store, operator, draft.phone) is None
    assert (await desk.listing(store, operator, list(MissionStatus))).total == 0


async def test_leaving_hands_everything_on_and_forgetting_leaves_no_person(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    held = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, held.id, zoe)
    asked = await desk.publish(store, operator, a_draft(store))
    await registration.forget(store, zoe)
    assert await statuses(store, held.id) == {tom: OfferStatus.OFFERED}
    assert await statuses(store, asked.id) == {tom: OfferStatus.OFFERED}
    async with store.reading() as work:
        assert await work.people.by_id(zoe) is None
        assert await work.helpers.get(zoe) is None
    await registration.forget(store, zoe)


async def test_around_shows_the_nearest_first_and_only_what_one_may_take(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, kinds=frozenset({"groceries"}))
    near = await desk.publish(store, operator, a_draft(store))
    nearer = await desk.publish(store, operator, a_draft(store, latitude=50.8333, longitude=4.3667))
    await desk.publish(store, operator, a_draft(store, kind="dog_walk"))
    await desk.publish(store, operator, a_draft(store, latitude=51.05, longitude=3.72))
    found = await missions.around(store, zoe)
    assert [mission.id for mission, _ in found.missions] == [nearer.id, near.id]
    assert found.total == 2


async def test_refused_acts_leave_nothing_behind(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await empty_outbox(store)
    for act in (
        missions.accept(store, mission.id, tom),
        missions.release(store, mission.id, tom),
        missions.set_out(store, mission.id, tom),
        missions.complete(store, mission.id, tom, Outcome.WELL),
        missions.complete(store, mission.id, zoe, Outcome.WELL, receipt_cents=-1),
    ):
        with pytest.raises(RuleBroken):
            await act
    async with store.reading() as work:
        assert await work.outbox.waiting() == 0


async def test_a_card_that_is_not_on_record_is_taken_care_of_once_it_is_tapped(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    for _ in range(2):
        await missions.adopt_card(store, mission.id, zoe, "1", "77")
    await missions.adopt_card(store, mission.id, operator, "9", "78")
    assert await kinds_for(store, to_person(zoe)) == [OfferChanged]
    assert await kinds_for(store, to_person(operator)) == []


async def test_who_leaves_while_others_publish_is_not_told_of_a_conflict() -> None:
    tried = 0

    @dispatch.again_if_overtaken
    async def leave() -> str:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise Conflict("offers_helper_id_fkey")
        return "left"

    assert await leave() == "left"


async def hands_on(store: Store, operator: int, helper: int, **draft: Any) -> int:
    """The helper takes a new mission by themselves and hands it on; its number."""
    mission = await desk.publish(store, operator, a_draft(store, **draft))
    await missions.accept(store, mission.id, helper)
    await missions.release(store, mission.id, helper)
    return mission.id


async def test_nobody_sees_more_doors_a_day_than_a_busy_helper_unless_an_operator_gives_them(
    store: Store, clock: Clock
) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    same = a_draft(store).phone
    for _ in range(2):
        await hands_on(store, operator, zoe, phone=same)  # one door, seen twice
    for _ in range(MOST_DOORS_A_DAY - 2):
        await hands_on(store, operator, zoe)
    waiting = await desk.publish(store, operator, a_draft(store, urgent=True))
    last = await desk.publish(store, operator, a_draft(store))
    tom = await seed_helper(store)
    assert await statuses(store, waiting.id) == {zoe: OfferStatus.OFFERED}
    await missions.accept(store, last.id, zoe)
    assert await statuses(store, waiting.id) == {zoe: OfferStatus.WITHDRAWN, tom: OfferStatus.OFFERED}
    with pytest.raises(NotOffered) as refused:
        await missions.accept(store, waiting.id, zoe)
    assert refused.value.reason is Exclusion.SEEN_ENOUGH
    again = await desk.publish(store, operator, a_draft(store, phone=same))
    call = await desk.publish(store, operator, a_draft(store, kind="moral_support", limit_cents=None))
    found = await missions.around(store, zoe)
    assert found.seen_enough
    assert [mission.id for mission, _ in found.missions] == [again.id, call.id]
    await missions.accept(store, again.id, zoe)  # a door that they know already
    await finding.give(store, operator, waiting.id, zoe)
    for one in (last, again, waiting):
        await missions.complete(store, one.id, zoe, Outcome.WELL)
    clock.advance(hours=25)
    next_day = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, next_day.id, zoe)


async def test_whoever_phones_many_callers_knows_no_door_by_it(store: Store) -> None:
    operator, tom = await seed_operator(store), await seed_helper(store)

    async def does(kind: str) -> None:
        mission = await desk.publish(store, operator, a_draft(store, kind=kind, limit_cents=None))
        await missions.accept(store, mission.id, tom)
        await missions.complete(store, mission.id, tom, Outcome.WELL)

    for _ in range(MOST_DOORS_A_DAY):
        await does("moral_support")
    assert not await outbox_of(store, MODERATORS)
    for _ in range(MOST_DOORS_A_DAY):
        await does("dog_walk")
    assert ManyDoors(tom, taken=2 * MOST_DOORS_A_DAY, doors=MOST_DOORS_A_DAY) in await outbox_of(store, MODERATORS)
    await does("moral_support")
