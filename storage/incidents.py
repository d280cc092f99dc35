"""Concerns that were raised, and for how long what they are about is held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select

from domain.incident import (
    AT_ONCE,
    FOLLOWED_FOR,
    FOLLOWED_WHILE_OPEN,
    Incident,
    IncidentStatus,
    Reporter,
)
from storage import mapping
from storage.tables import incidents
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped


class Incidents:
    """While writing, an incident that is found by one transaction waits for the other that has it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, incident: Incident) -> None:
        """Keep a new one; it gets its number when it is written."""
        self._session.add(incident)

    async def get(self, incident_id: int) -> Incident | None:
        """The incident with this number."""
        found = self._transaction.locked(select(Incident).where(incidents.c.id == incident_id), incidents)
        return (await self._session.scalars(found)).one_or_none()

    async def read(self, incident_id: int) -> Incident | None:
        """The same, locked by nobody: missions and the helper are locked first."""
        return (await self._session.scalars(select(Incident).where(incidents.c.id == incident_id))).one_or_none()

    async def by_key(self, key: str) -> Incident | None:
        """The incident that was reported with this key."""
        return (await self._session.scalars(select(Incident).where(incidents.c.key == key))).one_or_none()

    async def open_of(self, reporter_id: int, mission_id: int) -> list[Incident]:
        """Those that this helper raised about a mission and that are not closed, oldest first."""
        theirs = and_(incidents.c.reporter_id == reporter_id, incidents.c.reporter == Reporter.HELPER)
        found = select(Incident).where(theirs, incidents.c.mission_id == mission_id, _open())
        return list(await self._session.scalars(found.order_by(incidents.c.id)))

    async def raised_by(self, reporter_id: int, mission_id: int) -> tuple[int, int]:
        """How many of those that somebody raised are open about a mission, and how many they raised lately."""
        here = func.count().filter(incidents.c.mission_id == mission_id, _open())
        lately = func.count().filter(incidents.c.reported_at > self._transaction.now - AT_ONCE)
        found = await self._session.execute(select(here, lately).where(incidents.c.reporter_id == reporter_id))
        about, at_once = found.one()
        return about, at_once

    async def latest_of(self, reporter_id: int) -> Incident | None:
        """The last one that a helper raised, whoever it is about, as long as what they write is meant for it; one that
        is open before others.
        """
        theirs = and_(incidents.c.reporter_id == reporter_id, self._followed())
        last = select(Incident).where(theirs).order_by(_open().desc(), incidents.c.id.desc()).limit(1)
        return (await self._session.scalars(last)).one_or_none()

    async def countries_of_latest(self, reporter_ids: Collection[int]) -> dict[int, str]:
        """Where the one is that `latest_of` finds, of each of these helpers who has one."""
        theirs = and_(self._transaction.among(incidents.c.reporter_id, reporter_ids), self._followed())
        found = select(incidents.c.reporter_id, incidents.c.country).where(theirs).order_by(_open(), incidents.c.id)
        return dict((await self._session.execute(found)).all())

    def _followed(self) -> ColumnElement[bool]:
        """Raised by a helper, and what they write is still meant for it."""
        open_since, closed_since = self._transaction.now - FOLLOWED_WHILE_OPEN, self._transaction.now - FOLLOWED_FOR
        lately = or_(incidents.c.reported_at > closed_since, and_(incidents.c.reported_at > open_since, _open()))
        return and_(incidents.c.reporter == Reporter.HELPER, lately)

    async def open_by(self, reporter_id: int) -> Incident | None:
        """The last one that somebody raised, for themselves or for a caller, and that is not closed."""
        found = select(Incident).where(incidents.c.reporter_id == reporter_id, _open())
        return (await self._session.scalars(found.order_by(incidents.c.id.desc()).limit(1))).one_or_none()

    async def open_about_mission(
        self, reporter_id: int, mission_id: int, reporter: Reporter | None = None
    ) -> Incident | None:
        """The last one of those about a mission; one that they raised as this `reporter` before others."""
        theirs = and_(incidents.c.reporter_id == reporter_id, incidents.c.mission_id == mission_id, _open())
        first = (incidents.c.reporter == reporter).desc() if reporter is not None else incidents.c.id.desc()
        found = select(Incident).where(theirs).order_by(first, incidents.c.id.desc())
        return (await self._session.scalars(found.limit(1))).one_or_none()

    async def open_about(self, helpee_id: int) -> list[Incident]:
        """Those about a helpee that are not closed, oldest first."""
        found = select(Incident).where(incidents.c.helpee_id == helpee_id, _open())
        return list(await self._session.scalars(found.order_by(incidents.c.id)))

    async def active(self) -> list[Incident]:
        """Those that are not closed, oldest first."""
        found = select(Incident).where(incidents.c.status != IncidentStatus.CLOSED)
        return list(await self._session.scalars(found.order_by(incidents.c.id)))

    async def of_helper(self, helper_id: int) -> list[Incident]:
        """Those that a helper was part of, whoever reported them, newest first."""
        found = select(Incident).where(incidents.c.helper_id == helper_id)
        return list(await self._session.scalars(found.order_by(incidents.c.id.desc())))

    async def of_pair(self, helpee_id: int, helper_ids: Collection[int]) -> list[Incident]:
        """Those about a helpee and any of these helpers, oldest first."""
        found = select(Incident).where(incidents.c.helpee_id == helpee_id, incidents.c.helper_id.in_(helper_ids))
        return list(await self._session.scalars(found.order_by(incidents.c.id)))

    async def unattended(self, limit: int) -> list[Incident]:
        """Those of which the moderators are to be reminded now; not those somebody else has in hand."""
        found = select(Incident).where(incidents.c.remind_at <= self._transaction.now)
        oldest = found.order_by(incidents.c.remind_at, incidents.c.id).limit(limit)
        return list(await self._session.scalars(self._transaction.locked(oldest, incidents, skip=True)))

    async def released(self, limit: int) -> list[Incident]:
        """Those closed for so long that what was said need not be held any more."""
        found = select(Incident).where(
            incidents.c.status == IncidentStatus.CLOSED, incidents.c.held_until <= self._transaction.now
        )
        oldest = found.order_by(incidents.c.held_until, incidents.c.id).limit(limit)
        return list(await self._session.scalars(self._transaction.locked(oldest, incidents, skip=True)))

    async def holds_helpee(self, helpee_id: int) -> bool:
        """Whether what is known of a helpee has to be kept: an incident is open about them, or was until lately."""
        found = (
            select(incidents.c.id).where(incidents.c.helpee_id == helpee_id, _holding(self._transaction.now)).limit(1)
        )
        return (await self._transaction.read(found)).scalar_one_or_none() is not None

    async def forget(self, incident: Incident) -> None:
        """Delete it."""
        await self._transaction.change(delete(incidents).where(incidents.c.id == incident.id))
        self._session.expunge(incident)


def is_held(named: ColumnElement[Any], key: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """Whether an incident that names this `key` in the column `named` has it kept."""
    return exists().where(named == key, _holding(now))


def _open() -> ColumnElement[bool]:
    return incidents.c.status != IncidentStatus.CLOSED


def _holding(now: datetime) -> ColumnElement[bool]:
    return or_(incidents.c.status != IncidentStatus.CLOSED, incidents.c.held_until > now)
