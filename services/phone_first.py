"""What moderators do about a door of which they have read: an operator phones before anybody goes there."""

from __future__ import annotations

from domain.errors import NotFound
from domain.incident import Incident
from domain.sanction import of_incident
from services import callers, dispatch, doors
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store


@dispatch.again_if_overtaken
async def hold(store: Store, incident_id: int, by: Moderator) -> Incident:
    """Nobody is sent to the door of an incident before an operator has phoned, whatever it was called. Said twice, it
    is done once. Raises NotFound, also once the caller is forgotten, OwnCase, IncidentClosed.
    """
    async with store.writing() as work:
        found = await work.incidents.read(incident_id)
        helpee = None if found is None else await callers.lock(work, found.helpee_id)
        incident = await work.incidents.get(incident_id)
        mission = None if incident is None else await work.missions.get(incident.mission_id)
        if helpee is None or incident is None or mission is None:
            raise NotFound
        await require_not_own(work, by, incident.helper_id)
        incident.require_open()
        if not helpee.is_held:
            await doors.hold(work, mission)
            await work.journal.write(by.address, "held the door", of_incident(incident_id))
    return incident
