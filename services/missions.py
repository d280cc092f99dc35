"""A helper's part of a mission: accept, decline, set out, release, complete, and what is around or in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import AlreadyYours, NotFound, NotOffered, NotRegistered, TooManyMissions
from domain.helper import Helper
from domain.matching import Candidate, Exclusion, exclusion
from domain.mission import Mission, MissionStatus, Outcome, require_open_to
from domain.network import MAX_ACTIVE_MISSIONS
from domain.notices.missions import (
    MissionAccepted,
    MissionCompleted,
    MissionMoved,
    MissionReleased,
    MissionReopened,
    MissionTakenBack,
    OfferChanged,
)
from domain.notices.names import details_card, nudge_card, offer_card, to_person
from domain.notices.notice import CardGone, DeskNotice
from domain.notices.safeguarding import MissionTakenAway
from domain.offer import OfferStatus
from domain.timetable import warn_at
from domain.turnover import A_DAY, MOST_DOORS_A_DAY
from services import dispatch, doors, turnover
from storage.outbox import SentCard
from storage.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Around:
    """A page of open missions around a helper, nearest first, each with metres from there (None: by phone).
    `seen_enough`: no other doors are among them for now.
    """

    missions: list[tuple[Mission, float | None]]
    total: int
    on_break: bool = False
    seen_enough: bool = False


@dispatch.again_if_overtaken
async def accept(store: Store, mission_id: int, helper_id: int) -> Mission:
    """Give the mission to this helper; the database decides between several. Once they have as many as one may have, or
    have seen as many doors as one may in a day, what else is open before them is handed on.

    Raises NotFound, AlreadyTaken, AlreadyYours, MissionClosed, NotRegistered, NotValidated, Suspended, NotOffered or
    TooManyMissions.
    """
    async with store.writing() as work:
        standing = await work.missions.standing(mission_id)
        if standing is None:
            raise NotFound
        require_open_to(standing, helper_id, store.now())  # whoever comes too late need not wait for the others
        mission = await take(work, mission_id, helper_id)
        await work.flush()
        await turnover.look(work, helper_id)
        return mission


async def take(work: UnitOfWork, mission_id: int, helper_id: int, *, given: bool = False) -> Mission:
    """Let this helper have the mission; `given`: by an operator. A step of other services, to be tried again if
    overtaken; raises as `accept`.
    """
    in_hand = await work.missions.count_in_hand(helper_id)
    doors = (await work.missions.turnover(helper_id, A_DAY)).doors
    is_last = in_hand + 1 == MAX_ACTIVE_MISSIONS or doors + 1 >= MOST_DOORS_A_DAY
    if is_last:
        await dispatch.lock(work, helper_id, mission_id)
    mission = await _lock(work, mission_id)
    mission.require_open_to(helper_id, work.now)
    helper = await _helper(work, helper_id, lock=True)
    helper.require_validated()
    candidate = await work.helpers.candidate(helper, mission)
    _require(exclusion(candidate, mission, asked=False, given=given))
    if candidate.active_missions != in_hand or candidate.doors_today > doors:
        raise dispatch.Overtaken
    await _give(work, mission, helper, candidate)
    if is_last:
        await dispatch.hand_on_offers(work, helper_id)
    return mission


@dispatch.again_if_overtaken
async def decline(store: Store, mission_id: int, helper_id: int) -> Mission:
    """Not this one; the next helper is asked at once. Raises NotFound, AlreadyYours (release it)."""
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        offer = await work.missions.offer(mission_id, helper_id)
        if offer is None:
            raise NotFound
        if mission.status is MissionStatus.TAKEN and mission.helper_id == helper_id:
            raise AlreadyYours
        if offer.status is OfferStatus.OFFERED:
            offer.answer(OfferStatus.DECLINED, work.now)
            await work.outbox.add(to_person(helper_id), OfferChanged(mission_id))
            await work.flush()
            if mission.status is MissionStatus.OPEN:
                await dispatch.offer_next(work, mission)
                await dispatch.tell_staff(work, mission)
    return mission


async def set_out(store: Store, mission_id: int, helper_id: int) -> Mission:
    """The helper is on the way. Raises NotFound, NotYours, MissionClosed."""
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        mission.set_out(helper_id, work.now)
        await work.outbox.add(to_person(helper_id), CardGone(nudge_card(mission_id)))
        await work.outbox.add(to_person(helper_id), OfferChanged(mission_id))
        await dispatch.tell_staff(work, mission)
    return mission


async def confirm(store: Store, mission_id: int, helper_id: int) -> Mission:
    """The helper says that they will be there. Raises NotFound, NotYours, MissionClosed."""
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        mission.confirm(helper_id, work.now)
        await work.outbox.add(to_person(helper_id), CardGone(nudge_card(mission_id)))
        await work.outbox.add(to_person(helper_id), OfferChanged(mission_id))
        await dispatch.tell_staff(work, mission)
    return mission


@dispatch.again_if_overtaken
async def release(store: Store, mission_id: int, helper_id: int) -> Mission:
    """The helper can't make it: it is offered again at once, to others, unless its door is held.

    Raises NotFound, NotYours, MissionClosed, TooLateToRelease.
    """
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        mission.require_in_hands_of(helper_id)
        mission.require_time_left(work.now)
        await work.helpers.get(helper_id, lock=True)  # of two handed on at once, the later one counts both
        await hand_on(work, mission, helper_id)
        await turnover.look(work, helper_id)
    return mission


async def complete(
    store: Store, mission_id: int, helper_id: int, outcome: Outcome, *, receipt_cents: int | None = None, note: str = ""
) -> tuple[Mission, Helper]:
    """The helper says how it went; return them with what they have done so far. Said twice, it counts once, and what
    could not be done does not count.

    Raises NotFound, NotYours, MissionClosed, AmountOutOfRange.
    """
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        helper = await _helper(work, helper_id, lock=True)
        if mission.status is MissionStatus.COMPLETED and mission.helper_id == helper_id:
            return mission, helper
        mission.complete(helper_id, outcome, receipt_cents=receipt_cents, note=note, now=work.now)
        await note_end(work, mission, helper, outcome)
        await dispatch.tell_staff(work, mission, MissionCompleted(mission_id))
        over = {"over_limit_cents": mission.over_limit_cents} if mission.over_limit_cents else {}
        await work.journal.write(to_person(helper_id), f"completed: {outcome}", f"mission:{mission_id}", **over)
    return mission, helper


async def note_end(work: UnitOfWork, mission: Mission, helper: Helper, outcome: Outcome) -> None:
    """What a completed mission means for the two who were put in contact. A step of other services."""
    helper.completed += outcome.helped
    pairing = await work.people.pairing(mission.helpee.id, helper.id)
    pairing.last_at = work.now
    pairing.liked = pairing.liked or outcome is Outcome.WELL
    await dispatch.take_details_back(work, mission, helper.id)
    await dispatch.call_off(work, mission)
    await dispatch.rewrite_incidents(work, mission.helpee.id)
    await work.outbox.add(to_person(helper.id), OfferChanged(mission.id))


async def adopt_card(store: Store, mission_id: int, helper_id: int, chat: str, message: str) -> None:
    """Keep an offer's card up to date that is not on record: a crash came between sending it and noting it."""
    recipient, name = to_person(helper_id), offer_card(mission_id)
    async with store.reading() as work:
        offer = await work.missions.offer(mission_id, helper_id)
        cards = await work.outbox.cards(recipient, name)
    if offer is None or any((card.chat, card.message) == (chat, message) for card in cards):
        return
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(recipient, name, chat, message))
        await work.outbox.add(recipient, OfferChanged(mission_id))


async def keep_details(
    store: Store, mission_id: int, helper_id: int, chat: str, message: str, *, until: datetime | None = None
) -> None:
    """Remember a message with a helpee's name, number or door: it is deleted when the mission is over, or at `until` if
    that is sooner, and at once when that was cancelled, or given to somebody else, while it was being sent. Raises
    NotFound.
    """
    async with store.writing() as work:
        mission = await _lock(work, mission_id)
        await work.outbox.keep_card(SentCard(to_person(helper_id), details_card(mission_id), chat, message, until))
        if not mission.is_in_hands_of(helper_id):
            await dispatch.take_details_back(work, mission, helper_id)


async def held_by(store: Store, mission_id: int, helper_id: int) -> Mission:
    """The mission, if this helper has it in hand. Raises NotFound, NotYours, MissionClosed."""
    async with store.reading() as work:
        mission = await work.missions.get(mission_id)
        if mission is None:
            raise NotFound
        mission.require_in_hands_of(helper_id)
        return mission


async def notes_for_next(store: Store, mission: Mission) -> list[str]:
    """What earlier helpers of the same helpee noted for the next one, newest first."""
    async with store.reading() as work:
        return await earlier_notes(work, mission)


async def earlier_notes(work: UnitOfWork, mission: Mission) -> list[str]:
    """The same as a step of what shows it."""
    earlier = await work.missions.last_of_helpee(mission.helpee.id, 5)
    return [one.note for one in earlier if one.note and one.id != mission.id]


async def around(store: Store, helper_id: int, *, limit: int = 5, offset: int = 0) -> Around:
    """The open missions that this helper may accept, none during a break.

    Raises NotRegistered, NotValidated, Suspended.
    """
    async with store.reading() as work:
        helper = await _helper(work, helper_id)
        helper.require_validated()
        if helper.paused_at is not None:
            return Around([], 0, on_break=True)
        found, total = await work.missions.open_around(helper, limit=limit, offset=offset)
        doors = (await work.missions.turnover(helper_id, A_DAY)).doors
        return Around(found, total, seen_enough=doors >= MOST_DOORS_A_DAY)


async def in_hand(store: Store, helper_id: int) -> list[Mission]:
    """The missions that this helper has accepted and not completed. Raises NotRegistered."""
    async with store.reading() as work:
        await _helper(work, helper_id)
        return await work.missions.active_of_helper(helper_id)


async def hand_on(work: UnitOfWork, mission: Mission, helper_id: int) -> None:
    """Release a mission and offer it to the next helpers. A step of other services."""
    await _open_again(work, mission, helper_id, MissionReleased(mission.id), OfferStatus.RELEASED)
    await work.journal.write(to_person(helper_id), "released", f"mission:{mission.id}")


async def take_back(work: UnitOfWork, mission: Mission, helper_id: int) -> None:
    """Take a mission from a helper who stays silent, and offer it to the next ones. A step of other services."""
    await _open_again(work, mission, helper_id, MissionReopened(mission.id))
    await work.outbox.add(to_person(helper_id), MissionTakenBack(mission.id))


async def take_away(work: UnitOfWork, mission: Mission, helper_id: int, by: str, *, told: bool = True) -> None:
    """Take a mission from a helper who is not to go there (any more), and offer it to the next ones. They are `told`,
    unless it is their own wish. A step of other services.
    """
    await _open_again(work, mission, helper_id, MissionTakenAway(mission.id))
    if told:
        await work.outbox.add(to_person(helper_id), MissionMoved(mission.id))
    await work.journal.write(by, "took away", f"mission:{mission.id}", helper=helper_id)


async def _open_again(
    work: UnitOfWork,
    mission: Mission,
    helper_id: int,
    told: DeskNotice,
    answer: OfferStatus = OfferStatus.TAKEN_BACK,
) -> None:
    """Offer a mission to others, or hear that an operator phones first, where its door is held; also by what this
    helper has said of it and not answered yet.
    """
    await doors.hold_if_left(work, mission, helper_id)
    mission.release(helper_id, work.now)
    if work.now >= warn_at(mission):
        mission.warned_at = work.now  # that it is open again is warning enough
    offer = await work.missions.offer(mission.id, helper_id)
    if offer is not None:
        offer.answer(answer, work.now)
    await dispatch.take_details_back(work, mission, helper_id)
    await work.outbox.add(to_person(helper_id), OfferChanged(mission.id))
    await work.flush()
    await dispatch.call_off(work, mission)
    await dispatch.rewrite_incidents(work, mission.helpee.id)
    if not mission.is_held:
        await dispatch.tell_staff(work, mission, told)
    await dispatch.offer_next(work, mission)


async def _give(work: UnitOfWork, mission: Mission, helper: Helper, candidate: Candidate) -> None:
    mission.accept(helper.id, work.now)
    offer = await work.missions.offer(mission.id, helper.id)
    if offer is None:
        offer = dispatch.make_offer(work, mission, candidate, at=work.now)
        helper.last_offered_at = work.now
    offer.answer(OfferStatus.ACCEPTED, work.now)
    await dispatch.tell_staff(work, mission, MissionAccepted(mission.id))  # somebody waits to be called back
    await work.outbox.add(to_person(helper.id), OfferChanged(mission.id))
    await dispatch.withdraw_others(work, mission, except_for=helper.id)
    await work.journal.write(to_person(helper.id), "accepted", f"mission:{mission.id}")


def _require(reason: Exclusion | None) -> None:
    if reason is Exclusion.BUSY:
        raise TooManyMissions(MAX_ACTIVE_MISSIONS)
    if reason is not None:
        raise NotOffered(reason)


async def _lock(work: UnitOfWork, mission_id: int) -> Mission:
    mission = await work.missions.lock(mission_id)
    if mission is None:
        raise NotFound
    return mission


async def _helper(work: UnitOfWork, helper_id: int, *, lock: bool = False) -> Helper:
    helper = await work.helpers.get(helper_id, lock=lock)
    if helper is None:
        raise NotRegistered
    return helper
