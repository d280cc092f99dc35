"""x."""

from __future__ import annotations

from domain.people import Helpee
from services import callers
from storage.unit_of_work import UnitOfWork


async def erase_helpee(work: UnitOfWork, helpee: Helpee) -> None:
    await callers.stop(work, helpee.id)
    helpee.phone = ""
    helpee.name = helpee.address = helpee.access_notes = ""
