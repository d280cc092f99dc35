"""Concerns that nobody hears, since no moderators' chat can be written to: whoever can mend that is told."""

from __future__ import annotations

from collections.abc import Iterable

from domain.incident import Incident, IncidentStatus
from domain.notices.names import MODERATORS, OPERATORS, UNHEARD_CARD, incident_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import ConcernDelayed, ConcernsUnheard
from domain.people import StaffRole
from storage.unit_of_work import Store, UnitOfWork


async def moderators_away(store: Store) -> bool:
    """Whether the moderators can't be told anything now, as far as that is known."""
    async with store.reading() as work:
        return await are_away(work)


async def are_away(work: UnitOfWork) -> bool:
    """The same as a step of what asks for it."""
    chat = await work.people.staff_chat(StaffRole.MODERATORS)
    return chat is None or chat.lost_at is not None


async def waiting(work: UnitOfWork) -> list[Incident]:
    """The concerns that no moderator has seen. A step of what shows them."""
    found = [one for one in await work.incidents.active() if one.status is IncidentStatus.OPEN]
    return [one for one in found if not await work.outbox.cards(MODERATORS, incident_card(one.id))]


async def raise_alarm(work: UnitOfWork, app: str, administrators: Iterable[str]) -> None:
    """Tell the operators' chat, and `administrators` by their addresses in that app. A step of other services."""
    await work.outbox.add(OPERATORS, ConcernsUnheard())
    for one in administrators:
        person = await work.people.get(app, one)
        if person is not None:
            await work.outbox.add(to_person(person.id), ConcernsUnheard())


async def note_lost(work: UnitOfWork, app: str, administrators: Iterable[str]) -> None:
    """The moderators' chat turns out to be lost while a concern is on its way there: whoever raised it was told
    otherwise, and hears how it is. A step of other services.
    """
    found = await waiting(work)
    if not found:
        return
    await raise_alarm(work, app, administrators)
    for incident in found:
        await work.outbox.add(to_person(incident.reporter_id), ConcernDelayed(incident.id))


async def remind(work: UnitOfWork) -> None:
    """Bring it to the minds of those who were told, while it is so. A step of other services."""
    if await are_away(work):
        for recipient in await work.outbox.recipients_of(UNHEARD_CARD):
            await work.outbox.add(recipient, ConcernsUnheard())


async def calm(work: UnitOfWork) -> None:
    """The moderators can be told again: what said otherwise goes. A step of other services."""
    for recipient in await work.outbox.recipients_of(UNHEARD_CARD):
        await work.outbox.add(recipient, CardGone(UNHEARD_CARD))
