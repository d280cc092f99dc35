"""What the person who runs the bot asks on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from main import cli
from services import journal
from storage.database import Database
from storage.tables import journal as entries
from storage.unit_of_work import Store
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
