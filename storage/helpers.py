"""Helpers, and who of them comes into question for a mission."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select, update

from domain.availability import ALWAYS
from domain.helper import Helper, HelperStatus
from domain.matching import Candidate, band, exclusion, outer_edge
from domain.mission import Mission
from domain.network import KINDS, MAX_RADIUS_M, mask
from domain.offer import OfferStatus
from storage.candidates import Candidates
from storage.grid import cell_of
from storage.nearest import Found, Wanted, nearest, whoever_is_near
from storage.tables import helper_places, helpers
from storage.transaction import Transaction

EVERYBODY = 1_000_000  # more than live in any band
FURTHER = 4  # how many times more are looked at when those found nearest are all out of the question


class Helpers:
    """Distances are in metres, along a great circle."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    async def get(self, helper_id: int, *, lock: bool = False) -> Helper | None:
        """The helper with their person and places; `lock`: nobody else changes the helper before this ends."""
        if not lock:
            return await self._session.get(Helper, helper_id)
        one = select(Helper).where(helpers.c.id == helper_id)
        if self._transaction.writes:
            # Locked first, by a statement of its own: what is read with a row that was waited for is as it was before.
            # New rows may go on referring to the helper meanwhile.
            row = select(helpers.c.id).where(helpers.c.id == helper_id).with_for_update(key_share=True)
            if not self._transaction.is_sqlite and (await self._transaction.read(row)).scalar_one_or_none() is None:
                return None
            one = one.execution_options(populate_existing=True)
        found: Helper | None = await self._session.scalar(one)
        return found

    async def with_phone(self, phone: str) -> list[Helper]:
        """All who gave this phone number (E.164), in the order in which the bot met them."""
        found = select(Helper).where(helpers.c.phone_lookup == phone).order_by(helpers.c.id)
        return list(await self._session.scalars(found))

    async def namesakes(self, helper: Helper) -> list[Helper]:
        """Who has the same name, whatever its case, and a place in the same cell of the map; the helper too."""
        cells = {cell_of(*place.point) for place in helper.places}
        near = select(helper_places.c.helper_id).where(helper_places.c.cell.in_(cells))
        names = select(helpers.c.id, helpers.c.name).where(helpers.c.id.in_(near))
        wanted = " ".join(helper.name.casefold().split())
        rows = await self._transaction.read(names)
        same = [row.id for row in rows if " ".join(row.name.casefold().split()) == wanted]
        return sorted(await self.some(same), key=lambda one: one.id)

    async def some(self, numbers: Collection[int]) -> list[Helper]:
        """The helpers with these numbers."""
        return list(await self._session.scalars(select(Helper).where(self._transaction.among(helpers.c.id, numbers))))

    async def everyone(self, limit: int) -> list[Helper]:
        """All who ever applied and were not forgotten, in the order in which the bot met them."""
        return list(await self._session.scalars(select(Helper).order_by(helpers.c.id).limit(limit)))

    async def hours_over(self, limit: int) -> list[int]:
        """Those whose break, or whose free hours, are over now: their numbers."""
        now = self._transaction.now
        over = or_(helpers.c.paused_until <= now, helpers.c.free_until <= now)
        return list((await self._transaction.read(select(helpers.c.id).where(over).limit(limit))).scalars())

    async def validity_due(self, limit: int) -> list[int]:
        """Those who are to be reminded that their validation ends, or whose has ended: their numbers."""
        due = helpers.c.validity_due_at <= self._transaction.now
        found = select(helpers.c.id).where(due).order_by(helpers.c.validity_due_at, helpers.c.id).limit(limit)
        return list((await self._transaction.read(found)).scalars())

    async def outings_over(self, limit: int) -> list[int]:
        """Those who have shared where they are for as long as they wanted: their numbers."""
        over = helper_places.c.live_until <= self._transaction.now
        return list(
            (await self._transaction.read(select(helper_places.c.helper_id).where(over).limit(limit))).scalars()
        )

    async def lock_free(self, mission: Mission, chosen: Sequence[Candidate]) -> list[Candidate]:
        """These helpers as they are now, locked until this ends, in their order. One whom somebody else is changing is
        left out: nobody waits for helpers in an order of their own, which would be a deadlock between two missions
        nearby. SQLite locks the whole database, and so them.
        """
        if self._transaction.is_sqlite or not chosen:
            return list(chosen)
        one_of_them = self._transaction.among(helpers.c.id, [one.helper_id for one in chosen])
        free = select(helpers.c.id).where(one_of_them).with_for_update(skip_locked=True, key_share=True)
        locked = set((await self._transaction.read(free)).scalars())
        numbers = [one.helper_id for one in chosen if one.helper_id in locked]
        return await self.these(mission, numbers)

    async def note_offers(self, numbers: Collection[int]) -> None:
        """These helpers, who are locked, are offered something now."""
        if numbers:
            noted = update(helpers).where(self._transaction.among(helpers.c.id, numbers))
            await self._transaction.change(noted.values(last_offered_at=self._transaction.now))

    def add(self, helper: Helper) -> None:
        """Keep a new helper, whose person is kept or added too."""
        self._session.add(helper)

    async def nearest(
        self,
        latitude: float,
        longitude: float,
        *,
        kind_mask: int,
        slot_mask: int,
        limit: int,
        cap_m: float = MAX_RADIUS_M,
    ) -> Found:
        """The nearest helpers who can be offered missions, share a bit with each mask and come as far as here."""
        wanted = Wanted(latitude, longitude, kind_mask, slot_mask)
        return await nearest(self._transaction, wanted, limit=limit, cap_m=cap_m)

    async def candidates(self, mission: Mission, *, limit: int = 200, wanted: int = 10) -> list[Candidate]:
        """All whom the helpee knows, and about `limit` others: those who come first in the order of matching, which in
        a dense town are not the nearest, whether they are eligible or not. Who has the mission open is left out.

        More than `limit` where so many of these are busy, asked enough or have answered that fewer than `wanted` are
        left.
        """
        about = Candidates(self._transaction, mission)
        offered = await about.offered()
        known = await about.known()
        left_out = {number for number, status in offered.items() if status is OfferStatus.OFFERED}
        wide = limit + len(offered)
        while True:
            first = await self._first(about, mission, wide)
            numbers = [number for number in (*known, *dict(first)) if number not in left_out]
            candidates = await about.of(numbers, dict(first))
            possible = sum(exclusion(candidate, mission) is None for candidate in candidates)
            if len(first) < wide or possible >= min(wanted, limit):
                return candidates
            wide *= FURTHER

    async def everybody(self, mission: Mission, limit: int) -> list[Candidate]:
        """Those in reach who do this kind of help, whatever they said of their time; then, up to `limit`, those too far
        away (by phone: anybody of the country). Those who were offered the mission are among them.
        """
        about = Candidates(self._transaction, mission)
        found = dict(await self._found(about, mission, limit, free=False))
        numbers = [*await about.known(), *found]
        wanted = _wanted(mission, ALWAYS | about.live, within_own_radius=False)
        if wanted and len(found) < limit:
            numbers += dict(await nearest(self._transaction, wanted, limit=limit, cap_m=MAX_RADIUS_M))
        return (await about.of(numbers, found))[: max(limit, len(found))]

    async def around(self, mission: Mission, limit: int) -> list[Candidate]:
        """The validated helpers nearest to a mission (by phone: of its country), whatever they do and whether they can
        be asked or not. No index helps to find those who can't: this is for a look at one mission.
        """
        if mission.latitude is None or mission.longitude is None or KINDS[mission.kind].by_phone:
            found = select(helpers.c.id)
            found = found.where(helpers.c.country == mission.country, helpers.c.status == HelperStatus.VALIDATED)
            found = found.order_by(helpers.c.last_offered_at.desc(), helpers.c.id).limit(limit)
            return await self.these(mission, list((await self._transaction.read(found)).scalars()))
        return await self.these(
            mission, await whoever_is_near(self._transaction, mission.latitude, mission.longitude, limit)
        )

    async def named(self, beginning: str, limit: int, *statuses: HelperStatus) -> list[int]:
        """The numbers of helpers of these statuses (none: validated ones) with a name, or part of one, that begins like
        this in whatever case.
        """
        wanted = f" {beginning.strip().casefold()}"
        found: list[int] = []
        stand = helpers.c.status.in_(statuses or (HelperStatus.VALIDATED,))
        names = select(helpers.c.id, helpers.c.name).where(stand)
        for number, name in await self._transaction.read(names.order_by(helpers.c.id)):
            if wanted in f" {name.casefold()}":
                found.append(number)
                if len(found) == limit:
                    break
        return found

    async def these(self, mission: Mission, numbers: Collection[int]) -> list[Candidate]:
        """These helpers beside a mission, measured from each of their places."""
        return await Candidates(self._transaction, mission).of(numbers, {})

    async def candidate(self, helper: Helper, mission: Mission) -> Candidate:
        """One helper beside a mission, measured from each of their places."""
        (candidate,) = await self.these(mission, [helper.id])
        return candidate

    async def _first(self, about: Candidates, mission: Mission, limit: int) -> Found:
        """Those near and free who come first in the order of matching, with metres; all of them, if fewer than `limit`.

        The nearest are enough to see how many bands it takes. The last of these is looked at whole, since whose turn it
        is may be at its far edge.
        """
        found = await self._found(about, mission, limit, free=True)
        wanted = _wanted(mission, about.slots | about.live)
        if wanted is None or len(found) < limit or KINDS[mission.kind].by_phone:
            return found
        last = band(found[-1][1])
        everybody = await nearest(self._transaction, wanted, limit=EVERYBODY, cap_m=outer_edge(last))
        nearer = [one for one in everybody if band(one[1]) < last]
        crowd = dict(everybody[len(nearer) :])
        turns = await about.in_turn(crowd)
        return nearer + [(number, crowd[number]) for number in turns[: limit - len(nearer)]]

    async def _found(self, about: Candidates, mission: Mission, limit: int, *, free: bool) -> Found:
        if KINDS[mission.kind].by_phone:
            return [(number, 0.0) for number in await about.by_phone(limit, free=free)]
        wanted = _wanted(mission, (about.slots if free else ALWAYS) | about.live)
        return await nearest(self._transaction, wanted, limit=limit, cap_m=MAX_RADIUS_M) if wanted else []


def _wanted(mission: Mission, slots: int, *, within_own_radius: bool = True) -> Wanted | None:
    """Who is looked for on the map, if the mission has a place on it."""
    if mission.latitude is None or mission.longitude is None:
        return None
    kinds = mask([mission.kind], KINDS)
    return Wanted(mission.latitude, mission.longitude, kinds, slots, within_own_radius=within_own_radius)
