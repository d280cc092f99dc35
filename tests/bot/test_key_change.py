"""`main.py key new`, `main.py reencrypt`: what whoever runs the bot does, and reads, from one key to the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.settings import Settings, given
from commands.database import reencrypt_all, upgraded
from main import cli
from storage import keyfile
from storage.database import Database
from storage.encryption import Key, Keys
from storage.unit_of_work import Store
from tests.keys import KEY
from tests.storage.seeds import seed_helper


def settings_with(store: Store, file: Path) -> Settings:
    """Those of a bot whose keys are in a file."""
    return given(bot_token="123456:AAE-invented", database_url=store.database.url, encryption_key_file=file)


async def test_from_one_key_to_the_next(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, new = tmp_path / "solidarity.key", Key.new()
    settings = settings_with(store, file)
    assert await reencrypt_all(settings) == 1
    assert "its key is missing" in capsys.readouterr().err
    keyfile.create(file, KEY)
    helper = await seed_helper(store)
    assert await reencrypt_all(settings) == 0
    assert capsys.readouterr().out == f"Everything is encrypted with the key {KEY.number}.\n"
    keyfile.add(file, new)
    assert await reencrypt_all(settings) == 1
    assert f"The bot does not know the key {new.number} yet" in capsys.readouterr().err
    assert await upgraded(settings) is not None  # as at its start
    assert await reencrypt_all(settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        "helpers: 1 of 1",
        f"Everything is encrypted with the key {new.number}.",
        "The old key can be removed, as soon as no copy of the database needs it any more.",
    ]
    file.write_text(new.written())
    assert await upgraded(settings) is not None
    alone = Database(store.database.url, Keys(new))
    async with Store(alone, store.clock).reading() as work:
        again = await work.helpers.get(helper.id)
        assert again is not None
        assert again.name == helper.name
    await alone.close()


async def test_an_old_key_that_is_gone_too_soon_is_asked_for(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, new = tmp_path / "solidarity.key", Key.new()
    settings = settings_with(store, file)
    keyfile.create(file, KEY)
    await seed_helper(store)
    keyfile.add(file, new)
    assert await upgraded(settings) is not None
    file.write_text(new.written())
    assert await reencrypt_all(settings) == 1
    said = capsys.readouterr().err
    assert f"another key, number {KEY.number}" in said
    assert "If an old key was taken away, put it back." in said


def test_a_new_key_is_printed_or_put_into_a_file(tmp_path: Path) -> None:
    printed = CliRunner().invoke(cli, ["key", "new"])
    assert (printed.exit_code, len(Key.parse(printed.stdout).number)) == (0, 8)
    file = tmp_path / "solidarity.key"
    first = CliRunner().invoke(cli, ["key", "new", "--into", str(file)])
    assert "holds 1 key now" in first.stdout
    second = CliRunner().invoke(cli, ["key", "new", "--into", str(file)])
    assert "holds 2 keys now, the new one first" in second.stdout
    assert "Next: start the bot anew, every process of it; then run main.py reencrypt." in second.stdout
    assert len(keyfile.read(file).all) == 2
    nowhere = CliRunner().invoke(cli, ["key", "new", "--into", str(tmp_path / "no" / "x.key")])
    assert (nowhere.exit_code, "FileNotFoundError" in nowhere.stderr) == (1, True)
