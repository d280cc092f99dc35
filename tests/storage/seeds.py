"""People and missions in a database, for facts about queries; all invented."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from domain.helper import Helper, HelperPlace
from domain.mission import Mission
from domain.offer import Offer, OfferStatus
from domain.people import Helpee, Pairing, Person
from storage.unit_of_work import Store, UnitOfWork

numbers = itertools.count(1)
IXELLES = (50.833, 4.367)
METRE = 1 / 111_195  # degrees northwards
STEP = 111.195  # metres from one place to the next one northwards that is told from it


def a_place(north_m: float = 0.0, *, radius_m: int = 5_000, at: tuple[float, float] = IXELLES) -> HelperPlace:
    """A place so many metres north of Ixelles."""
    return HelperPlace(
        latitude=at[0] + north_m * METRE, longitude=at[1], name="Ixelles", country="BE", radius_m=radius_m
    )


async def seed_person(store: Store, **fields: Any) -> Person:
    """Somebody who chats with the bot."""
    async with store.writing() as work:
        person = await work.people.meet("telegram", str(next(numbers)), "fr")
        for name, value in fields.items():
            setattr(person, name, value)
    return person


async def seed_operator(store: Store) -> Person:
    """Somebody who takes calls."""
    person = await seed_person(store)
    async with store.writing() as work:
        operator = await work.people.by_id(person.id)
        assert operator is not None
        operator.appoint("BE", "Olive", work.now)
    return operator


async def seed_helper(store: Store, *places: HelperPlace, north_m: float = 0.0, **fields: Any) -> Helper:
    """A validated helper who does everything, always, up to five kilometres from a place near Ixelles."""
    number = next(numbers)
    async with store.writing() as work:
        person = await work.people.meet("telegram", f"helper {number}", "fr")
        helper = _a_helper(work, person, number, places=list(places) or [a_place(north_m)], **fields)
        work.helpers.add(helper)
    return helper


async def seed_crowd(store: Store, crowd: Iterable[dict[str, Any]]) -> list[int]:
    """Many helpers at once, as `seed_helper` makes them; their numbers. `north_m` may be among the fields."""
    helpers = []
    async with store.writing() as work:
        for fields in crowd:
            number = next(numbers)
            person = Person(app="telegram", external_id=f"crowd {number}", language="fr", created_at=work.now)
            helper = _a_helper(work, person, number, places=[a_place(fields.pop("north_m", 0.0))], **fields)
            work.helpers.add(helper)
            helpers.append(helper)
    return [helper.id for helper in helpers]


async def seed_helpee(store: Store) -> Helpee:
    """Somebody in need."""
    async with store.writing() as work:
        helpee = Helpee(
            phone=f"+322555{next(numbers):04d}", name="Josée", country="BE", language="fr", created_at=work.now
        )
        work.people.add(helpee)
    return helpee


async def seed_mission(
    store: Store, helpee: Helpee | None = None, operator: Person | None = None, **fields: Any
) -> Mission:
    """Groceries in Ixelles, from now on for four hours."""
    helpee = helpee or await seed_helpee(store)
    operator = operator or await seed_operator(store)
    async with store.writing() as work:
        mission = a_mission(work, await _again(work, helpee), await _person_again(work, operator), **fields)
        work.missions.add(mission)
    return mission


def a_mission(work: UnitOfWork, helpee: Helpee, operator: Person, **fields: Any) -> Mission:
    """The same, not kept yet."""
    return Mission(
        **{
            "key": f"key {next(numbers)}",
            "helpee": helpee,
            "operator": operator,
            "kind": "groceries",
            "country": "BE",
            "language": "fr",
            "starts_at": work.now,
            "ends_at": work.now + timedelta(hours=4),
            "published_at": work.now,
            "latitude": IXELLES[0],
            "longitude": IXELLES[1],
            "neighbourhood": "Ixelles",
            "address": "Rue de l'Exemple 12",
            **fields,
        }
    )


async def seed_offer(
    store: Store, mission: Mission, helper: Helper, status: OfferStatus = OfferStatus.OFFERED
) -> Offer:
    """The mission offered to the helper, now."""
    async with store.writing() as work:
        offer = Offer(mission_id=mission.id, helper_id=helper.id, offered_at=work.now, distance_m=100, status=status)
        work.missions.add_offer(offer)
    return offer


async def pair(store: Store, helpee: Helpee, helper: Helper, *, liked: bool = False, frozen: bool = False) -> Pairing:
    """What the two have been to each other."""
    async with store.writing() as work:
        pairing = await work.people.pairing(helpee.id, helper.id)
        pairing.liked, pairing.frozen, pairing.last_at = liked, frozen, work.now
    return pairing


def _a_helper(work: UnitOfWork, person: Person, number: int, **fields: Any) -> Helper:
    helper = Helper(
        **{
            "person": person,
            "name": f"Zoé {number}",
            "phone": f"+32470{number:06d}",
            "country": "BE",
            "kinds": frozenset({"groceries", "pharmacy", "dog_walk", "moral_support"}),
            "languages": frozenset({"fr"}),
            "applied_at": work.now,
            "consent_version": "1",
            "consent_at": work.now,
            **fields,
        }
    )
    helper.approve(work.now)
    return helper


async def _again(work: UnitOfWork, helpee: Helpee) -> Helpee:
    found = await work.people.helpee(helpee.id)
    assert found is not None
    return found


async def _person_again(work: UnitOfWork, person: Person) -> Person:
    found = await work.people.by_id(person.id)
    assert found is not None
    return found
