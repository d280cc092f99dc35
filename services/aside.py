"""Whoever is not to meet a caller as a helper, or is named in a concern about the two that is looked into, has nothing
to do with that caller as an operator either: a colleague sees to it. Steps of other services.
"""

from __future__ import annotations

from domain.errors import ForColleague
from domain.mission import Mission, MissionStatus
from domain.notices.missions import MissionAccepted, MissionCard, NobodyLeft
from domain.notices.names import OPERATORS, about_card, call_card, caller_card, door_card, mission_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import DoorUnsafe
from domain.people import StaffRole
from services import unconfirmed
from storage.unit_of_work import UnitOfWork


async def require_not_aside(work: UnitOfWork, person_id: int, helpee_id: int) -> None:
    """Raise ForColleague for somebody who has nothing to do with this caller; it doesn't say why."""
    if await work.partings.keep_aside(person_id, helpee_id):
        raise ForColleague


async def desk_of(work: UnitOfWork, mission: Mission) -> str:
    """Who is told what waits for an operator: the mission's, or their colleagues where it is not for them."""
    own = mission.operator.id
    return OPERATORS if await work.partings.keep_aside(own, mission.helpee.id) else to_person(own)


async def nobody_hears(work: UnitOfWork, mission: Mission, but_for: int | None = None) -> bool:
    """Whether no operator hears what waits for one: it is not for the mission's own, or that is the person with the
    number `but_for`, and colleagues have no chat.
    """
    own = mission.operator
    if own.is_operator and own.id != but_for and not await work.partings.keep_aside(own.id, mission.helpee.id):
        return False
    chat = await work.people.staff_chat(StaffRole.OPERATORS)
    return chat is None or chat.lost_at is not None


async def step_aside(work: UnitOfWork, person_id: int, helpee_id: int) -> None:
    """These two were just parted. If it is an operator, what their chat says of the caller goes, what they have asked
    for about them is nobody's wish, and their colleagues hear which of their missions wait for an operator.
    """
    person = await work.people.by_id(person_id)
    if person is None or not person.is_operator:
        return
    await _take_back(work, person_id, helpee_id)
    for approval in await work.approvals.open_about(helpee_id):
        if approval.asked_by_id == person_id:
            await unconfirmed.end(work, approval)
    for mission in await work.missions.active_of_helpee(helpee_id):
        if mission.operator.id == person_id:
            await leave_to_colleagues(work, mission)


async def leave_to_colleagues(work: UnitOfWork, mission: Mission) -> None:
    """Tell the operators' chat what waits for an operator of an active mission, whose own one sees to it no more."""
    if mission.helpee.is_held:
        await work.outbox.add(OPERATORS, DoorUnsafe(mission.id))
    if mission.status is MissionStatus.TAKEN and mission.called_back_at is None:
        await work.outbox.add(OPERATORS, MissionAccepted(mission.id))
    elif mission.status is MissionStatus.OPEN and mission.exhausted_at is not None:
        await work.outbox.add(OPERATORS, NobodyLeft(mission.id))


async def _take_back(work: UnitOfWork, person_id: int, helpee_id: int) -> None:
    """What they were told as the helper who has, or had, a mission is another matter: see `take_details_back`."""
    recipient, gone = to_person(person_id), [caller_card(helpee_id)]
    for number in await work.missions.numbers_of_helpee(helpee_id):
        mission = await work.missions.get(number)
        gone += [call_card(number), door_card(number)]
        if mission is not None and mission.helper_id != person_id:
            gone.append(about_card(number))
        if await work.outbox.cards(recipient, mission_card(number)):
            await work.outbox.add(recipient, MissionCard(number))
    for name in gone:
        if await work.outbox.cards(recipient, name):
            await work.outbox.add(recipient, CardGone(name))
