"""Knowing those again from whom others have to be protected, without keeping who they are. Steps of other services, and
what time does.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from domain.errors import Banned, Suspended
from domain.helper import BARRED, Helper, HelperStatus
from domain.identity import FAILED, Reason
from domain.incident import IncidentStatus, Reporter
from domain.limits import Attempts, Costly
from domain.people import Person
from domain.refusal import Marks, Refusal, RefusalKind
from services import talks
from storage.unit_of_work import Store, UnitOfWork


async def note(work: UnitOfWork, helper: Helper, kind: RefusalKind, until: datetime | None = None) -> None:
    """This helper is shut out, until then if not for good: should they delete everything and come back, they are known
    again.
    """
    await work.refusals.lift(kind, helper.person.address)
    work.refusals.add(Refusal.of(kind, helper.person.address, helper.phone, work.now, until))


async def lift(work: UnitOfWork, helper: Helper, kind: RefusalKind) -> None:
    """That was taken back."""
    await work.refusals.lift(kind, helper.person.address)


async def outlast(work: UnitOfWork, helper: Helper, *, its_time: bool = False) -> None:
    """This helper is about to be forgotten: what others have to be protected from is kept in mind, as marks. That they
    are suspended or banned has its marks already, unless it was so long ago that these are gone; where it is forgotten
    because `its_time` is over, they are not made anew.
    """
    if helper.status in BARRED and not its_time:
        kind = RefusalKind(helper.status.value)
        if all(one.kind is not kind for one in await work.refusals.of_account(helper.person.address)):
            await note(work, helper, kind, helper.suspended_until)
    if helper.status is HelperStatus.SUSPENDED:
        for number in await work.sanctions.awaited(helper.id):
            _note_incident(work, helper, RefusalKind.SUSPENDED, number)
    await _outlast_incidents(work, helper)
    await _outlast_checks(work, helper)


async def _outlast_incidents(work: UnitOfWork, helper: Helper) -> None:
    """What others have said about them and nobody has looked into to its end; not what they have said themselves."""
    for incident in await work.incidents.of_helper(helper.id):
        if incident.reporter is Reporter.OPERATOR and incident.status is not IncidentStatus.CLOSED:
            _note_incident(work, helper, RefusalKind.INCIDENT, incident.id)


def _note_incident(work: UnitOfWork, helper: Helper, kind: RefusalKind, incident_id: int) -> None:
    work.refusals.add(Refusal.of(kind, helper.person.address, helper.phone, work.now, incident_id=incident_id))


async def outlast_gone(work: UnitOfWork, marks: Marks, incident_id: int) -> None:
    """Something is said about a helper who has just had everything deleted: they are known again all the same."""
    await work.refusals.add_marked(RefusalKind.INCIDENT, marks, incident_id)


async def _outlast_checks(work: UnitOfWork, helper: Helper) -> None:
    """Each check that counts among those after which a moderator talks to them; and whether they were too young."""
    counts_since = await talks.counts_since(work, helper.id)
    for check in await work.identity.of_person(helper.id):
        if check.status not in FAILED or check.decided_at is None:
            continue
        if check.decided_at > counts_since:
            failed = Refusal.of(RefusalKind.FAILED, helper.person.address, helper.phone, check.decided_at)
            work.refusals.add(failed)
        if check.reason is Reason.UNDER_AGE:
            await work.refusals.lift(RefusalKind.UNDER_AGE, helper.person.address)
            young = Refusal.of(RefusalKind.UNDER_AGE, helper.person.address, helper.phone, check.decided_at)
            work.refusals.add(young)


async def outlast_codes(work: UnitOfWork, person: Person) -> None:
    """This person is about to be forgotten: the codes that they tried in vain are counted on, should they come back."""
    tried = await work.staff.tried(person.id, Costly.CODES)
    if tried is None or (tried.count == 0 and tried.paused_until is None):
        return
    mark = Refusal.of(RefusalKind.CODES, person.address, None, tried.since, tried.paused_until)
    mark.count = tried.count
    work.refusals.add(mark)


async def count_on(work: UnitOfWork, person: Person, attempts: Attempts) -> None:
    """Let codes that were tried in vain before everything was deleted count among the `attempts`, which are locked."""
    for mark in await work.refusals.of_account(person.address):
        if mark.kind is RefusalKind.CODES:
            attempts.since, attempts.count, attempts.paused_until = mark.since, mark.count, mark.until
            await work.refusals.lift(RefusalKind.CODES, person.address)


async def require_none(work: UnitOfWork, person: Person) -> None:
    """Raise Banned or Suspended for somebody who was shut out before they had everything deleted, and still is."""
    reason = _why({one.kind for one in await _that_keep_out(work, person)})
    if reason is not None:
        raise reason


async def shut_out(work: UnitOfWork, person: Person) -> Suspended | None:
    """Why somebody is shut out now, by their profile or by what was kept of one that they had deleted, if they are."""
    kinds = {one.kind for one in await _that_keep_out(work, person)}
    helper = await work.helpers.get(person.id)
    if helper is not None and helper.status in BARRED:
        kinds.add(RefusalKind(helper.status.value))
    return _why(kinds)


async def _that_keep_out(work: UnitOfWork, person: Person) -> list[Refusal]:
    found = await work.refusals.of_account(person.address)
    return [one for one in found if one.keeps_out(work.now, is_open=await _is_open(work, one))]


def _why(kinds: Set[RefusalKind]) -> Suspended | None:
    if RefusalKind.BANNED in kinds:
        return Banned()
    return Suspended() if RefusalKind.SUSPENDED in kinds else None


async def require_welcome(store: Store, person: Person) -> None:
    """As `require_none`, before somebody is asked anything. Raises Banned, Suspended."""
    async with store.reading() as work:
        await require_none(work, person)


async def is_shut_out(store: Store, person: Person) -> bool:
    """Whether they could not come back if they went now."""
    async with store.reading() as work:
        return await shut_out(work, person) is not None


async def _is_open(work: UnitOfWork, mark: Refusal) -> bool:
    incident = None if mark.incident_id is None else await work.incidents.read(mark.incident_id)
    return incident is not None and incident.status is not IncidentStatus.CLOSED


async def look(work: UnitOfWork, person: Person, phone: str) -> Sequence[Refusal]:
    """What is kept of this account, or of this phone number (E.164), the latest first."""
    return await work.refusals.look(person.address, phone)


async def forget_old(store: Store) -> int:
    """Delete what was kept for long enough; how many it were."""
    async with store.writing() as work:
        return await work.refusals.forget(work.now)
