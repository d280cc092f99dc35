"""A day of services, in which every word that people say of themselves and others is marked; then somebody takes the
database away, and reads what they can.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from domain.helper import HelperPlace
from domain.identity import Reason, Side
from domain.mission import Outcome
from places import Place
from services import desk, live, missions, people, registration, review
from services.moderator import Moderator
from services.registration import Application
from storage.database import Database
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft

MARK = "Unmistakable"
PHONES = ("+32470555111", "+32470555222", "+32225550333")
EXACT = (50.8287654, 4.3721234)
HOME = (50.8312345, 4.3698765)
COARSE = (50.829, 4.372)
TOWN = "1050 Ixelles"


async def play(store: Store, clock: Clock) -> None:
    """Two people apply, one is turned down; a caller is helped, once by somebody who hands it on first."""
    mo = Moderator("telegram:4", f"{MARK} moderator")
    numbers = []
    for count, reason in enumerate((None, None, Reason.NAME_DIFFERS)):
        person = await people.meet(store, "telegram", f"10{count}", "fr")
        numbers.append(person.id)
        async with store.writing() as work:
            answers = {"name": f"{MARK} answer", "phone": PHONES[0], "place": [*HOME, f"{MARK} typed"]}
            await work.conversations.put(f"0:{person.id}", "registration", answers)
        check = await review.start(store, person.id)
        for message, side in enumerate(Side, 11):
            await review.receive(store, person.id, side, f"{MARK}-file-{side}", str(message))
        await registration.apply(store, person.id, _application(store, count))
        await review.claim(store, check.id, mo)
        await (review.reject(store, check.id, mo, reason) if reason else review.approve(store, check.id, mo))
    operator = await people.meet(store, "telegram", "200", "en")
    invitation = await people.invite(store, "BE", "telegram:4")
    await people.accept_invitation(store, operator.id, invitation.token, f"{MARK} operator")
    draft = replace(
        a_draft(store),
        phone=PHONES[2],
        name=f"{MARK} helpee",
        address=f"{MARK} street 12",
        access_notes=f"{MARK} code 4711",
        details=f"{MARK} medicine",
        latitude=EXACT[0],
        longitude=EXACT[1],
        neighbourhood=TOWN,
    )
    await desk.foresee(store, operator.id, draft)
    mission = await desk.publish(store, operator.id, draft)
    await desk.change_details(store, operator.id, mission.id, f"{MARK} other medicine")
    here = Place(*HOME, TOWN, "BE", 10, "1050")
    await live.share(store, numbers[1], here, 5_000, clock.advance(minutes=30))
    await missions.accept(store, mission.id, numbers[0])
    await missions.release(store, mission.id, numbers[0])
    await missions.accept(store, mission.id, numbers[1])
    await missions.complete(store, mission.id, numbers[1], Outcome.WELL, note=f"{MARK} hears badly")
    await desk.file_of(store, operator.id, PHONES[2])
    await desk.publish(store, operator.id, replace(draft, key="again"))
    await registration.edit(store, numbers[0], phone=PHONES[1])


def _application(store: Store, count: int) -> Application:
    place = HelperPlace(latitude=HOME[0], longitude=HOME[1], name=TOWN, country="BE", radius_m=5_000)
    return Application(
        name=f"{MARK} helper {count}",
        phone=PHONES[count % 2],
        country="BE",
        places=(place,),
        kinds=frozenset({"groceries"}),
        languages=frozenset({"fr"}),
        slots=2**21 - 1,
        consent_version="1",
        consent_at=store.now(),
    )


def degrees(number: float) -> bytes:
    """How both databases keep a number."""
    return struct.pack(">d", number)


SECRETS = [MARK.encode(), *(phone.encode() for phone in PHONES), *(phone[3:].encode() for phone in PHONES)]
SECRETS += [degrees(part) for part in (*EXACT, *HOME)] + [str(part).encode() for part in (*EXACT, *HOME)]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_files_hold_nothing_of_what_people_said(store: Store, clock: Clock) -> None:
    await play(store, clock)
    path = Path(str(make_url(store.database.url).database))
    for moment in ("while the bot runs", "when it has stopped"):
        files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
        contents = {one.name: one.read_bytes() for one in files}
        found = [(name, secret) for name, content in contents.items() for secret in SECRETS if secret in content]
        assert found == [], moment
        everything = b"".join(contents.values())
        assert TOWN.encode() in everything  # as far as can be seen, and not because nothing was found at all
        assert degrees(COARSE[0]) in everything
        assert b"telegram" in everything
        await store.database.close()


async def test_whoever_asks_the_database_learns_nothing_either(store: Store, clock: Clock) -> None:
    await play(store, clock)
    thief = Database(store.database.url)
    seen: list[str] = []
    async with thief.reading.connect() as connection:
        if thief.is_sqlite:
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        else:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for name in (await connection.execute(text(names))).scalars().all():
            for row in await connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608
                seen += [value.hex() if isinstance(value, bytes) else str(value) for value in row]
    await thief.close()
    everything = "\n".join(seen)
    written = [MARK, *PHONES, *(phone[3:] for phone in PHONES), *(str(part) for part in (*EXACT, *HOME))]
    assert [one for one in written if one in everything] == []
    assert [one for one in written if one.encode().hex() in everything] == []
    assert [part for part in (*EXACT, *HOME) if degrees(part).hex() in everything] == []
    assert TOWN in everything
    assert str(COARSE[0]) in everything
