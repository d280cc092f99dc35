"""What moderators have decided about helpers, and what they noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select

from domain.incident import IncidentStatus, Reporter
from domain.sanction import Decision, Note, Sanction
from storage import mapping
from storage.tables import helpers, incidents, notes, sanctions
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped


def _goes_on() -> ColumnElement[bool]:
    """Whether something that was decided on a helper since they were last let back suspends them."""
    theirs = sanctions.alias()
    back = select(func.coalesce(func.max(theirs.c.id), 0)).where(
        theirs.c.helper_id == helpers.c.id, theirs.c.what == Sanction.REINSTATED
    )
    return and_(
        sanctions.c.helper_id == helpers.c.id,
        sanctions.c.what == Sanction.SUSPENDED,
        sanctions.c.id > back.correlate(helpers).scalar_subquery(),
    )


def _is_about() -> ColumnElement[bool]:
    """Whether an incident is not closed that it is about, or that others have raised about the helper: what somebody
    says themselves holds nothing against them.
    """
    by_others = and_(
        incidents.c.helper_id == helpers.c.id,
        incidents.c.reporter == Reporter.OPERATOR,
        incidents.c.reporter_id != helpers.c.id,
    )
    about = or_(incidents.c.id == sanctions.c.incident_id, by_others)
    return and_(about, incidents.c.status != IncidentStatus.CLOSED)


_WAITING = and_(_goes_on(), _is_about())
_LOOKED_INTO = exists().where(_WAITING)


class Sanctions:
    """The history of helpers, and notes by subject."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, entity: Decision | Note) -> None:
        """Keep a decision or a note."""
        self._session.add(entity)

    async def get(self, decision_id: int) -> Decision | None:
        """The decision with this number."""
        return await self._session.get(Decision, decision_id)

    async def history(self, helper_id: int) -> list[Decision]:
        """What was decided about a helper, oldest first."""
        found = select(Decision).where(sanctions.c.helper_id == helper_id).order_by(sanctions.c.id)
        return list(await self._session.scalars(found))

    async def is_suspended(self, helper_id: int, cause: str, until: datetime | None, incident_id: int | None) -> bool:
        """Whether exactly this was decided already, and goes on."""
        same = (
            sanctions.c.cause == cause,
            sanctions.c.until.is_not_distinct_from(until),
            sanctions.c.incident_id.is_not_distinct_from(incident_id),
        )
        found = select(sanctions.c.id).where(helpers.c.id == helper_id, _goes_on(), *same).limit(1)
        return (await self._transaction.read(found)).scalar_one_or_none() is not None

    async def awaited(self, helper_id: int) -> list[int]:
        """The numbers of the incidents that keep a helper's suspension from ending: see `_is_about`."""
        found = select(incidents.c.id).where(helpers.c.id == helper_id, _WAITING).distinct()
        return list((await self._transaction.read(found.order_by(incidents.c.id))).scalars())

    async def over(self, limit: int) -> list[int]:
        """The numbers of helpers whose suspension is over now, and waits for no incident."""
        found = select(helpers.c.id).where(self._over, ~_LOOKED_INTO).order_by(helpers.c.suspended_until)
        return list((await self._transaction.read(found.limit(limit))).scalars())

    async def waits(self, helper_id: int) -> bool:
        """Whether the time of a helper's suspension is over, but an incident keeps it from ending."""
        found = select(helpers.c.id).where(helpers.c.id == helper_id, self._over, _LOOKED_INTO)
        return (await self._transaction.read(found)).scalar_one_or_none() is not None

    @property
    def _over(self) -> ColumnElement[bool]:
        return helpers.c.suspended_until <= self._transaction.now

    async def notes(self, subject: str) -> list[Note]:
        """What was noted about a subject, oldest first."""
        found = select(Note).where(notes.c.subject == subject).order_by(notes.c.id)
        return list(await self._session.scalars(found))

    async def forget_note(self, note: Note) -> None:
        """Delete a note."""
        await self._session.delete(note)

    async def forget_notes(self, subject: str) -> None:
        """Delete whatever was noted about a subject."""
        await self._transaction.change(delete(notes).where(notes.c.subject == subject))
