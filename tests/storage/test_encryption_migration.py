"""A database from before encryption becomes encrypted where it stands, and keeps no trace of what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity import IdentityCheck, Side
from services import desk
from storage import migrations
from storage.database import Database, may_hold_plain_text, migrate
from storage.encryption import Keys, WrongKey
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.keys import KEYS
from tests.services.seeds import a_draft
from tests.storage.seeds import seed_helper, seed_mission, seed_operator

BEFORE, AFTER = "0008", migrations.NEWEST
MARK = "Marked-as-a-secret"
PHONE, HELPERS_PHONE = "+32225559876", "+32470119876"
EXACT = (50.8287654, 4.3721234)
MARKS = (MARK, PHONE, HELPERS_PHONE, "50.8287654")


def files_of(url: str) -> list[Path]:
    """The files of a SQLite database."""
    path = Path(str(make_url(url).database))
    return [one for one in (path, *(Path(f"{path}-{end}") for end in ("wal", "shm", "journal"))) if one.exists()]


def found_in(files: Iterable[Path], marks: Iterable[str] = MARKS) -> set[str]:
    """Which of these can be read in the files."""
    contents = [one.read_bytes() for one in files]
    return {mark for mark in marks if any(mark.encode() in content for content in contents)}


async def fill(store: Store) -> dict[str, int]:
    """Marked data in every column that is to be encrypted; what is what, by number."""
    helper = await seed_helper(store, name=f"{MARK} helper", phone=HELPERS_PHONE)
    operator = await seed_operator(store)
    async with store.writing() as work:
        again = await work.people.by_id(operator.id)
        assert again is not None
        again.operator_name = f"{MARK} operator"
        check = IdentityCheck.start(helper.id, work.now)
        check.add(Side.CARD, f"{MARK} file", "10", work.now)
        check.claimed_by_name = check.decided_by_name = f"{MARK} moderator"
        work.identity.add(check)
        await work.conversations.put(f"{MARK[:0]}1:2:3", "asked", {"name": f"{MARK} answer", "n": [1, None]}, [7])
    draft = a_draft(
        store,
        phone=PHONE,
        name=f"{MARK} helpee",
        address=f"{MARK} street",
        access_notes=f"{MARK} floor",
        details="Marked-as-a-secret bread é",
        latitude=EXACT[0],
        longitude=EXACT[1],
    )
    mission = await desk.publish(store, operator.id, draft)
    async with store.writing() as work:
        kept = await work.missions.get(mission.id)
        assert kept is not None
        kept.note = f"{MARK} note"
        kept.code_word = f"{MARK} word"
    return {"helper": helper.id, "mission": mission.id, "operator": operator.id, "check": check.id}


async def all_there(store: Store, numbers: dict[str, int]) -> None:
    """Everything can be read and found as it was written."""
    async with store.reading() as work:
        mission, helper = await work.missions.get(numbers["mission"]), await work.helpers.get(numbers["helper"])
        check, operator = await work.identity.get(numbers["check"]), await work.people.by_id(numbers["operator"])
        assert mission is not None
        assert helper is not None
        assert check is not None
        assert operator is not None
        helpee = await work.people.helpee_by_phone(PHONE)
        assert helpee is mission.helpee
        assert [one.id for one in await work.helpers.with_phone(HELPERS_PHONE)] == [helper.id]
        assert (helper.name, helper.phone) == (f"{MARK} helper", HELPERS_PHONE)
        assert (helpee.name, helpee.phone, helpee.point) == (f"{MARK} helpee", PHONE, EXACT)
        assert (helpee.address, helpee.access_notes) == (f"{MARK} street", f"{MARK} floor")
        assert (mission.address, mission.access_notes) == (helpee.address, helpee.access_notes)
        assert (mission.details, mission.note) == ("Marked-as-a-secret bread é", f"{MARK} note")
        assert (mission.code_word, operator.operator_name) == (f"{MARK} word", f"{MARK} operator")
        assert (mission.latitude, mission.longitude, mission.point) == (50.829, 4.372, EXACT)
        assert check.pictures[0].file == f"{MARK} file"
        assert check.claimed_by_name == check.decided_by_name == f"{MARK} moderator"
        state, data, updates = await work.conversations.get("1:2:3")
        assert (state, data, updates) == ("asked", {"name": f"{MARK} answer", "n": [1, None]}, [7])
        nearest = await work.helpers.nearest(*helper.places[0].point, kind_mask=1, slot_mask=1, limit=1)
        assert nearest == [(helper.id, 0.0)]


async def plain(connection: AsyncConnection) -> dict[str, Any]:
    """What a database from before has of it."""
    rows = {}
    for what in (
        "operator_name FROM people WHERE operator_name IS NOT NULL",
        "phone, name, address, access_notes, latitude, longitude FROM helpees",
        "name, phone FROM helpers",
        "claimed_by_name, decided_by_name FROM identity_checks",
        "file FROM pictures",
        "address, access_notes, details, note, code_word, latitude, longitude FROM missions",
    ):
        rows[what] = [tuple(row) for row in await connection.execute(text(f"SELECT {what}"))]
    return rows


async def test_what_is_there_becomes_encrypted_and_plain_again(store: Store, clock: Clock) -> None:
    url = store.database.url
    numbers = await fill(store)
    await store.database.close()
    await migrations.downgrade(url, BEFORE, keys=KEYS)
    before = Database(url)
    async with before.reading.connect() as connection:
        first = await plain(connection)
    await before.close()
    assert first["phone, name, address, access_notes, latitude, longitude FROM helpees"] == [
        (PHONE, f"{MARK} helpee", f"{MARK} street", f"{MARK} floor", *EXACT)
    ]
    assert first["address, access_notes, details, note, code_word, latitude, longitude FROM missions"] == [
        (f"{MARK} street", f"{MARK} floor", "Marked-as-a-secret bread é", f"{MARK} note", f"{MARK} word", *EXACT)
    ]
    keys = Keys.new()  # it was never encrypted with any other
    await migrate(url, keys)
    after = Database(url, keys)
    assert not await may_hold_plain_text(after)
    await all_there(Store(after, clock), numbers)
    await after.close()
    with pytest.raises(WrongKey):
        await migrations.downgrade(url, BEFORE, keys=KEYS)
    await migrations.downgrade(url, BEFORE, keys=keys)
    async with before.reading.connect() as connection:
        assert await plain(connection) == first
    await before.close()
    await migrate(url, KEYS)
    await all_there(Store(Database(url, KEYS), clock), numbers)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_file_that_became_encrypted_holds_no_trace_of_what_it_was(store: Store) -> None:
    url = store.database.url
    for _ in range(300):  # enough for pages that become free, and for a log that is folded into the file on the way
        await seed_mission(store, details=f"{MARK} {'·' * 300}")
    await fill(store)
    await store.database.close()
    await migrations.downgrade(url, BEFORE, keys=KEYS)
    assert found_in(files_of(url)) >= {MARK, PHONE, HELPERS_PHONE}
    await migrate(url, KEYS)
    assert found_in(files_of(url)) == set()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_traces_that_others_kept_from_being_wiped_are_wiped_later(store: Store) -> None:
    url = store.database.url
    await fill(store)
    await store.database.close()
    await migrations.downgrade(url, BEFORE, keys=KEYS)
    reader = Database(url)
    async with reader.reading.connect() as connection:
        await connection.execute(text("SELECT count(*) FROM helpers"))  # sees the old state as long as it goes on
        await migrate(url, KEYS)
        after = Database(url, KEYS)
        assert await may_hold_plain_text(after)
    await reader.close()
    await after.close()
    await asyncio.gather(*(migrate(url, KEYS) for _ in range(3)))
    assert not await may_hold_plain_text(after)
    assert found_in(files_of(url)) == set()
    await after.close()


async def test_many_rows_are_encrypted_some_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    missions = [await seed_mission(store, details=f"{MARK} {number}") for number in range(7)]
    await store.database.close()
    await migrations.downgrade(store.database.url, BEFORE, keys=KEYS)
    await migrations.upgrade(store.database.url, AFTER, keys=KEYS)
    async with store.reading() as work:
        found = [await work.missions.get(mission.id) for mission in missions]
    assert [one.details for one in found if one is not None] == [f"{MARK} {number}" for number in range(7)]
