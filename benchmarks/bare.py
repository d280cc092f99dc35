"""Accepting a mission in bare SQLAlchemy Core: the same facts and letters, and nothing between us and the statements.

The settings are those of figures.md; on SQLite five connections compete for the write lock, as they do in its recipe.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event, func, insert, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from benchmarks.databases import KEYS
from domain.errors import AlreadyTaken, NotOffered
from domain.helper import HelperStatus
from domain.matching import distance_m
from domain.mission import MissionStatus
from domain.network import MAX_ACTIVE_MISSIONS
from domain.offer import OfferStatus
from storage.encryption import attach
from storage.tables import helper_places, helpers, journal, missions, offers, outbox, pairings, people


def engine_for(url: str) -> AsyncEngine:
    """An engine as the documentation has it, with the measured settings."""
    if not url.startswith("sqlite"):
        engine = create_async_engine(url, pool_size=5, max_overflow=0, pool_timeout=60)
        attach(engine.dialect, KEYS)
        return engine
    engine = create_async_engine(url, pool_size=5, max_overflow=0, pool_timeout=60, connect_args={"timeout": 30})
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    attach(engine.dialect, KEYS)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


async def accept(engine: AsyncEngine, mission_id: int, helper_id: int) -> None:
    """Give the mission to a helper. Raises AlreadyTaken or NotOffered."""
    async with engine.begin() as connection:
        mission = (
            await connection.execute(select(missions).where(missions.c.id == mission_id).with_for_update())
        ).one()
        if mission.status is not MissionStatus.OPEN:
            raise AlreadyTaken
        await _require_eligible(connection, mission, helper_id)
        now = datetime.now(UTC)
        taken = {"status": MissionStatus.TAKEN, "helper_id": helper_id, "accepted_at": now, "exhausted_at": None}
        await connection.execute(update(missions).where(missions.c.id == mission_id).values(**taken))
        mine = offers.c.helper_id == helper_id
        answered = update(offers).where(offers.c.mission_id == mission_id)
        await connection.execute(answered.where(mine).values(status=OfferStatus.ACCEPTED, answered_at=now))
        withdrawn = answered.where(~mine, offers.c.status == OfferStatus.OFFERED)
        others = await connection.execute(
            withdrawn.values(status=OfferStatus.WITHDRAWN, answered_at=now).returning(offers.c.helper_id)
        )
        letters = [
            _letter(now, f"person:{number}", "OfferChanged", mission_id) for number in (helper_id, *others.scalars())
        ]
        operator = f"person:{mission.operator_id}"
        letters += [_letter(now, recipient, "MissionCard", mission_id) for recipient in ("staff:operators", operator)]
        letters.append(_letter(now, operator, "MissionAccepted", mission_id))
        await connection.execute(insert(outbox), letters)
        entry = {"at": now, "actor": f"person:{helper_id}", "action": "accepted", "subject": f"mission:{mission_id}"}
        await connection.execute(insert(journal).values(**entry, details={}))


async def _require_eligible(connection: AsyncConnection, mission: Any, helper_id: int) -> None:
    helper = (
        await connection.execute(
            select(helpers, people.c.reachable)
            .join(people, people.c.id == helpers.c.id)
            .where(helpers.c.id == helper_id)
        )
    ).one()
    in_hand = select(func.count()).where(missions.c.helper_id == helper_id, missions.c.status == MissionStatus.TAKEN)
    active = (await connection.execute(in_hand)).scalar_one()
    frozen = select(pairings.c.frozen).where(
        pairings.c.helpee_id == mission.helpee_id, pairings.c.helper_id == helper_id
    )
    is_frozen = (await connection.execute(frozen)).scalar_one_or_none()
    places = await connection.execute(select(helper_places).where(helper_places.c.helper_id == helper_id))
    in_reach = any(
        distance_m(mission.latitude, mission.longitude, place.latitude, place.longitude) <= place.radius_m
        for place in places
    )
    if (
        helper.status is not HelperStatus.VALIDATED
        or helper.paused_at
        or not helper.reachable
        or is_frozen
        or mission.kind not in helper.kinds
        or not in_reach
        or active >= MAX_ACTIVE_MISSIONS
    ):
        raise NotOffered


def _letter(now: datetime, recipient: str, kind: str, mission_id: int) -> dict[str, Any]:
    return {
        "recipient": recipient,
        "kind": kind,
        "payload": {"mission_id": mission_id},
        "priority": 1,
        "attempts": 0,
        "created_at": now,
        "due_at": now,
    }
