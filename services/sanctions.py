"""Moderators decide about helpers: suspend, ban, reinstate. What the person was doing is handed on at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.availability import morning_after
from domain.errors import NotAllowed, NotFound
from domain.helper import BARRED, Helper, HelperStatus
from domain.incident import Incident
from domain.network import COUNTRIES
from domain.notices.identity import ReviewRequested
from domain.notices.names import MODERATORS, file_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import HelperFile, HelperFileAgain, HelperSanctioned
from domain.people import Person, StaffRole
from domain.refusal import SHUT_OUT, RefusalKind
from domain.sanction import CAUSES, Decision, Note, Sanction, of_helper
from services import barred_staff, dispatch, missions, parted, purges, refusals, talks, validity
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork

TIME = Moderator("system", "")
MOST_FOUND = 8
log = structlog.get_logger("sanctions")
SHORT_NUMBER = re.compile(r"[0-9]{1,9}")  # what a column surely holds


@dataclass(frozen=True, slots=True)
class File:
    """What moderators know of a helper. `waits`: their suspension goes on until an incident is closed."""

    helper: Helper
    in_hand: int
    history: list[Decision]
    notes: list[Note]
    incidents: list[Incident]
    staff: list[StaffRole]
    waits: bool


@dispatch.again_if_overtaken
async def suspend(
    store: Store, helper_id: int, by: Moderator, cause: str, days: int = 0, *, administrators: Collection[str] = ()
) -> Helper:
    """Send this helper to nobody until the morning in so many days (0: until it is decided); what they have goes on to
    others. The `administrators`, by their addresses in the helper's app, hear of one who works for the network.
    Said twice, it is noted once. Raises NotFound, Banned.
    """
    async with store.writing() as work:
        return await suspend_in(work, helper_id, by, cause, days, administrators=administrators)


async def suspend_in(
    work: UnitOfWork,
    helper_id: int,
    by: Moderator,
    cause: str,
    days: int,
    incident_id: int | None = None,
    *,
    administrators: Collection[str] = (),
) -> Helper:
    """The same as a step of other services, to be tried again if overtaken."""
    helper = await _held(work, helper_id)
    until = morning_after(work.now, days, COUNTRIES[helper.country].zone) if days else None
    if helper.status is HelperStatus.SUSPENDED and helper.suspended_until == until:
        return helper
    before = await _stood(work, helper)
    helper.suspend(until)
    number = await _decide(
        work, helper, Sanction.SUSPENDED, by, before, cause=cause, until=until, incident_id=incident_id
    )
    await _take_everything(work, helper, by)
    await barred_staff.tell(work, helper_id, number, administrators)
    return helper


@dispatch.again_if_overtaken
async def ban(
    store: Store, helper_id: int, by: Moderator, cause: str, *, administrators: Collection[str] = ()
) -> Helper:
    """Send this helper to nobody ever again; see `suspend`. Said twice, it is noted once. Raises NotFound."""
    async with store.writing() as work:
        helper = await _held(work, helper_id)
        if helper.status is HelperStatus.BANNED:
            return helper
        before = await _stood(work, helper)
        helper.ban()
        number = await _decide(work, helper, Sanction.BANNED, by, before, cause=cause)
        await _take_everything(work, helper, by)
        await barred_staff.tell(work, helper_id, number, administrators)
    return helper


@dispatch.again_if_overtaken
async def reinstate(store: Store, helper_id: int, by: Moderator) -> Helper:
    """Let this helper stand as they stood before. Raises NotFound, NotSuspended."""
    async with store.writing() as work:
        helper = await _held(work, helper_id)
        await require_not_own(work, by, helper_id)
        await _reinstate(work, helper, by)
    return helper


async def end_suspensions(store: Store, limit: int = 100) -> int:
    """Reinstate those whose suspension is over, and the incident that it is about closed; how many they are. One that
    fails keeps no other from it, and is tried again next time.
    """
    async with store.reading() as work:
        numbers = await work.sanctions.over(limit)
    for number in numbers:
        try:
            await _end(store, number)
        except Exception:
            log.exception("suspension did not end", helper=number)
    return len(numbers)


@dispatch.again_if_overtaken
async def _end(store: Store, helper_id: int) -> None:
    async with store.writing() as work:
        helper = await dispatch.hold(work, helper_id)
        if helper is None or helper.suspended_until is None or helper.suspended_until > work.now:
            return
        if not await work.sanctions.waits(helper_id):
            await _reinstate(work, helper, TIME)


async def file_of(work: UnitOfWork, helper_id: int) -> File | None:
    """All that moderators know of a helper. A step of what shows it."""
    helper = await work.helpers.get(helper_id)
    if helper is None:
        return None
    return File(
        helper=helper,
        in_hand=await work.missions.count_in_hand(helper_id),
        history=await work.sanctions.history(helper_id),
        notes=await work.sanctions.notes(of_helper(helper_id)),
        incidents=await work.incidents.of_helper(helper_id),
        staff=await barred_staff.works_as(work, helper_id),
        waits=await work.sanctions.waits(helper_id),
    )


async def find(store: Store, wanted: str, by: str) -> list[Helper]:
    """Helpers with this number (`#12`), or whose names begin like this, whatever they stand like."""
    async with store.writing() as work:
        number = wanted.strip().removeprefix("#")
        numbers = (
            [int(number)]
            if SHORT_NUMBER.fullmatch(number)
            else await work.helpers.named(wanted, MOST_FOUND, *HelperStatus)
        )
        found = await work.helpers.some(numbers) if numbers else []
        await work.journal.write(by, "looked for", "helpers", numbers=[one.id for one in found])
    return sorted(found, key=lambda one: one.id)


async def bring_up(store: Store, helper_id: int, by: str) -> None:
    """Write a helper's file anew at the end of the moderators' chat. Raises NotFound."""
    async with store.writing() as work:
        if await work.helpers.get(helper_id) is None:
            raise NotFound
        await work.outbox.add(MODERATORS, HelperFileAgain(helper_id))
        await work.journal.write(by, "saw", to_person(helper_id))


async def note(store: Store, helper_id: int, by: Moderator, text: str) -> None:
    """Note something about a helper, for colleagues alone. Raises NotFound."""
    async with store.writing() as work:
        if await work.helpers.get(helper_id) is None:
            raise NotFound
        work.sanctions.add(Note(subject=of_helper(helper_id), by=by.address, by_name=by.name, at=work.now, text=text))
        await rewrite_file(work, helper_id)
        await work.journal.write(by.address, "noted", to_person(helper_id))


async def forget_note(store: Store, helper_id: int, by: Moderator) -> None:
    """Delete the latest note that this moderator made about a helper. Raises NotAllowed where there is none: those of
    colleagues are theirs.
    """
    async with store.writing() as work:
        own = [one for one in await work.sanctions.notes(of_helper(helper_id)) if one.by == by.address]
        if not own:
            raise NotAllowed
        await work.sanctions.forget_note(own[-1])
        await rewrite_file(work, helper_id)
        await work.journal.write(by.address, "deleted a note", to_person(helper_id), note=own[-1].id)


async def rewrite(store: Store, helper_id: int) -> None:
    """Let a helper's file show what is so now, where it is shown."""
    async with store.writing() as work:
        await rewrite_file(work, helper_id)


async def person_of(store: Store, helper_id: int) -> Person | None:
    """Whom a helper's file is about, if they were not forgotten."""
    async with store.reading() as work:
        return await work.people.by_id(helper_id)


async def rewrite_file(work: UnitOfWork, helper_id: int) -> None:
    """Let a helper's file show what is so now, where it is shown. A step of other services."""
    if await work.outbox.cards(MODERATORS, file_card(helper_id)):
        await work.outbox.add(MODERATORS, HelperFile(helper_id))


async def take_files_back(work: UnitOfWork) -> None:
    """Files that stand in a chat which is no longer the moderators' go. In the one that is, whoever needs one looks for
    it: nobody is shown what they did not ask for. A step of other services.
    """
    chat = await work.people.staff_chat(StaffRole.MODERATORS)
    for card in await work.outbox.cards_beginning(MODERATORS, file_card(0).removesuffix("0")):
        if chat is not None and card.chat != chat.external_id:
            await work.outbox.add(MODERATORS, CardGone(card.name, (card.message,)))


async def let_go(work: UnitOfWork, helper: Helper) -> None:
    """What moderators noted goes with a helper who is forgotten. Where others have to be protected, they don't come
    back as if they were new. A step of other services.
    """
    await work.sanctions.forget_notes(of_helper(helper.id))
    if await work.outbox.cards(MODERATORS, file_card(helper.id)):
        await work.outbox.add(MODERATORS, CardGone(file_card(helper.id)))
    await refusals.outlast(work, helper)
    await parted.outlast(work, helper)


async def _reinstate(work: UnitOfWork, helper: Helper, by: Moderator) -> None:
    now_stands, before = helper.status, await _stood(work, helper)
    helper.reinstate(before)
    await _decide(work, helper, Sanction.REINSTATED, by, now_stands)
    await validity.go_on(work, helper)


async def _stood(work: UnitOfWork, helper: Helper) -> HelperStatus:
    """How a helper stands, or stood before they were suspended or banned."""
    if helper.status not in BARRED:
        return helper.status
    for decision in reversed(await work.sanctions.history(helper.id)):
        if decision.before not in BARRED:
            return decision.before
    return HelperStatus.VALIDATED if helper.validated_at is not None else HelperStatus.APPLIED


async def _decide(
    work: UnitOfWork,
    helper: Helper,
    what: Sanction,
    by: Moderator,
    before: HelperStatus,
    *,
    cause: str | None = None,
    until: datetime | None = None,
    incident_id: int | None = None,
) -> int:
    if cause is not None and cause not in CAUSES:
        raise NotFound
    decision = Decision(
        helper_id=helper.id, what=what, by=by.address, by_name=by.name, at=work.now, before=before, cause=cause,
        until=until, incident_id=incident_id,
    )  # fmt: skip
    work.sanctions.add(decision)
    if what is Sanction.REINSTATED:
        for kind in SHUT_OUT:
            await refusals.lift(work, helper, kind)
    else:
        await refusals.note(work, helper, RefusalKind(what.value), until)
    await work.flush()
    await work.outbox.add(to_person(helper.id), HelperSanctioned(decision.id))
    await rewrite_file(work, helper.id)
    why = {} if cause is None else {"cause": cause}
    until_when = {} if until is None else {"until": until.isoformat()}
    await work.journal.write(by.address, str(what), to_person(helper.id), **why, **until_when)
    return decision.id


async def _take_everything(work: UnitOfWork, helper: Helper, by: Moderator) -> None:
    """The identity check is withdrawn, missions in hand and open offers go on to others."""
    check = await work.identity.open_of(helper.id)
    if check is not None:
        await purges.begin(work, check, check.withdraw(work.now))
        await work.outbox.add(MODERATORS, ReviewRequested(check.id))
    await talks.withdraw(work, helper.id)
    await work.flush()
    for mission in await work.missions.active_of_helper(helper.id):
        await missions.take_away(work, mission, helper.id, by.address)
    await dispatch.hand_on_offers(work, helper.id)


async def _held(work: UnitOfWork, helper_id: int) -> Helper:
    helper = await dispatch.hold(work, helper_id)
    if helper is None:
        raise NotFound
    return helper
