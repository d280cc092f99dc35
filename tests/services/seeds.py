"""People and drafts for facts about services; all invented."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain import waves
from domain.audiences import KINDS_OF_NOTICE, notice_from
from domain.draft import Draft
from domain.helper import Helper, HelperPlace
from domain.network import KINDS, MAX_RADIUS_M
from domain.notices.notice import Notice
from domain.offer import OfferStatus
from services import people
from storage import tables
from storage.unit_of_work import Store

numbers = itertools.count(1)
FIRST = waves.ON_FOOT[0].open
IXELLES = (50.8333, 4.3667)


async def seed_operator(store: Store, country: str = "BE") -> int:
    """An operator's number."""
    person = await people.meet(store, "telegram", f"9{next(numbers)}", "en")
    invitation = await people.invite(store, country, "telegram:0")
    await people.accept_invitation(store, person.id, invitation.token, "Olive")
    return person.id


async def seed_helper(store: Store, *, at: tuple[float, float] = IXELLES, radius_m: int = 5_000, **fields: Any) -> int:
    """A helper's number; validated, unless told otherwise."""
    number = next(numbers)
    person = await people.meet(store, "telegram", f"1{number}", fields.pop("reads", "fr"))
    async with store.writing() as work:
        owner = await work.people.by_id(person.id)
        assert owner is not None
        place = HelperPlace(latitude=at[0], longitude=at[1], name="Ixelles", country="BE", radius_m=radius_m)
        defaults: dict[str, Any] = {
            "name": f"Zoé {number}",
            "phone": f"+32470{number:06d}",
            "country": "BE",
            "kinds": frozenset({"groceries", "pharmacy", "dog_walk", "moral_support"}),
            "languages": frozenset({"fr"}),
            "applied_at": work.now,
            "consent_version": "1",
            "consent_at": work.now,
        }
        helper = Helper(person=owner, id=owner.id, places=[place], **{**defaults, **fields})
        if "status" not in fields:
            helper.approve(work.now)
        work.helpers.add(helper)
    return person.id


def a_draft(store: Store, **fields: Any) -> Draft:
    """Groceries in Ixelles this afternoon."""
    now, number = store.now(), next(numbers)
    draft = Draft(
        key=f"key-{number}",
        phone=f"+322555{number:04d}",
        name="Josée Voorbeeld",
        country="BE",
        language="fr",
        kind="groceries",
        address="Rue de l'Exemple 12, 1050 Ixelles",
        latitude=50.8280,
        longitude=4.3720,
        neighbourhood="Ixelles",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=5),
        details="Bread",
        limit_cents=4000,
    )
    return replace(draft, **fields)


async def outbox_of(store: Store, recipient: str) -> list[Notice]:
    """Take what waits for a recipient out of the outbox, in order, also what waits for the morning."""
    taken: list[Notice] = []
    async with store.writing() as work:
        while letters := await work.outbox.claim(1_000, timedelta(0)):
            for letter in letters:
                if letter.recipient == recipient:
                    taken.append(notice_from(letter.kind, letter.payload))
                await work.outbox.done(letter)
    return taken


async def empty_outbox(store: Store) -> None:
    """Forget what waits."""
    await outbox_of(store, "nobody")


async def kinds_for(store: Store, recipient: str) -> list[type[Notice]]:
    """The kinds of what waits for a recipient, in order; it goes on waiting."""
    async with store.reading() as work:
        rows = await work.session.execute(
            select(tables.outbox.c.kind).where(tables.outbox.c.recipient == recipient).order_by(tables.outbox.c.id)
        )
    return [KINDS_OF_NOTICE[kind] for kind in rows.scalars()]


async def statuses(store: Store, mission_id: int) -> dict[int, OfferStatus]:
    """How the offers of a mission stand, by helper."""
    async with store.reading() as work:
        return {offer.helper_id: offer.status for offer in await work.missions.offers(mission_id)}


def ask_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every wave be the first one and hold one helper."""
    policy = waves.Policy((waves.Wave(1, MAX_RADIUS_M),), timedelta(hours=1), timedelta(hours=1))
    for kind in KINDS:
        for haste in waves.Haste:
            monkeypatch.setitem(waves.OWN, (kind, haste), policy)
