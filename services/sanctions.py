"""Moderators decide about helpers: suspend, ban, reinstate. What the person was doing is handed on at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog

from domain.availability import morning_after
from domain.errors import NotFound, StillLookedInto
from domain.helper import BARRED, Helper, HelperStatus
from domain.incident import IncidentStatus
from domain.network import COUNTRIES
from domain.notices.identity import ReviewRequested
from domain.notices.names import MODERATORS, file_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import HelperSanctioned, StaffSanctioned
from domain.refusal import SHUT_OUT, RefusalKind
from domain.sanction import CAUSES, Decision, Sanction, of_helper
from services import barred_staff, dispatch, helper_files, missions, partings, purges, refusals, talks, validity
from services.by_itself import by_itself
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork

TIME = Moderator("system", "")
log = structlog.get_logger("sanctions")


@dispatch.again_if_overtaken
async def suspend(
    store: Store, helper_id: int, by: Moderator, cause: str, days: int = 0, *, administrators: Collection[str] = ()
) -> Helper:
    """Send this helper to nobody until the morning in so many days (0: until it is decided); what they have goes on to
    others. The `administrators`, by their addresses in the helper's app, hear of one who works for the network.
    What was decided before is never made shorter by it: see `Helper.suspend`. Said twice, it is noted once. Raises
    NotFound, OwnCase, Banned.
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
    helper = await _locked(work, helper_id)
    await require_not_own(work, by, helper_id)
    before = await _stood(work, helper)
    helper.suspend(morning_after(work.now, days, COUNTRIES[helper.country].zone) if days else None)
    until = helper.suspended_until
    if await work.sanctions.is_suspended(helper_id, cause, until, incident_id):
        return helper
    number = await _decide(
        work, helper, Sanction.SUSPENDED, by, before, cause=cause, until=until, incident_id=incident_id
    )
    await _take_everything(work, helper, by)
    await barred_staff.tell(work, StaffSanctioned(helper_id, number), administrators)
    return helper


@dispatch.again_if_overtaken
async def ban(
    store: Store, helper_id: int, by: Moderator, cause: str, *, administrators: Collection[str] = ()
) -> Helper:
    """Send this helper to nobody ever again; see `suspend`. Where a concern about them is not closed, or they are
    suspended for one, that is noted with it. Said twice, it is noted once. Raises OwnCase, and
    NotFound, also for a cause that is none for good.
    """
    if cause not in CAUSES or not CAUSES[cause].for_good:
        raise NotFound
    async with store.writing() as work:
        helper = await _locked(work, helper_id)
        await require_not_own(work, by, helper_id)
        if helper.status is HelperStatus.BANNED:
            return helper
        before = await _stood(work, helper)
        incident_id = await _looked_into(work, helper)
        helper.ban()
        number = await _decide(work, helper, Sanction.BANNED, by, before, cause=cause, incident_id=incident_id)
        await _take_everything(work, helper, by)
        await barred_staff.tell(work, StaffSanctioned(helper_id, number), administrators)
    return helper


@dispatch.again_if_overtaken
async def reinstate(store: Store, helper_id: int, by: Moderator, *, despite: Collection[int] = ()) -> Helper:
    """Let this helper stand as they stood before. Raises NotFound, OwnCase, NotSuspended, and StillLookedInto where an
    incident about them is not closed which is not among those that it is done `despite`.
    """
    async with store.writing() as work:
        helper = await _locked(work, helper_id)
        await require_not_own(work, by, helper_id)
        looked_into = await open_about(work, helper_id)
        if helper.status in BARRED and not set(looked_into) <= set(despite):
            raise StillLookedInto(looked_into)
        await _reinstate(work, helper, by)
    return helper


async def open_about(work: UnitOfWork, helper_id: int) -> tuple[int, ...]:
    """The incidents about a helper that are not closed, newest first. A step of other services."""
    found = await work.incidents.of_helper(helper_id)
    return tuple(one.id for one in found if one.status is not IncidentStatus.CLOSED)


async def _looked_into(work: UnitOfWork, helper: Helper) -> int | None:
    """The incident that a decision about a helper is about: one that is not closed, or that of their suspension."""
    if looked_into := await open_about(work, helper.id):
        return looked_into[0]
    history = await work.sanctions.history(helper.id)
    return history[-1].incident_id if history and helper.status is HelperStatus.SUSPENDED else None


async def end_suspensions(store: Store, limit: int = 100) -> int:
    """Reinstate, each by itself, those whose suspension is over, and each incident about them closed; how many."""
    async with store.reading() as work:
        numbers = await work.sanctions.over(limit)
    for number in numbers:
        with by_itself(log, "suspension did not end", helper=number):
            await _end(store, number)
    return len(numbers)


@dispatch.again_if_overtaken
async def _end(store: Store, helper_id: int) -> None:
    async with store.writing() as work:
        helper = await dispatch.lock(work, helper_id)
        if helper is None or helper.suspended_until is None or helper.suspended_until > work.now:
            return
        if not await work.sanctions.waits(helper_id):
            await _reinstate(work, helper, TIME)


async def let_go(work: UnitOfWork, helper: Helper, *, its_time: bool = False) -> None:
    """What moderators noted goes with a helper who is forgotten. Where others have to be protected, they don't come
    back as if they were new. `its_time`: a ban has been kept for as long as it is, and nothing outlasts it but what is
    there. A step of other services.
    """
    await work.sanctions.forget_notes(of_helper(helper.id))
    if await work.outbox.cards(MODERATORS, file_card(helper.id)):
        await work.outbox.add(MODERATORS, CardGone(file_card(helper.id)))
    await refusals.outlast(work, helper, its_time=its_time)
    await partings.outlast(work, helper)


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
    in_hand = 0 if what is Sanction.REINSTATED else await work.missions.count_in_hand(helper.id)
    await work.outbox.add(to_person(helper.id), HelperSanctioned(decision.id, in_hand))
    await helper_files.rewrite(work, helper.id)
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


async def _locked(work: UnitOfWork, helper_id: int) -> Helper:
    helper = await dispatch.lock(work, helper_id)
    if helper is None:
        raise NotFound
    return helper
