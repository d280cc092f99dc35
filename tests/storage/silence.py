"""A way to a PostgreSQL server on which connections can fall silent, as when a machine on it dies without a word."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SOCKET = ".s.PGSQL.5432"


class Way:
    """Leads to the server at `url`; `address` is that of its own end."""

    def __init__(self, url: str, folder: str) -> None:
        (there,) = parse_qs(urlsplit(url).query)["host"]
        self.address = url.replace(there, folder)
        self._server = str(Path(there) / SOCKET)
        self._open: set[asyncio.Task[None]] = set()
        self._frozen: list[asyncio.StreamWriter] = []
        self.taken = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect somebody to the server."""
        self.taken += 1
        from_server, to_server = await asyncio.open_unix_connection(self._server)
        self._frozen += [writer, to_server]  # kept open, whatever happens to those who use them
        for source, target in ((reader, to_server), (from_server, writer)):
            self._open.add(asyncio.create_task(self._carry(source, target)))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while some := await source.read(65_536):
                target.write(some)
                await target.drain()
            target.close()

    def fall_silent(self) -> None:
        """Carry nothing more on the connections that there are, and close none; new ones are as good as ever."""
        for one in self._open:
            one.cancel()

    def close(self) -> None:
        """End everything."""
        self.fall_silent()
        for one in self._frozen:
            one.close()


@asynccontextmanager
async def way_to(url: str) -> AsyncIterator[Way]:
    """A new way to a server that listens on a socket in a folder."""
    with tempfile.TemporaryDirectory(prefix="way-") as folder:  # the path of a socket may have 107 characters
        way = Way(url, folder)
        server = await asyncio.start_unix_server(way.take, Path(folder) / SOCKET)
        yield way
        way.close()
        server.close()
