"""Personal data can't be read in the database, nor moved about in it, without the key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, insert, select, type_coerce, update

from domain.network import coarse
from domain.people import Helpee
from storage import tables
from storage.database import Database, migrate
from storage.encryption import Key, Keys, Unreadable, WrongKey
from storage.sealed import Lookup, Sealed, SealedJSON, SealedPoint, SealedText, sealed_columns
from storage.unit_of_work import Store
from tests.keys import KEY, KEYS
from tests.storage.seeds import seed_helpee, seed_helper, seed_mission

MARKED = "Marked-as-a-secret"
texts = st.text(st.characters(codec="utf-8"), max_size=400)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


async def stored(database: Database, column: Any) -> list[Any]:
    """What is in a column as anybody sees it who has the database and no key."""
    async with database.reading.connect() as connection:
        return list((await connection.execute(select(type_coerce(column, LargeBinary)))).scalars())


@given(texts)
def test_what_is_sealed_is_opened_by_its_key_alone_and_in_its_place(text: str) -> None:
    sealed = KEYS.seal(text.encode(), b"helpers.name")
    assert KEYS.open(sealed, b"helpers.name").decode() == text
    assert KEYS.seal(text.encode(), b"helpers.name") != sealed
    with pytest.raises(Unreadable, match=r"helpees\.name was changed, or belongs elsewhere"):
        KEYS.open(sealed, b"helpees.name")
    with pytest.raises(Unreadable, match="another key"):
        Keys.new().open(sealed, b"helpers.name")


@given(st.binary(max_size=60), st.data())
def test_a_single_changed_bit_is_seen(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEYS.seal(plain, b"helpers.name"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        KEYS.open(bytes(sealed), b"helpers.name")


@given(st.binary(max_size=60))
def test_what_was_never_sealed_is_refused(plain: bytes) -> None:
    with pytest.raises(Unreadable):
        KEYS.open(plain, b"helpers.name")


def test_a_key_does_not_show_itself() -> None:
    assert KEY.written() not in repr(KEY)
    assert KEY.written() not in repr(KEYS)
    assert Key.parse(KEY.written()).number == KEY.number
    for wrong, said in (("", "is not 32 bytes"), ("AAAA", "is not 32 bytes"), ("what?", "is no base64")):
        with pytest.raises(ValueError, match=said):
            Key.parse(wrong)


def test_each_sealed_column_is_bound_to_itself() -> None:
    for table in tables.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, Sealed):
                assert column.type.where == f"{table.name}.{column.name}"
            if isinstance(column.type, Lookup):
                assert column.type.where == f"{table.name}.{column.name.removesuffix('_lookup')}"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, value=json, point=points)
async def test_whatever_people_write_comes_back_as_it_was(
    database: Database, text: str, value: Any, point: tuple[float, float]
) -> None:
    kinds: list[tuple[Sealed[Any], Any]] = [
        (SealedText("a.text"), text), (SealedJSON("a.json"), value), (SealedPoint("a.point"), point),
    ]  # fmt: skip
    for kind, written in kinds:
        sealed = kind.process_bind_param(written, database.engine.dialect)
        assert kind.process_result_value(sealed, database.engine.dialect) == written
    async with database.writing.begin() as connection:
        await connection.execute(tables.conversations.delete())
        row = {"key": "x", "data": {text: value}, "updates": [], "updated_at": Store(database).now()}
        await connection.execute(insert(tables.conversations).values(row))
        assert (await connection.execute(select(tables.conversations.c.data))).scalar_one() == {text: value}


async def test_a_name_can_be_read_by_the_bot_and_not_in_the_database(store: Store) -> None:
    helper = await seed_helper(store, name=MARKED)
    await seed_mission(store, details=MARKED, address=MARKED)
    async with store.reading() as work:
        found = await work.helpers.get(helper.id)
        assert found is not None
        assert found.name == MARKED
        assert await work.helpers.named("marked", 5) == [helper.id]
    for table in tables.metadata.sorted_tables:
        for name in sealed_columns(table):
            for value in await stored(store.database, table.c[name]):
                assert value is None or MARKED.encode() not in bytes(value)


async def test_a_value_moved_to_another_place_is_refused(store: Store) -> None:
    mission = await seed_mission(store, address="Rue de l'Exemple 12", note="Ring twice")
    raw = {name: type_coerce(tables.missions.c[name], LargeBinary) for name in ("address", "note")}
    async with store.database.writing.begin() as connection:
        await connection.execute(update(tables.missions).values(note=raw["address"]))
    async with store.reading() as work:
        with pytest.raises(Unreadable, match=r"missions\.note was changed, or belongs elsewhere"):
            await work.missions.get(mission.id)


async def test_without_a_key_only_what_is_not_personal_can_be_read(store: Store) -> None:
    helper = await seed_helper(store)
    keyless = Database(store.database.url)
    async with keyless.reading.connect() as connection:
        assert (await connection.execute(select(tables.helpers.c.id))).scalar_one() == helper.id
        with pytest.raises(Unreadable, match="no key was given"):
            (await connection.execute(select(tables.helpers.c.name))).all()
    await keyless.close()


async def test_a_wrong_key_is_found_when_connecting_and_nothing_is_changed(store: Store) -> None:
    await seed_helper(store)
    before = await stored(store.database, tables.encryption.c.value)
    wrong = Keys.new()
    other = Database(store.database.url, wrong)
    for way in (other.reading, other.writing):
        with pytest.raises(WrongKey, match=wrong.newest.number):
            async with way.connect():
                pass
    with pytest.raises(WrongKey):
        await migrate(store.database.url, wrong)
    await other.close()
    assert await stored(store.database, tables.encryption.c.value) == before


async def test_who_phones_is_found_by_their_number_whichever_key_it_is_sealed_with(store: Store) -> None:
    helpee, helper = await seed_helpee(store), await seed_helper(store, phone="+32470999999")
    twin = await seed_helper(store, phone="+32470999999")
    newer = Database(store.database.url, Keys(Key.new(), KEY))
    async with Store(newer, store.clock).writing() as work:
        known = await work.people.helpee_by_phone(helpee.phone)
        assert known is not None
        assert known.id == helpee.id
        known.name = "Josée Voorbeeld"  # sealed with the newer key
        assert await work.people.helpee_by_phone(helpee.phone[:-1]) is None
        assert [one.id for one in await work.helpers.with_phone("+32470999999")] == [helper.id, twin.id]
        assert await work.helpers.with_phone(helpee.phone) == []
    async with Store(newer, store.clock).writing() as work:
        known = await work.people.helpee_by_phone(helpee.phone)
        assert known is not None
        known.phone = "+3225559999"
    async with Store(newer, store.clock).reading() as work:
        assert await work.people.helpee_by_phone(helpee.phone) is None
        moved = await work.people.helpee_by_phone("+3225559999")
        assert moved is not None
        assert moved.id == helpee.id
    await newer.close()


async def test_the_same_number_looks_different_in_another_table(store: Store) -> None:
    await seed_helper(store, phone="+3225550000")
    async with store.writing() as work:
        work.people.add(Helpee(phone="+3225550000", name="Josée", country="BE", language="fr", created_at=work.now))
    both = [await stored(store.database, table.c.phone_lookup) for table in (tables.helpers, tables.helpees)]
    assert both[0] != both[1]


async def test_a_sealed_column_can_be_compared_with_nothing_only() -> None:
    name = tables.helpers.c.name
    for asked in (
        lambda: name == "Zoé",
        lambda: name != "Zoé",
        lambda: name.like("Z%"),
        lambda: name.in_(["Zoé"]),
        lambda: name > "Zoé",
        name.desc,
        lambda: name.startswith("Z"),
    ):
        with pytest.raises(TypeError, match="can't be compared"):
            asked()
    assert "IS NULL" in str(name.is_(None))
    assert "IS NOT NULL" in str(name.is_not(None))


async def test_nothing_finer_than_a_hundred_metres_is_kept_of_what_is_searched(store: Store) -> None:
    exact = (50.8287654, 4.3721234)
    mission = await seed_mission(store, latitude=exact[0], longitude=exact[1])
    helper = await seed_helper(store)
    async with store.database.writing.begin() as connection:  # whoever writes it
        places = update(tables.helper_places).values(latitude=exact[0], longitude=exact[1])
        await connection.execute(places)
    async with store.reading() as work:
        kept, found = await work.missions.get(mission.id), await work.helpers.get(helper.id)
        assert kept is not None
        assert found is not None
        assert (kept.latitude, kept.longitude, kept.point) == (50.829, 4.372, exact)
        assert found.places[0].point == tuple(map(coarse, exact)) == (50.829, 4.372)
