"""Who is not to meet whom again: the person, not the account. So it holds for whoever has the same phone number, and
also when the helper has had everything deleted and comes back. Mostly steps of other services.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import NotFound, StillApart
from domain.helper import Helper
from domain.incident import Incident, IncidentStatus
from domain.notices.names import MODERATORS, incident_card
from domain.notices.safeguarding import IncidentCard
from domain.parting import LIFTED_FOR
from domain.people import Helpee
from domain.refusal import PARTED_FOR, Marks
from services import aside, dispatch, helper_files, missions, refusals
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork


async def lock(work: UnitOfWork, helper_id: int, *others: int, phone: str | None = None) -> Helper | None:
    """As `dispatch.lock`, with every account of the same phone number, and of the number `phone` that the helper is
    about to have. Raises Overtaken.
    """
    accounts = await _accounts(work, helper_id, phone)
    before = set(others).union(*[await work.missions.numbers_before(one) for one in accounts])
    locked = {mission.id for mission in await work.missions.lock_before(helper_id, *before)}
    for one in accounts:
        await work.identity.open_of(one)
    found = {one: await work.helpers.get(one, lock=True) for one in accounts}
    now_before = set().union(*[await work.missions.numbers_before(one) for one in accounts])
    if not now_before <= locked or await _accounts(work, helper_id, phone) != accounts:
        raise dispatch.Overtaken
    return found[helper_id]


async def part(
    work: UnitOfWork,
    helpee_id: int,
    helper_id: int,
    *,
    by: str,
    keeps: int | None = None,
    told: bool = True,
) -> None:
    """Let these two not meet again. What the helper has in hand there goes on to others, but for the mission with the
    number `keeps`; what is open before them does in any case. All of it is locked: see `lock`. `told`: see
    `missions.take_away`.
    """
    await _part(work, helpee_id, helper_id, by=by, keeps=keeps, told=told)
    for one in await _accounts(work, helper_id):
        if one != helper_id and not await work.people.are_apart(helpee_id, one):
            await _part(work, helpee_id, one, by=by)


async def outlast(work: UnitOfWork, helper: Helper) -> None:
    """This helper, who is locked with their other accounts, is about to be forgotten: those from whom they were parted
    are kept in mind.
    """
    await share(work, helper)
    await work.partings.note_all(helper.id, helper.person.address, helper.phone, work.now + PARTED_FOR)


async def outlast_gone(work: UnitOfWork, helpee: Helpee, marks: Marks) -> None:
    """A helper who has had everything deleted already is not to meet this helpee again, should they come back."""
    if helpee.erased_at is None:
        await work.partings.note_marked(helpee.id, marks, work.now + PARTED_FOR)


async def share(work: UnitOfWork, helper: Helper) -> None:
    """Let what parts this helper part their other accounts too, all of which are locked."""
    for one in await _accounts(work, helper.id):
        if one != helper.id:
            await _part_from(work, one, await work.partings.apart_from(helper.id))


async def part_again(work: UnitOfWork, helper: Helper) -> None:
    """This helper, who is locked, may be offered missions now, or has another number: whoever had this account or
    number before, or has it too, stays apart from those whom they were not to meet. What they have in hand there is
    handed on.
    """
    apart = set(await work.partings.of(helper.person.address, helper.phone))
    for one in await _accounts(work, helper.id):
        apart.update(await work.partings.apart_from(one))
    await _part_from(work, helper.id, sorted(apart))


async def known(work: UnitOfWork, helper: Helper) -> int:
    """From how many helpees whoever had this account or number was parted before they went."""
    return len(await work.partings.of(helper.person.address, helper.phone))


async def lift(work: UnitOfWork, helpee_id: int, helper: Helper, but_for: int | None = None) -> None:
    """These two may meet again: nothing is kept that would part any account of the helper anew, all of which are
    locked. Raises StillApart while an incident about them is open, other than the one with the number `but_for`.
    """
    accounts = await work.helpers.some(await _accounts(work, helper.id))
    for incident in await _about(work, helpee_id, accounts):
        if incident.id != but_for and incident.status is not IncidentStatus.CLOSED:
            raise StillApart(incident.id)
    for one in accounts:
        await work.partings.lift(helpee_id, one.person.address, one.phone)
        if await work.people.are_apart(helpee_id, one.id):
            (await work.people.pairing(helpee_id, one.id)).frozen = False
        await rewrite(work, helpee_id, one.id)


@dispatch.again_if_overtaken
async def let_meet(store: Store, helper_id: int, helpee_id: int, by: Moderator, why: str) -> None:
    """A moderator lets these two meet again for one of the reasons in `LIFTED_FOR`, whatever parted them: an operator,
    or what somebody did who had this account or number before. Raises NotFound, OwnCase, StillApart.
    """
    async with store.writing() as work:
        helper = await lock(work, helper_id)
        if helper is None or why not in LIFTED_FOR or not await work.people.are_apart(helpee_id, helper_id):
            raise NotFound
        await require_not_own(work, by, helper_id)
        await lift(work, helpee_id, helper)
        await work.journal.write(by.address, "unfroze", f"helpee:{helpee_id}", helper=helper_id, why=why)


async def _about(work: UnitOfWork, helpee_id: int, accounts: Sequence[Helper]) -> list[Incident]:
    """The incidents about a helpee and a helper, also those of whoever had one of these accounts or numbers before."""
    found = await work.incidents.of_pair(helpee_id, [one.id for one in accounts])
    marks = [mark for one in accounts for mark in await refusals.look(work, one.person, one.phone)]
    for number in sorted({one.incident_id for one in marks if one.incident_id is not None}):
        incident = await work.incidents.read(number)
        if incident is not None and incident.helpee_id == helpee_id:
            found.append(incident)
    return found


async def forget_old(store: Store) -> int:
    """Delete what was kept for long enough; how many it were."""
    async with store.writing() as work:
        return await work.partings.forget(work.now)


async def _part_from(work: UnitOfWork, helper_id: int, helpees: list[int]) -> None:
    for helpee_id in helpees:
        if not await work.people.are_apart(helpee_id, helper_id):
            await _part(work, helpee_id, helper_id, by="system")


async def _part(
    work: UnitOfWork,
    helpee_id: int,
    helper_id: int,
    *,
    by: str,
    keeps: int | None = None,
    told: bool = True,
) -> None:
    (await work.people.pairing(helpee_id, helper_id)).frozen = True
    await work.journal.write(by, "froze", f"helpee:{helpee_id}", helper=helper_id)
    await work.flush()
    for mission in await work.missions.active_of_helper(helper_id):
        if mission.helpee.id == helpee_id and mission.id != keeps:
            await missions.take_away(work, mission, helper_id, by, told=told)
    await dispatch.hand_on_offers(work, helper_id)
    await aside.step_aside(work, helper_id, helpee_id)
    await rewrite(work, helpee_id, helper_id)


async def rewrite(work: UnitOfWork, helpee_id: int, helper_id: int) -> None:
    """Let the file and the cards of incidents say whether these two are parted, where they are shown."""
    await helper_files.rewrite(work, helper_id)
    for incident in await work.incidents.of_pair(helpee_id, [helper_id]):
        if await work.outbox.cards(MODERATORS, incident_card(incident.id)):
            await work.outbox.add(MODERATORS, IncidentCard(incident.id))


async def _accounts(work: UnitOfWork, helper_id: int, phone: str | None = None) -> list[int]:
    """The numbers of whoever has the same phone number as this helper, or `phone`; theirs among them, lowest first."""
    helper = await work.helpers.get(helper_id)
    numbers = {one for one in (phone, None if helper is None else helper.phone) if one is not None}
    same = [one.id for number in numbers for one in await work.helpers.with_phone(number)]
    return sorted({helper_id, *same})
