"""A helper's own affairs: apply, edit, pause, leave, forget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.availability import morning_after
from domain.errors import NotFound, NotRegistered
from domain.helper import BARRED, Helper, HelperPlace, HelperStatus
from domain.network import COUNTRIES
from domain.notices.identity import ReviewRequested
from domain.notices.missions import BreakOver
from domain.notices.names import MODERATORS, talk_card, to_person
from domain.notices.notice import CardGone
from domain.people import Person
from services import (
    barred_staff,
    dispatch,
    duplicates,
    erasure,
    handover,
    incidents,
    missions,
    partings,
    purges,
    refusals,
    review,
    sanctions,
    talks,
    turnover,
    ways_in,
)
from storage.unit_of_work import Store, UnitOfWork

FREE_FOR = timedelta(hours=2)
TIME = "system"
"""Who wants it where what is kept has been kept for long enough, for the journal."""


@dataclass(frozen=True, slots=True)
class Application:
    """Everything asked of somebody who wants to help. `slots` is a mask of weekly slots."""

    name: str
    phone: str
    country: str
    places: tuple[HelperPlace, ...]
    kinds: frozenset[str]
    languages: frozenset[str]
    slots: int
    consent_version: str
    consent_at: datetime


async def helper_of(store: Store, person_id: int) -> Helper | None:
    """The helper that this person is, if any."""
    async with store.reading() as work:
        return await work.helpers.get(person_id)


async def apply(store: Store, person_id: int, application: Application) -> Helper:
    """Send an application with its identity check to the moderators.

    Sending the same one twice changes nothing. Raises PicturesMissing, AlreadyApplied or Suspended.
    """
    async with store.writing() as work:
        check = await work.identity.open_of(person_id)
        helper = await work.helpers.get(person_id, lock=True)
        if helper is None:
            person = await work.people.by_id(person_id)
            if person is None:
                raise NotFound
            await review.require_not_barred(work, person_id)
            helper = Helper(
                person=person,
                id=person_id,
                name=application.name,
                phone=application.phone,
                country=application.country,
                places=list(application.places),
                kinds=application.kinds,
                languages=application.languages,
                slots=application.slots,
                applied_at=work.now,
                consent_version=application.consent_version,
                consent_at=application.consent_at,
            )
            work.helpers.add(helper)
        else:
            helper.apply_again(work.now)
            helper.name, helper.phone, helper.kinds = application.name, application.phone, application.kinds
            helper.languages, helper.slots = application.languages, application.slots
            helper.consent_version, helper.consent_at = application.consent_version, application.consent_at
            helper.move(application.places)
        if check is None:
            check = await work.identity.latest_of(person_id)
            if check is None:
                raise NotFound
        check.submit(helper, work.now)
        await work.flush()
        await review.show(work, check)
        await work.journal.write(to_person(person_id), "applied", to_person(person_id))
    return helper


@dispatch.again_if_overtaken
async def edit(store: Store, person_id: int, **changes: Any) -> Helper:
    """Change what a helper offers: `kinds`, `languages`, `slots`, `phone`, `places`. What is open before them and is
    not for them any more is handed on. Raises NotRegistered.
    """
    async with store.writing() as work:
        helper = await partings.lock(work, person_id, phone=changes.get("phone"))
        if helper is None:
            raise NotRegistered
        places: Sequence[HelperPlace] | None = changes.pop("places", None)
        if places is not None:
            helper.move([replace(place, id=0) for place in places])  # copies, since another try can't add the same
        before = helper.phone
        for name, value in changes.items():
            if name not in {"kinds", "languages", "slots", "phone"}:
                raise ValueError(f"a helper can't change {name}")
            setattr(helper, name, value)
        await work.flush()
        if "phone" in changes:
            await partings.part_again(work, helper)
            await partings.share(work, helper)
            await work.flush()
            await duplicates.note_number(work, helper, before)
        await dispatch.hand_on_offers(work, person_id)
    return helper


@dispatch.again_if_overtaken
async def pause(store: Store, person_id: int, days: int | None = None) -> Helper:
    """Send this helper no missions until they resume, or until the morning in so many days.

    Raises NotRegistered, NotValidated, Suspended.
    """
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        until = None if days is None else morning_after(work.now, days, COUNTRIES[helper.country].zone)
        helper.pause(work.now, until)
        await work.flush()
        await dispatch.hand_on_offers(work, person_id)
    return helper


async def resume(store: Store, person_id: int) -> Helper:
    """Send this helper missions again. Raises NotRegistered, NotValidated, Suspended."""
    async with store.writing() as work:
        helper = await _helper(work, person_id)
        helper.resume()
    return helper


async def be_free(store: Store, person_id: int) -> Helper:
    """Send this helper missions of the next hours, whatever hours they gave. Raises NotRegistered, NotValidated,
    Suspended.
    """
    async with store.writing() as work:
        helper = await _helper(work, person_id)
        helper.be_free(work.now + FREE_FOR)
    return helper


async def keep_hours(store: Store, limit: int = 100) -> int:
    """End the breaks and the free hours that are over; how many helpers this concerned."""
    async with store.reading() as work:
        numbers = await work.helpers.hours_over(limit)
    for number in numbers:
        async with store.writing() as work:
            helper = await _helper(work, number)
            if helper.free_until is not None and helper.free_until <= work.now:
                helper.free_until = None
            if helper.paused_until is not None and helper.paused_until <= work.now:
                over = helper.status is HelperStatus.VALIDATED
                helper.paused_at = helper.paused_until = None
                if over:
                    await work.outbox.add(to_person(number), BreakOver())
    return len(numbers)


@dispatch.again_if_overtaken
async def leave(store: Store, person_id: int) -> None:
    """Stop helping: accepted missions are released and open offers handed on first. Raises NotRegistered."""
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        helper.leave()
        await _hand_everything_on(work, person_id, to_person(person_id))
        await work.journal.write(to_person(person_id), "left", to_person(person_id))


@dispatch.again_if_overtaken
async def forget(store: Store, person_id: int, deleted: Collection[str] = ()) -> None:
    """Delete what is stored about a person; what they hold is handed on first. Counts of missions stay. So does an
    incident they were part of, in its own words and by their number alone: nobody has to stay to be looked into, and
    nobody takes away by leaving what somebody else has said. `deleted`: the messages in their chat that are gone
    already; of the other pictures there, the chat is kept until they are.
    """
    async with store.writing() as work:
        person = await work.people.by_id(person_id)
        if person is not None:
            await forget_now(work, person, to_person(person_id), deleted)


async def forget_now(work: UnitOfWork, person: Person, by: str, deleted: Collection[str] = ()) -> None:
    """The same as a step of other services, to be tried again if overtaken; `by`: who wants it, for the journal."""
    person_id = person.id
    helper = await partings.lock(work, person_id)
    if helper is not None and helper.status not in BARRED:
        helper.leave()
    talk = await work.talks.open_of(person_id)
    await _hand_everything_on(work, person_id, by)
    await review.take_cards_back(work, await work.identity.numbers_of(person_id))
    if talk is not None:
        await work.outbox.add(MODERATORS, CardGone(talk_card(talk.id)))
    await handover.hand_desk_on(work, person_id)
    if helper is not None:
        await sanctions.let_go(work, helper, its_time=by == TIME)
    await refusals.outlast_codes(work, person)
    await ways_in.outlast_dismissal(work, person)
    await incidents.let_go(work, person_id, person.address)
    await purges.let_go(work, person, deleted)
    await barred_staff.forget(work, person_id)
    await work.flush()
    await erasure.take_name_back(work, person_id)
    await work.erasing.person(person)
    await work.journal.write(by, "forgotten", to_person(person_id))


async def _hand_everything_on(work: UnitOfWork, person_id: int, by: str) -> None:
    """`by`: who wants it. What they have in hand is released by themselves, or taken from them by anybody else."""
    check = await work.identity.open_of(person_id)
    if check is not None:
        await purges.begin(work, check, check.withdraw(work.now))
        await work.outbox.add(MODERATORS, ReviewRequested(check.id))
    await talks.withdraw(work, person_id)
    await work.flush()
    themselves = by == to_person(person_id)
    for mission in await work.missions.active_of_helper(person_id):
        if themselves:
            await missions.hand_on(work, mission, person_id)
        else:
            await missions.take_away(work, mission, person_id, by)
    if themselves:
        await turnover.look(work, person_id)
    await dispatch.hand_on_offers(work, person_id)


async def _helper(work: UnitOfWork, person_id: int) -> Helper:
    helper = await work.helpers.get(person_id, lock=True)
    if helper is None:
        raise NotRegistered
    return helper
