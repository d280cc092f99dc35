"""A key is made once, for a database that holds nothing yet, and never again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.keys import NoKeys, keys_for_start, keys_of
from bot.settings import Settings, given
from commands.database import upgraded
from storage import keyfile, migrations, tables
from storage.database import Database
from storage.encryption import Key, Keys
from storage.unit_of_work import Store
from tests.keys import KEY
from tests.storage.seeds import seed_helper

TOKEN = "123456:AAE-invented"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Those of somebody who has said nothing of keys."""
    return given(bot_token=TOKEN, database_url=f"sqlite:///{tmp_path}/bot.sqlite3")


def on(url: str, file: Path) -> Settings:
    """Those of another database with a key file."""
    return given(bot_token=TOKEN, database_url=url, encryption_key_file=file)


async def test_at_the_first_start_a_key_is_made_that_nobody_else_may_read(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await upgraded(settings)
    assert first is not None
    said = capsys.readouterr().err
    assert f"A new key was made: {tmp_path}/bot.key" in said
    assert "Make a copy of this file now" in said
    assert first.newest.written() not in said
    assert keyfile.is_private(tmp_path / "bot.key")
    assert oct((tmp_path / "bot.key").stat().st_mode)[-3:] == "600"
    again = await upgraded(settings)
    assert again is not None
    assert again.newest.number == first.newest.number
    assert capsys.readouterr().err == ""


async def test_however_many_start_at_once_there_is_one_key(settings: Settings) -> None:
    started = await asyncio.gather(*(upgraded(settings) for _ in range(5)))
    assert len({keys.newest.number for keys in started if keys is not None}) == 1
    assert None not in started


async def test_a_database_from_before_gets_a_key(database_url: str, tmp_path: Path) -> None:
    await migrations.downgrade(database_url, "0006", keys=Keys(KEY))
    found = await keys_for_start(on(database_url, tmp_path / "new.key"))
    assert found.made


async def test_an_encrypted_database_gets_no_other_key(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lost.key"
    settings = on(database_url, file)
    assert keys_of(settings) is None
    with pytest.raises(NoKeys, match="its key is missing"):
        await keys_for_start(settings)
    assert await upgraded(settings) is None
    assert capsys.readouterr().err.startswith("The database is encrypted, and its key is missing")
    assert not file.exists()


async def test_a_wrong_key_stops_the_start_and_changes_nothing(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await seed_helper(store)

    async def everything() -> list[object]:
        async with store.database.reading.connect() as connection:
            raw = [[tuple(row) for row in await connection.execute(select(table))] for table in (tables.encryption,)]
            return [raw, [tuple(row) for row in await connection.execute(select(tables.helpers))]]

    before, other = await everything(), Key.new()
    keyfile.create(tmp_path / "other.key", other)
    assert await upgraded(on(store.database.url, tmp_path / "other.key")) is None
    said = capsys.readouterr().err
    assert said.startswith(
        f"The database is not encrypted with the key of {tmp_path}/other.key (number {other.number})"
    )
    assert "Nothing was changed." in said
    assert other.written() not in said
    assert await everything() == before


async def test_a_new_key_goes_before_the_old_one(tmp_path: Path) -> None:
    file, new = tmp_path / "solidarity.key", Key.new()
    keyfile.add(file, KEY)
    file.chmod(0o644)
    assert [key.number for key in keyfile.add(file, new).all] == [new.number, KEY.number]
    assert [key.number for key in keyfile.read(file).all] == [new.number, KEY.number]
    assert keyfile.is_private(file)
    assert file.read_text().startswith("# Without this file nobody can read")
    file.write_text("")
    with pytest.raises(ValueError, match="holds no key"):
        keyfile.add(file, new)


async def test_a_place_where_no_key_can_be_put_is_named(tmp_path: Path) -> None:
    settings = given(
        bot_token=TOKEN,
        database_url=f"sqlite:///{tmp_path}/bot.sqlite3",
        encryption_key_file=tmp_path / "nowhere" / "x.key",
    )
    with pytest.raises(NoKeys, match=r"nowhere/x\.key can't be made \(FileNotFoundError\)"):
        await keys_for_start(settings)
    unreadable = given(bot_token=TOKEN, encryption_key_file=tmp_path)
    with pytest.raises(NoKeys, match=r"can't be read \(IsADirectoryError\)"):
        keys_of(unreadable)


async def test_keys_in_the_settings_need_no_file(database: Database, tmp_path: Path) -> None:
    settings = given(bot_token=TOKEN, database_url=database.url, encryption_key=KEY.written())
    found = await keys_for_start(settings)
    assert (found.where, found.made) == ("ENCRYPTION_KEY", False)
    assert await upgraded(settings) is not None
