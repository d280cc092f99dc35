"""Somebody takes calls no more: their missions go to colleagues, and what their chat says of callers goes. A step of
services.
"""

from __future__ import annotations

from domain.notices.missions import MissionCard
from domain.notices.names import about_card, call_card, caller_card, door_card, mission_card, to_person
from domain.notices.notice import CardGone
from services import aside, unconfirmed
from storage.unit_of_work import UnitOfWork

MISSIONS, ABOUT, CALLS, DOORS, FILES = (
    card.removesuffix("0") for card in (mission_card(0), about_card(0), call_card(0), door_card(0), caller_card(0))
)


async def hand_desk_on(work: UnitOfWork, operator_id: int) -> None:
    """Tell the colleagues of an operator who goes which of their missions wait for an operator, take back what their
    own chat shows, and withdraw what they have asked for.
    """
    active = await work.missions.active_of_operator(operator_id)
    shown = await work.outbox.cards_beginning(to_person(operator_id), MISSIONS)
    numbers = {_number(card.name) for card in shown}
    for number in sorted(numbers | {mission.id for mission in active}):  # the card of one may be on its way
        await work.outbox.add(to_person(operator_id), MissionCard(number))
    await _take_back(work, operator_id)
    await unconfirmed.end_of(work, operator_id)
    for mission in active:
        await aside.leave_to_colleagues(work, mission)


async def _take_back(work: UnitOfWork, operator_id: int) -> None:
    """Callers' files, exported ones, whom to call back, and whatever else was said of missions: not of those that they
    have, or had, as a helper.
    """
    recipient = to_person(operator_id)
    names = {card.name for kind in (FILES, CALLS, DOORS) for card in await work.outbox.cards_beginning(recipient, kind)}
    for name in {card.name for card in await work.outbox.cards_beginning(recipient, ABOUT)}:
        mission = await work.missions.get(_number(name))
        if mission is None or mission.helper_id != operator_id:
            names.add(name)
    for name in sorted(names):
        await work.outbox.add(recipient, CardGone(name))


def _number(card: str) -> int:
    return int(card.partition(":")[2])
