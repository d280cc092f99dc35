"""Somebody who was suspended or banned as a helper, or about whom a caller has a concern, may work for the network too.
That doesn't end by it: whoever appoints staff is told, and decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.notices.names import to_person
from domain.notices.notice import Notice
from domain.people import StaffRole
from storage.unit_of_work import UnitOfWork


async def works_as(work: UnitOfWork, helper_id: int) -> list[StaffRole]:
    """As what somebody works for the network, as far as the bot knows. A step of what shows it."""
    person = await work.people.by_id(helper_id)
    if person is None:
        return []
    moderates = await work.staff.moderator(f"{person.app}:{person.external_id}") is not None
    return [StaffRole.OPERATORS] * person.is_operator + [StaffRole.MODERATORS] * moderates


async def tell(work: UnitOfWork, helper_id: int, notice: Notice, administrators: Iterable[str]) -> None:
    """Tell the `administrators`, by their addresses in the helper's app, what was decided or said about one who works
    for the network; not themselves. A step of other services.
    """
    person = await work.people.by_id(helper_id)
    if person is None or not await works_as(work, helper_id):
        return
    for address in administrators:
        administrator = await work.people.get(person.app, address)
        if administrator is not None and administrator is not person:
            await work.outbox.add(to_person(administrator.id), notice)
