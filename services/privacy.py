"""What is stored about somebody, to be shown and handed over to them. Nothing of it is about anybody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from domain.helper import Helper
from domain.identity import IdentityCheck
from domain.mission import Mission
from domain.notices.identity import PicturesGone
from domain.notices.names import (
    about_card,
    call_card,
    caller_card,
    details_card,
    door_card,
    mission_card,
    offer_card,
    to_person,
)
from domain.people import Person
from storage.unit_of_work import Store

MOST_MISSIONS = 10_000
ABOUT_CALLERS = tuple(
    card.removesuffix("0")
    for card in (details_card(0), mission_card(0), about_card(0), call_card(0), door_card(0), caller_card(0))
)


@dataclass(frozen=True, slots=True)
class Record:
    """All that is stored about a person. `missions`: those they have in hand or had; the newest first. `rows`: every
    detail, by the names of `storage.record.PARTS`.
    """

    person: Person
    helper: Helper | None
    check: IdentityCheck | None
    missions: list[Mission]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


async def record_of(store: Store, person: Person) -> Record:
    """What is stored about this person now."""
    async with store.reading() as work:
        active = await work.missions.active_of_helper(person.id)
        closed = await work.missions.closed_of_helper(person.id, MOST_MISSIONS, 0)
        return Record(
            person=await work.people.by_id(person.id) or person,
            helper=await work.helpers.get(person.id),
            check=await work.identity.latest_of(person.id),
            missions=[*reversed(active), *closed],
            rows=await work.people.record_of(person),
        )


async def to_delete_for(store: Store, person: Person) -> list[str]:
    """The messages in a person's chat that brought identity pictures, say who and where a helpee is, or offer what is
    open before them, also those that are about to be deleted. Nobody changes them once the person is forgotten.
    """
    async with store.reading() as work:
        check = await work.identity.latest_of(person.id)
        going = await work.outbox.letters_to(to_person(person.id), PicturesGone)
        waiting = await work.purges.of_recipient(to_person(person.id))
        details = [
            card for name in ABOUT_CALLERS for card in await work.outbox.cards_beginning(to_person(person.id), name)
        ]
        open_now = {offer.mission_id for offer in await work.missions.open_offers_of_helper(person.id)}
        open_now |= {mission.id for mission in await work.missions.active_of_helper(person.id)}
        for number in sorted(open_now):
            details += await work.outbox.cards(to_person(person.id), offer_card(number))
    kept = [picture.message for picture in check.pictures] if check is not None else []
    kept += [card.message for card in details]
    kept += [one for notice in going if isinstance(notice, PicturesGone) for one in notice.messages]
    return list(dict.fromkeys((*kept, *(purge.message for purge in waiting))))
