"""What keeps personal data unreadable in the database: keys, and the vault of an engine that seals and opens with them.

A sealed value is the mark of its form (1 byte), the number of its key (4), a random nonce (12), and what AES-GCM makes
of it; the name of its table and column is authenticated with it, so that it can't be read in another one's place.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect

from storage.errors import StorageError

FORM = b"\x01"
KEY_BYTES, NUMBER_BYTES, NONCE_BYTES, TAG_BYTES = 32, 4, 12, 16
HEAD_BYTES = len(FORM) + NUMBER_BYTES
LEAST_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES
CHECK, INDEX = "check", "index"
TRACES = "traces"  # the record which says that a SQLite file may still hold what was not encrypted once
WORDS = b"solidarity"
_OF_DIALECT = "solidarity_vault"


class Unreadable(StorageError):
    """What is encrypted can't be read with the keys that were given, or was changed. No value is in its words."""


class WrongKey(Unreadable):
    """The database is encrypted with another key, as it says when it is connected to; nothing of it was touched."""


class Key:
    """One key of 32 bytes, which never shows itself."""

    __slots__ = ("_cipher", "_secret", "head")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"is not {KEY_BYTES} bytes long")
        self._secret = secret
        self._cipher = AESGCM(secret)
        self.head = FORM + sha256(b"solidarity key\0" + secret).digest()[:NUMBER_BYTES]

    @classmethod
    def new(cls) -> Key:
        """A random one."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key that is written like this. Raises ValueError with the rest of a sentence; the key is not in it."""
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("is no base64") from None
        return cls(secret)

    def written(self) -> str:
        """The key as a text, for its owner to keep."""
        return base64.b64encode(self._secret).decode()

    @property
    def number(self) -> str:
        """By what it is told from other keys; says nothing of the key."""
        return self.head[len(FORM) :].hex()

    def seal(self, plain: bytes, where: bytes) -> bytes:
        """`plain` unreadable, for this place alone."""
        nonce = os.urandom(NONCE_BYTES)
        return self.head + nonce + self._cipher.encrypt(nonce, plain, where)

    def open(self, sealed: bytes, where: bytes) -> bytes:
        """What was sealed with this key. Raises Unreadable."""
        try:
            nonce, rest = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES :]
            return self._cipher.decrypt(nonce, rest, where)
        except InvalidTag:
            raise Unreadable(f"a value of {where.decode()} was changed, or belongs elsewhere") from None


class Keys:
    """The key that is sealed with, and older ones that what is not sealed anew yet can be read with."""

    __slots__ = ("_by_head", "newest")

    def __init__(self, newest: Key, *older: Key) -> None:
        self.newest = newest
        self._by_head = {key.head: key for key in (*older, newest)}

    @classmethod
    def new(cls) -> Keys:
        """A random key alone."""
        return cls(Key.new())

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Keys:
        """Keys as they are written, the newest first. Raises ValueError as `Key.parse`."""
        newest, *older = (Key.parse(text) for text in texts)
        return cls(newest, *older)

    @property
    def all(self) -> list[Key]:
        """The newest, then the others."""
        return [self.newest, *(key for key in self._by_head.values() if key is not self.newest)]

    def seal(self, plain: bytes, where: bytes) -> bytes:
        """`plain` unreadable, by the newest key."""
        return self.newest.seal(plain, where)

    def open(self, sealed: bytes, where: bytes) -> bytes:
        """What was sealed with any of the keys. Raises Unreadable."""
        return self.key_of(sealed, where).open(sealed, where)

    def key_of(self, sealed: bytes, where: bytes) -> Key:
        """With which of the keys a value was sealed. Raises Unreadable."""
        if len(sealed) < LEAST_BYTES or not sealed.startswith(FORM):
            raise Unreadable(f"a value of {where.decode()} is not encrypted")
        key = self._by_head.get(sealed[:HEAD_BYTES])
        if key is None:
            number = sealed[len(FORM) : HEAD_BYTES].hex()
            raise Unreadable(f"a value of {where.decode()} is encrypted with another key, number {number}")
        return key


class Vault:
    """What an engine seals and opens with: the keys it was given, and the key for look-ups that the database keeps.

    The latter never changes with the keys, so what is looked up is found whichever of them it is sealed with.
    """

    __slots__ = ("_index", "keys")

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._index: bytes | None = None

    def begin(self) -> dict[str, bytes]:
        """The records by which a database that holds nothing yet is known to belong to the newest key."""
        self._index = secrets.token_bytes(KEY_BYTES)
        return self.records()

    def records(self) -> dict[str, bytes]:
        """The same records sealed anew, for a database that is unlocked."""
        plain = {CHECK: WORDS, INDEX: self._index_key}
        return {name: self.keys.seal(value, _record(name)) for name, value in plain.items()}

    def unlock(self, records: Mapping[str, bytes]) -> None:
        """Take the key for look-ups out of a database's records. Raises WrongKey."""
        try:
            found = {name: self.keys.open(records[name], _record(name)) for name in (CHECK, INDEX)}
        except (Unreadable, KeyError):
            raise WrongKey(f"the database is not encrypted with the key {self.keys.newest.number}") from None
        if found[CHECK] != WORDS:
            raise WrongKey("the database's record of its key is not as it was written")
        self._index = found[INDEX]

    def digest(self, text: str, where: bytes) -> bytes:
        """By what `text` is looked up in this place: the same each time, and nothing without the key."""
        return hmac.digest(self._index_key, where + b"\0" + text.encode(), "sha256")

    @property
    def _index_key(self) -> bytes:
        if self._index is None:
            raise Unreadable(
                "the database was not asked for its key for look-ups: it was not migrated when connected to"
            )
        return self._index


def attach(dialect: Dialect, keys: Keys) -> Vault:
    """Let whatever goes through this dialect, which each engine has one of its own, be sealed with these keys."""
    vault = Vault(keys)
    setattr(dialect, _OF_DIALECT, vault)
    return vault


def vault_of(dialect: Dialect) -> Vault:
    """What was attached. Raises Unreadable where nothing was."""
    vault = getattr(dialect, _OF_DIALECT, None)
    if not isinstance(vault, Vault):
        raise Unreadable("no key was given for this database")
    return vault


def _record(name: str) -> bytes:
    return b"encryption." + name.encode()
