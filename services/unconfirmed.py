"""What one person has asked for and nobody has to confirm any more, since whom it is about or who asked has gone. Steps
of other services.
"""

from __future__ import annotations

from domain.approval import Approval
from domain.notices.names import OPERATORS, to_person
from domain.notices.staff import ApprovalAgain, ApprovalAnswered, ApprovalAsked
from storage.unit_of_work import UnitOfWork


async def tell(work: UnitOfWork, approval: Approval) -> None:
    """Let the card show how it stands, and whoever asked hear it, unless they have said so themselves."""
    await work.outbox.add(OPERATORS, ApprovalAsked(approval.id))
    if approval.asked_by_id is not None and approval.asked_by_id != approval.answered_by_id:
        await work.outbox.add(to_person(approval.asked_by_id), ApprovalAnswered(approval.id))


async def end_about(work: UnitOfWork, helpee_id: int) -> None:
    """This helpee is about to be erased: there is nothing left to be done about them."""
    for approval in await work.approvals.open_about(helpee_id):
        approval.withdraw(work.now)
        await tell(work, approval)


async def end_of(work: UnitOfWork, person_id: int) -> None:
    """This person takes calls no more: what they have asked for is nobody's wish. Their colleagues see that at the end
    of their chat, since the caller may still wait for it.
    """
    for approval in await work.approvals.open_of(person_id):
        await end(work, approval)


async def end(work: UnitOfWork, approval: Approval) -> None:
    """The same of one that is locked."""
    approval.withdraw(work.now)
    await work.outbox.add(OPERATORS, ApprovalAgain(approval.id))
