"""The network of a marked day: its bot is a process with folders of its own, and what it writes is gathered."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import make_url, select

from sandbox.accounts import Account
from storage import tables
from storage.encryption import Key
from tests.journeys.network import MONDAY_NOON, Network
from tests.marked.marks import Marks, Nowhere
from tests.marked.search import Place

ROOT = Path(__file__).resolve().parents[2]
LOGS, DATABASE, FILES, FOLDERS, COMMANDS = (
    "logs and error reports (stdout, stderr)",
    "database: every value of every table",
    "database: its files, as bytes",
    "temporary and working folder",
    "check, journal verify, privacy report",
)
COMMAND_LINE = (("check",), ("journal", "verify"), ("privacy", "report"), ("privacy", "report", "--json"))


@dataclass
class Stage(Network):
    """A network whose bot is another process. `folder` is empty before; `token` and `key` are what the bot is given."""

    folder: Path = Path()
    marks: Marks = field(default_factory=Marks)
    token: str = ""
    key: Key = field(default_factory=Key.new)
    process: Process | None = None
    places: dict[str, Place] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    """What stands in plain columns, by `table.column`."""
    ended: list[int] = field(default_factory=list)

    async def start(self) -> None:
        """Start the bot, with a clock that shows what ours does."""
        for name in ("work", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.marked.running_bot", cwd=self.folder / "work", env=self._environment(),
                stdin=PIPE, stdout=PIPE, stderr=log,
            )  # fmt: skip
        await self._order(do="advance", seconds=0)

    async def stop(self) -> None:
        """Stop the bot gracefully, and gather what it has written."""
        process = self.process
        assert process is not None
        assert process.stdin is not None
        process.stdin.close()
        out = await process.stdout.read() if process.stdout else b""
        self.ended.append(await process.wait())
        self.process = None
        self.place(LOGS).add(out)
        await self.gather()

    async def ends(self) -> None:
        """Let no process stay behind."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def upkeep(self) -> None:
        """Let time do what is due now."""
        await self._order(do="upkeep")

    async def passes(self, by: timedelta) -> None:
        """Time passes, here and there; what is due is done."""
        self.clock.advance(by)
        await self._order(do="advance", seconds=by.total_seconds())
        await self.upkeep()

    async def catches_up(self) -> None:
        """Let what was put off come to its recipients: time passes until nothing waits any more."""
        for _ in range(60):
            async with self.store.reading() as work:
                if await work.outbox.waiting() == 0:
                    return
            await self.passes(timedelta(minutes=2))
            await asyncio.sleep(0.3)
        raise AssertionError("letters still wait")

    async def breaks(self, what: str, says: str) -> None:
        """Let something fail; see `breaking.Breakage`."""
        await self._order(do="break", what=what, says=says)

    async def mends(self) -> None:
        """Let everything go well again."""
        await self._order(do="mend")

    async def runs(self, *words: str) -> int:
        """`main.py` with these words; its exit code."""
        command = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "main.py"), *words, "--env-file", os.devnull, cwd=self.folder / "work",
            env=self._environment(), stdout=PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await command.communicate()
        assert out, words
        self.place(COMMANDS).add(out)
        return await command.wait()

    def place(self, name: str) -> Place:
        """Where something is written."""
        words = name in {LOGS, COMMANDS, FOLDERS}
        return self.places.setdefault(name, Place(name, words, name == LOGS))

    def mark_people(self, everybody: Iterable[Account]) -> None:
        """Accounts and chats are known by numbers, which are nobody's business but the database's."""
        for one in everybody:
            where = Nowhere.IN_LOGS if one is self.administrator else Nowhere.IN_WORDS
            self.marks.keep("Telegram user ids", str(one.id), where, whole=True)
        for group in self.telegram.groups:
            self.marks.keep("Telegram chat ids", str(abs(group.id)), Nowhere.IN_WORDS)

    async def mark_what_was_chosen(self) -> None:
        """What the bot itself made up and told somebody: digits, words; and the references to pictures."""
        async with self.store.reading() as work:
            chosen = (
                ("code words", tables.missions.c.code_word),
                ("code words", tables.missions.c.answer_word),
                ("the four digits", tables.identity_checks.c.code),
            )
            for kind, column in chosen:
                for word in (await work.session.scalars(select(column))).all():
                    if word:
                        self.marks.keep(kind, word, Nowhere.IN_WORDS, whole=True)
        for file_id, (_owner, stored) in self.telegram.world.files._ids.items():
            self.marks.keep("file ids", file_id, core=file_id[:11])
            self.marks.keep("unique file ids", stored.unique_id, core=stored.unique_id[:4])

    async def gather(self) -> None:
        """Everything that is written at this moment."""
        log = self.place(LOGS)
        for line in (self.folder / "log").read_bytes().splitlines():
            log.add(line)
        self.place(FOLDERS)
        for name in ("work", "tmp"):
            for path in sorted((self.folder / name).rglob("*")):
                if path.is_file():
                    self.place(FOLDERS).add(path.read_bytes())
                self.place(FOLDERS).add(path.name)
        if self.database.url.startswith("sqlite"):
            await self._gather_sqlite(Path(make_url(self.database.url).database or ""))
        else:
            await self._gather_postgresql()

    async def _gather_sqlite(self, path: Path) -> None:
        """From a copy that another process makes: to close a file ends all locks that this process has on it."""
        copy = self.folder / "copy"
        copy.mkdir()
        try:
            names = [one.name for one in path.parent.glob(path.name + "*")]
            copying = await asyncio.create_subprocess_exec(
                "cp", *(str(path.parent / name) for name in names), str(copy)
            )
            await copying.wait()
            for one in copy.iterdir():
                self.place(FILES).add_pages(*_pages(one))
            connection = sqlite3.connect(copy / path.name)
            tables_of_it = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables_of_it:
                found = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the file itself
                self._keep_rows(table, [one[0] for one in found.description], found)
            connection.close()
        finally:
            shutil.rmtree(copy)

    async def _gather_postgresql(self) -> None:
        connection = await asyncpg.connect(self.database.url.replace("+asyncpg", ""))
        try:
            names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            await connection.execute("CHECKPOINT")
            for (table,) in names:
                rows = await connection.fetch(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
                if rows:
                    self._keep_rows(table, list(rows[0].keys()), [tuple(row.values()) for row in rows])
            files = await connection.fetch(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
                " WHERE relkind IN ('r', 'i', 't') AND oid >= 16384"
            )
            for (content,) in files:
                self.place(FILES).add_pages(content, 8192)
        finally:
            await connection.close()

    def _keep_rows(self, table: str, names: list[str], rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            cells = [one if isinstance(one, bytes) else str(one).encode() for one in row if one is not None]
            self.place(DATABASE).add(f"{table}: ".encode() + b"\n".join(cells))
            for name, value in zip(names, row, strict=True):
                if isinstance(value, str):
                    self.columns.setdefault(f"{table}.{name}", []).append(value)

    def _environment(self) -> dict[str, str]:
        given = {
            "BOT_TOKEN": self.token,
            "DATABASE_URL": self.database.url,
            "ENCRYPTION_KEY": self.key.written(),
            "TELEGRAM_API_URL": self.telegram.url,
            "ADMINISTRATORS": str(self.administrator.id),
            "UPKEEP_EVERY_S": "300",
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MARKED_LATER": str((self.clock.now - MONDAY_NOON).total_seconds()),
        }
        return given | {name.upper(): str(value) for name, value in self.settings.items()}

    async def _order(self, **order: object) -> None:
        process = self.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        await process.stdin.drain()
        async with asyncio.timeout(60):
            answer = await process.stdout.readline()
        if not answer:
            raise AssertionError("the bot has ended: " + (self.folder / "log").read_text()[-3000:])
        self.place(LOGS).add(answer)


def _pages(path: Path) -> tuple[bytes, int]:
    """A file of SQLite's, and the size of what it consists of: of its write-ahead log, pages with a header each."""
    content = path.read_bytes()
    return (content[32:], 4096 + 24) if path.name.endswith("-wal") else (content, 4096)
