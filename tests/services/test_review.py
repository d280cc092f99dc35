"""Pictures come in, moderators decide, pictures go."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import (
    AlreadyApplied,
    AlreadyDecided,
    NotFound,
    NotRegistered,
    PicturesMissing,
    RuleBroken,
    Suspended,
)
from domain.helper import HelperPlace, HelperStatus
from domain.identity import PURGE_AFTER, CheckStatus, Reason, Side
from domain.network import KINDS
from domain.notices.identity import CheckDecided, PicturesGone, PicturesToReview, ReviewRequested
from domain.notices.names import MODERATORS, pictures_card, to_person
from domain.notices.notice import CardGone
from services import people, registration, review
from services.moderator import Moderator
from services.registration import Application
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import empty_outbox, kinds_for, numbers, outbox_of

MO, MAX = Moderator("telegram:7", "Mo"), Moderator("telegram:8", "Max")


def an_application(store: Store, **fields: Any) -> Application:
    """Complete answers."""
    place = HelperPlace(latitude=50.83, longitude=4.36, name="Ixelles", country="BE", radius_m=2_000)
    defaults: dict[str, Any] = {
        "name": "Zoé Exemple",
        "phone": "+32470000001",
        "country": "BE",
        "places": (place,),
        "kinds": frozenset(KINDS),
        "languages": frozenset({"fr"}),
        "slots": 1,
        "consent_version": "1",
        "consent_at": store.now(),
    }
    return Application(**{**defaults, **fields})


async def with_pictures(store: Store) -> int:
    """Somebody who has sent both pictures and not yet the application."""
    person = await people.meet(store, "telegram", f"5{next(numbers)}", "nl")
    await review.start(store, person.id)
    await review.receive(store, person.id, Side.CARD, "file-card", "11")
    await review.receive(store, person.id, Side.NOTE, "file-note", "12")
    return person.id


async def applied(store: Store) -> tuple[int, int]:
    """An applicant and their check, with an empty outbox."""
    person_id = await with_pictures(store)
    await registration.apply(store, person_id, an_application(store))
    check = await review.latest(store, person_id)
    assert check is not None
    await empty_outbox(store)
    return person_id, check.id


async def test_an_application_comes_before_the_moderators_once(store: Store) -> None:
    person_id = await with_pictures(store)
    await registration.apply(store, person_id, an_application(store))
    await registration.apply(store, person_id, an_application(store))
    check = await review.latest(store, person_id)
    assert check is not None
    assert check.status is CheckStatus.SUBMITTED
    assert await outbox_of(store, MODERATORS) == [PicturesToReview(check.id), ReviewRequested(check.id)]
    assert [one.id for one in await review.waiting(store)] == [check.id]


async def test_without_pictures_nothing_is_sent(store: Store) -> None:
    person = await people.meet(store, "telegram", f"5{next(numbers)}", "nl")
    await review.start(store, person.id)
    with pytest.raises(PicturesMissing):
        await registration.apply(store, person.id, an_application(store))
    assert await registration.helper_of(store, person.id) is None


async def test_a_decision_deletes_the_pictures_and_tells_the_helper(store: Store) -> None:
    person_id, check_id = await applied(store)
    await review.claim(store, check_id, MO)
    check = await review.approve(store, check_id, MO)
    assert check.pictures == []
    async with store.reading() as work:
        stored = await work.identity.get(check_id)
        assert stored is not None
        assert (stored.pictures, stored.decided_by_name) == ([], "Mo")
    assert CardGone in await kinds_for(store, MODERATORS)
    assert await outbox_of(store, to_person(person_id)) == [
        PicturesGone(("11", "12"), check_id),
        CheckDecided(check_id),
    ]
    helper = await registration.helper_of(store, person_id)
    assert helper is not None
    assert helper.status is HelperStatus.VALIDATED
    with pytest.raises(AlreadyApplied):
        await review.start(store, person_id)
    with pytest.raises(AlreadyApplied):
        await registration.apply(store, person_id, an_application(store))


@pytest.mark.parametrize("again", [False, True])
async def test_of_two_decisions_at_once_one_counts(store: Store, again: bool) -> None:
    person_id, check_id = await applied(store)
    other = review.ask_again if again else review.reject
    results = await asyncio.gather(
        review.approve(store, check_id, MO), other(store, check_id, MAX, Reason.UNREADABLE), return_exceptions=True
    )
    losers = [result for result in results if isinstance(result, RuleBroken)]
    assert len(losers) == 1
    assert isinstance(losers[0], AlreadyDecided)
    check = await review.latest(store, person_id)
    assert check is not None
    assert losers[0].by == ({"Mo", "Max"} - {str(check.decided_by_name)} and check.decided_by_name)


async def test_whoever_is_asked_again_sends_new_pictures(store: Store) -> None:
    person_id, check_id = await applied(store)
    await review.ask_again(store, check_id, MO, Reason.DIGITS_DIFFER)
    fresh = await review.start(store, person_id)
    assert fresh.id != check_id
    with pytest.raises(PicturesMissing):
        await review.submit(store, person_id)
    await review.receive(store, person_id, Side.CARD, "f3", "21")
    await review.receive(store, person_id, Side.NOTE, "f4", "22")
    assert (await review.submit(store, person_id)).status is CheckStatus.SUBMITTED


async def test_whoever_was_rejected_applies_again(store: Store) -> None:
    person_id, check_id = await applied(store)
    await review.reject(store, check_id, MO, Reason.EXPIRED)
    await review.start(store, person_id)
    await review.receive(store, person_id, Side.CARD, "f3", "21")
    await review.receive(store, person_id, Side.NOTE, "f4", "22")
    await registration.apply(store, person_id, an_application(store, name="Zoé Nouvelle"))
    helper = await registration.helper_of(store, person_id)
    assert helper is not None
    assert (helper.status, helper.name) == (HelperStatus.APPLIED, "Zoé Nouvelle")


async def test_whoever_has_left_applies_before_new_pictures_count(store: Store) -> None:
    person_id, check_id = await applied(store)
    await review.ask_again(store, check_id, MO, Reason.UNREADABLE)
    await registration.leave(store, person_id)
    await review.start(store, person_id)
    await review.receive(store, person_id, Side.CARD, "f3", "21")
    await review.receive(store, person_id, Side.NOTE, "f4", "22")
    with pytest.raises(NotRegistered):
        await review.submit(store, person_id)
    assert await review.waiting(store) == []
    await registration.apply(store, person_id, an_application(store))
    assert len(await review.waiting(store)) == 1


async def test_whoever_is_suspended_sends_no_pictures(store: Store) -> None:
    person_id, check_id = await applied(store)
    await review.ask_again(store, check_id, MO, Reason.UNREADABLE)
    await review.start(store, person_id)
    async with store.writing() as work:
        helper = await work.helpers.get(person_id)
        assert helper is not None
        helper.suspend()
    for send in (review.start, review.submit):
        with pytest.raises(Suspended):
            await send(store, person_id)


async def test_what_nobody_decides_is_purged_before_telegram_forbids_it(store: Store, clock: Clock) -> None:
    person_id, check_id = await applied(store)
    clock.advance(PURGE_AFTER - timedelta(minutes=1))
    assert await review.purge_due(store) == 0
    clock.advance(timedelta(minutes=2))
    assert await review.purge_due(store) == 1
    assert await review.purge_due(store) == 0
    assert await outbox_of(store, to_person(person_id)) == [
        PicturesGone(("11", "12"), check_id),
        CheckDecided(check_id),
    ]
    with pytest.raises(AlreadyDecided):
        await review.approve(store, check_id, MO)


async def test_giving_up_deletes_what_was_sent(store: Store) -> None:
    person_id = await with_pictures(store)
    await review.withdraw(store, person_id)
    check = await review.latest(store, person_id)
    assert check is not None
    assert await outbox_of(store, to_person(person_id)) == [PicturesGone(("11", "12"), check.id)]
    with pytest.raises(NotFound):
        await review.receive(store, person_id, Side.CARD, "late", "13")


async def test_forgetting_an_applicant_takes_the_request_back(store: Store) -> None:
    person_id, check_id = await applied(store)
    await registration.forget(store, person_id)
    assert await review.waiting(store) == []
    assert CardGone(pictures_card(check_id)) in await outbox_of(store, MODERATORS)
