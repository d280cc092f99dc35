"""Somebody who was suspended or banned as a helper, or about whom a caller has a concern, may work for the network too.
That doesn't end by it: whoever appoints staff is told, and decides. Who is shut out comes by no invitation; of that,
and of everybody who does come by one, they are told as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.notices.names import STAFF_CARD, barred_card, named_card, to_person
from domain.notices.notice import CardGone, Notice, StaffNotice
from domain.notices.staff import BarredTried, StaffCame
from domain.people import Invitation, Person, StaffRole
from storage.unit_of_work import UnitOfWork


async def works_as(work: UnitOfWork, helper_id: int) -> list[StaffRole]:
    """As what somebody works for the network, as far as the bot knows. A step of what shows it."""
    person = await work.people.by_id(helper_id)
    if person is None:
        return []
    moderates = await work.staff.moderator(f"{person.app}:{person.external_id}") is not None
    return [StaffRole.OPERATORS] * person.is_operator + [StaffRole.MODERATORS] * moderates


async def tell(work: UnitOfWork, notice: StaffNotice, administrators: Iterable[str]) -> None:
    """Tell the `administrators`, by their addresses in the helper's app, what was decided or said about one who works
    for the network; not themselves. A step of other services.
    """
    person = await work.people.by_id(notice.helper_id)
    if person is not None and await works_as(work, notice.helper_id):
        await _tell(work, person, notice, administrators)


async def tell_came(work: UnitOfWork, person: Person, invitation: Invitation, administrators: Iterable[str]) -> None:
    """Tell them that somebody has come by an invitation: the link may have been passed on. A step of other services."""
    await _tell(work, person, StaffCame(person.id, invitation.id), administrators)


async def tell_tried(work: UnitOfWork, person: Person, invitation: Invitation, administrators: Iterable[str]) -> None:
    """Tell them that somebody who is shut out wanted to come by an invitation: it was passed on, perhaps. A step of
    other services.
    """
    await work.journal.write(to_person(person.id), "came in vain", f"invitation:{invitation.id}")
    await _tell(work, person, BarredTried(person.id, invitation.id), administrators)


async def forget(work: UnitOfWork, person_id: int) -> None:
    """Take back what names somebody to administrators, since they are being forgotten. A step of other services."""
    names = [barred_card(person_id), named_card(person_id)]
    if await works_as(work, person_id):
        names.append(STAFF_CARD)
    for recipient, name in await work.outbox.holders_of(names):
        await work.outbox.add(recipient, CardGone(name))


async def _tell(work: UnitOfWork, person: Person, notice: Notice, administrators: Iterable[str]) -> None:
    for address in administrators:
        administrator = await work.people.get(person.app, address)
        if administrator is not None and administrator is not person:
            await work.outbox.add(to_person(administrator.id), notice)
