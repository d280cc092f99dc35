"""What the person who runs the bot asks on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner

from main import cli
from services import journal, people
from storage.database import Database
from storage.tables import journal as entries
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.keys import KEY

Command = Callable[..., "asyncio.Future[tuple[int, str]]"]


@pytest.fixture
def command(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `main.py` with these words; what it answers, and its exit code."""
    monkeypatch.setenv("BOT_TOKEN", "123456:none")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ENCRYPTION_KEY", KEY.written())

    def run(*words: str) -> asyncio.Future[tuple[int, str]]:
        def invoke() -> tuple[int, str]:
            result = CliRunner().invoke(cli, [*words, "--env-file", str(Path("none.env"))])
            return result.exit_code, result.output

        return asyncio.ensure_future(asyncio.to_thread(invoke))

    return run


async def test_whether_somebody_has_tampered_with_the_journal(
    command: Command, store: Store, database: Database
) -> None:
    for action in ("saw", "approved", "saw"):
        async with store.writing() as work:
            await work.journal.write("telegram:1", action, "check:1")
    await journal.seal(store)
    code, said = await command("journal", "verify")
    assert code == 0
    assert "3 entries follow one another" in said
    head = said.split()[-1]
    async with database.engine.begin() as connection:
        await connection.execute(update(entries).where(entries.c.position == 2).values(actor="telegram:2"))
    code, said = await command("journal", "verify", "--head", head)
    assert code == 1
    assert "entry 2 is not what was sealed" in said
    assert head not in said
    code, said = await command("journal", "verify", "--head", "yesterday")
    assert code == 2
    assert "64 hexadecimal digits" in said


async def test_where_the_journal_begins_once_its_oldest_part_was_removed(
    command: Command, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database)
    for _ in range(3):
        async with store.writing() as work:
            await work.journal.write("telegram:1", "saw", "check:1")
    old = store.now() - timedelta(days=20)
    async with database.engine.begin() as connection:
        await connection.execute(update(entries).values(at=old))
    await journal.seal(store)
    monkeypatch.setenv("KEEP_JOURNAL_DAYS", "10")
    assert await journal.prune(store, timedelta(days=10)) == 2
    code, said = await command("journal", "verify")
    assert code == 0
    assert f"Entries 1 to 2 were removed by {store.now():%Y-%m-%d}, being older than 10 days" in said
    assert f"the oldest left is of {old:%Y-%m-%d}" in said
    monkeypatch.setenv("KEEP_JOURNAL_DAYS", "30")
    code, said = await command("journal", "verify")
    assert code == 1
    assert "entries 1 to 2 were removed before their time" in said
    assert "KEEP_JOURNAL_DAYS, now 30, was less until lately" in said


async def test_a_clock_that_was_wrong_once_explains_what_is_out_of_order(command: Command, database: Database) -> None:
    store = Store(database)
    for one in (Store(database, Clock(store.now() + timedelta(days=2))), store):
        async with one.writing() as work:
            await work.journal.write("telegram:1", "saw", "check:1")
    await journal.seal(store)
    code, said = await command("journal", "verify")
    assert code == 1
    assert f"entry 2 is dated {store.now():%Y-%m-%d}" in said
    assert "Or the server's clock was wrong on one of those days" in said
    assert "KEEP_JOURNAL_DAYS" not in said
    async with store.writing() as work:
        await work.session.execute(update(entries).where(entries.c.position == 1).values(action="asked"))
    code, said = await command("journal", "verify")
    assert code == 1
    assert "entry 1 is not what was sealed" in said
    assert "clock" not in said  # what is proven is not explained away


async def test_a_look_at_a_database_that_does_not_exist_makes_none(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "typo" / "bto.sqlite3"
    missing.parent.mkdir()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{missing}")
    for words in (("journal", "verify"), ("reencrypt",)):
        for key in (KEY.written(), ""):
            monkeypatch.setenv("ENCRYPTION_KEY", key)
            code, said = await command(*words)
            assert code == 1
            assert f"There is no database at sqlite:///{missing}" in said
            assert "✓" not in said
    assert (await command("privacy", "report"))[0] == 0
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    code, said = await command("check")
    assert code == 1
    assert f"There is no database at sqlite:///{missing}" in said
    assert not list(missing.parent.iterdir())


async def test_a_look_at_an_empty_file_leaves_it_empty(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty" / "bot.sqlite3"
    empty.parent.mkdir()
    empty.touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{empty}")
    code, said = await command("journal", "verify")
    assert code == 1
    assert "is empty" in said
    assert empty.stat().st_size == 0


async def test_a_journal_that_was_emptied_is_not_in_order(command: Command, store: Store, database: Database) -> None:
    code, said = await command("journal", "verify")
    assert code == 0
    assert "nothing to verify" in said
    assert "✓" not in said
    await people.meet(store, "telegram", "5", "en")
    async with store.writing() as work:
        await work.journal.write("telegram:1", "saw", "check:1")
    await journal.seal(store)
    head = (await command("journal", "verify"))[1].split()[-1]
    async with database.engine.begin() as connection:
        await connection.execute(delete(entries))
    code, said = await command("journal", "verify")
    assert code == 1
    assert "the journal was emptied" in said
    assert "✓" not in said
    code, said = await command("journal", "verify", "--head", head)
    assert code == 1
    assert "the entries after 0 are missing" in said
