"""Where nobody could say who it was that a caller means, or it was said wrongly: moderators find out, and say it."""

from __future__ import annotations

from collections.abc import Collection

from domain.errors import NotFound
from domain.incident import CONCERNS, Incident, Reporter, times_of
from domain.notices.names import MODERATORS
from domain.notices.safeguarding import IncidentCard, StaffAccused
from domain.sanction import of_incident
from services import barred_staff, dispatch, helper_files, partings
from services.concerns import Had, had_by
from services.moderator import Moderator, require_not_own
from services.raised import TAKEN_BACK
from storage.unit_of_work import Store, UnitOfWork


async def candidate(store: Store, incident_id: int, helper_id: int, by: Moderator) -> Had:
    """One who had the mission of an incident of which it isn't known who it was. Raises whatever `name` does."""
    async with store.reading() as work:
        return await _candidate(work, incident_id, helper_id, by)


@dispatch.again_if_overtaken
async def name(
    store: Store, incident_id: int, helper_id: int, by: Moderator, administrators: Collection[str] = ()
) -> Incident:
    """It was this helper: they and the caller don't meet again, as if it had been known from the beginning. The
    `administrators`, by their addresses in the helper's app, hear of one who works for the network. Said twice, it
    happens once. Raises NotFound, also for a helper who never had it; OwnCase where the moderator is one of those
    who had; IncidentClosed, AlreadyNamed.
    """
    async with store.writing() as work:
        found = await work.incidents.read(incident_id)
        if found is None or await partings.lock(work, helper_id, found.mission_id) is None:
            raise NotFound
        await _candidate(work, incident_id, helper_id, by)
        incident = await work.incidents.get(incident_id)  # what is held, is held in one order: an incident last
        mission = await work.missions.get(found.mission_id)
        if incident is None or mission is None:
            raise NotFound
        if incident.helper_id == helper_id:
            return incident
        offer = await work.missions.offer(mission.id, helper_id)
        incident.name_helper(helper_id, times_of(mission, offer, helper_id))
        await work.flush()
        if mission.helpee.erased_at is None:
            keeps = mission.id if CONCERNS[incident.concern].goes_on else None
            await partings.part(work, incident.helpee_id, helper_id, by=by.address, keeps=keeps)
        await helper_files.rewrite(work, helper_id)
        await barred_staff.tell(work, StaffAccused(helper_id, incident_id), administrators)
        await work.outbox.add(MODERATORS, IncidentCard(incident_id))
        await work.journal.write(by.address, "named the helper", of_incident(incident_id), helper=helper_id)
    return incident


async def named(store: Store, incident_id: int, helper_id: int, by: Moderator) -> str:
    """The name of the helper whom a caller's concern is said to be about. Raises as `take_back`, and NotFound for any
    other.
    """
    async with store.reading() as work:
        incident = await _of_caller(work, incident_id, helper_id, by)
        helper = await work.helpers.get(helper_id)
        if helper is None or incident.helper_id != helper_id:
            raise NotFound
        return helper.name


@dispatch.again_if_overtaken
async def take_back(store: Store, incident_id: int, helper_id: int, by: Moderator) -> Incident:
    """It was not this helper, whoever said so: nothing of it stands in their file any more. That the two are parted may
    have other reasons, and stays until moderators let them meet. Said twice, it happens once. Raises NotFound; OwnCase
    where the moderator is one of those who had the mission; IncidentClosed.
    """
    async with store.writing() as work:
        found = await work.incidents.read(incident_id)
        if found is None or await partings.lock(work, helper_id, found.mission_id) is None:
            raise NotFound
        await _of_caller(work, incident_id, helper_id, by)
        incident = await work.incidents.get(incident_id)
        mission = await work.missions.get(found.mission_id)
        if incident is None or mission is None:
            raise NotFound
        if incident.helper_id != helper_id:
            return incident
        incident.take_name_back(times_of(mission, None, None))
        await work.flush()
        await helper_files.rewrite(work, helper_id)
        await work.outbox.add(MODERATORS, IncidentCard(incident_id))
        await work.journal.write(by.address, TAKEN_BACK, of_incident(incident_id), helper=helper_id)
    return incident


async def _of_caller(work: UnitOfWork, incident_id: int, helper_id: int, by: Moderator) -> Incident:
    """An incident that is open, and that an operator reported for a caller."""
    incident = await work.incidents.read(incident_id)
    mission = None if incident is None else await work.missions.get(incident.mission_id)
    if incident is None or mission is None or incident.reporter is not Reporter.OPERATOR:
        raise NotFound
    for one in {helper_id, *(had.helper_id for had in await had_by(work, mission))}:
        await require_not_own(work, by, one)
    incident.require_open()
    return incident


async def _candidate(work: UnitOfWork, incident_id: int, helper_id: int, by: Moderator) -> Had:
    incident = await work.incidents.read(incident_id)
    mission = None if incident is None else await work.missions.get(incident.mission_id)
    if incident is None or mission is None:
        raise NotFound
    had = await had_by(work, mission)
    for one in had:
        await require_not_own(work, by, one.helper_id)
    incident.require_unnamed(helper_id)
    for one in had:
        if one.helper_id == helper_id:
            return one
    raise NotFound
