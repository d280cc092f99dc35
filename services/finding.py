"""An operator's ways to find a helper: ask more, ask everybody, give it to somebody by name; and why who was asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.errors import HeardFrom
from domain.helper import Helper
from domain.matching import Candidate, Exclusion, exclusion, order
from domain.mission import Mission
from domain.notices.missions import MissionGiven
from domain.notices.names import to_person
from domain.offer import Offer, OfferStatus
from domain.timetable import is_silent, policy_of
from services import dispatch, missions
from services.desk import lock, seen
from storage.unit_of_work import Store

EVERYBODY = 50
LOOKED_AT = 500


@dispatch.again_if_overtaken
async def ask_everybody(store: Store, operator_id: int, mission_id: int) -> int:
    """Offer an open mission to everybody in reach, whatever they said of their time; return how many are asked now.

    Raises NotAllowed, NotFound, MissionTaken, MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        mission.require_open(work.now)
        offers = await work.missions.offers(mission_id)
        busy = {offer.helper_id for offer in offers if offer.status is OfferStatus.OFFERED}
        reachable = await work.helpers.everybody(mission, EVERYBODY + len(offers))
        willing = [one for one in order(reachable, mission, asked=False) if not one.answered]
        chosen = [one for one in willing if one.helper_id not in busy][:EVERYBODY]
        mission.wave = max(1, mission.wave)  # nobody has it to themselves any more
        asked = await dispatch.offer_to_all(work, mission, chosen, offers)
        await dispatch.tell_staff(work, mission)
        await work.journal.write(to_person(operator_id), "asked everybody", f"mission:{mission_id}")
    return asked


@dispatch.again_if_overtaken
async def widen(store: Store, operator_id: int, mission_id: int) -> int:
    """Ask the next helpers now, not when those who were asked have had their time; return how many.

    Raises NotAllowed, NotFound, MissionTaken, MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        mission.require_open(work.now)
        asked = await dispatch.next_wave(work, mission)
        await dispatch.tell_staff(work, mission)
        await work.journal.write(to_person(operator_id), "widened", f"mission:{mission_id}")
    return asked


@dispatch.again_if_overtaken
async def take_back(store: Store, operator_id: int, mission_id: int, helper_id: int) -> Mission:
    """Take a mission from a helper who stays silent; others are asked. Raises NotAllowed, NotFound, NotYours (somebody
    else has it by now, or nobody), HeardFrom (they have answered, or had no time to), MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        mission.require_in_hands_of(helper_id)
        if not is_silent(mission):
            raise HeardFrom
        await missions.take_back(work, mission, helper_id)
        await work.journal.write(to_person(operator_id), "took back", f"mission:{mission_id}", helper=helper_id)
    return mission


async def who_could(store: Store, operator_id: int, mission_id: int, named: str = "") -> list[tuple[Helper, Candidate]]:
    """Helpers to whom an open mission could be given, in the order of asking: by what their names begin with, or all.

    Those who declined it or handed it on are among them, since an operator may have phoned them. Raises NotAllowed,
    NotFound, MissionTaken, MissionClosed.
    """
    async with store.writing() as work:
        mission = await seen(work, operator_id, mission_id)
        mission.require_open(work.now)
        if named.strip():
            around = await work.helpers.these(mission, await work.helpers.named(named, EVERYBODY))
        else:
            around = await work.helpers.everybody(mission, EVERYBODY)
        possible = order(around, mission, asked=False, given=True)
        helpers = {one.id: one for one in await work.helpers.some([one.helper_id for one in possible])}
        found = [(helpers[one.helper_id], one) for one in possible if one.helper_id in helpers]
        await work.journal.write(to_person(operator_id), "saw", f"mission:{mission_id}", helpers=len(found))
    return found


@dispatch.again_if_overtaken
async def give(store: Store, operator_id: int, mission_id: int, helper_id: int) -> Mission:
    """Give an open mission to a helper who agreed on the phone, also to one who has handed it on; they hear it, and
    everybody else that it is taken.

    Raises NotAllowed, NotFound, AlreadyTaken, AlreadyYours, MissionClosed, NotRegistered, NotValidated, Suspended,
    NotOffered or TooManyMissions.
    """
    async with store.writing() as work:
        await seen(work, operator_id, mission_id)
        mission = await missions.take(work, mission_id, helper_id, given=True)
        mission.confirm(helper_id, work.now)
        await work.outbox.add(to_person(helper_id), MissionGiven(mission_id))
        await work.journal.write(to_person(operator_id), "gave", f"mission:{mission_id}", helper=helper_id)
    return mission


@dataclass(frozen=True, slots=True)
class Explained:
    """Who was asked for a mission, in that order, with their names; how many others were not, by reason; and how many
    of `waves` have gone out.
    """

    mission: Mission
    asked: list[tuple[Offer, str]]
    left_out: dict[Exclusion, int]
    waves: int


async def explain(store: Store, operator_id: int, mission_id: int) -> Explained:
    """Why these helpers were asked and no others, as of now. Raises NotAllowed, NotFound."""
    async with store.writing() as work:
        mission = await seen(work, operator_id, mission_id)
        offers = sorted(await work.missions.offers(mission_id), key=lambda offer: (offer.offered_at, offer.id))
        asked = {offer.helper_id for offer in offers}
        names = {one.id: one.name for one in await work.helpers.some(asked)}
        nearby = await work.helpers.around(mission, LOOKED_AT)
        left_out = Counter(exclusion(one, mission) for one in nearby if one.helper_id not in asked)
        await work.journal.write(to_person(operator_id), "saw", f"mission:{mission_id}", offers=len(offers))
        return Explained(
            mission=mission,
            asked=[(offer, names.get(offer.helper_id, "")) for offer in offers],
            left_out={reason: count for reason, count in left_out.items() if reason is not None},
            waves=len(policy_of(mission, work.now).waves),
        )
