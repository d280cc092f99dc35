"""The file that holds the keys: one a line in base64, the newest first; a line that begins with # is a remark."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from sqlalchemy import make_url

from storage.encryption import Key, Keys

NAME = "solidarity.key"
REMARK = """# Without this file nobody can read the names, phone numbers and addresses in the database. Keep a copy
# of it apart from the copies of the database. A new key (main.py key new) goes on a line above the old one.
"""


def beside(url: str) -> Path:
    """Where the file of a database is unless somebody says otherwise: beside a SQLite file, else where the bot runs."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(address.database).with_suffix(".key")
    return Path(NAME)


def read(path: Path) -> Keys:
    """The keys in a file. Raises OSError, or ValueError with the rest of a sentence; no key is in it."""
    try:
        _remarks, written = _parts(path.read_text(encoding="ascii"))
    except UnicodeDecodeError:
        raise ValueError("is no file of keys") from None
    if not written:
        raise ValueError("holds no key")
    try:
        return Keys.parse(written)
    except ValueError as error:
        raise ValueError(f"holds a line that {error}") from None


def create(path: Path, key: Key) -> Keys:
    """Make a file with this key that nobody else on the machine may read, unless another process was faster.

    Gives the keys of the file that is there then. Raises OSError or ValueError as `read`.
    """
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{REMARK}{key.written()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # whole or not at all, and never over another one
        except FileExistsError:
            return read(path)
        _note_in_folder(path.parent)
    finally:
        Path(made).unlink()
    return Keys(key)


def add(path: Path, key: Key) -> Keys:
    """Put a new key before those of a file, or make the file. Raises OSError, or ValueError as `read`."""
    if not path.exists():
        return create(path, key)
    read(path)
    remarks, keys = _parts(path.read_text(encoding="ascii"))
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join([*remarks, key.written(), *keys, ""]))
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(path)
        _note_in_folder(path.parent)
    finally:
        Path(made).unlink(missing_ok=True)
    return read(path)


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read it."""
    return not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)


def _parts(text: str) -> tuple[list[str], list[str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [line for line in lines if line.startswith("#")], [line for line in lines if not line.startswith("#")]


def _note_in_folder(folder: Path) -> None:
    """Or a power failure right after might leave the database without the key it is encrypted with."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
