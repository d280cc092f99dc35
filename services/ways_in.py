"""Ways into the network's staff: which are closed to whom, and when. Steps of services that open and close them."""

from __future__ import annotations

from collections.abc import Collection

from domain.errors import Suspended
from domain.notices.names import to_person
from domain.people import INVITATION_LIFETIME, Invitation, Person, StaffRole
from domain.refusal import Refusal, RefusalKind
from services import refusals
from storage.staff import moderator_subject
from storage.unit_of_work import UnitOfWork


async def lets_in(work: UnitOfWork, person: Person, invitation: Invitation) -> bool:
    """Whether it is good for this person."""
    if not invitation.lets_in(person, work.now):
        return False
    return _came_by(invitation) or not await _dismissed_since(work, person, invitation)


async def _dismissed_since(work: UnitOfWork, person: Person, invitation: Invitation) -> bool:
    """Whether they were dismissed, from whatever they were, since it was made: it was not made for them to come back.
    Also if they have deleted everything in between.
    """
    subjects = [to_person(person.id), moderator_subject(person.address)]
    if await work.staff.dismissed_at(subjects, invitation.created_at) is not None:
        return True
    marks = await work.refusals.of_account(person.address)
    return any(one.kind is RefusalKind.DISMISSED and one.since > invitation.created_at for one in marks)


async def outlast_dismissal(work: UnitOfWork, person: Person) -> None:
    """This person is about to be forgotten: that they were dismissed is kept in mind for as long as an invitation that
    is older may still be open.
    """
    subjects = [to_person(person.id), moderator_subject(person.address)]
    at = await work.staff.dismissed_at(subjects, work.now - INVITATION_LIFETIME)
    if at is not None:
        await work.refusals.lift(RefusalKind.DISMISSED, person.address)
        work.refusals.add(Refusal.of(RefusalKind.DISMISSED, person.address, None, at))


async def why_shut_out(work: UnitOfWork, person: Person, invitation: Invitation) -> Suspended | None:
    """Why whoever opens this may not come by it: they are suspended or banned as a helper, by their profile, or by the
    marks that have stayed of one. Not of an operator who has come by it before: administrators have heard of that.
    """
    if _came_by(invitation):
        return None
    return await refusals.shut_out(work, person)


async def close(work: UnitOfWork, invitations: Collection[Invitation], by: str) -> None:
    """Let nobody in by these any more."""
    for invitation in invitations:
        invitation.withdraw(work.now)
        await work.journal.write(by, "withdrew invitation", f"invitation:{invitation.id}")


def _came_by(invitation: Invitation) -> bool:
    """Whether an operator has come by it, who opens it once more."""
    return invitation.used_at is not None and invitation.role is StaffRole.OPERATORS
