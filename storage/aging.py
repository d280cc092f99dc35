"""What has been kept for how long, by the codes of `domain.retention`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, or_, select

from domain.approval import ApprovalStatus
from domain.helper import HelperStatus
from domain.identity import OPEN
from domain.incident import IncidentStatus
from domain.mission import ACTIVE
from storage.columns import Instant
from storage.erasing import GONE
from storage.incidents import is_held
from storage.tables import (
    approvals,
    conversations,
    helpees,
    helpers,
    identity_checks,
    incidents,
    invitations,
    journal,
    missions,
    moderators,
    people,
    pictures,
    sanctions,
    undeliverable,
)
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is erased next of one kind: since when the oldest is kept, and how many are kept since before an instant."""

    oldest: datetime | None
    many: int


class Aging:
    """Nothing active is among what is found: missions that are open or have a step to come, open checks, staff; nor is
    what an incident has kept.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def due(self, code: str, before: datetime, limit: int) -> list[Any]:
        """What has been kept since before an instant: numbers, or whatever names a row; those kept longest first."""
        kept = self._kept_since(code)
        found = select(kept.c.key).where(kept.c.since <= before).order_by(kept.c.since, kept.c.key).limit(limit)
        return list((await self._transaction.read(found)).scalars())

    async def is_due(self, code: str, key: object, before: datetime) -> bool:
        """Whether this is still so: somebody may have come back meanwhile."""
        kept = self._kept_since(code)
        found = await self._transaction.read(select(kept.c.key).where(kept.c.key == key, kept.c.since <= before))
        return found.one_or_none() is not None

    async def ahead(self, code: str, before: datetime) -> Ahead:
        """What comes next; `many` are those kept since before that instant."""
        kept = self._kept_since(code)
        oldest = (await self._transaction.read(select(func.min(kept.c.since, type_=Instant)))).scalar_one()
        counted = select(func.count()).select_from(kept).where(kept.c.since <= before)
        return Ahead(oldest, (await self._transaction.read(counted)).scalar_one())

    def _kept_since(self, code: str) -> FromClause:
        kept = KEPT_SINCE[code]()
        if code not in HELD_BY:
            return kept
        return select(kept).where(~is_held(HELD_BY[code], kept.c.key, self._transaction.now)).subquery()


def _kept(key: ColumnElement[Any], since: ColumnElement[Any], *which: ColumnElement[bool]) -> FromClause:
    return select(key.label("key"), since.label("since")).where(*which).subquery()


def _latest(column: ColumnElement[Any], *which: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.max(column, type_=Instant)).where(*which).scalar_subquery()


def _missions() -> FromClause:
    over = (missions.c.status.not_in(ACTIVE), missions.c.due_at.is_(None), missions.c.erased_at.is_(None))
    return _kept(missions.c.id, missions.c.closed_at, *over)


def _helpees() -> FromClause:
    theirs = missions.c.helpee_id == helpees.c.id
    goes_on = exists().where(theirs, or_(missions.c.status.in_(ACTIVE), missions.c.due_at.is_not(None)))
    last = func.coalesce(_latest(missions.c.closed_at, theirs), helpees.c.created_at, type_=Instant)
    return _kept(helpees.c.id, last, helpees.c.erased_at.is_(None), ~goes_on)


def _applications() -> FromClause:
    """Also those who were asked for new pictures and never sent any."""
    theirs = identity_checks.c.person_id == helpers.c.id
    decided = func.coalesce(_latest(identity_checks.c.decided_at, theirs), helpers.c.applied_at, type_=Instant)
    nowhere = helpers.c.status.in_([HelperStatus.REJECTED, HelperStatus.APPLIED])
    return _kept(helpers.c.id, decided, nowhere, ~exists().where(theirs, identity_checks.c.status.in_(OPEN)))


def _attempts() -> FromClause:
    """Pictures have a time of their own, after which the check is closed."""
    applied = exists().where(helpers.c.id == identity_checks.c.person_id)
    shown = exists().where(pictures.c.check_id == identity_checks.c.id)
    since = func.coalesce(identity_checks.c.decided_at, identity_checks.c.started_at, type_=Instant)
    return _kept(identity_checks.c.id, since, ~applied, ~shown)


def _people() -> FromClause:
    """Whose validation has ended is told so, and has time to come back from then on."""
    theirs = helpers.c.id == people.c.id
    helps = exists().where(theirs, helpers.c.status.not_in([HelperStatus.LEFT, HelperStatus.EXPIRED]))
    seen = func.coalesce(people.c.seen_at, people.c.created_at, type_=Instant)
    ended = select(helpers.c.valid_until).where(theirs, helpers.c.status == HelperStatus.EXPIRED).scalar_subquery()
    since = case((ended > seen, ended), else_=seen)
    return _kept(people.c.id, since, _is_nobody(), ~helps, ~_has_in_hand())


def _banned() -> FromClause:
    """Also whoever is suspended until somebody decides, and nobody does."""
    theirs = helpers.c.id == people.c.id
    forever = or_(
        helpers.c.status == HelperStatus.BANNED,
        and_(helpers.c.status == HelperStatus.SUSPENDED, helpers.c.suspended_until.is_(None)),
    )
    decided = _latest(sanctions.c.at, sanctions.c.helper_id == people.c.id)
    since = func.coalesce(decided, people.c.created_at, type_=Instant)
    return _kept(people.c.id, since, _is_nobody(), exists().where(theirs, forever))


def _is_nobody() -> ColumnElement[bool]:
    """No staff, and not the empty row of somebody who was."""
    moderates = exists().where(moderators.c.address == people.c.app + ":" + people.c.external_id)
    return and_(people.c.app != GONE, people.c.operator_since.is_(None), ~moderates)


def _has_in_hand() -> ColumnElement[bool]:
    return exists().where(missions.c.helper_id == people.c.id, missions.c.status.in_(ACTIVE))


def _conversations() -> FromClause:
    return _kept(conversations.c.key, conversations.c.updated_at)


def _invitations() -> FromClause:
    """The shortest period is as long as an invitation lives."""
    return _kept(invitations.c.id, func.coalesce(invitations.c.used_at, invitations.c.created_at, type_=Instant))


def _letters() -> FromClause:
    return _kept(undeliverable.c.id, undeliverable.c.set_aside_at)


def _approvals() -> FromClause:
    """One that nobody answered has lapsed when its time was over."""
    settled = approvals.c.status != ApprovalStatus.ASKED
    return _kept(approvals.c.id, func.coalesce(approvals.c.answered_at, approvals.c.asked_at, type_=Instant), settled)


def _incidents() -> FromClause:
    return _kept(incidents.c.id, incidents.c.closed_at, incidents.c.status == IncidentStatus.CLOSED)


def _sanctions() -> FromClause:
    return _kept(sanctions.c.id, sanctions.c.at, ~exists().where(helpers.c.id == sanctions.c.helper_id))


def _journal() -> FromClause:
    """What has no place in the chain yet is a few seconds old; the first in it goes with the second."""
    every = journal.alias()
    first = select(func.min(every.c.position)).scalar_subquery()
    return _kept(journal.c.id, journal.c.at, journal.c.position > first)


KEPT_SINCE: Mapping[str, Callable[[], FromClause]] = {
    "missions": _missions,
    "helpees": _helpees,
    "applications": _applications,
    "attempts": _attempts,
    "people": _people,
    "banned": _banned,
    "conversations": _conversations,
    "invitations": _invitations,
    "letters": _letters,
    "approvals": _approvals,
    "incidents": _incidents,
    "sanctions": _sanctions,
    "journal": _journal,
}

HELD_BY: Mapping[str, ColumnElement[Any]] = {
    "missions": incidents.c.mission_id,
    "helpees": incidents.c.helpee_id,
    "applications": incidents.c.helper_id,
    "people": incidents.c.helper_id,
    "banned": incidents.c.helper_id,
    "incidents": incidents.c.id,
}
"""The column by which an incident names what has to be kept until it is closed, and for a while after."""
