"""The rule of two: what can't be undone, or hands over what is secret, one person asks for and another one confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.approval import Approval, ApprovalStatus, Deed
from domain.errors import ApprovalClosed, HeldForIncident, NotAllowed, NotFound, SecondPersonNeeded
from domain.notices.names import OPERATORS, to_person
from domain.notices.staff import ApprovalAgain, ApprovalAsked
from domain.people import Helpee, Person
from services import aside, callers, dispatch, erasure, unconfirmed
from services.callers import Caller
from services.people import require_operator
from storage.unit_of_work import Store, UnitOfWork

AT_ONCE = 50


@dispatch.again_if_overtaken
async def ask(store: Store, operator_id: int, deed: Deed, helpee_id: int) -> Approval:
    """Ask for something about a caller; the operators' chat is told. Asked twice, it is one, told once more, unless
    whoever asked first takes calls no more, or has nothing to do with that caller any more.

    Raises NotAllowed, NotFound, ForColleague, HeldForIncident.
    """
    async with store.writing() as work:
        await require_operator(work, operator_id)
        helpee = await work.people.helpee(helpee_id)
        if helpee is None or helpee.erased_at is not None:
            raise NotFound
        await aside.require_not_aside(work, operator_id, helpee_id)
        if deed is Deed.FORGET_CALLER and await work.incidents.holds_helpee(helpee_id):
            raise HeldForIncident
        for waiting in await work.approvals.open_about(helpee_id, deed):
            if not await _still_wished(work, waiting):
                await unconfirmed.end(work, waiting)
                continue
            await work.outbox.add(OPERATORS, ApprovalAgain(waiting.id))
            return waiting
        approval = Approval.ask(deed, helpee_id, operator_id, work.now)
        work.approvals.add(approval)
        await work.flush()
        await work.outbox.add(OPERATORS, ApprovalAsked(approval.id))
        await work.journal.write(to_person(operator_id), f"asked: {deed}", f"helpee:{helpee_id}", approval=approval.id)
    return approval


async def look(store: Store, approval_id: int, by: Person, *, administrator: bool) -> Caller:
    """Whom it is about, for whoever may confirm, while it waits. Raises NotAllowed, NotFound, ForColleague,
    ApprovalClosed.
    """
    async with store.writing() as work:
        approval = await _approval(work, approval_id, by, administrator=administrator)
        approval.require_open(work.now)
        helpee = None if approval.helpee_id is None else await work.people.helpee(approval.helpee_id)
        if helpee is None or helpee.erased_at is not None:
            raise NotFound
        await work.journal.write(to_person(by.id), "saw", f"helpee:{helpee.id}", approval=approval_id)
        return await callers.caller_of(work, helpee, callers.LATELY)


async def confirmable(store: Store, approval_id: int, by: Person, *, administrator: bool) -> tuple[Approval, bool]:
    """What they could confirm now, and whether a concern about that caller's missions is looked into, or was lately.
    Raises as `confirm` does, so that nobody is asked for what can't be done.
    """
    async with store.reading() as work:
        approval = await _approval(work, approval_id, by, administrator=administrator)
        if approval.status is not ApprovalStatus.ASKED:
            raise ApprovalClosed
        if approval.asked_by_id == by.id:
            raise SecondPersonNeeded
        concern = approval.helpee_id is not None and await work.incidents.holds_helpee(approval.helpee_id)
        if concern and approval.deed is Deed.FORGET_CALLER:
            raise HeldForIncident
    return approval, concern


async def require_forgettable(store: Store, helpee_id: int) -> None:
    """Raise HeldForIncident for a caller about whom a concern is looked into."""
    async with store.reading() as work:
        if await work.incidents.holds_helpee(helpee_id):
            raise HeldForIncident


@dispatch.again_if_overtaken
async def confirm(store: Store, approval_id: int, by: Person, *, administrator: bool) -> Approval:
    """Want it too: what was asked for is done. Raises NotAllowed, NotFound, ForColleague, SecondPersonNeeded, and
    ApprovalClosed, also where it is not for whoever asked any more.
    """
    async with store.writing() as work:
        await _hold_caller(work, approval_id)
        approval = await _approval(work, approval_id, by, administrator=administrator)
        if not await _still_wished(work, approval):
            raise ApprovalClosed
        approval.confirm(by.id, work.now)
        subject = f"helpee:{approval.helpee_id}"
        await work.journal.write(to_person(by.id), f"confirmed: {approval.deed}", subject, approval=approval_id)
        await unconfirmed.tell(work, approval)
        if approval.deed is Deed.FORGET_CALLER:
            await _forget(work, approval)
    return approval


async def refuse(store: Store, approval_id: int, by: Person, *, administrator: bool) -> Approval:
    """Not want it, or want it no longer. Raises NotAllowed, NotFound, ForColleague, ApprovalClosed."""
    async with store.writing() as work:
        approval = await _approval(work, approval_id, by, administrator=administrator)
        approval.refuse(by.id, work.now)
        subject = f"helpee:{approval.helpee_id}"
        await work.journal.write(to_person(by.id), f"refused: {approval.deed}", subject, approval=approval_id)
        await unconfirmed.tell(work, approval)
    return approval


@dataclass(frozen=True, slots=True)
class CallerRecord:
    """A helpee, and all rows that are about them, by what they are."""

    helpee: Helpee
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


async def take(store: Store, approval_id: int, by: Person) -> CallerRecord:
    """Everything about a caller, for the operator whose wish for it was confirmed. Raises NotAllowed, NotFound,
    ForColleague, or ApprovalClosed once they have waited for too long.
    """
    async with store.writing() as work:
        await require_operator(work, by.id)
        approval = await work.approvals.get(approval_id)
        if approval is None or approval.helpee_id is None or approval.deed is not Deed.EXPORT_CALLER:
            raise NotFound
        if not approval.may_take(by.id, work.now):
            raise ApprovalClosed if approval.is_over_for(by.id, work.now) else NotAllowed
        await aside.require_not_aside(work, by.id, approval.helpee_id)
        helpee = await work.people.helpee(approval.helpee_id)
        if helpee is None or helpee.erased_at is not None:
            raise NotFound
        await work.journal.write(to_person(by.id), "exported", f"helpee:{helpee.id}", approval=approval_id)
        return CallerRecord(helpee, await work.people.record_of_caller(helpee))


async def lapse(store: Store) -> int:
    """What nobody confirmed in time is not done, and whoever asked for it hears that; how many these are."""
    async with store.writing() as work:
        due = await work.approvals.due(work.now, AT_ONCE)
        for approval in due:
            approval.lapse(work.now)
            await unconfirmed.tell(work, approval)
    return len(due)


async def _hold_caller(work: UnitOfWork, approval_id: int) -> None:
    """Missions are locked before all else, and then the caller whom they are for."""
    approval = await work.approvals.peek(approval_id)
    if approval is None or approval.helpee_id is None or approval.deed is not Deed.FORGET_CALLER:
        return
    await callers.lock(work, approval.helpee_id)


async def _approval(work: UnitOfWork, approval_id: int, by: Person, *, administrator: bool) -> Approval:
    if not administrator:
        await require_operator(work, by.id)
    approval = await work.approvals.get(approval_id)
    if approval is None:
        raise NotFound
    if approval.helpee_id is not None:
        await aside.require_not_aside(work, by.id, approval.helpee_id)
    return approval


async def _still_wished(work: UnitOfWork, approval: Approval) -> bool:
    """Whether whoever asked for it still takes calls, and has to do with this caller."""
    asker = None if approval.asked_by_id is None else await work.people.by_id(approval.asked_by_id)
    if asker is None or not asker.is_operator:
        return False
    return approval.helpee_id is None or not await work.partings.keep_aside(asker.id, approval.helpee_id)


async def _forget(work: UnitOfWork, approval: Approval) -> None:
    helpee = None if approval.helpee_id is None else await work.people.helpee(approval.helpee_id)
    if helpee is None:
        raise NotFound
    if await work.incidents.holds_helpee(helpee.id):
        raise HeldForIncident
    await erasure.erase_helpee(work, helpee)
