"""Fills an empty network with helpers, through the bot's own services."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from demo.people import Someone, Volunteer
from domain.availability import ALWAYS
from domain.helper import HelperPlace
from domain.identity import Side
from places import Gazetteer
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from services import people, registration, review
from services.moderator import Moderator
from services.registration import Application
from storage.unit_of_work import Store

APP = "telegram"  # as the bot calls what the sandbox plays
CONSENT = "demo"
NEVER_SENT = {Side.CARD: "2000000001", Side.NOTE: "2000000002"}  # numbers that no message has: nothing is deleted


def create(sandbox: Sandbox, one: Someone) -> Person:
    """Somebody with a telephone."""
    return sandbox.create_person(
        one.first_name, last_name=one.last_name, language=one.language, phone=one.phone, location=one.at
    )


async def seed(
    sandbox: Sandbox, store: Store, gazetteer: Gazetteer, volunteers: Iterable[Volunteer], approved_by: Person
) -> list[Person]:
    """Create these people as helpers whom this moderator has approved; they are welcomed once the bot runs."""
    moderator = Moderator(address=f"{APP}:{approved_by.id}", name=approved_by.name)
    seeded = [(create(sandbox, one.who), one) for one in volunteers]
    await asyncio.gather(*(_enlist(store, gazetteer, person, one, moderator) for person, one in seeded))
    return [person for person, _one in seeded]


async def _enlist(store: Store, gazetteer: Gazetteer, person: Person, one: Volunteer, moderator: Moderator) -> None:
    person.chat().started = True  # or else the bot could not write to them
    known = await people.meet(store, APP, str(person.id), one.who.language)
    check = await review.start(store, known.id)
    for side, message in NEVER_SENT.items():
        await review.receive(store, known.id, side, "demo", message)
    await registration.apply(store, known.id, _application(store, gazetteer, one))
    await review.approve(store, check.id, moderator)
    if one.on_break:
        await registration.pause(store, known.id)


def _application(store: Store, gazetteer: Gazetteer, one: Volunteer) -> Application:
    latitude, longitude = one.at
    near = gazetteer.nearest(latitude, longitude, one.who.language)
    if near is None:
        raise LookupError(f"{one.who.name} lives nowhere")
    place = HelperPlace(
        latitude=latitude, longitude=longitude, name=near.name, country=near.country, radius_m=one.radius_m
    )
    return Application(
        name=one.who.name,
        phone=f"+{one.who.phone}",
        country=near.country,
        places=(place,),
        kinds=frozenset(one.kinds),
        languages=frozenset({one.who.language, *one.spoken}),
        slots=ALWAYS,
        consent_version=CONSENT,
        consent_at=store.now(),
    )
