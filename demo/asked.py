"""What the tour asks the bot's store: whom a mission was offered to, and that an unfinished one is called off."""

from __future__ import annotations

from contextlib import suppress

from demo.seeding import APP
from domain.errors import RuleBroken
from domain.offer import OfferStatus
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from services import desk, people
from storage.unit_of_work import Store


async def asked_for(store: Store, sandbox: Sandbox, number: int, language: str) -> list[Person]:
    """Those who have the mission open before them: first who reads this language, then the nearest."""
    async with store.reading() as work:
        offers = [one for one in await work.missions.offers(number) if one.status is OfferStatus.OFFERED]
        helpers = {one.helper_id: await work.helpers.get(one.helper_id) for one in offers}
    persons = {str(one.id): one for one in sandbox.people}
    found = []
    for offer in offers:
        helper = helpers[offer.helper_id]
        if helper is not None and helper.person.app == APP and helper.person.external_id in persons:
            order = (helper.person.language != language, offer.distance_m or 0, helper.id)
            found.append((order, persons[helper.person.external_id]))
    return [person for _order, person in sorted(found, key=lambda one: one[0])]


async def take_back(store: Store, operator: Person, number: int) -> None:
    """Cancel a mission that nobody finishes any more, or else its helper would soon have too many in hand."""
    known = await people.find(store, APP, str(operator.id))
    with suppress(RuleBroken):  # it is over, or they are no operator any more
        if known is not None:
            await desk.cancel(store, known.id, number)
