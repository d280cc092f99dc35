"""What an operator does so that two people who meet are safe: how they know each other at the door."""

from __future__ import annotations

from domain.mission import Mission
from domain.notices import AnswerChanged, MissionAccepted, to_person
from services import dispatch
from services.desk import get
from services.people import require_operator
from storage.unit_of_work import Store


async def let_answer(store: Store, operator_id: int, mission_id: int) -> Mission:
    """The helpee can keep a word in mind: they answer the helper's with it. Raises NotAllowed, NotFound."""
    return await _note_answering(store, operator_id, mission_id, answers=True)


async def let_listen(store: Store, operator_id: int, mission_id: int) -> Mission:
    """The helpee can't: only the helper says a word, now and whenever they call again. Raises NotAllowed, NotFound."""
    return await _note_answering(store, operator_id, mission_id, answers=False)


async def _note_answering(store: Store, operator_id: int, mission_id: int, *, answers: bool) -> Mission:
    async with store.writing() as work:
        await require_operator(work, operator_id)
        mission = await get(work, mission_id)
        if mission.helpee.answers is answers:
            return mission
        mission.helpee.answers = answers
        await work.journal.write(to_person(operator_id), f"answers: {answers}", f"helpee:{mission.helpee.id}")
        for one in await work.missions.active_of_helpee(mission.helpee.id):
            await dispatch.tell_staff(work, one)
            if one.helper_id is None:
                continue
            await work.outbox.add(to_person(one.helper_id), AnswerChanged(one.id))
            if one.called_back_at is None:
                await work.outbox.add(to_person(one.operator.id), MissionAccepted(one.id))
    return mission
