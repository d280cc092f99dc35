"""What matching wants to know of helpers beside a mission, in one statement for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, ScalarSelect, Select, and_, func, or_, select, type_coerce

from domain.availability import LIVE, begins_soon, slots_of
from domain.matching import Candidate, distance_m, turn
from domain.mission import Mission, MissionStatus, Outcome
from domain.network import BY_FOOT, COUNTRIES, KINDS, LANGUAGES, mask
from domain.offer import HAD, NO_LONGER, OfferStatus
from domain.turnover import A_DAY
from storage.columns import Instant
from storage.tables import IN_SERVICE, helper_places, helpers, missions, offers, pairings, people
from storage.transaction import Transaction

RECENTLY, TODAY = timedelta(days=14), timedelta(hours=24)
_Number = int | ColumnElement[int]
ANSWERED = frozenset({OfferStatus.DECLINED, *NO_LONGER})


class Candidates:
    """Turns numbers of helpers into what matching decides on."""

    def __init__(self, transaction: Transaction, mission: Mission) -> None:
        self._transaction = transaction
        self._mission = mission
        self._by_phone = KINDS[mission.kind].by_phone

    async def of(self, numbers: Iterable[int], distances: Mapping[int, float]) -> list[Candidate]:
        """Candidates in the order of `numbers`. `distances` (metres) of those known to be in reach; the others' are
        measured from each of their places.
        """
        wanted = list(dict.fromkeys(numbers))
        if not wanted:
            return []
        rows = {row.id: row for row in await self._transaction.read(self._everything(wanted))}
        last = await self._did_last()
        reached: dict[int, tuple[float | None, bool]] = {
            number: (distance, True) for number, distance in distances.items()
        }
        reached |= await self._measured([number for number in wanted if number not in distances])
        return [
            self._candidate(rows[number], *reached.get(number, (None, False)), did_last=number == last)
            for number in wanted
            if number in rows
        ]

    async def known(self) -> list[int]:
        """Those whom this helpee has liked, and whoever did the one before of a mission that repeats."""
        found = select(pairings.c.helper_id).where(
            pairings.c.helpee_id == self._mission.helpee.id, pairings.c.liked.is_(True), pairings.c.frozen.is_(False)
        )
        last = await self._did_last()
        return [*([] if last is None else [last]), *(await self._transaction.read(found)).scalars()]

    async def _did_last(self) -> int | None:
        if self._mission.follows_id is None:
            return None
        done = or_(missions.c.outcome.is_(None), missions.c.outcome != Outcome.NOT_DONE)
        found = select(missions.c.helper_id).where(missions.c.id == self._mission.follows_id, done)
        return (await self._transaction.read(found)).scalar_one_or_none()

    async def offered(self) -> dict[int, OfferStatus]:
        """What became of the offers of this mission so far, by helper."""
        found = select(offers.c.helper_id, offers.c.status).where(offers.c.mission_id == self._mission.id)
        return {row.helper_id: row.status for row in await self._transaction.read(found)}

    async def by_phone(self, limit: int, *, free: bool) -> list[int]:
        """A country's helpers for this kind and language in the order of matching: those with the fewest recent offers
        (one who was last offered something before that has none), and among equals those who waited longest.

        `free`: only those who said that they were in the mission's window.
        """
        mission = self._mission
        languages = type_coerce(helpers.c.languages, Integer).bitwise_and(mask([mission.language], LANGUAGES))
        kinds = type_coerce(helpers.c.kinds, Integer).bitwise_and(mask([mission.kind], KINDS))
        who = select(helpers.c.id).join(people, people.c.id == helpers.c.id)
        who = who.where(IN_SERVICE, helpers.c.country == mission.country, people.c.reachable.is_(True))
        who = who.where(kinds != 0, languages != 0)
        if free:
            free_now = or_(helpers.c.free_until > self._begins_at, _shared_until() > self._begins_at)
            who = who.where(or_(helpers.c.slots.bitwise_and(self.slots) != 0, free_now))
        last, longest = helpers.c.last_offered_at, (helpers.c.last_offered_at, helpers.c.id)
        recently = self._transaction.now - RECENTLY
        found: list[int] = []
        for some in (
            who.where(last.is_(None)).order_by(*longest),
            who.where(last <= recently).order_by(*longest),
            who.where(last > recently).order_by(self._offers_since(RECENTLY), *longest),
        ):
            if len(found) < limit:
                found += (await self._transaction.read(some.limit(limit - len(found)))).scalars()
        return found

    async def in_turn(self, distances: Mapping[int, float]) -> list[int]:
        """Helpers of one distance band (metres, by number) in the order of matching, as far as one look at each tells:
        in a dense town they are thousands, and few of them are needed.
        """
        languages = type_coerce(helpers.c.languages, Integer).bitwise_and(mask([self._mission.language], LANGUAGES))
        found = select(helpers.c.id, self._offers_since(RECENTLY), languages != 0, helpers.c.completed > 0).where(
            self._transaction.among(helpers.c.id, distances)
        )
        turns = {
            number: turn(
                offers_recently=offers, speaks=speaks, helped=helped, distance=distances[number], helper_id=number
            )
            for number, offers, speaks, helped in await self._transaction.read(found)
        }
        return sorted(turns, key=turns.__getitem__)

    @property
    def slots(self) -> int:
        """The weekly slots that what is left of the mission's window touches."""
        return slots_of(self._mission.window_left(self._transaction.now), COUNTRIES[self._mission.country].zone)

    @property
    def live(self) -> int:
        """The bit of the places where helpers are now, if the mission begins so soon that these count."""
        return LIVE if begins_soon(self._begins_at, self._transaction.now) else 0

    @property
    def _begins_at(self) -> datetime:
        """When what is left of the mission's window begins."""
        return self._mission.window_left(self._transaction.now).start

    def _everything(self, numbers: Sequence[int]) -> Select[*tuple[Any, ...]]:
        own = offers.alias("own")
        hands = missions.alias("hands")
        active = select(func.count()).where(hands.c.helper_id == helpers.c.id, hands.c.status == MissionStatus.TAKEN)
        return (
            select(
                helpers.c.id,
                helpers.c.kinds,
                helpers.c.languages,
                helpers.c.slots,
                helpers.c.free_until,
                _shared_until().label("shared_until"),
                helpers.c.country,
                helpers.c.last_offered_at,
                helpers.c.completed,
                and_(IN_SERVICE, people.c.reachable.is_(True)).label("can_be_offered"),
                active.scalar_subquery().label("active_missions"),
                self._offers_since(RECENTLY).label("offers_recently"),
                self._offers_since(TODAY).label("offers_today"),
                doors_known(helpers.c.id, self._mission.helpee.id, self._transaction.now - A_DAY).label("doors_today"),
                pairings.c.liked,
                pairings.c.frozen,
                own.c.status.label("own_offer"),
            )
            .join(people, people.c.id == helpers.c.id)
            .outerjoin(
                pairings,
                and_(pairings.c.helper_id == helpers.c.id, pairings.c.helpee_id == self._mission.helpee.id),
            )
            .outerjoin(own, and_(own.c.helper_id == helpers.c.id, own.c.mission_id == self._mission.id))
            .where(self._transaction.among(helpers.c.id, numbers))
        )

    def _offers_since(self, ago: timedelta) -> ScalarSelect[int]:
        """How many offers a helper has had lately."""
        asked = offers.alias("asked")
        since = (asked.c.helper_id == helpers.c.id, asked.c.offered_at > self._transaction.now - ago)
        return select(func.count()).select_from(asked).where(*since).scalar_subquery()

    def _candidate(
        self, row: Row[*tuple[Any, ...]], distance: float | None, in_reach: bool, *, did_last: bool
    ) -> Candidate:
        return Candidate(
            helper_id=row.id,
            can_be_offered=bool(row.can_be_offered),
            kinds=row.kinds,
            languages=row.languages,
            free=bool(row.slots & self.slots)
            or any(until is not None and until > self._begins_at for until in (row.free_until, row.shared_until)),
            country=row.country,
            distance_m=None if self._by_phone else distance,
            in_reach=row.country == self._mission.country if self._by_phone else in_reach,
            active_missions=row.active_missions,
            offers_recently=row.offers_recently,
            offers_today=row.offers_today,
            doors_today=row.doors_today,
            last_offered_at=row.last_offered_at,
            completed=row.completed,
            liked=bool(row.liked),
            did_last=did_last,
            frozen=bool(row.frozen),
            answered=row.own_offer in ANSWERED,
            handed_on=row.own_offer is OfferStatus.RELEASED,
        )

    async def _measured(self, numbers: Sequence[int]) -> dict[int, tuple[float | None, bool]]:
        mission = self._mission
        if not numbers or mission.latitude is None or mission.longitude is None or self._by_phone:
            return {}
        places: dict[int, list[tuple[bool, float]]] = {}
        found = select(helper_places).where(self._transaction.among(helper_places.c.helper_id, numbers))
        if not self.live:
            found = found.where(helper_places.c.live_until.is_(None))
        for row in await self._transaction.read(found):
            distance = distance_m(mission.latitude, mission.longitude, row.latitude, row.longitude)
            places.setdefault(row.helper_id, []).append((distance > row.radius_m, distance))
        return {number: (min(near)[1], not min(near)[0]) for number, near in places.items()}


def doors_known(helper_id: _Number, helpee_id: _Number, since: datetime) -> ScalarSelect[int]:
    """How many callers' doors, but this one's, a helper has come to know since then."""
    had, theirs = offers.alias("had"), missions.alias("theirs")
    return (
        select(func.count(theirs.c.helpee_id.distinct()))
        .select_from(had.join(theirs, theirs.c.id == had.c.mission_id))
        .where(had.c.helper_id == helper_id, had.c.status.in_(HAD), had.c.answered_at > since)
        .where(theirs.c.kind.in_(BY_FOOT), theirs.c.helpee_id != helpee_id)
        .scalar_subquery()
    )


def _shared_until() -> ScalarSelect[datetime | None]:
    """Until when a helper shares where they are."""
    places = helper_places.alias("shared")
    of_helper = (places.c.helper_id == helpers.c.id, places.c.live_until.is_not(None))
    return select(func.max(places.c.live_until, type_=Instant())).where(*of_helper).scalar_subquery()
