"""What came of earlier missions of the same kind around the same place: how readily, and how soon, they were taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import CTE, ColumnElement, Select, Table, and_, select, true, union_all

from domain.availability import HOURS
from domain.mission import Mission
from domain.network import COUNTRIES, KINDS
from domain.offer import HAD, OfferStatus
from domain.waves import LOOKED_AT, Experience
from storage.grid import box_around
from storage.tables import missions, offers, past_offers
from storage.transaction import Transaction

AROUND_M = 5_000
RECENT = 1_000  # missions of this kind in the country that are looked through
MOST_OFFERS, MOST_MISSIONS = 400, 40
LONG_AGO = timedelta(days=90)
FEWEST = 5
OTHER_HOURS = 0.25  # what an offer at another time of day counts


async def experience(transaction: Transaction, mission: Mission) -> Experience:
    """See `Missions.experience`."""
    like = _like(mission, transaction.now)
    recent = like.limit(RECENT).cte("recent")
    both = union_all(*(_made(table, recent) for table in (offers, past_offers))).subquery()
    found = select(both.c.offered_at, both.c.answered_at, both.c.status)
    found = found.order_by(both.c.offered_at.desc(), both.c.mission_id.desc()).limit(MOST_OFFERS)
    zone = COUNTRIES[mission.country].zone
    now_is = _part_of_day(transaction.now.astimezone(zone))
    accepted = minutes = 0.0
    for offered_at, answered_at, status in await transaction.read(found):
        weight = 1.0 if _part_of_day(offered_at.astimezone(zone)) == now_is else OTHER_HOURS
        time = max(timedelta(0), min(LOOKED_AT, (answered_at or transaction.now) - offered_at))
        minutes += weight * time.total_seconds() / 60
        accepted += weight * (status in HAD and time < LOOKED_AT)
    return Experience(accepted, minutes)


async def usually_taken_in(transaction: Transaction, mission: Mission) -> timedelta | None:
    """See `Missions.usually_taken_in`."""
    found = select(missions.c.published_at, missions.c.accepted_at).where(
        missions.c.id.in_(_like(mission, transaction.now).limit(RECENT)), missions.c.accepted_at.is_not(None)
    )
    rows = await transaction.read(found.order_by(missions.c.id.desc()).limit(MOST_MISSIONS))
    times = [(accepted_at - published_at).total_seconds() for published_at, accepted_at in rows]
    return timedelta(seconds=median(times)) if len(times) >= FEWEST else None


def _made(table: Table, recent: CTE) -> Select[int, datetime, datetime | None, OfferStatus]:
    """The latest offers of waves among these missions."""
    columns = (table.c.mission_id, table.c.offered_at, table.c.answered_at, table.c.status)
    made = select(*columns).where(table.c.wave > 0, table.c.mission_id.in_(select(recent.c.id)))
    latest = made.order_by(table.c.offered_at.desc(), table.c.mission_id.desc()).limit(MOST_OFFERS).subquery()
    return select(latest.c.mission_id, latest.c.offered_at, latest.c.answered_at, latest.c.status)


def _like(mission: Mission, now: datetime) -> Select[int]:
    around: ColumnElement[bool] = true()
    if not KINDS[mission.kind].by_phone and mission.latitude is not None and mission.longitude is not None:
        box = box_around(mission.latitude, mission.longitude, AROUND_M)
        around = and_(
            missions.c.latitude.between(box.south, box.north), missions.c.longitude.between(box.west, box.east)
        )
    return (
        select(missions.c.id)
        .where(missions.c.kind == mission.kind, missions.c.country == mission.country, around)
        .where(missions.c.published_at > now - LONG_AGO, missions.c.id != mission.id)
        .order_by(missions.c.id.desc())
    )


def _part_of_day(local: datetime) -> int:
    """0 in the morning, 1 in the afternoon, 2 in the evening and at night."""
    return sum(local.time() >= end for _start, end in list(HOURS.values())[:-1])
