"""Which keys the bot works with: those of the settings, those of the file, or at the very first start a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from storage import keyfile
from storage.database import is_encrypted
from storage.encryption import Key, Keys


class NoKeys(Exception):
    """There is no key that could be used. Its words are sentences for whoever runs the bot; no key is in them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The keys; the file they are from, unless they stand in the settings; and whether they were made just now."""

    keys: Keys
    file: Path | None = None
    made: bool = False

    @property
    def where(self) -> str:
        """What they are from, in words."""
        return "ENCRYPTION_KEY" if self.file is None else str(self.file)


def keys_of(settings: Settings) -> Found | None:
    """The keys that there are, if there are any. Raises NoKeys where there is a file that is no use."""
    if (given := settings.given_keys) is not None:
        return Found(given)
    path = settings.key_file
    try:
        return Found(keyfile.read(path), path)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise NoKeys(f"The key file {path} {error}. It should be as it was made, or copied from its backup.") from None
    except OSError as error:
        raise NoKeys(f"The key file {path} can't be read ({type(error).__name__}). May the bot read it?") from None


async def keys_for_start(settings: Settings) -> Found:
    """The same; where there are none, and nothing is encrypted yet, a new one is put into the file.

    Raises NoKeys, and whatever connecting to the database does.
    """
    found = keys_of(settings)
    if found is not None:
        return found
    path = settings.key_file
    if await is_encrypted(settings.database_url.get_secret_value()):
        raise NoKeys(missing(settings))
    try:
        return Found(keyfile.create(path, Key.new()), path, made=True)
    except OSError as error:
        raise NoKeys(
            f"The key file {path} can't be made ({type(error).__name__}). Let the bot write there, name another place "
            "by ENCRYPTION_KEY_FILE, or put the key into ENCRYPTION_KEY."
        ) from None


def missing(settings: Settings) -> str:
    """That the key of an encrypted database is not there."""
    return (
        f"The database is encrypted, and its key is missing: there is no {settings.key_file}, and ENCRYPTION_KEY is "
        "not set. Put the file back from its copy; without its key nobody can read what is in the database. "
        "Nothing was changed."
    )


def wrong(found: Found) -> str:
    """That the database has another key."""
    return (
        f"The database is not encrypted with the key of {found.where} (number {found.keys.newest.number}), nor with an "
        "older one that stands there. Put the right key back, or choose its database by DATABASE_URL. "
        "Nothing was changed."
    )
