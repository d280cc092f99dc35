"""What an operator does so that two people who meet are safe: how they know each other at the door, who is not to meet
whom again, and whether anybody goes to a door at which something was wrong.
"""

from __future__ import annotations

from domain.errors import NotFound
from domain.mission import Mission
from domain.notices.missions import AnswerChanged, DetailsChanged, MissionAccepted
from domain.notices.names import to_person
from services import aside, callers, dispatch, doors, partings
from services.concerns import Had, had_by
from services.desk import get, seen
from services.people import require_operator
from storage.unit_of_work import Store


async def let_answer(store: Store, operator_id: int, mission_id: int) -> Mission:
    """The helpee can keep a word in mind: they answer the helper's with it. Raises NotAllowed, NotFound."""
    return await _note_answering(store, operator_id, mission_id, answers=True)


async def let_listen(store: Store, operator_id: int, mission_id: int) -> Mission:
    """The helpee can't: only the helper says a word, now and whenever they call again. Raises NotAllowed, NotFound."""
    return await _note_answering(store, operator_id, mission_id, answers=False)


async def whoever_had(store: Store, operator_id: int, mission_id: int) -> tuple[Mission, tuple[Had, ...]]:
    """A mission, and who can be kept apart from its helpee: whoever has or had it; that it was looked at is noted.
    Raises NotAllowed, NotFound, ForColleague.
    """
    async with store.writing() as work:
        mission = await seen(work, operator_id, mission_id)
        had = await had_by(work, mission)
        await work.journal.write(to_person(operator_id), "saw", f"mission:{mission_id}", helpers=len(had))
    return mission, had


@dispatch.again_if_overtaken
async def keep_apart(store: Store, operator_id: int, mission_id: int, helper_id: int) -> Mission:
    """The helpee of this mission and this helper, who has or had it, don't meet again; what the helper has in hand
    there goes on to others.

    Raises NotAllowed, NotFound (also for a helper who never had it).
    """
    async with store.writing() as work:
        await seen(work, operator_id, mission_id)
        if await partings.lock(work, helper_id, mission_id) is None:
            raise NotFound
        mission = await get(work, mission_id)
        if helper_id not in {one.helper_id for one in await had_by(work, mission)}:
            raise NotFound
        await partings.part(work, mission.helpee.id, helper_id, by=to_person(operator_id))
    return mission


@dispatch.again_if_overtaken
async def has_phoned(store: Store, operator_id: int, helpee_id: int) -> int:
    """An operator has phoned, and all is well at a door that was held: helpers are asked for whatever is open there;
    how many are. Said twice, it is done once. Raises NotAllowed, NotFound, ForColleague.
    """
    async with store.writing() as work:
        await require_operator(work, operator_id)
        await aside.require_not_aside(work, operator_id, helpee_id)
        helpee = await callers.lock(work, helpee_id)
        if helpee is None:
            raise NotFound
        if not helpee.is_held:
            return 0
        helpee.let_go()
        asked = 0
        for mission in await work.missions.active_of_helpee(helpee_id):
            asked += await dispatch.offer_next(work, mission) if mission.is_open(work.now) else 0
            await dispatch.tell_staff(work, mission)
        await doors.calm(work, helpee_id)
        for last in await work.missions.last_of_helpee(helpee_id, 1):  # what is noted about callers is handed to them
            await work.journal.write(to_person(operator_id), "let others be asked", f"mission:{last.id}")
    return asked


async def ask_others(store: Store, operator_id: int, mission_id: int) -> int:
    """The same of the caller of a mission. Raises NotAllowed, NotFound, ForColleague."""
    async with store.reading() as work:
        helpee_id = (await seen(work, operator_id, mission_id)).helpee.id
    return await has_phoned(store, operator_id, helpee_id)


async def _note_answering(store: Store, operator_id: int, mission_id: int, *, answers: bool) -> Mission:
    async with store.writing() as work:
        mission = await seen(work, operator_id, mission_id)
        if mission.helpee.answers is answers:
            return mission
        mission.helpee.answers = answers
        await work.journal.write(to_person(operator_id), f"answers: {answers}", f"helpee:{mission.helpee.id}")
        for one in await work.missions.active_of_helpee(mission.helpee.id):
            await dispatch.tell_staff(work, one)
            if one.helper_id is None:
                continue
            await work.outbox.add(to_person(one.helper_id), DetailsChanged(one.id))
            await work.outbox.add(to_person(one.helper_id), AnswerChanged(one.id))
            if one.called_back_at is None:
                await work.outbox.add(await aside.desk_of(work, one), MissionAccepted(one.id))
    return mission
