"""Marks of helpers who have gone and are not to meet a helpee again, should they come back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select

from domain.incident import IncidentStatus
from domain.refusal import Marks
from storage.tables import incidents, pairings, partings
from storage.transaction import Transaction


class Partings:
    """As with `Refusals`, nobody reads from a mark whose it is. Accounts are `app:id`, phone numbers E.164."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def note_all(self, helper_id: int, account: str, phone: str, kept_until: datetime) -> None:
        """Keep in mind from whom this helper, who is about to be forgotten, was parted."""
        helpees = await self.apart_from(helper_id)
        if not helpees:
            return
        before = (partings.c.app_mark == account, self._transaction.among(partings.c.helpee_id, helpees))
        await self._transaction.change(delete(partings).where(*before))
        new = [
            {"helpee_id": one, "app_mark": account, "phone_mark": phone, "kept_until": kept_until} for one in helpees
        ]
        await self._transaction.session.execute(insert(partings), new)

    async def note_marked(self, helpee_id: int, marks: Marks, kept_until: datetime) -> None:
        """Keep in mind that a helper who has gone already, of whom marks are left, is not to meet this helpee again."""
        known_by = {
            "app_mark": bytes.fromhex(marks.parted_account), "phone_mark": bytes.fromhex(marks.parted_phone),
        }  # fmt: skip
        before = (partings.c.app_mark == known_by["app_mark"], partings.c.helpee_id == helpee_id)
        await self._transaction.change(delete(partings).where(*before))
        new = insert(partings).values(helpee_id=helpee_id, kept_until=kept_until, **known_by)
        await self._transaction.change(new)

    async def apart_from(self, helper_id: int) -> list[int]:
        """The numbers of the helpees from whom a helper is parted now."""
        apart = select(pairings.c.helpee_id).where(pairings.c.helper_id == helper_id, pairings.c.frozen.is_(True))
        return list((await self._transaction.read(apart.order_by(pairings.c.helpee_id))).scalars())

    async def keep_aside(self, person_id: int, helpee_id: int) -> bool:
        """Whether this person and this helpee are parted, or the two are in an incident that is not closed."""
        frozen = exists().where(
            pairings.c.helper_id == person_id, pairings.c.helpee_id == helpee_id, pairings.c.frozen.is_(True)
        )
        looked_into = exists().where(
            incidents.c.helper_id == person_id,
            incidents.c.helpee_id == helpee_id,
            incidents.c.status != IncidentStatus.CLOSED,
        )
        return bool((await self._transaction.read(select(or_(frozen, looked_into)))).scalar_one())

    async def of(self, account: str, phone: str) -> list[int]:
        """The numbers of the helpees from whom whoever has this account, or this number, was parted."""
        found = select(partings.c.helpee_id).where(
            _either(account, phone), partings.c.kept_until > self._transaction.now
        )
        return list((await self._transaction.read(found.distinct().order_by(partings.c.helpee_id))).scalars())

    async def lift(self, helpee_id: int, account: str, phone: str) -> None:
        """These two may meet again."""
        theirs = delete(partings).where(partings.c.helpee_id == helpee_id, _either(account, phone))
        await self._transaction.change(theirs)

    async def forget(self, until: datetime) -> int:
        """Delete what was to be kept until then or earlier; how many it were."""
        return await self._transaction.change(delete(partings).where(partings.c.kept_until <= until))


def _either(account: str, phone: str) -> ColumnElement[bool]:
    return or_(partings.c.app_mark == account, partings.c.phone_mark == phone)
