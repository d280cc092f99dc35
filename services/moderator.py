"""Who decides in the moderators' chat, and that nobody decides about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import OwnCase
from storage.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who decides: an opaque address (`app:id`), and the name that colleagues see."""

    address: str
    name: str


async def require_not_own(work: UnitOfWork, by: Moderator, person_id: int | None) -> None:
    """Raise OwnCase where a moderator would decide about themselves. A step of services."""
    person = None if person_id is None else await work.people.by_id(person_id)
    if person is not None and by.address == f"{person.app}:{person.external_id}":
        raise OwnCase


async def require_not_about(store: Store, by: Moderator, person_id: int | None) -> None:
    """The same before a moderator is asked how they would decide, since their colleagues see the question too. Raises
    OwnCase.
    """
    async with store.reading() as work:
        await require_not_own(work, by, person_id)
