"""What protects others outlasts whoever has everything deleted about themselves and comes back."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from domain.availability import ALWAYS
from domain.errors import InvitationInvalid, NotOffered, TooManyChecks, TooOften
from domain.helper import HelperStatus
from domain.identity import ATTEMPTS_WITHIN, MOST_ATTEMPTS, Reason, Side
from domain.keeping import Periods
from domain.limits import LIMITS, Costly
from domain.mission import Mission
from domain.people import Person
from domain.refusal import KEPT_FOR, PARTED_FOR, RefusalKind
from services import callers, desk, duplicates, incidents, missions, people, registration, retention, review, safety
from services.duplicates import Finding, Sign
from services.erasure import erase_helpee
from services.incidents import Report
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage import tables
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, numbers, seed_helper, seed_operator, statuses
from tests.services.test_review import an_application

SHA256 = 32  # bytes
MO = Moderator("telegram:7", "Mo")
PHONE, OTHER_PHONE, CALLER = "+32470777777", "+32470888888", "+3225550099"


async def account_of(store: Store, number: int) -> Person:
    async with store.reading() as work:
        person = await work.people.by_id(number)
    assert person is not None
    return person


async def deletes_everything(store: Store, number: int) -> Person:
    """And writes again: somebody new, with the same account."""
    before = await account_of(store, number)
    await registration.forget(store, number)
    return await people.meet(store, before.app, before.external_id, "fr")


async def applies(store: Store, person: Person, phone: str = PHONE) -> int:
    """An application with its pictures; the number of its check."""
    check = await review.start(store, person.id)
    for side in Side:
        await review.receive(store, person.id, side, f"file-{side}", str(next(numbers)))
    await registration.apply(store, person.id, an_application(store, phone=phone, slots=ALWAYS))
    return check.id


async def found(store: Store, check_id: int) -> dict[Sign, Finding]:
    """What the moderators are shown beside this check."""
    async with store.reading() as work:
        check = await work.identity.get(check_id)
        assert check is not None
        assert check.helper is not None
        return {one.sign: one for one in await duplicates.findings(work, check, check.helper)}


async def parted(store: Store) -> tuple[int, int, Mission]:
    """An operator, a helper, and a mission that the helper had before the two were parted."""
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER))
    await missions.accept(store, mission.id, zoe)
    await safety.keep_apart(store, olive, mission.id, zoe)
    await desk.cancel(store, olive, mission.id)
    return olive, zoe, mission


async def rows(store: Store, table: str) -> str:
    async with store.reading() as work:
        return "\n".join(str(row) for row in await work.session.execute(select(tables.metadata.tables[table])))


@pytest.mark.parametrize("known_by", ["account", "number"])
async def test_who_was_parted_from_a_caller_stays_so_as_somebody_new(store: Store, known_by: str) -> None:
    olive, zoe, _ = await parted(store)
    back = await deletes_everything(store, zoe)
    if known_by == "number":
        back = await people.meet(store, "telegram", "4711", "fr")
    check_id = await applies(store, back, PHONE if known_by == "number" else OTHER_PHONE)
    assert (await found(store, check_id))[Sign.PARTED].count == 1
    await review.approve(store, check_id, MO)
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    assert back.id not in await statuses(store, mission.id)
    assert (await missions.around(store, back.id)).total == 0
    with pytest.raises(NotOffered):
        await missions.accept(store, mission.id, back.id)
    other = await desk.publish(store, olive, a_draft(store, urgent=True))
    assert back.id in await statuses(store, other.id)


async def test_a_number_that_comes_later_parts_them_too(store: Store) -> None:
    olive, zoe, _ = await parted(store)
    tom = await seed_helper(store, phone=OTHER_PHONE)
    await registration.forget(store, zoe)
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    assert tom in await statuses(store, mission.id)
    await registration.edit(store, tom, phone=PHONE)
    with pytest.raises(NotOffered):
        await missions.accept(store, mission.id, tom)


async def test_two_who_may_meet_again_do_so_although_marks_were_kept(store: Store) -> None:
    olive, zoe, mission = await parted(store)
    back = await deletes_everything(store, zoe)
    await review.approve(store, await applies(store, back), MO)
    async with store.reading() as work:
        again = await desk.get(work, mission.id)
    other = await desk.publish(store, olive, a_draft(store, phone=CALLER))
    async with store.writing() as work:  # somebody else's decision: they have met once more
        (await work.people.pairing(again.helpee.id, back.id)).frozen = False
    await missions.accept(store, other.id, back.id)
    incident = await incidents.report(store, olive, Report("k", other.id, "other", helper_id=back.id))
    await incidents.unfreeze(store, incident.id, MO)
    await desk.cancel(store, olive, other.id)
    third = await deletes_everything(store, back.id)
    await review.approve(store, await applies(store, third), MO)
    last = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    assert third.id in await statuses(store, last.id)


async def test_the_marks_of_two_who_were_parted_say_nothing_and_go(store: Store, clock: Clock) -> None:
    _, zoe, mission = await parted(store)
    account = await account_of(store, zoe)
    await registration.forget(store, zoe)
    async with store.reading() as work:
        (kept,) = await work.session.execute(select(tables.partings))
    assert kept.helpee_id == mission.helpee.id
    for mark in (kept.app_mark, kept.phone_mark):
        assert len(mark) == SHA256
        assert mark not in {hashlib.sha256(one.encode()).digest() for one in (PHONE, account.address)}
    clock.advance(PARTED_FOR)
    await Upkeep(store, periods=Periods(helpees=3_650, people=3_650)).once()
    assert await rows(store, "partings") == ""


async def test_a_caller_who_is_forgotten_takes_these_marks_along(store: Store) -> None:
    _, zoe, mission = await parted(store)
    await registration.forget(store, zoe)
    async with store.writing() as work:
        helpee = await work.people.helpee(mission.helpee.id)
        assert helpee is not None
        await erase_helpee(work, helpee)
    assert await rows(store, "partings") == ""


async def test_a_concern_that_was_looked_into_is_shown_until_it_is_cleared_up(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, olive, Report("k", mission.id, "money", helper_id=zoe))
    back = await deletes_everything(store, zoe)
    check_id = await applies(store, back, OTHER_PHONE)
    assert (await found(store, check_id))[Sign.INCIDENT].incidents == (incident.id,)
    tom = await people.meet(store, "telegram", "4711", "fr")
    by_number = await applies(store, tom)
    assert (await found(store, by_number))[Sign.INCIDENT].incidents == (incident.id,)
    await incidents.close(store, incident.id, MO, "talked")
    assert Sign.INCIDENT in await found(store, check_id)
    await incidents.reopen(store, incident.id, MO)
    await incidents.close(store, incident.id, MO, "cleared")
    assert Sign.INCIDENT not in await found(store, check_id)


async def test_a_mark_goes_with_its_incident(store: Store, clock: Clock) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, olive, Report("k", mission.id, "money", helper_id=zoe))
    await registration.forget(store, zoe)
    assert await rows(store, "refusals") != ""
    await incidents.close(store, incident.id, MO, "talked")
    clock.advance(days=200)
    await retention.erase_due(store, Periods(incidents=100, people=3_650))
    assert await rows(store, "refusals") == ""


async def test_a_cleared_one_leaves_no_mark_once_its_words_are_gone(store: Store, clock: Clock) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, olive, Report("k", mission.id, "money", helper_id=zoe))
    await registration.forget(store, zoe)
    assert await rows(store, "refusals") != ""
    await incidents.close(store, incident.id, MO, "nothing")
    clock.advance(days=100)
    assert await incidents.forget_words(store) == 1
    assert await rows(store, "refusals") == ""


async def test_who_raised_a_concern_leaves_no_mark_of_it(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await incidents.report(store, zoe, Report("k", mission.id, "unsafe"))
    await registration.forget(store, zoe)
    assert await rows(store, "refusals") == ""


@pytest.mark.parametrize("how", ["deleted", "in its time"])
async def test_who_was_under_age_is_shown_so_again(store: Store, clock: Clock, how: str) -> None:
    tim = await people.meet(store, "telegram", "4711", "fr")
    await review.reject(store, await applies(store, tim), MO, Reason.UNDER_AGE)
    if how == "deleted":
        tim = await deletes_everything(store, tim.id)
    else:
        clock.advance(days=40)
        assert await retention.erase_due(store, Periods())
        assert await registration.helper_of(store, tim.id) is None
    signs = await found(store, await applies(store, tim, OTHER_PHONE))
    assert Sign.UNDER_AGE in signs
    other = await people.meet(store, "telegram", "4712", "fr")
    assert Sign.UNDER_AGE in await found(store, await applies(store, other))
    clock.advance(KEPT_FOR[RefusalKind.UNDER_AGE])
    await Upkeep(store, periods=Periods(people=3_650)).once()
    assert RefusalKind.UNDER_AGE not in await rows(store, "refusals")


async def test_checks_that_failed_count_on(store: Store, clock: Clock) -> None:
    zoe = await people.meet(store, "telegram", "4711", "fr")
    for number in range(MOST_ATTEMPTS):
        check_id = await applies(store, zoe)
        assert (await found(store, check_id)).get(Sign.FAILED, Finding(Sign.FAILED, count=0)).count == number
        await review.reject(store, check_id, MO, Reason.UNREADABLE)
        zoe = await deletes_everything(store, zoe.id)
    with pytest.raises(TooManyChecks):
        await review.start(store, zoe.id)
    clock.advance(ATTEMPTS_WITHIN)
    await review.start(store, zoe.id)
    await Upkeep(store).once()
    assert await rows(store, "refusals") == ""


async def test_where_one_fails_after_others_a_moderator_talks_to_them(store: Store) -> None:
    zoe = await people.meet(store, "telegram", "4711", "fr")
    for again in (True, True, False):
        await review.reject(store, await applies(store, zoe), MO, Reason.UNREADABLE)
        if again:
            zoe = await deletes_everything(store, zoe.id)
    with pytest.raises(TooManyChecks) as caught:
        await review.start(store, zoe.id)
    assert caught.value.talking


async def guesses(store: Store, person: Person) -> type[Exception]:
    """What somebody hears who tries a wrong code."""
    with pytest.raises((InvitationInvalid, TooOften)) as caught:
        await people.accept_invitation(store, person.id, "wrong", "Eve")
    return caught.type


async def test_guessing_codes_is_not_begun_anew(store: Store, clock: Clock) -> None:
    eve = await people.meet(store, "telegram", "4711", "fr")
    for _ in range(LIMITS[Costly.CODES].many):
        assert await guesses(store, eve) is InvitationInvalid
        eve = await deletes_everything(store, eve.id)
    assert await guesses(store, eve) is TooOften
    eve = await deletes_everything(store, eve.id)
    assert await guesses(store, eve) is TooOften
    clock.advance(LIMITS[Costly.CODES].pause)
    assert await guesses(store, eve) is InvitationInvalid
    await Upkeep(store).once()
    assert await rows(store, "refusals") == ""


async def test_of_who_merely_leaves_nothing_stays(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await callers.stop_everything(store, olive, mission.helpee.id)
    back = await deletes_everything(store, zoe)
    assert await rows(store, "refusals") + await rows(store, "partings") == ""
    check_id = await applies(store, back)
    assert set(await found(store, check_id)) <= {Sign.LEFT}
    await review.approve(store, check_id, MO)
    helper = await registration.helper_of(store, back.id)
    assert helper is not None
    assert helper.status is HelperStatus.VALIDATED
