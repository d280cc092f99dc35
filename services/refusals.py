"""Knowing those again who were shut out, without keeping who they are. Steps of other services, and what time does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.errors import Banned, Suspended
from domain.helper import Helper
from domain.people import Person
from domain.refusal import Refusal, RefusalKind
from storage.unit_of_work import Store, UnitOfWork


async def note(work: UnitOfWork, helper: Helper, kind: RefusalKind, until: datetime | None = None) -> None:
    """This helper is shut out, until then if not for good: should they delete everything and come back, they are known
    again.
    """
    await work.refusals.note(kind, _account(helper.person), helper.phone, until)


async def lift(work: UnitOfWork, helper: Helper, kind: RefusalKind) -> None:
    """That was taken back."""
    await work.refusals.lift(kind, _account(helper.person))


async def outlast(work: UnitOfWork, helper: Helper) -> None:
    """This helper, who is suspended or banned, is about to be forgotten: their marks are there, whenever it was."""
    kind = RefusalKind(helper.status.value)
    if all(one.kind is not kind for one in await work.refusals.of_account(_account(helper.person))):
        await note(work, helper, kind, helper.suspended_until)


async def require_none(work: UnitOfWork, person: Person) -> None:
    """Raise Banned or Suspended for somebody who was shut out before they had everything deleted, and still is."""
    found = await work.refusals.of_account(_account(person))
    kinds = {one.kind for one in found if one.keeps_out(work.now)}
    if RefusalKind.BANNED in kinds:
        raise Banned
    if RefusalKind.SUSPENDED in kinds:
        raise Suspended


async def look(work: UnitOfWork, person: Person, phone: str) -> Sequence[Refusal]:
    """What is kept of this account, or of this phone number (E.164), the latest first."""
    return await work.refusals.look(_account(person), phone)


async def forget_old(store: Store) -> int:
    """Delete what was kept for long enough; how many it were."""
    async with store.writing() as work:
        return await work.refusals.forget(work.now)


def _account(person: Person) -> str:
    return f"{person.app}:{person.external_id}"
