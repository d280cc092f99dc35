"""Missions and the offers of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, true, union
from sqlalchemy.orm.attributes import flag_modified

from domain.helper import Helper
from domain.matching import distance_m
from domain.mission import ACTIVE, Mission, MissionStatus, Standing
from domain.network import BY_FOOT, KINDS
from domain.offer import HAD, Offer, OfferStatus
from domain.turnover import A_DAY, MOST_DOORS_A_DAY, Turnover
from domain.waves import Experience
from storage import mapping
from storage.candidates import doors_known
from storage.experience import experience, usually_taken_in
from storage.grid import box_around
from storage.tables import helpees, missions, offers, pairings
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped

# Built once: when a mission is accepted by many at once, this is most of what happens.
_ONE = select(Mission).where(missions.c.id == bindparam("id"))
_STANDING = (
    select(missions.c.status, missions.c.helper_id, missions.c.ends_at, helpees.c.held_at.is_not(None).label("is_held"))
    .join(helpees, helpees.c.id == missions.c.helpee_id)
    .where(missions.c.id == bindparam("id"))
)
_LOCKED = select(missions.c.id).where(missions.c.id == bindparam("id")).with_for_update()
_AS_IT_IS = _ONE.execution_options(populate_existing=True)


class Missions:
    """Missions come with their helpee and operator."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, mission: Mission) -> None:
        """Keep a new mission; it gets its number when it is written."""
        self._session.add(mission)

    async def get(self, mission_id: int) -> Mission | None:
        """The mission with this number."""
        return await self._session.get(Mission, mission_id)

    async def standing(self, mission_id: int) -> Standing | None:
        """Just what decides whether it can be accepted, for a look before it is locked."""
        found = (await self._session.execute(_STANDING, {"id": mission_id})).one_or_none()
        return cast("Standing | None", found)

    async def lock(self, mission_id: int) -> Mission | None:
        """The mission as it is now, with its helpee; nobody else changes the mission before this transaction ends."""
        if not self._transaction.writes:
            return (await self._session.scalars(_ONE, {"id": mission_id})).one_or_none()
        if not self._transaction.is_sqlite:
            await self._transaction.read(_LOCKED, {"id": mission_id})  # what was joined would be as it was before
        return (await self._session.scalars(_AS_IT_IS, {"id": mission_id})).one_or_none()

    async def lock_before(self, helper_id: int, *others: int) -> list[Mission]:
        """What a helper has in hand or open before them, and `others` by number, locked before the helper is and lowest
        number first: everybody who locks several rows does it in this order, so that no two wait for each other.
        """
        found = select(missions.c.id).where(_before(helper_id, *others)).order_by(missions.c.id)
        numbers = list((await self._transaction.read(self._transaction.locked(found, missions))).scalars())
        locked = select(Mission).where(self._transaction.among(missions.c.id, numbers)).order_by(missions.c.id)
        return list(await self._session.scalars(locked.execution_options(populate_existing=True)))

    async def numbers_before(self, helper_id: int) -> set[int]:
        """The numbers of what a helper has in hand or open before them."""
        return set((await self._transaction.read(select(missions.c.id).where(_before(helper_id)))).scalars())

    async def by_key(self, key: str) -> Mission | None:
        """The mission that was published with this key."""
        return (await self._session.scalars(select(Mission).where(missions.c.key == key))).one_or_none()

    async def following(self, mission_id: int) -> Mission | None:
        """The mission that followed this one."""
        return (await self._session.scalars(select(Mission).where(missions.c.follows_id == mission_id))).one_or_none()

    async def lock_following(self, mission: Mission) -> list[Mission]:
        """All that have followed a mission which is locked, the oldest first; nobody else changes them."""
        found: list[Mission] = []
        while (number := (found or [mission])[-1].id) and (next_one := await self.following(number)) is not None:
            found.append(await self.lock(next_one.id) or next_one)
        return found

    async def active_of_helpee(self, helpee_id: int) -> list[Mission]:
        """Open and taken missions of a helpee, oldest first."""
        return await self._some(missions.c.helpee_id == helpee_id, missions.c.status.in_(ACTIVE))

    async def numbers_of_helpee(self, helpee_id: int) -> list[int]:
        """The numbers of a helpee's missions that are not erased yet, lowest first."""
        theirs = (missions.c.helpee_id == helpee_id, missions.c.erased_at.is_(None))
        return list(
            (await self._transaction.read(select(missions.c.id).where(*theirs).order_by(missions.c.id))).scalars()
        )

    async def last_of_helpee(self, helpee_id: int, limit: int) -> list[Mission]:
        """A helpee's missions, newest first."""
        found = select(Mission).where(missions.c.helpee_id == helpee_id).order_by(missions.c.id.desc())
        return list(await self._session.scalars(found.limit(limit)))

    async def active_of_helper(self, helper_id: int) -> list[Mission]:
        """What a helper has in hand, oldest first."""
        return await self._some(missions.c.helper_id == helper_id, missions.c.status.in_(ACTIVE))

    async def numbers_closed_of(self, helper_id: int) -> list[int]:
        """The numbers of those that are over and that a helper had, to the end or until they handed it on."""
        had = select(offers.c.mission_id).where(offers.c.helper_id == helper_id, offers.c.status.in_(HAD))
        theirs = or_(missions.c.helper_id == helper_id, missions.c.id.in_(had))
        found = select(missions.c.id).where(theirs, missions.c.status.not_in(ACTIVE)).order_by(missions.c.id)
        return list((await self._transaction.read(found)).scalars())

    async def count_in_hand(self, helper_id: int) -> int:
        """How many missions a helper has in hand."""
        in_hand = (missions.c.helper_id == helper_id, missions.c.status.in_(ACTIVE))
        return (await self._transaction.read(select(func.count()).select_from(missions).where(*in_hand))).scalar_one()

    async def turnover(self, helper_id: int, ago: timedelta) -> Turnover:
        """What a helper took, or handed on, so lately."""
        lately = (offers.c.helper_id == helper_id, offers.c.answered_at > self._transaction.now - ago)
        handed_on = case((offers.c.status == OfferStatus.RELEASED, 1), else_=0)
        with_door = case((missions.c.kind.in_(BY_FOOT), missions.c.helpee_id))
        found = select(
            func.count(), func.count(with_door.distinct()), func.coalesce(func.sum(handed_on), 0)
        ).select_from(offers.join(missions, missions.c.id == offers.c.mission_id))
        row = (await self._transaction.read(found.where(*lately, offers.c.status.in_(HAD)))).one()
        return Turnover(*row)

    async def active_of_operator(self, operator_id: int) -> list[Mission]:
        """Open and taken missions that an operator published, oldest first."""
        return await self._some(missions.c.operator_id == operator_id, missions.c.status.in_(ACTIVE))

    async def closed_of_helper(self, helper_id: int, limit: int, offset: int) -> list[Mission]:
        """What a helper has had in hand and is over, newest first."""
        over = and_(missions.c.helper_id == helper_id, missions.c.status.not_in(ACTIVE))
        return (await self._page(over, limit, offset))[0]

    async def had_by(self, helper_id: int, since: datetime, limit: int) -> list[Mission]:
        """What a helper has in hand, or had and completed or handed on since then, newest first."""
        theirs = select(offers.c.mission_id).where(offers.c.helper_id == helper_id, offers.c.status.in_(HAD))
        found = select(Mission).where(
            missions.c.id.in_(theirs), or_(missions.c.status.in_(ACTIVE), missions.c.closed_at >= since)
        )
        return list(await self._session.scalars(found.order_by(missions.c.id.desc()).limit(limit)))

    async def countries_of_latest(self, helper_ids: Collection[int], since: datetime) -> dict[int, str]:
        """Where each of these helpers has a mission in hand, or had one and completed it or handed it on since then;
        the newest of each.
        """
        theirs = and_(
            missions.c.helper_id == offers.c.helper_id,
            or_(missions.c.status.in_(ACTIVE), missions.c.closed_at >= since),
        )
        found = (
            select(offers.c.helper_id, missions.c.country)
            .join(offers, offers.c.mission_id == missions.c.id)
            .where(self._transaction.among(offers.c.helper_id, helper_ids), offers.c.status.in_(HAD))
            .where(or_(theirs, offers.c.answered_at >= since))
        )
        return dict((await self._session.execute(found.order_by(missions.c.id))).all())

    async def listing(
        self, *, status: Sequence[MissionStatus], operator_id: int | None, limit: int, offset: int
    ) -> tuple[list[Mission], int]:
        """Missions in any of these states, newest first, and how many there are; of one operator, or of all."""
        which: ColumnElement[bool] = missions.c.status.in_(status)
        if operator_id is not None:
            which &= missions.c.operator_id == operator_id
        return await self._page(which, limit, offset)

    async def lately(self, since: datetime, limit: int) -> list[Mission]:
        """Open and taken missions and those closed since then, the newest first."""
        found = select(Mission).where(or_(missions.c.status.in_(ACTIVE), missions.c.closed_at >= since))
        return list(await self._session.scalars(found.order_by(missions.c.id.desc()).limit(limit)))

    async def due(self, limit: int) -> list[int]:
        """The numbers of missions to which time does something now, the most overdue first."""
        found = select(missions.c.id).where(missions.c.due_at <= self._transaction.now)
        return list(
            (await self._transaction.read(found.order_by(missions.c.due_at, missions.c.id).limit(limit))).scalars()
        )

    async def lock_free(self, mission_id: int) -> Mission | None:
        """The same as `lock`, or None while somebody else has locked it."""
        one = self._transaction.locked(select(missions.c.id).where(missions.c.id == mission_id), missions, skip=True)
        if (await self._transaction.read(one)).one_or_none() is None:
            return None
        return (await self._session.scalars(_AS_IT_IS, {"id": mission_id})).one_or_none()

    def touch(self, mission: Mission) -> None:
        """Write the mission, so that it says anew when it is due."""
        flag_modified(mission, "due_at")

    def add_offer(self, offer: Offer) -> None:
        """Keep a new offer; there is one for each mission and helper."""
        self._session.add(offer)

    async def offers(self, mission_id: int) -> list[Offer]:
        """The offers of a mission, in the order in which they were first made."""
        return list(
            await self._session.scalars(select(Offer).where(offers.c.mission_id == mission_id).order_by(offers.c.id))
        )

    async def offers_of(self, numbers: Collection[int]) -> list[Offer]:
        """The offers of several missions, in the order in which they were made last."""
        found = select(Offer).where(self._transaction.among(offers.c.mission_id, numbers))
        return list(await self._session.scalars(found.order_by(offers.c.offered_at, offers.c.id)))

    async def offer(self, mission_id: int, helper_id: int) -> Offer | None:
        """The offer of a mission to a helper."""
        found = select(Offer).where(offers.c.mission_id == mission_id, offers.c.helper_id == helper_id)
        return (await self._session.scalars(found)).one_or_none()

    async def open_offers_of_helper(self, helper_id: int) -> list[Offer]:
        """What a helper has been offered and has not answered, oldest first."""
        found = select(Offer).where(offers.c.helper_id == helper_id, offers.c.status == OfferStatus.OFFERED)
        return list(await self._session.scalars(found.order_by(offers.c.offered_at, offers.c.id)))

    async def experience(self, mission: Mission) -> Experience:
        """What came of offers of the same kind of help around there, most of all at this time of day."""
        return await experience(self._transaction, mission)

    async def usually_taken_in(self, mission: Mission) -> timedelta | None:
        """How long it took until somebody accepted missions like this one (median); None where they are few."""
        return await usually_taken_in(self._transaction, mission)

    async def open_around(
        self, helper: Helper, *, limit: int, offset: int
    ) -> tuple[list[tuple[Mission, float | None]], int]:
        """A page of the open missions that a helper may take, and how many there are.

        Each with metres from the nearest of their places that reaches it, nearest first; those by phone (None) last.
        """
        near = await self._near(helper)
        page = dict(near[offset : offset + limit])
        found = {one.id: one for one in await self._some(missions.c.id.in_(page))} if page else {}
        return [(found[number], distance) for number, distance in page.items() if number in found], len(near)

    async def _near(self, helper: Helper) -> list[tuple[int, float | None]]:
        by_phone = [code for code in helper.kinds if KINDS[code].by_phone]
        by_foot = [code for code in helper.kinds if not KINDS[code].by_phone]
        frozen = exists().where(
            pairings.c.helper_id == helper.id, pairings.c.helpee_id == missions.c.helpee_id, pairings.c.frozen.is_(True)
        )
        held = exists().where(helpees.c.id == missions.c.helpee_id, helpees.c.held_at.is_not(None))
        handed_on = exists().where(
            offers.c.mission_id == missions.c.id,
            offers.c.helper_id == helper.id,
            offers.c.status == OfferStatus.RELEASED,
        )
        phoning = and_(
            missions.c.kind.in_(by_phone),
            missions.c.country == helper.country,
            missions.c.language.in_(helper.languages),
        )
        doors = doors_known(helper.id, missions.c.helpee_id, self._transaction.now - A_DAY)
        walking = and_(missions.c.kind.in_(by_foot), _within_boxes(helper), doors < MOST_DOORS_A_DAY)
        wanted = (missions.c.id, missions.c.kind, missions.c.latitude, missions.c.longitude, missions.c.starts_at)
        found = select(*wanted).where(
            missions.c.status == MissionStatus.OPEN,
            ~held,
            missions.c.ends_at > self._transaction.now,
            or_(phoning, walking),
            ~frozen,
            ~handed_on,
        )
        near: list[tuple[int, float | None]] = []
        for row in await self._transaction.read(found):
            if row.kind in by_phone:
                near.append((row.id, None))
                continue
            reaching = [
                distance
                for place in helper.sets_out_from(row.starts_at, self._transaction.now)
                if (distance := distance_m(row.latitude, row.longitude, place.latitude, place.longitude))
                <= place.radius_m
            ]
            if reaching:
                near.append((row.id, min(reaching)))
        return sorted(near, key=lambda one: (one[1] is None, one[1] or 0.0, one[0]))

    async def _some(self, *which: ColumnElement[bool]) -> list[Mission]:
        return list(await self._session.scalars(select(Mission).where(*which).order_by(missions.c.id)))

    async def _page(self, which: ColumnElement[bool], limit: int, offset: int) -> tuple[list[Mission], int]:
        found = select(Mission).where(which).order_by(missions.c.id.desc()).limit(limit).offset(offset)
        page = list(await self._session.scalars(found))
        return page, (
            await self._transaction.read(select(func.count()).select_from(missions).where(which))
        ).scalar_one()


def _before(helper_id: int, *others: int) -> ColumnElement[bool]:
    """As one set of numbers, since PostgreSQL reads every mission for a condition that is met in either of two ways."""
    in_hand = select(missions.c.id).where(missions.c.helper_id == helper_id, missions.c.status.in_(ACTIVE))
    offered = select(offers.c.mission_id).where(offers.c.helper_id == helper_id, offers.c.status == OfferStatus.OFFERED)
    named = [select(missions.c.id).where(missions.c.id == number) for number in others]
    return missions.c.id.in_(union(in_hand, offered, *named))


def _within_boxes(helper: Helper) -> ColumnElement[bool]:
    boxes: list[ColumnElement[bool]] = []
    for place in helper.all_places:
        box = box_around(place.latitude, place.longitude, place.radius_m)
        boxes.append(
            and_(
                missions.c.latitude.between(box.south, box.north),
                missions.c.longitude.between(box.west, box.east),
            )
        )
    return or_(*boxes) if boxes else ~true()
