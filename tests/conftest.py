"""Databases for tests: a fresh one for each test, copied from one that the migrations built."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
import structlog
from hypothesis import settings

from tests.keys import KEYS

if TYPE_CHECKING:
    from storage.database import Database
    from storage.unit_of_work import Store

TEMPLATE = "migrated"
ONE_IN = 3
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Brussels
_numbers = count(1)
settings.register_profile("patient", deadline=None)  # how fast the machine is, is no matter of a test
settings.load_profile("patient")

# With the values of all variables, as structlog has it, one traceback keeps the event loop for seconds.
*_processors, _ = structlog.get_config()["processors"]
structlog.configure([*_processors, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


class Clock:
    """The instant it is in a test: `clock.now = …`, `clock.advance(hours=2)`."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta = timedelta(0), **parts: float) -> datetime:
        """Let time pass; `parts` are those of a timedelta."""
        self.now += by + timedelta(**parts)
        return self.now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage doubles what a test costs. On PostgreSQL it would see the lines of SQLite's again, but for those of the
    storage; and it follows one story in `ONE_IN`, since they go the same ways again and again. Which ones, their names
    say: one more story changes nothing for the others.
    """
    for item in items:
        again = "postgresql" in item.name and "storage" not in item.path.parts
        if again or ("journeys" in item.path.parts and crc32(item.nodeid.encode()) % ONE_IN):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """What tests start runs as it would anywhere. The memory that `make test` asks for is the tests' own, and theirs
    already; whoever starts workers runs no test, and hands it on to them.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PYTHONMALLOC", "GLIBC_TUNABLES"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    """What is compiled for one database serves the next one."""
    from tests.thrift import statements_compiled_once  # noqa: PLC0415

    with statements_compiled_once():
        yield


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is told to go on."""
    return Clock()


@pytest.fixture(scope="session")
async def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file as the migrations build it."""
    from storage.database import migrate  # noqa: PLC0415

    path = tmp_path_factory.mktemp("sqlite") / f"{TEMPLATE}.sqlite3"
    await migrate(f"sqlite:///{path}", KEYS)
    return path


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL server; `.format("postgres")` is the address of one of its databases."""
    from tests.storage.postgresql import running  # noqa: PLC0415

    with running() as address:
        yield address


@pytest.fixture(scope="session")
async def migrated_server(postgresql_address: str) -> str:
    """The same server, with a database as the migrations build it."""
    from storage.database import migrate  # noqa: PLC0415

    await _administer(postgresql_address, f"CREATE DATABASE {TEMPLATE}")
    await migrate(postgresql_address.format(TEMPLATE), KEYS)
    return postgresql_address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on. Parametrise it (indirectly) to have one alone."""
    return str(request.param)


@pytest.fixture
def migrated(database_kind: str, request: pytest.FixtureRequest) -> Path | str:
    """What a fresh database is copied from: a file, or a server that has one. Only what is needed is started."""
    found: Path | str = request.getfixturevalue("migrated_file" if database_kind == "sqlite" else "migrated_server")
    return found


@pytest.fixture
async def database_url(migrated: Path | str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh, migrated database."""
    async with fresh_database(migrated, tmp_path) as address:
        yield address


@asynccontextmanager
async def fresh_database(migrated: Path | str, folder: Path) -> AsyncIterator[str]:
    """The address of a fresh, migrated database; of SQLite one in each folder."""
    if isinstance(migrated, Path):
        path = shutil.copyfile(migrated, folder / "bot.sqlite3")
        yield f"sqlite:///{path}"
        return
    server, name = migrated, f"test_{next(_numbers)}"
    await _administer(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield server.format(name)
    await _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database, connected."""
    from storage.database import Database  # noqa: PLC0415

    opened = Database(database_url, KEYS)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    """The store of a fresh database, whose time is the `clock`'s."""
    from storage.unit_of_work import Store  # noqa: PLC0415

    return Store(database, clock)


async def _administer(server: str, statement: str) -> None:
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.format("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
