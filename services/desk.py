"""An operator's part of a mission: the caller's file, forecast, publish, follow, change, cancel, end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.draft import Draft
from domain.errors import NotFound
from domain.helper import Helper
from domain.matching import Forecast, forecast
from domain.mission import Mission, MissionStatus, Outcome, require_amount
from domain.notices.missions import DetailsChanged, MissionCancelled, MissionCard, MissionChanged, OfferChanged
from domain.notices.names import about_card, to_person
from domain.notices.notice import CardGone
from domain.offer import Offer, OfferStatus
from domain.people import Helpee, nameless
from domain.timetable import policy_of
from services import aside, dispatch, missions
from services.people import require_operator
from storage.outbox import SentCard
from storage.unit_of_work import Store, UnitOfWork

EVERYBODY = 50
MOST_FORESEEN = 1_000  # more are not counted
LAST_MISSIONS = 3


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a caller: active missions, the last ones, and the helpers they know."""

    helpee: Helpee
    active: list[Mission]
    last: list[Mission]
    knows: list[str]


@dataclass(frozen=True, slots=True)
class Followed:
    """A mission as staff follow it: who has it, and how many have been asked and have said no."""

    mission: Mission
    helper: Helper | None
    offers: list[Offer]

    @property
    def to_be_phoned(self) -> Helper | None:
        """Who has the mission, or had it when it was cancelled, and can't be told anything in the chat."""
        concerned = self.mission.status in {MissionStatus.TAKEN, MissionStatus.CANCELLED}
        return self.helper if concerned and self.helper is not None and not self.helper.person.reachable else None

    def count(self, status: OfferStatus) -> int:
        """How many offers stand there."""
        return sum(offer.status is status for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of missions and how many there are in all."""

    missions: list[Mission]
    total: int


async def file_of(store: Store, operator_id: int, phone: str) -> File | None:
    """The file of a caller by phone number (E.164), or None for a new one. Either is noted. Raises NotAllowed,
    ForColleague.
    """
    async with store.writing() as work:
        await require_operator(work, operator_id)
        helpee = await work.people.helpee_by_phone(phone)
        if helpee is None:
            await note_in_vain(work, operator_id)
            return None
        await aside.require_not_aside(work, operator_id, helpee.id)
        await work.journal.write(to_person(operator_id), "saw", f"helpee:{helpee.id}")
        known = [pairing for pairing in await work.people.pairings_of_helpee(helpee.id) if pairing.liked]
        helpers = [await work.helpers.get(pairing.helper_id) for pairing in known if not pairing.frozen]
        return File(
            helpee=helpee,
            active=await work.missions.active_of_helpee(helpee.id),
            last=await work.missions.last_of_helpee(helpee.id, LAST_MISSIONS),
            knows=[helper.name for helper in helpers if helper is not None],
        )


async def is_for_colleague(store: Store, operator_id: int, phone: str) -> bool:
    """Whether this operator has nothing to do any more with the caller who has this number."""
    async with store.reading() as work:
        helpee = await work.people.helpee_by_phone(phone)
        return helpee is not None and await work.partings.keep_aside(operator_id, helpee.id)


async def note_in_vain(work: UnitOfWork, operator_id: int) -> None:
    """An operator asked for a caller whom nobody knows; the number is noted nowhere. A step of other services."""
    await work.journal.write(to_person(operator_id), "looked in vain", "callers")


async def foresee(store: Store, operator_id: int, draft: Draft) -> Forecast:
    """What publishing this draft would meet; nothing is written. Where nobody is eligible, those further away and not
    free count among the excluded too. Raises NotAllowed.
    """
    async with store.reading() as work:
        operator = await require_operator(work, operator_id)
        helpee = await work.people.helpee_by_phone(draft.phone) or draft.helpee(work.now)
        work.session.expunge_all()
        mission = draft.mission(helpee, operator, work.now)
        head_start = policy_of(mission, work.now).head_start
        foreseen = forecast(await work.helpers.candidates(mission, limit=MOST_FORESEEN), mission, head_start)
        if foreseen.eligible:
            return replace(foreseen, usually=await work.missions.usually_taken_in(mission), held=mission.is_held)
        return replace(forecast(await work.helpers.everybody(mission, EVERYBODY), mission), held=mission.is_held)


@dispatch.again_if_overtaken
async def publish(store: Store, operator_id: int, draft: Draft) -> Mission:
    """Publish a mission and offer it to the first wave, or to nobody yet where an operator is to phone first: see
    `Helpee.held_at`. The same draft published twice is one mission.

    Raises NotAllowed, ForColleague or AmountOutOfRange.
    """
    if draft.limit_cents is not None:
        require_amount(draft.limit_cents)
    async with store.writing() as work:
        operator = await require_operator(work, operator_id)
        published = await work.missions.by_key(draft.key)
        if published is not None:
            return published
        helpee = await work.people.helpee_by_phone(draft.phone)
        if helpee is not None:
            await aside.require_not_aside(work, operator_id, helpee.id)
            helpee = await work.people.lock_helpee(helpee.id)
        if helpee is None:
            helpee = draft.helpee(work.now)
            work.people.add(helpee)
        else:
            draft.bring_up_to_date(helpee)
        mission = draft.mission(helpee, operator, work.now)
        work.missions.add(mission)
        await work.flush()
        await work.journal.write(to_person(operator_id), "published", f"mission:{mission.id}")
        await dispatch.tell_staff(work, mission)
        await dispatch.offer_next(work, mission)
    return mission


async def follow(store: Store, operator_id: int, mission_id: int) -> Followed:
    """A mission with who has it and how its offers stand. Raises NotAllowed, NotFound, ForColleague."""
    async with store.writing() as work:
        await seen(work, operator_id, mission_id)
        found = await followed(work, mission_id)
        await work.journal.write(to_person(operator_id), "saw", f"mission:{mission_id}")
    return found


async def followed(work: UnitOfWork, mission_id: int) -> Followed:
    """The same as a step of others. Raises NotFound."""
    mission = await get(work, mission_id)
    helper = None if mission.helper_id is None else await work.helpers.get(mission.helper_id)
    return Followed(mission, helper, await work.missions.offers(mission_id))


async def listing(
    store: Store,
    operator_id: int,
    statuses: Sequence[MissionStatus],
    *,
    mine: bool = False,
    limit: int = 8,
    offset: int = 0,
) -> Listing:
    """Missions of these statuses, newest first; only the operator's own when `mine`. Raises NotAllowed."""
    async with store.writing() as work:
        await require_operator(work, operator_id)
        missions, total = await work.missions.listing(
            status=statuses, operator_id=operator_id if mine else None, limit=limit, offset=offset
        )
        await work.journal.write(to_person(operator_id), "saw", "missions", numbers=[one.id for one in missions])
    return Listing(missions, total)


async def keep_card(store: Store, operator_id: int, mission_id: int, chat: str, message: str) -> None:
    """Keep a message that shows a mission to an operator up to date, like the card that they have anyhow.

    It is looked at once more, since the mission may have changed between reading and showing it, or the operator been
    dismissed: then it is emptied.
    """
    async with store.writing() as work:
        if not await work.people.keep(operator_id):
            return
        recipient, card = to_person(operator_id), MissionCard(mission_id)
        await work.outbox.keep_card(SentCard(recipient, card.card, chat, message))
        await work.outbox.add(recipient, card)


async def keep_message(store: Store, operator_id: int, mission_id: int, chat: str, message: str) -> None:
    """Remember a message about a mission: it stays as it is until that is erased, or the operator takes calls no more.
    If that happened while it was being sent, or it is not for them any more, it goes at once.
    """
    recipient, card = to_person(operator_id), about_card(mission_id)
    async with store.writing() as work:
        if not await work.people.keep(operator_id):
            return
        await work.outbox.keep_card(SentCard(recipient, card, chat, message))
        operator, mission = await work.people.by_id(operator_id), await work.missions.get(mission_id)
        if (
            operator is None
            or not operator.is_operator
            or mission is None
            or mission.erased_at is not None
            or await work.partings.keep_aside(operator_id, mission.helpee.id)
        ):
            await work.outbox.add(recipient, CardGone(card, (message,)))


async def call_back(store: Store, operator_id: int, mission_id: int, helper_id: int) -> Mission:
    """The helpee has been told that this helper is coming.

    Raises NotAllowed, NotFound, NotYours (nobody has it any more, or somebody else), MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        mission.call_back(helper_id, work.now)
        await dispatch.call_off(work, mission)
        await dispatch.tell_staff(work, mission)
        await work.journal.write(to_person(operator_id), "called back", f"mission:{mission_id}")
    return mission


async def change_details(store: Store, operator_id: int, mission_id: int, details: str) -> Mission:
    """Say otherwise what is to be done, this time and, where it repeats, from now on; whoever has it hears it.

    Raises NotAllowed, NotFound, MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        details = nameless(details, mission.helpee.name)
        mission.change_details(details)
        *closed_or_not, last = mission, *await work.missions.lock_following(mission)
        for one in (*(one for one in closed_or_not if one.is_active), last):
            one.details = details
            await dispatch.rewrite_cards(work, one)
            if one.is_active and one.helper_id is not None:
                await work.outbox.add(to_person(one.helper_id), DetailsChanged(one.id))
                await work.outbox.add(to_person(one.helper_id), MissionChanged(one.id))
            await dispatch.tell_staff(work, one)
        await work.journal.write(to_person(operator_id), "changed details", f"mission:{mission_id}")
    return mission


async def cancel(store: Store, operator_id: int, mission_id: int, *, following: bool = False) -> Mission:
    """It is no longer needed: whoever has it, or was asked, hears it. `following`: nor are those that would follow it.

    Raises NotAllowed, NotFound, MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        await cancel_now(work, mission)
        if following:
            await end_following(work, mission)
        said = "cancelled with those that follow" if following else "cancelled"
        await work.journal.write(to_person(operator_id), said, f"mission:{mission_id}")
    return mission


async def end_following(work: UnitOfWork, mission: Mission) -> None:
    """Let none follow a mission any more; those that have, and are not over, are cancelled. A step of services."""
    mission.recurrence = None
    for one in await work.missions.lock_following(mission):
        one.recurrence = None
        if one.is_active:
            await cancel_now(work, one)


async def cancel_now(work: UnitOfWork, mission: Mission) -> None:
    """Cancel a mission that is locked, and tell everybody concerned. A step of other services; raises MissionClosed."""
    mission.cancel(work.now)
    await dispatch.withdraw_others(work, mission, except_for=None)
    if mission.helper_id is not None:
        await work.outbox.add(to_person(mission.helper_id), MissionCancelled(mission.id))
        await dispatch.call_off(work, mission)
        await dispatch.rewrite_incidents(work, mission.helpee.id)
        await dispatch.take_details_back(work, mission, mission.helper_id)
        await work.outbox.add(to_person(mission.helper_id), OfferChanged(mission.id))
    await dispatch.tell_staff(work, mission)


async def end(store: Store, operator_id: int, mission_id: int, helper_id: int, outcome: Outcome) -> Mission:
    """Say how it went for a helper who forgets to, as the operator heard it on the phone.

    Raises NotAllowed, NotFound, NotYours (somebody else has it by now), MissionClosed.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        helper = await work.helpers.get(helper_id, lock=True)
        if helper is None:
            raise NotFound
        mission.complete(helper_id, outcome, receipt_cents=None, note="", now=work.now)
        await missions.note_end(work, mission, helper, outcome)
        await dispatch.tell_staff(work, mission)
        await work.journal.write(to_person(operator_id), f"ended: {outcome}", f"mission:{mission_id}", helper=helper_id)
    return mission


async def get(work: UnitOfWork, mission_id: int) -> Mission:
    """The mission with this number. A step of other services; raises NotFound."""
    mission = await work.missions.get(mission_id)
    if mission is None:
        raise NotFound
    return mission


async def seen(work: UnitOfWork, operator_id: int, mission_id: int) -> Mission:
    """The same for an operator who looks at it. A step of other services; raises NotAllowed, NotFound, ForColleague
    too.
    """
    await require_operator(work, operator_id)
    mission = await get(work, mission_id)
    await aside.require_not_aside(work, operator_id, mission.helpee.id)
    return mission


async def lock(work: UnitOfWork, operator_id: int, mission_id: int) -> Mission:
    """The mission, for an operator who changes it. A step of other services; raises NotAllowed, NotFound and
    ForColleague.
    """
    await require_operator(work, operator_id)
    mission = await work.missions.lock(mission_id)
    if mission is None:
        raise NotFound
    await aside.require_not_aside(work, operator_id, mission.helpee.id)
    return mission
