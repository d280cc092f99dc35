"""Who may raise a concern about a mission, and about whom: a helper who has or had it, an operator for its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import ForColleague, NotAllowed, NotFound
from domain.helper import Helper
from domain.incident import Reporter
from domain.mission import Mission
from domain.notices.names import to_person
from domain.offer import HAD, NO_LONGER
from domain.refusal import Marks
from services import dispatch, doors, partings
from storage.unit_of_work import Store, UnitOfWork

LATELY, MOST_LATELY, MOST_LOOKED_AT = timedelta(days=30), 8, 50


@dataclass(frozen=True, slots=True)
class Had:
    """A helper who has a mission, or had it when it was closed: since `at`; or who had it `until_then`, whether they
    handed it on or it was taken from them, which nobody reads here.
    `marks`: by what they are known again, should they have everything deleted while somebody is writing about them.
    """

    helper_id: int
    name: str
    at: datetime
    until_then: bool
    marks: Marks


@dataclass(frozen=True, slots=True)
class Concerned:
    """What whoever raises a concern about a mission has to choose from. A helper (`helper_id`) does so about what they
    met with; `in_hand`: they have it now, and `others` of that helpee. An operator does about one of those who `had`
    it, latest first. `phones`: an operator hears that somebody has to phone the helpee.
    """

    mission: Mission
    reporter: Reporter
    helper_id: int | None = None
    in_hand: bool = False
    others: int = 0
    had: tuple[Had, ...] = ()
    phones: bool = True


@dataclass(frozen=True, slots=True)
class About:
    """A mission that is locked, who has a concern about it, and about whom: a helper's number, None where it isn't
    known who it was. `helper`: that one, locked, unless they are gone.
    """

    mission: Mission
    reporter: Reporter
    helper_id: int | None
    helper: Helper | None


async def lately(store: Store, person_id: int) -> list[Mission]:
    """The missions about which a helper may have a concern, newest first: those in hand, and the last ones."""
    async with store.reading() as work:
        return await work.missions.had_by(person_id, work.now - LATELY, MOST_LATELY)


async def lately_done(store: Store, operator_id: int) -> list[Mission]:
    """The missions about which a caller may complain to an operator, newest first: what somebody has in hand, or had
    lately. Raises NotAllowed. Those of callers for whom they don't speak are not among them.
    """
    async with store.writing() as work:
        operator = await work.people.by_id(operator_id)
        if operator is None or not operator.is_operator:
            raise NotAllowed
        found = await work.missions.lately(work.now - LATELY, MOST_LOOKED_AT)
        aside = {one: await work.partings.keep_aside(operator_id, one) for one in {each.helpee.id for each in found}}
        had = [one for one in found if one.helper_id not in {None, operator_id} and not aside[one.helpee.id]]
        had = had[:MOST_LATELY]
        await work.journal.write(to_person(operator_id), "saw", "missions", numbers=[one.id for one in had])
    return had


async def voices(store: Store, person_id: int, mission_id: int) -> tuple[Reporter, ...]:
    """As whom this person may raise a concern about a mission: both, if they take calls and had it as a helper, too.
    Raises NotFound for whoever may not know of it; ForColleague for an operator who speaks for this caller no more.
    """
    async with store.reading() as work:
        return await _voices(work, person_id, await _mission(work, mission_id))


async def concerned(store: Store, person_id: int, mission_id: int, reporter: Reporter | None = None) -> Concerned:
    """What there is to choose for whoever raises a concern about a mission as `reporter`; None: as whoever they may,
    for themselves first. That an operator sees who had it is noted. Raises NotFound for whoever may not; ForColleague.
    """
    async with store.writing() as work:
        found = await _concerned(work, person_id, mission_id, reporter)
        if found.reporter is Reporter.OPERATOR:
            await work.journal.write(to_person(person_id), "saw", f"mission:{mission_id}", helpers=len(found.had))
    return found


async def lock(
    work: UnitOfWork, person_id: int, mission_id: int, helper_id: int | None, reporter: Reporter | None, *, left: bool
) -> About:
    """Whom a concern is about, locked in the order that everybody keeps to. `helper_id`: whom an operator names;
    `reporter`: as whom they began, None if as whoever they may. What was chosen then stands, whoever has had everything
    deleted since; where they `left` it unfinished, also whatever they may do now. An operator who is to step aside
    since they began is heard, but names nobody: a moderator does. A step of other services. Raises NotFound, also for a
    helper who is here and never had it; Overtaken.
    """
    said = await _said(work, person_id, mission_id, helper_id, reporter, left=left)
    helper = None
    if said.helper_id is None:
        await work.missions.lock(mission_id)
    else:
        helper = await partings.lock(work, said.helper_id, mission_id, *await _others_there(work, mission_id))
    found = await _said(work, person_id, mission_id, helper_id, reporter, left=left)
    if (found.reporter, found.helper_id) != (said.reporter, said.helper_id):
        raise dispatch.Overtaken
    return About(found.mission, found.reporter, found.helper_id, helper)


async def _others_there(work: UnitOfWork, mission_id: int) -> list[int]:
    """The numbers of what else is open or taken for the helpee of a mission."""
    mission = await work.missions.get(mission_id)
    return [] if mission is None else [one.id for one in await work.missions.active_of_helpee(mission.helpee.id)]


async def had_by(work: UnitOfWork, mission: Mission) -> tuple[Had, ...]:
    """Who has or had a mission and was not forgotten, latest first. A step of what asks for it or shows it."""
    offers = [one for one in await work.missions.offers(mission.id) if one.status in HAD]
    here = {one.id: one for one in await work.helpers.some([one.helper_id for one in offers])}
    found = [
        Had(
            helper_id=one.helper_id,
            name=here[one.helper_id].name,
            at=one.answered_at or one.offered_at,
            until_then=one.status in NO_LONGER,
            marks=work.refusals.marks(here[one.helper_id].person.address, here[one.helper_id].phone),
        )
        for one in offers
        if one.helper_id in here
    ]
    return tuple(sorted(found, key=lambda one: (not one.until_then, one.at), reverse=True))


async def _concerned(work: UnitOfWork, person_id: int, mission_id: int, reporter: Reporter | None) -> Concerned:
    mission = await _mission(work, mission_id)
    may = await _voices(work, person_id, mission)
    if reporter is not None and reporter not in may:
        raise ForColleague if reporter is Reporter.OPERATOR and await _speaks(work, person_id) else NotFound
    if (reporter or may[0]) is Reporter.OPERATOR:
        return Concerned(mission, Reporter.OPERATOR, had=await had_by(work, mission))
    theirs = [one for one in await work.missions.active_of_helper(person_id) if one.helpee is mission.helpee]
    others = sum(one is not mission for one in theirs)
    in_hand, phones = mission.is_in_hands_of(person_id), not await doors.is_unheard(work, mission, person_id)
    return Concerned(mission, Reporter.HELPER, person_id, in_hand, others, phones=phones)


async def _voices(work: UnitOfWork, person_id: int, mission: Mission) -> tuple[Reporter, ...]:
    """As whom they may begin now: whoever has to step aside does not speak for the caller."""
    found = await _all_voices(work, person_id, mission)
    if Reporter.OPERATOR in found and await work.partings.keep_aside(person_id, mission.helpee.id):
        found = tuple(one for one in found if one is not Reporter.OPERATOR)
        if not found:
            raise ForColleague
    return found


async def _all_voices(work: UnitOfWork, person_id: int, mission: Mission) -> tuple[Reporter, ...]:
    """As whom they may have begun."""
    offer = await work.missions.offer(mission.id, person_id)
    had = offer is not None and offer.status in HAD
    found = {Reporter.HELPER: had, Reporter.OPERATOR: await _speaks(work, person_id)}
    if not any(found.values()):
        raise NotFound
    return tuple(one for one, may in found.items() if may)


async def _speaks(work: UnitOfWork, person_id: int) -> bool:
    person = await work.people.by_id(person_id)
    return person is not None and person.is_operator


async def _said(
    work: UnitOfWork, person_id: int, mission_id: int, helper_id: int | None, reporter: Reporter | None, *, left: bool
) -> About:
    mission = await _mission(work, mission_id)
    if reporter is Reporter.HELPER and await _may_have_had(work, mission, person_id):
        return About(mission, reporter, person_id, None)
    may = (reporter,) if left and reporter is not None else await _all_voices(work, person_id, mission)
    if reporter is not None and reporter not in may:
        raise NotFound
    if (reporter or may[0]) is Reporter.HELPER:
        return About(mission, Reporter.HELPER, person_id, None)
    if await work.partings.keep_aside(person_id, mission.helpee.id):
        helper_id = None
    if helper_id is not None and not await _may_be_meant(work, mission, helper_id):
        raise NotFound
    return About(mission, Reporter.OPERATOR, helper_id, None)


async def _may_have_had(work: UnitOfWork, mission: Mission, helper_id: int) -> bool:
    """Whether nothing says that a helper who began, or was chosen then, can't have had a mission: what would say that
    they had it goes with what is personal of a mission, and when it is offered to them again.
    """
    return mission.erased_at is not None or await work.missions.offer(mission.id, helper_id) is not None


async def _may_be_meant(work: UnitOfWork, mission: Mission, helper_id: int) -> bool:
    """The same, also for one who was chosen and is gone."""
    return await _may_have_had(work, mission, helper_id) or await work.helpers.get(helper_id) is None


async def _mission(work: UnitOfWork, mission_id: int) -> Mission:
    mission = await work.missions.get(mission_id)
    if mission is None:
        raise NotFound
    return mission
