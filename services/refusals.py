"""Knowing those again who were shut out, without keeping who they are. Steps of other services, and what time does."""

from __future__ import annotations

from collections.abc import Sequence

from domain.helper import Helper
from domain.people import Person
from domain.refusal import Refusal, RefusalKind
from storage.unit_of_work import Store, UnitOfWork


async def note(work: UnitOfWork, helper: Helper, kind: RefusalKind) -> None:
    """This helper is shut out: should they delete everything and come back, the moderators see it."""
    await work.refusals.note(kind, _account(helper.person), helper.phone)


async def lift(work: UnitOfWork, helper: Helper, kind: RefusalKind) -> None:
    """That was taken back."""
    await work.refusals.lift(kind, _account(helper.person), helper.phone)


async def look(work: UnitOfWork, person: Person, phone: str) -> Sequence[Refusal]:
    """What is kept of this account, or of this phone number (E.164), the latest first."""
    return await work.refusals.look(_account(person), phone)


async def forget_old(store: Store) -> int:
    """Delete what was kept for long enough; how many it were."""
    async with store.writing() as work:
        return await work.refusals.forget(work.now)


def _account(person: Person) -> str:
    return f"{person.app}:{person.external_id}"
