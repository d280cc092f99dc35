"""Concerns: raised by a helper, or by an operator for a helpee; seen to by moderators until they are closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.errors import EnoughHeard, NotFound
from domain.helper import Helper
from domain.incident import LONGEST_WORDS, OUTCOMES, REUNITING, Incident, IncidentStatus, Reporter
from domain.notices.names import MODERATORS, incident_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import IncidentAgain, IncidentCard
from domain.sanction import LOOKED_INTO, Note, of_incident
from domain.words import parts
from services import concerns, dispatch, helper_files, partings, raised, sanctions, unheard
from services.moderator import Moderator, require_not_own
from services.raised import Report as Report  # noqa: PLC0414 - whoever reports takes it from here
from storage.unit_of_work import Store, UnitOfWork


async def report(store: Store, person_id: int, said: Report, administrators: Collection[str] = ()) -> Incident:
    """Raise a concern. The two don't meet again until a moderator says so; the moderators are told. The helper hands on
    at once what they have of that helpee's. This one mission they keep where they say so, or where that helpee is in
    danger. Where moderators can't be told, or a caller's concern is about somebody who works for the network,
    `administrators` are, by their addresses in the app of whoever says it; in the former case the operators' chat too.
    Reported twice, it is one incident; what a helper says more about a mission while one is open is added to it. Not a
    word is cut away: what one has no room for is one of its own. Raises NotFound, also for a helper who never had it;
    EnoughHeard where that would be too many of theirs, after all that is no words was heard, if it could be: moderators
    see then on its card, once an hour, that more was said.
    """
    try:
        return await _report_parts(store, person_id, said, administrators)
    except EnoughHeard:
        await raised.note_more(store, person_id, said)
        raise


async def _report_parts(store: Store, person_id: int, said: Report, administrators: Collection[str]) -> Incident:
    first, *more = parts(said.words, LONGEST_WORDS)
    try:
        incident = await _report(store, person_id, replace(said, words=first), administrators)
    except EnoughHeard as enough:
        if first:
            incident = await _report(store, person_id, replace(said, words=""), administrators)
            raise EnoughHeard(enough.country, incident.id) from None
        raise
    for number, words in enumerate(more, 1):
        part = replace(said, key=f"{said.key}.{number}", words=words, again=True)
        try:
            incident = await _report(store, person_id, part, administrators, further=True)
        except EnoughHeard as enough:
            raise EnoughHeard(enough.country, incident.id) from None
    return incident


@dispatch.again_if_overtaken
async def _report(
    store: Store, person_id: int, said: Report, administrators: Collection[str], *, further: bool = False
) -> Incident:
    """`further`: it goes on where another one is full."""
    async with store.writing() as work:
        said = await raised.but_taken_back(work, said)
        found, key = await raised.before(work, said)
        if found is not None and await raised.is_nothing_new(work, found, said):
            return found
        about = await concerns.lock(work, person_id, said.mission_id, said.helper_id, said.reporter, left=said.left)
        if found is None and about.reporter is Reporter.HELPER and not further:
            theirs = await work.incidents.open_of(person_id, about.mission.id)
            known = [one for one in theirs if one.has_heard(said.words)]
            found = next(iter(known or [one for one in theirs[-1:] if one.has_room(said.words)]), None)
        if found is None:
            return await raised.open_new(work, key, person_id, about, said, administrators)
        return await raised.add(work, found, about, said, administrators)


async def add_words(
    store: Store, person_id: int, key: str, words: str, administrators: Collection[str] = ()
) -> Incident | None:
    """Add what a helper who raised a concern lately writes while nothing is asked; None where none of theirs is open.
    What it has no room for is one of its own, reported with this `key`. Raises EnoughHeard.
    """
    async with store.writing() as work:
        found = await work.incidents.latest_of(person_id)
        incident = None if found is None else await work.incidents.get(found.id)
        if incident is None or incident.status is IncidentStatus.CLOSED:
            return None
        if incident.has_room(words):
            incident.add(incident.concern, words, work.now)
            await work.outbox.add(MODERATORS, IncidentAgain(incident.id))
            await work.journal.write(to_person(person_id), "concern: more", of_incident(incident.id))
            return incident
        more = Report(key, incident.mission_id, incident.concern, words, None, reporter=Reporter.HELPER, again=True)
    return await report(store, person_id, replace(more, left=True), administrators)


async def sent(store: Store, key: str) -> Incident | None:
    """The incident that was reported with this key."""
    async with store.reading() as work:
        return await work.incidents.by_key(key)


async def lately_raised(store: Store, person_id: int) -> Incident | None:
    """What a helper raised lately, and may still be writing about: one that is open before others."""
    async with store.reading() as work:
        return await work.incidents.latest_of(person_id)


async def open_by(store: Store, person_id: int) -> Incident | None:
    """The last one that somebody raised, for themselves or for a caller, and that is not closed."""
    async with store.reading() as work:
        return await work.incidents.open_by(person_id)


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
