"""What a concern sets going, when it is raised and when more is said. Steps of `services.incidents`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from domain.errors import EnoughHeard
from domain.incident import (
    AT_ONCE,
    CONCERNS,
    NOT_PASSED_ON,
    Incident,
    IncidentStatus,
    Reporter,
    are_enough,
    times_of,
)
from domain.notices.names import MODERATORS, to_person
from domain.notices.safeguarding import HelpeeInDanger, IncidentAgain, IncidentCard, IncidentInDanger, StaffAccused
from domain.refusal import Marks
from domain.sanction import of_incident
from services import barred_staff, dispatch, doors, helper_files, partings, refusals, unheard
from services.concerns import About
from storage.unit_of_work import Store, UnitOfWork

TAKEN_BACK = "took the name back"
"""In the journal: moderators have said that it was not this helper."""


@dataclass(frozen=True, slots=True)
class Report:
    """A concern as it was said. `key` is unique to it. `goes_on`: a helper who has this mission still does it; None
    where they have not said so yet, and it stays theirs. `finished`: they have answered all that is asked.
    `helper_id`: whom an operator says it about; None where it isn't known who it was. `reporter`: as whom they began to
    say it; `marks`: those of the helper whom they chose then. So it is heard whoever is deleted while they write.
    `again`: a part of it was sent before. `left`: nobody answers any more; who might say it then, may.
    """

    key: str
    mission_id: int
    concern: str
    words: str = ""
    goes_on: bool | None = True
    helper_id: int | None = None
    reporter: Reporter | None = None
    marks: Marks | None = None
    finished: bool = True
    again: bool = False
    left: bool = False


async def but_taken_back(work: UnitOfWork, said: Report) -> Report:
    """What is said without whom moderators have taken back since it was begun: whoever says it may not know."""
    found = None if said.helper_id is None else await work.incidents.by_key(said.key)
    if found is None:
        return said
    done = await work.journal.about(of_incident(found.id))
    back = {one.details.get("helper") for one in done if one.action == TAKEN_BACK}
    return replace(said, helper_id=None, marks=None) if said.helper_id in back else said


async def before(work: UnitOfWork, said: Report) -> tuple[Incident | None, str]:
    """The incident that was opened with this key and is added to; or None, and the key of the one to be opened, where
    that one is closed or full, or is about somebody else.
    """
    key = said.key
    while (found := await work.incidents.by_key(key)) is not None:
        other = said.helper_id is not None and found.helper_id not in {None, said.helper_id}
        takes_it = found.status is not IncidentStatus.CLOSED and found.has_room(said.words)
        if not other and (takes_it or await is_nothing_new(work, found, said)):
            return found, key
        key += "+"
    return None, key


async def is_nothing_new(work: UnitOfWork, incident: Incident, said: Report) -> bool:
    """Whether all of it was heard: it came twice."""
    mission = await work.missions.get(incident.mission_id)
    hands_on = said.goes_on is False and mission is not None and mission.is_in_hands_of(incident.reporter_id)
    named = incident.helper_id == said.helper_id or incident.reporter is Reporter.HELPER or said.helper_id is None
    finished = incident.finished or not said.finished or incident.status is IncidentStatus.CLOSED
    return incident.says(said.concern, said.words) and named and finished and not hands_on


async def open_new(
    work: UnitOfWork, key: str, person_id: int, about: About, said: Report, administrators: Collection[str]
) -> Incident:
    """Keep it, and tell the moderators; where they can't be told, those who can mend that. Raises EnoughHeard."""
    mission = about.mission
    if are_enough(*await work.incidents.raised_by(person_id, mission.id)):
        raise EnoughHeard(mission.country)
    theirs = await work.incidents.open_of(person_id, mission.id) if about.reporter is Reporter.HELPER else []
    continued = any(said.concern in {one.concern, *one.also} for one in theirs)  # where there was no room for more
    offer = None if about.helper_id is None else await work.missions.offer(mission.id, about.helper_id)
    incident = Incident(
        key=key,
        concern=said.concern,
        reporter=about.reporter,
        reporter_id=person_id,
        mission_id=mission.id,
        helpee_id=mission.helpee.id,
        helper_id=about.helper_id,
        country=mission.country,
        reported_at=work.now,
        words=said.words,
        finished=said.finished,
        times=times_of(mission, offer, about.helper_id),
    )
    work.incidents.add(incident)
    await work.flush()
    new = IncidentInDanger if incident.danger and not continued and not said.again else IncidentCard
    await work.outbox.add(MODERATORS, new(incident.id))
    if await unheard.are_away(work) and (person := await work.people.by_id(person_id)) is not None:
        await unheard.raise_alarm(work, person.app, administrators)
    if incident.tells_operators and not continued:
        await dispatch.tell_staff(work, mission, HelpeeInDanger(mission.id))
    await _journal(work, incident, said)
    await _follow(work, incident, about, said, administrators, unsafe=incident.holds_door and not continued)
    return incident


async def note_more(store: Store, person_id: int, said: Report) -> None:
    """Let moderators see on the incident about that mission, once an hour, that somebody says more than they are told:
    it may be fear, or a flood.
    """
    async with store.writing() as work:
        newest = await work.incidents.open_about_mission(person_id, said.mission_id, said.reporter)
        if newest is None or await work.journal.has_since(work.now - AT_ONCE, NOT_PASSED_ON, of_incident(newest.id)):
            return
        await work.journal.write(to_person(person_id), NOT_PASSED_ON, of_incident(newest.id))
        await work.outbox.add(MODERATORS, IncidentAgain(newest.id))


async def add(
    work: UnitOfWork, found: Incident, about: About, said: Report, administrators: Collection[str]
) -> Incident:
    """Add it to an incident that is open; whoever was told of that is told what is new, and once."""
    incident = await work.incidents.get(found.id)
    if incident is None or incident.status is IncidentStatus.CLOSED or not incident.has_room(said.words):
        raise dispatch.Overtaken
    told, held, more = incident.tells_operators, incident.holds_door, not incident.says(said.concern, said.words)
    in_danger = incident.danger
    incident.add(said.concern, said.words, work.now)
    incident.finished = incident.finished or said.finished
    named = incident.helper_id is None and about.helper_id is not None
    if named and about.helper_id is not None:
        offer = await work.missions.offer(about.mission.id, about.helper_id)
        incident.name_helper(about.helper_id, times_of(about.mission, offer, about.helper_id))
    await work.flush()
    if incident.danger and not in_danger:
        await work.outbox.add(MODERATORS, IncidentInDanger(incident.id))
    else:
        await work.outbox.add(MODERATORS, IncidentAgain(incident.id) if more else IncidentCard(incident.id))
    if incident.tells_operators and not told:
        await dispatch.tell_staff(work, about.mission, HelpeeInDanger(about.mission.id))
    if more:
        await _journal(work, incident, said)
    # said anew, after an operator has phoned: not the end of what was begun before
    rest = said.again or found.key.startswith(said.key)
    theirs = about.reporter is Reporter.HELPER
    anew = theirs and CONCERNS[said.concern].door and not rest and not about.mission.helpee.is_held
    unsafe = anew or (incident.holds_door and not held)
    leaves = said.goes_on is False and about.helper is not None and about.mission.is_in_hands_of(about.helper.id)
    if named or unsafe or leaves:
        await _follow(work, incident, about, said, administrators, unsafe=unsafe)
    return incident


async def _journal(work: UnitOfWork, incident: Incident, said: Report) -> None:
    subject = f"mission:{incident.mission_id}"
    who = to_person(incident.reporter_id)
    await work.journal.write(who, f"concern: {said.concern}", subject, incident=incident.id)


async def _follow(
    work: UnitOfWork, incident: Incident, about: About, said: Report, administrators: Collection[str], *, unsafe: bool
) -> None:
    """Part the two. `unsafe`: a door has to be held that was not before. What a helper has in hand stays theirs until
    they say that they don't do it.
    """
    mission, who = about.mission, to_person(incident.reporter_id)
    theirs = about.reporter is Reporter.HELPER
    leaves = said.goes_on is False and incident.holds_door_if_left and not mission.helpee.is_held
    if unsafe or leaves:
        await doors.hold(work, mission)
    if about.helper is None:
        if said.marks is not None and about.helper_id is not None:
            await refusals.outlast_gone(work, said.marks, incident.id)
            await partings.outlast_gone(work, mission.helpee, said.marks)
        return
    goes_on = said.goes_on is not False if theirs else CONCERNS[incident.concern].goes_on
    keeps = mission.id if goes_on else None
    told = goes_on or not theirs  # whoever said no knows it
    if mission.helpee.erased_at is None:
        await partings.part(work, mission.helpee.id, about.helper.id, by=who, keeps=keeps, told=told)
    await doors.hurry_if_unheard(work, mission)  # who was warned may have to do with it
    await helper_files.rewrite(work, about.helper.id)
    if not theirs:
        await barred_staff.tell(work, StaffAccused(about.helper.id, incident.id), administrators)
