"""Who may raise a concern about a mission, and about whom: a helper who has or had it, an operator for its caller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import NotFound
from domain.incident import Reporter
from domain.mission import Mission
from domain.offer import OfferStatus
from services import dispatch
from storage.unit_of_work import Store, UnitOfWork

LATELY, MOST_LATELY = timedelta(days=30), 8
HAD = frozenset({OfferStatus.ACCEPTED, OfferStatus.RELEASED})


@dataclass(frozen=True, slots=True)
class Had:
    """A helper who has a mission, or had it when it was closed: since `at`; or who has `handed_on` theirs then."""

    helper_id: int
    name: str
    at: datetime
    handed_on: bool


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who may raise a concern about a mission. A helper (`helper_id`) does so about what they met with; `in_hand`: they
    have it now, and `others` of that helpee. An operator does about one of those who `had` it, latest first.
    """

    mission: Mission
    reporter: Reporter
    helper_id: int | None = None
    in_hand: bool = False
    others: int = 0
    had: tuple[Had, ...] = ()

    def about(self, helper_id: int | None) -> int | None:
        """Whom it is about, `helper_id` being whom an operator names (None: it isn't known). Raises NotFound for a
        helper who never had it.
        """
        if self.reporter is Reporter.HELPER:
            return self.helper_id
        if helper_id is not None and helper_id not in {one.helper_id for one in self.had}:
            raise NotFound
        return helper_id


async def lately(store: Store, person_id: int) -> list[Mission]:
    """The missions about which a helper may have a concern, newest first: those in hand, and the last ones."""
    async with store.reading() as work:
        return await work.missions.had_by(person_id, work.now - LATELY, MOST_LATELY)


async def concerned(store: Store, person_id: int, mission_id: int) -> Concerned:
    """As whom this person may raise a concern about a mission. Raises NotFound for whoever may not know of it."""
    async with store.reading() as work:
        return await _concerned(work, person_id, mission_id)


async def hold(work: UnitOfWork, person_id: int, mission_id: int, helper_id: int | None) -> Concerned:
    """The same, held in the order that everybody keeps to, with the one whom it is about as its `helper_id`.
    A step of other services. Raises NotFound, Overtaken.
    """
    about = (await _concerned(work, person_id, mission_id)).about(helper_id)
    if about is None:
        await work.missions.lock(mission_id)
    else:
        await dispatch.hold(work, about, mission_id)
    found = await _concerned(work, person_id, mission_id)
    if found.about(helper_id) != about:
        raise dispatch.Overtaken
    return replace(found, helper_id=about)


async def had_by(work: UnitOfWork, mission: Mission) -> tuple[Had, ...]:
    """Who has or had a mission and was not forgotten, latest first. A step of what asks for it or shows it."""
    offers = [one for one in await work.missions.offers(mission.id) if one.status in HAD]
    names = {one.id: one.name for one in await work.helpers.some([one.helper_id for one in offers])}
    found = [
        Had(one.helper_id, names[one.helper_id], one.answered_at or one.offered_at, one.status is OfferStatus.RELEASED)
        for one in offers
        if one.helper_id in names
    ]
    return tuple(sorted(found, key=lambda one: (not one.handed_on, one.at), reverse=True))


async def _concerned(work: UnitOfWork, person_id: int, mission_id: int) -> Concerned:
    mission = await work.missions.get(mission_id)
    if mission is None:
        raise NotFound
    offer = await work.missions.offer(mission_id, person_id)
    if offer is not None and offer.status in HAD:
        theirs = [one for one in await work.missions.active_of_helper(person_id) if one.helpee is mission.helpee]
        others = sum(one is not mission for one in theirs)
        return Concerned(mission, Reporter.HELPER, person_id, mission.is_in_hands_of(person_id), others)
    person = await work.people.by_id(person_id)
    if person is None or not person.is_operator:
        raise NotFound
    return Concerned(mission, Reporter.OPERATOR, had=await had_by(work, mission))
