"""Offering a mission to the next helpers, and telling everybody who holds a card of it. Steps of other services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from domain.doors import remind_at
from domain.errors import NotRegistered
from domain.helper import Helper
from domain.matching import Candidate, exclusion, known, order, wave
from domain.mission import ACTIVE, Mission
from domain.notices.missions import MissionCard, MissionOffered, NobodyLeft, OfferChanged
from domain.notices.names import (
    MODERATORS,
    OPERATORS,
    call_card,
    details_card,
    incident_card,
    nudge_card,
    offer_card,
    to_person,
)
from domain.notices.notice import CardGone, Notice
from domain.notices.safeguarding import DoorUnsafe, IncidentCard
from domain.offer import Offer, OfferStatus
from domain.timetable import policy_of, told_at
from domain.waves import HEAD_START, Wave
from services import aside
from storage.errors import Conflict, Deadlock, Unavailable
from storage.unit_of_work import UnitOfWork

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Service = Callable[Parameters, Coroutine[Any, Any, Result]]

TRIES = 20
LOOKED_AT = 4  # how many helpers for each who is to have the mission: some of them can't be asked
MOST_SHOWN = 1_000  # at Telegram's twenty messages a minute in a group, that is most of an hour
ASKED = frozenset({OfferStatus.OFFERED, OfferStatus.ACCEPTED})


async def offer_next(work: UnitOfWork, mission: Mission) -> int:
    """Fill up the wave of an open mission: its first one, or in place of somebody who has it no longer.

    Whom the helpee knows is asked before the waves, and has it alone for a while. Where nobody has it open before them,
    wider waves follow at once. When nobody is left to ask, the operator is told.
    Nobody is asked for a mission whose time is over: it is about to expire, and the operator hears that; nor for one at
    a door that is held: its operator is to phone first. Returns how many are asked now.
    """
    if mission.is_held:
        mission.stop_asking()
        mission.helpee.remind_by(remind_at(mission.helpee, [mission], work.now))
        await tell_staff(work, mission, DoorUnsafe(mission.id))
    if not mission.is_open(work.now):
        return 0
    if mission.first_wave is None:
        mission.first_wave = (await work.missions.experience(mission)).first_wave(policy_of(mission, work.now))
    policy = policy_of(mission, work.now)
    offers = await work.missions.offers(mission.id)
    open_now = sum(offer.status is OfferStatus.OFFERED for offer in offers)
    begun = mission.wave
    eligible = await _eligible(work, mission, policy.wave(begun))
    if policy.head_start is not None and (begun == HEAD_START or not offers):
        first = await _locked(work, mission, eligible, partial(known, step=policy.head_start, already=open_now))
        if begun != HEAD_START and first:
            mission.wave, mission.wave_at = HEAD_START, told_at(mission, work.now) + policy.head_start.pause
        if first or open_now:
            await offer_to(work, mission, first, offers)
            return len(first)
    mission.wave = max(1, begun)
    while True:
        chosen_by = partial(wave, step=policy.wave(mission.wave), already=open_now, least=policy.least)
        if chosen := await _locked(work, mission, eligible, chosen_by):
            break
        if open_now or policy.is_last(mission.wave):
            break
        mission.wave += 1
        eligible = await _eligible(work, mission, policy.wave(mission.wave))
    if mission.wave > begun or (chosen and mission.exhausted_at is not None):
        mission.wave_at = told_at(mission, work.now) + policy.pause
    await offer_to(work, mission, chosen, offers)
    if not chosen and not open_now:
        await _exhaust(work, mission)
    return len(chosen)


async def _eligible(work: UnitOfWork, mission: Mission, step: Wave) -> list[Candidate]:
    """Who can be asked, in the order of asking: enough for a wave, not everybody of a large town."""
    return order(await work.helpers.candidates(mission, limit=LOOKED_AT * step.open, wanted=step.open), mission)


async def _locked(
    work: UnitOfWork,
    mission: Mission,
    eligible: Sequence[Candidate],
    choose: Callable[[Sequence[Candidate]], list[Candidate]],
    *,
    asked: bool = True,
) -> list[Candidate]:
    """Whom `choose` takes of those who are eligible, locked until this ends. Whoever pauses, leaves or takes something
    at this very moment is passed over, and the next one comes. Raises Overtaken where nobody is left but them: it may
    be something else that they do, and nobody else can be asked.
    """
    passed_over = False
    while chosen := choose(eligible):
        locked = await work.helpers.lock_free(mission, chosen)
        passed_over = passed_over or len(locked) < len(chosen)
        willing = [one for one in locked if exclusion(one, mission, asked=asked) is None]
        if len(willing) == len(chosen):
            return willing
        lost = {one.helper_id for one in chosen} - {one.helper_id for one in willing}
        eligible = [one for one in eligible if one.helper_id not in lost]
    if passed_over:
        raise Overtaken
    return []


async def offer_to_all(work: UnitOfWork, mission: Mission, willing: Sequence[Candidate], offers: list[Offer]) -> int:
    """Offer a mission to all of these, whatever hours they gave; return how many are asked now."""
    chosen = await _locked(work, mission, willing, list, asked=False)
    await offer_to(work, mission, chosen, offers)
    return len(chosen)


async def next_wave(work: UnitOfWork, mission: Mission) -> int:
    """Ask more helpers, since those who were asked have had their time; where none are found, tell the operator.

    Returns how many are asked now.
    """
    policy = policy_of(mission, work.now)
    if mission.exhausted_at is not None:
        mission.wave_at = work.now + policy.look_again
        return await offer_next(work, mission)
    while not policy.is_last(mission.wave):
        mission.wave = max(0, mission.wave) + 1  # the first one comes after a head start
        if asked := await offer_next(work, mission):
            mission.wave_at = told_at(mission, work.now) + policy.pause
            return asked
    await _exhaust(work, mission)
    return 0


async def _exhaust(work: UnitOfWork, mission: Mission) -> None:
    """Nobody is left to ask: the operator hears it once, and from time to time it is looked again."""
    mission.wave_at = work.now + policy_of(mission, work.now).look_again
    if mission.exhausted_at is None:
        mission.exhausted_at = work.now
        await work.outbox.add(await aside.desk_of(work, mission), NobodyLeft(mission.id))
        await tell_staff(work, mission)


async def offer_to(work: UnitOfWork, mission: Mission, chosen: Iterable[Candidate], offers: Iterable[Offer]) -> None:
    """Offer a mission to these helpers, who are locked, nearest first; in quiet hours they hear of it when it is
    `told_at`.
    """
    known = {offer.helper_id: offer for offer in offers}
    chosen = sorted(chosen, key=lambda one: one.distance_m or 0.0)
    due_at = told_at(mission, work.now)
    if chosen:
        mission.exhausted_at = None
    for candidate in chosen:
        offer = known.get(candidate.helper_id)
        if offer is None:
            make_offer(work, mission, candidate, at=due_at, in_wave=mission.wave)
        else:
            offer.again(due_at, candidate.metres, mission.wave)
        await work.outbox.add(to_person(candidate.helper_id), MissionOffered(mission.id), due_at=due_at)
    await work.helpers.note_offers([candidate.helper_id for candidate in chosen])


def make_offer(work: UnitOfWork, mission: Mission, candidate: Candidate, *, at: datetime, in_wave: int = 0) -> Offer:
    """A first offer of a mission to this helper, who hears of it at that time."""
    offer = Offer(
        mission_id=mission.id,
        helper_id=candidate.helper_id,
        offered_at=at,
        distance_m=candidate.metres,
        wave=in_wave,
    )
    work.missions.add_offer(offer)
    return offer


async def withdraw_others(work: UnitOfWork, mission: Mission, except_for: int | None) -> None:
    """Take the mission back from everybody else who has it open before them; their cards change."""
    for offer in await work.missions.offers(mission.id):
        if offer.status is OfferStatus.OFFERED and offer.helper_id != except_for:
            offer.answer(OfferStatus.WITHDRAWN, work.now)
            await work.outbox.add(to_person(offer.helper_id), OfferChanged(mission.id))


async def rewrite_cards(work: UnitOfWork, mission: Mission) -> None:
    """Rewrite the cards of all helpers who have the mission open before them or on their hands."""
    for offer in await work.missions.offers(mission.id):
        if offer.status in ASKED:
            await work.outbox.add(to_person(offer.helper_id), OfferChanged(mission.id))


async def tell_staff(work: UnitOfWork, mission: Mission, *notices: Notice) -> None:
    """Rewrite the staff's cards of a mission, whoever has one; further notices go to its operator, or to their
    colleagues where it is not for them.
    """
    card = MissionCard(mission.id)
    desk = await aside.desk_of(work, mission)
    always = (OPERATORS, desk) if mission.operator.is_operator else (OPERATORS,)
    for recipient in dict.fromkeys((*always, *await work.outbox.recipients_of(card.card))):
        await work.outbox.add(recipient, card)
    for notice in notices:
        await work.outbox.add(desk, notice)


async def rewrite_incidents(work: UnitOfWork, helpee_id: int) -> None:
    """Let what moderators read of a helpee say who has what in hand, and how their door stands, where it is shown."""
    for incident in await work.incidents.open_about(helpee_id):
        if await work.outbox.cards(MODERATORS, incident_card(incident.id)):
            await work.outbox.add(MODERATORS, IncidentCard(incident.id))


async def call_off(work: UnitOfWork, mission: Mission) -> None:
    """Nobody is to call the helpee any more: it is done, or somebody else is coming, or nobody."""
    card = call_card(mission.id)
    for recipient in dict.fromkeys((to_person(mission.operator.id), *await work.outbox.recipients_of(card))):
        await work.outbox.add(recipient, CardGone(card))


async def show_active(work: UnitOfWork) -> None:
    """Bring every open and taken mission before the operators, in the chat that is theirs now."""
    missions, _total = await work.missions.listing(status=tuple(ACTIVE), operator_id=None, limit=MOST_SHOWN, offset=0)
    for mission in reversed(missions):
        await work.outbox.add(OPERATORS, MissionCard(mission.id))


class Overtaken(Unavailable):
    """A helper was given something while we waited for what they have: all is to be begun again."""


def again_if_overtaken(service: Service[Parameters, Result]) -> Service[Parameters, Result]:
    """Decorates a service that calls `lock` or offers a mission, where others may get in the way: it begins again when
    somebody wrote first what it would have written, removed what it refers to, or waited for it in turn.
    """

    @wraps(service)
    async def trying(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        for _ in range(TRIES):
            try:
                return await service(*args, **kwargs)
            except (Overtaken, Conflict, Deadlock):
                await asyncio.sleep(0)
        return await service(*args, **kwargs)

    return trying


async def lock_helper(work: UnitOfWork, helper_id: int) -> Helper:
    """The same for a helper who has to be there. Raises NotRegistered too."""
    helper = await lock(work, helper_id)
    if helper is None:
        raise NotRegistered
    return helper


async def lock(work: UnitOfWork, helper_id: int, *others: int) -> Helper | None:
    """Lock a helper with all that they have in hand or open before them, and the missions `others`, in the order that
    everybody keeps to: missions by number, an identity check, the helper. Raises Overtaken: see `again_if_overtaken`.
    """
    locked = {mission.id for mission in await work.missions.lock_before(helper_id, *others)}
    await work.identity.open_of(helper_id)
    helper = await work.helpers.get(helper_id, lock=True)
    if not await work.missions.numbers_before(helper_id) <= locked:
        raise Overtaken
    return helper


async def take_details_back(work: UnitOfWork, mission: Mission, helper_id: int) -> None:
    """Delete what a helper was told of the helpee: the mission is over, or no longer theirs. What they are told once
    they have taken it again stays, even if this is delivered only then.
    """
    recipient, name = to_person(helper_id), details_card(mission.id)
    told = await work.outbox.cards(recipient, name)
    await work.outbox.add(recipient, CardGone(name, tuple(card.message for card in told)))
    await work.outbox.add(recipient, CardGone(nudge_card(mission.id)))


async def catch_up(work: UnitOfWork, helper_id: int) -> None:
    """Rewrite what somebody holds who could not be written to for a while, and delete what is not theirs any more."""
    recipient = to_person(helper_id)
    for card in await work.outbox.cards_beginning(recipient, offer_card(0).removesuffix("0")):
        await work.outbox.add(recipient, OfferChanged(int(card.name.partition(":")[2])))
    for card in await work.outbox.cards_beginning(recipient, details_card(0).removesuffix("0")):
        mission = await work.missions.get(int(card.name.partition(":")[2]))
        if mission is not None and not mission.is_in_hands_of(helper_id):
            await take_details_back(work, mission, helper_id)


async def hand_on_offers(work: UnitOfWork, helper_id: int) -> None:
    """Take back what a helper has open before them and can't accept any more, and ask others. The missions are locked
    already.
    """
    helper = await work.helpers.get(helper_id)
    for offer in await work.missions.open_offers_of_helper(helper_id):
        mission = await work.missions.get(offer.mission_id)
        if helper is None or mission is None:
            continue
        candidate = await work.helpers.candidate(helper, mission)
        if exclusion(candidate, mission, asked=False) is None:
            continue
        offer.answer(OfferStatus.WITHDRAWN, work.now)
        await work.outbox.add(to_person(helper_id), OfferChanged(mission.id))
        await work.flush()
        await offer_next(work, mission)
        await tell_staff(work, mission)
