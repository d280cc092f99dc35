"""Concerns: raised by a helper, or by an operator for a helpee; seen to by moderators until they are closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.errors import NotFound
from domain.helper import Helper
from domain.incident import CONCERNS, OUTCOMES, REUNITING, Incident, IncidentStatus, Reporter, times_of
from domain.notices.names import MODERATORS, incident_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import HelpeeInDanger, IncidentAgain, IncidentCard, StaffAccused
from domain.refusal import Marks
from domain.sanction import LOOKED_INTO, Note, of_incident
from services import (
    barred_staff,
    concerns,
    dispatch,
    doors,
    helper_files,
    partings,
    refusals,
    sanctions,
    unheard,
)
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Report:
    """A concern as it was said. `key` is unique to it. `goes_on`: a helper who has this mission still does it.
    `helper_id`: whom an operator says it about; None where it isn't known who it was. `reporter`: as whom they began to
    say it; `marks`: those of the helper whom they chose then. So it is heard whoever is deleted while they write.
    """

    key: str
    mission_id: int
    concern: str
    words: str = ""
    goes_on: bool = True
    helper_id: int | None = None
    reporter: Reporter | None = None
    marks: Marks | None = None


@dispatch.again_if_overtaken
async def report(store: Store, person_id: int, said: Report, administrators: Collection[str] = ()) -> Incident:
    """Raise a concern. The two don't meet again until a moderator says so; the moderators are told. The helper hands on
    at once what they have of that helpee's. This one mission they keep where they say so, or where that helpee is in
    danger. Where moderators can't be told, or a caller's concern is about somebody who works for the network,
    `administrators` are, by their addresses in the app of whoever says it; in the former case the operators' chat too.
    Reported twice, it is one incident. Raises NotFound, also for a helper who never had it.
    """
    async with store.writing() as work:
        found = await work.incidents.by_key(said.key)
        if found is not None:
            return found
        about = await concerns.lock(work, person_id, said.mission_id, said.helper_id, said.reporter)
        mission, helper_id = about.mission, about.helper_id
        offer = None if helper_id is None else await work.missions.offer(mission.id, helper_id)
        incident = Incident(
            key=said.key,
            concern=said.concern,
            reporter=about.reporter,
            reporter_id=person_id,
            mission_id=mission.id,
            helpee_id=mission.helpee.id,
            helper_id=helper_id,
            country=mission.country,
            reported_at=work.now,
            words=said.words,
            times=times_of(mission, offer, helper_id),
        )
        work.incidents.add(incident)
        await work.flush()
        await work.outbox.add(MODERATORS, IncidentCard(incident.id))
        if await unheard.are_away(work) and (person := await work.people.by_id(person_id)) is not None:
            await unheard.raise_alarm(work, person.app, administrators)
        if incident.tells_operators:
            await dispatch.tell_staff(work, mission, HelpeeInDanger(mission.id))
        who = to_person(person_id)
        await work.journal.write(who, f"concern: {said.concern}", f"mission:{mission.id}", incident=incident.id)
        if about.reporter is Reporter.HELPER and CONCERNS[said.concern].door:
            await doors.hold(work, mission)
        if about.helper is not None:
            goes_on = CONCERNS[said.concern].goes_on if about.reporter is Reporter.OPERATOR else said.goes_on
            theirs = about.reporter is Reporter.HELPER
            keeps = mission.id if goes_on else None
            told = goes_on or not theirs  # whoever said no knows it
            if mission.helpee.erased_at is None:
                await partings.part(work, mission.helpee.id, about.helper.id, by=who, keeps=keeps, told=told)
            await helper_files.rewrite(work, about.helper.id)
            if not theirs:
                await barred_staff.tell(work, StaffAccused(about.helper.id, incident.id), administrators)
        elif said.marks is not None:
            await refusals.outlast_gone(work, said.marks, incident.id)
            await partings.outlast_gone(work, mission.helpee, said.marks)
    return incident


async def take(store: Store, incident_id: int, by: Moderator) -> Incident:
    """See to it. Raises NotFound, IncidentTaken, IncidentClosed."""
    async with store.writing() as work:
        incident = await _incident(work, incident_id)
        await require_not_own(work, by, incident.helper_id)
        incident.take(by.address, by.name, work.now)
        await _note_change(work, incident, by, "took")
    return incident


async def give_back(store: Store, incident_id: int, by: Moderator) -> Incident:
    """Leave it to somebody else. Raises NotFound, IncidentTaken, IncidentClosed."""
    async with store.writing() as work:
        incident = await _incident(work, incident_id)
        await require_not_own(work, by, incident.helper_id)
        incident.give_back(by.address, work.now)
        await _note_change(work, incident, by, "gave back")
    return incident


@dispatch.again_if_overtaken
async def close(store: Store, incident_id: int, by: Moderator, outcome: str) -> Incident:
    """Say what came of it; the two stay apart, unless that is part of it. Raises NotFound, OwnCase, IncidentTaken,
    IncidentClosed, StillApart.
    """
    async with store.writing() as work:
        helper = await _locked_helper(work, incident_id) if outcome in REUNITING else None
        incident = await _incident(work, incident_id)
        await require_not_own(work, by, incident.helper_id)
        incident.close(by.address, by.name, outcome, work.now)
        if helper is not None:
            await partings.lift(work, incident.helpee_id, helper, incident_id)
        await _note_change(work, incident, by, f"closed: {outcome}")
    return incident


async def outcomes(store: Store, incident_id: int) -> list[str]:
    """What may be said to have come of it, as the two stand now. Raises NotFound, IncidentClosed."""
    async with store.reading() as work:
        incident = await _incident(work, incident_id)
        incident.require_open()
        apart = await work.people.are_apart(incident.helpee_id, incident.helper_id)
    return [code for code in OUTCOMES if apart or code not in REUNITING]


async def reopen(store: Store, incident_id: int, by: Moderator) -> Incident:
    """See to it once more. Raises NotFound."""
    async with store.writing() as work:
        incident = await _incident(work, incident_id)
        await require_not_own(work, by, incident.helper_id)
        incident.reopen(by.address, by.name, work.now)
        await _note_change(work, incident, by, "reopened")
    return incident


async def note(store: Store, incident_id: int, by: Moderator, text: str) -> Incident:
    """Note something, for colleagues alone; it goes with what was said. Raises NotFound, and IncidentClosed once that
    is gone.
    """
    async with store.writing() as work:
        incident = await _incident(work, incident_id)
        await require_not_own(work, by, incident.helper_id)
        incident.require_held(work.now)
        subject = of_incident(incident_id)
        work.sanctions.add(Note(subject=subject, by=by.address, by_name=by.name, at=work.now, text=text))
        await _note_change(work, incident, by, "noted")
    return incident


@dispatch.again_if_overtaken
async def suspend_helper(
    store: Store, incident_id: int, by: Moderator, days: int, *, administrators: Collection[str] = ()
) -> Helper:
    """Suspend the helper while it is looked into, which whoever does it sees to, if nobody does; see
    `sanctions.suspend`. Raises NotFound, Banned.
    """
    async with store.writing() as work:
        found = await work.incidents.read(incident_id)
        if found is None or found.helper_id is None:
            raise NotFound
        helper = await sanctions.suspend_in(
            work, found.helper_id, by, LOOKED_INTO, days, incident_id, administrators=administrators
        )
        incident = await _incident(work, incident_id)
        if incident.status is IncidentStatus.OPEN:
            incident.take(by.address, by.name, work.now)
        await _note_change(work, incident, by, "suspended the helper")
    return helper


@dispatch.again_if_overtaken
async def keep_apart(store: Store, incident_id: int, by: Moderator) -> Incident:
    """The two don't meet again after all, and what the helper has in hand there is handed on. Raises NotFound."""
    async with store.writing() as work:
        helper = await _locked_helper(work, incident_id)
        await require_not_own(work, by, helper.id)
        incident = await _incident(work, incident_id)
        await partings.part(work, incident.helpee_id, helper.id, by=by.address)
        await work.outbox.add(MODERATORS, IncidentCard(incident_id))
    return incident


@dispatch.again_if_overtaken
async def unfreeze(store: Store, incident_id: int, by: Moderator) -> Incident:
    """The two may meet again. Raises NotFound, OwnCase, IncidentTaken, IncidentClosed, StillApart."""
    async with store.writing() as work:
        helper = await _locked_helper(work, incident_id)
        await require_not_own(work, by, helper.id)
        incident = await _incident(work, incident_id)  # what is held, is held in one order: the helper first
        incident.require_mine_or_free(by.address)
        await partings.lift(work, incident.helpee_id, helper, incident_id)
        await _note_change(work, incident, by, "unfroze")
    return incident


async def active(store: Store) -> list[Incident]:
    """Those that are not closed, oldest first."""
    async with store.reading() as work:
        return await work.incidents.active()


async def find(store: Store, incident_id: int) -> Incident:
    """The incident with this number. Raises NotFound."""
    async with store.reading() as work:
        return await _incident(work, incident_id)


async def bring_up(store: Store, incident_id: int, by: Moderator) -> None:
    """Write its card anew at the end of the moderators' chat. Raises NotFound."""
    async with store.writing() as work:
        await _incident(work, incident_id)
        await work.outbox.add(MODERATORS, IncidentAgain(incident_id))
        await work.journal.write(by.address, "saw", of_incident(incident_id))


async def rewrite(store: Store, incident_id: int) -> None:
    """Let its card show what is so now."""
    async with store.writing() as work:
        await work.outbox.add(MODERATORS, IncidentCard(incident_id))


async def free_those_of(store: Store, address: str) -> None:
    """A moderator has left: what they saw to is free for the others."""
    for one in await active(store):
        if one.owner != address:
            continue
        async with store.writing() as work:
            incident = await _incident(work, one.id)
            if incident.owner == address and incident.status is IncidentStatus.TAKEN:
                incident.give_back(address, work.now)
                await work.outbox.add(MODERATORS, IncidentAgain(incident.id))


async def remind_due(store: Store, limit: int = 100) -> int:
    """Bring up again what nobody has seen to; how many they were."""
    async with store.writing() as work:
        due = await work.incidents.unattended(limit)
        for incident in due:
            incident.remind(work.now)
            await work.outbox.add(MODERATORS, IncidentAgain(incident.id))
        if due:
            await unheard.remind(work)
    return len(due)


async def forget_words(store: Store, limit: int = 100) -> int:
    """Delete what was said and noted about what is closed for so long that it is held no more; how many they were."""
    async with store.writing() as work:
        over = await work.incidents.released(limit)
        for incident in over:
            incident.words, incident.held_until = "", None
            if incident.is_cleared:
                await work.refusals.lift_incident(incident.id)
            await work.sanctions.forget_notes(of_incident(incident.id))
    return len(over)


async def forget(work: UnitOfWork, incident: Incident) -> None:
    """Let nothing be left of one that is held no more, nor in the chat. A step of other services."""
    await work.sanctions.forget_notes(of_incident(incident.id))
    await work.refusals.lift_incident(incident.id)
    await work.incidents.forget(incident)
    if await work.outbox.cards(MODERATORS, incident_card(incident.id)):
        await work.outbox.add(MODERATORS, CardGone(incident_card(incident.id)))


async def let_go(work: UnitOfWork, person_id: int, address: str) -> None:
    """Somebody is about to be forgotten: what they saw to is free for other moderators, and who looks into what they
    were part of sees that they are gone. A step of other services.
    """
    for found in await work.incidents.active():
        if address != found.owner and person_id != found.helper_id:
            continue
        incident = await _incident(work, found.id)
        if incident.owner == address and incident.status is IncidentStatus.TAKEN:
            incident.give_back(address, work.now)
        await work.outbox.add(MODERATORS, IncidentCard(incident.id))


async def show_active(work: UnitOfWork) -> None:
    """Bring whatever is not closed before the moderators, in the chat that is theirs now. A step of other services."""
    for incident in await work.incidents.active():
        await work.outbox.add(MODERATORS, IncidentCard(incident.id))


async def _note_change(work: UnitOfWork, incident: Incident, by: Moderator, action: str) -> None:
    await work.outbox.add(MODERATORS, IncidentCard(incident.id))
    if incident.helper_id is not None:
        await helper_files.rewrite(work, incident.helper_id)
    await work.journal.write(by.address, action, of_incident(incident.id))


async def _locked_helper(work: UnitOfWork, incident_id: int) -> Helper:
    found = await work.incidents.read(incident_id)
    helper = None if found is None or found.helper_id is None else await partings.lock(work, found.helper_id)
    if helper is None:
        raise NotFound
    return helper


async def _incident(work: UnitOfWork, incident_id: int) -> Incident:
    incident = await work.incidents.get(incident_id)
    if incident is None:
        raise NotFound
    return incident
