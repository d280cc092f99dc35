"""Helpers who live side by side, and missions that all of them are asked for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta

from domain.helper import Helper, HelperPlace
from domain.mission import Mission
from domain.network import KINDS
from domain.offer import Offer
from domain.people import Helpee
from storage.unit_of_work import Store, UnitOfWork


async def settle(store: Store, addresses: Iterable[str], operator: str = "operator") -> list[int]:
    """Validated helpers around one place, by their addresses in Telegram, and an operator; the helpers' numbers."""
    numbers = []
    async with store.writing() as work:
        (await work.people.meet("telegram", operator, "en")).appoint("BE", "Olive", work.now)
        for number, address in enumerate(addresses):
            person = await work.people.meet("telegram", address, "en")
            helper = Helper(
                person=person,
                name="Zoé",
                phone="+32470000000",
                country="BE",
                kinds=frozenset(KINDS),
                languages=frozenset({"fr"}),
                applied_at=work.now,
                consent_version="1",
                consent_at=work.now,
            )
            helper.approve(work.now)
            step = number * 1e-5
            place = HelperPlace(
                latitude=50.83 + step, longitude=4.36 + step, name="Ixelles", country="BE", radius_m=5_000
            )
            helper.move([place])
            work.helpers.add(helper)
            numbers.append(person.id)
    return numbers


async def publish(store: Store, helpers: list[int]) -> int:
    """A mission that all of them have been offered: the operator has asked everybody."""
    async with store.writing() as work:
        (operator,) = await work.people.operators()
        mission = Mission(
            key=f"{time.monotonic_ns()}",
            helpee=await _helpee(work),
            operator=operator,
            kind="groceries",
            country="BE",
            language="fr",
            starts_at=work.now,
            ends_at=work.now + timedelta(hours=3),
            published_at=work.now,
            latitude=50.83,
            longitude=4.36,
            neighbourhood="Ixelles",
            address="Rue de l'Exemple 12",
        )
        work.missions.add(mission)
        await work.flush()
        for number in helpers:
            work.missions.add_offer(Offer(mission_id=mission.id, helper_id=number, offered_at=work.now, distance_m=500))
    return mission.id


async def _helpee(work: UnitOfWork) -> Helpee:
    helpee = await work.people.helpee_by_phone("+3225550001")
    if helpee is None:
        helpee = Helpee(phone="+3225550001", name="Josée", country="BE", language="fr", created_at=work.now)
        work.people.add(helpee)
    return helpee
