"""What becomes of missions in hand when a validation ends, or somebody is forgotten: time takes, nobody releases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.errors import AlreadyApplied
from domain.helper import HelperStatus
from domain.notices.missions import MissionMoved, MissionReleased
from domain.notices.safeguarding import MissionTakenAway
from domain.validity import MONTHS, valid_until
from services import desk, missions, registration, review, validity
from services.registration import Application
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator


async def with_a_mission_of_tomorrow(store: Store, clock: Clock) -> tuple[int, int, int]:
    """Somebody whose validation ends in an hour; the numbers of operator, helper and mission."""
    operator, helper = await seed_operator(store), await seed_helper(store)
    async with store.writing() as work:
        found = await work.helpers.get(helper)
        assert found is not None
        found.approve(work.now, valid_until(work.now, MONTHS))
        assert found.valid_until is not None
        until: datetime = found.valid_until
    clock.now = until - timedelta(hours=1)
    begins = clock.now + timedelta(days=1)
    mission = await desk.publish(store, operator, a_draft(store, starts_at=begins, ends_at=begins + timedelta(hours=2)))
    await missions.accept(store, mission.id, helper)
    await empty_outbox(store)
    return operator, helper, mission.id


async def noted(store: Store, mission_id: int) -> tuple[str, str, object]:
    """The last thing in the journal about a mission: by whom, what, and of which helper."""
    async with store.reading() as work:
        last = (await work.journal.about(f"mission:{mission_id}"))[-1]
    return last.actor, last.action, last.details.get("helper")


async def test_what_the_end_of_a_validation_takes_is_not_said_to_be_released(store: Store, clock: Clock) -> None:
    operator, helper, mission = await with_a_mission_of_tomorrow(store, clock)
    clock.advance(hours=2)
    await validity.keep(store)
    assert await noted(store, mission) == ("system", "took away", helper)
    told = await kinds_for(store, f"person:{operator}")
    assert MissionTakenAway in told
    assert MissionReleased not in told
    assert MissionMoved in await kinds_for(store, f"person:{helper}")


async def test_what_is_taken_from_whom_time_forgets_is_not_said_to_be_released(store: Store, clock: Clock) -> None:
    operator, helper, mission = await with_a_mission_of_tomorrow(store, clock)
    async with store.writing() as work:
        person = await work.people.by_id(helper)
        assert person is not None
        await registration.forget_now(work, person, by="system")
    assert await noted(store, mission) == ("system", "took away", helper)
    assert MissionTakenAway in await kinds_for(store, f"person:{operator}")


async def test_who_applies_anew_after_the_end_keeps_what_they_have_in_hand(store: Store, clock: Clock) -> None:
    operator, helper = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, helper)
    async with store.writing() as work:
        found = await work.helpers.get(helper)
        assert found is not None
        found.expire()
    application = Application("Zoé", found.phone, "BE", (), frozenset(), frozenset(), 1, "1", store.now())
    await review.start(store, helper)
    with pytest.raises(AlreadyApplied):
        await registration.apply(store, helper, application)
    kept = await registration.helper_of(store, helper)
    assert kept is not None
    assert kept.status is HelperStatus.EXPIRED
    assert (await missions.held_by(store, mission.id, helper)).id == mission.id


async def test_who_leaves_releases_what_they_have_themselves(store: Store, clock: Clock) -> None:
    operator, helper, mission = await with_a_mission_of_tomorrow(store, clock)
    await registration.leave(store, helper)
    assert await noted(store, mission) == (f"person:{helper}", "released", None)
    assert MissionReleased in await kinds_for(store, f"person:{operator}")
