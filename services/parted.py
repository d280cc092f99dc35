"""Who is not to meet whom again, also when the helper has had everything deleted and comes back. Steps of others."""

from __future__ import annotations

from domain.helper import Helper
from domain.people import Helpee
from domain.refusal import PARTED_FOR, Marks
from storage.unit_of_work import Store, UnitOfWork


async def outlast(work: UnitOfWork, helper: Helper) -> None:
    """This helper is about to be forgotten: those from whom they were parted are kept in mind."""
    await work.partings.note_all(helper.id, helper.person.address, helper.phone, work.now + PARTED_FOR)


async def outlast_gone(work: UnitOfWork, helpee: Helpee, marks: Marks) -> None:
    """A helper who has had everything deleted already is not to meet this helpee again, should they come back."""
    if helpee.erased_at is None:
        await work.partings.note_marked(helpee.id, marks, work.now + PARTED_FOR)


async def part_again(work: UnitOfWork, helper: Helper) -> None:
    """This helper, who is held, may be offered missions now, or has another number: whoever had this account or number
    before stays apart from those whom they were not to meet.
    """
    for helpee_id in await work.partings.of(helper.person.address, helper.phone):
        pairing = await work.people.pairing(helpee_id, helper.id)
        if not pairing.frozen:
            pairing.frozen = True
            await work.journal.write("system", "froze again", f"helpee:{helpee_id}", helper=helper.id)


async def known(work: UnitOfWork, helper: Helper) -> int:
    """From how many helpees whoever had this account or number was parted before they went."""
    return len(await work.partings.of(helper.person.address, helper.phone))


async def lift(work: UnitOfWork, helpee_id: int, helper: Helper) -> None:
    """These two may meet again: nothing is kept that would part them anew."""
    await work.partings.lift(helpee_id, helper.person.address, helper.phone)


async def forget_old(store: Store) -> int:
    """Delete what was kept for long enough; how many it were."""
    async with store.writing() as work:
        return await work.partings.forget(work.now)
