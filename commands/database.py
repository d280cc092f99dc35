"""Commands at the database: bring it up to date, encrypt it anew, look along the journal. Each tells what it finds."""

from __future__ import annotations

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.keys import NoKeys, keys_for_start, keys_of, missing, wrong
from bot.settings import Settings
from domain.chain import Head
from services.journal import verify as look
from storage.database import Database
from storage.database import migrate as upgrade
from storage.encryption import Keys, Unreadable, WrongKey
from storage.errors import StorageError
from storage.rotation import NotBegun, Progress, begin, reencrypt
from storage.unit_of_work import Store

NEW_KEY = """
  A new key was made: {path}
  Names, phone numbers and addresses are encrypted with it. Make a copy of this file now, and keep it apart from the
  copies of the database. Without it nobody can read the database again, and nobody can help.
"""


async def upgraded(settings: Settings) -> Keys | None:
    """The keys of the database, which is at the newest version now; None if it can't be opened, and that is said."""
    found = None
    try:
        found = await keys_for_start(settings)
        if found.made:
            typer.echo(NEW_KEY.format(path=found.where), err=True)
        await upgrade(settings.database_url.get_secret_value(), found.keys)
        database = Database(settings.database_url.get_secret_value(), found.keys)
        try:
            await begin(database)
        finally:
            await database.close()
    except NoKeys as error:
        typer.echo(str(error), err=True)
    except WrongKey:
        typer.echo(wrong(found) if found else "", err=True)
    except CommandError as error:
        typer.echo(
            f"The database of DATABASE_URL belongs to a newer version of the bot, or to another program ({error}). "
            "Bring the bot up to date, or choose another database.",
            err=True,
        )
    except (StorageError, SQLAlchemyError, OSError) as error:
        why = getattr(error, "orig", None) or error  # its own words may repeat values, or the address with the password
        typer.echo(
            f"The database of DATABASE_URL can't be opened ({type(why).__name__}). For SQLite: does the folder exist, "
            "and may the bot write there? For PostgreSQL: is the server running, and are user, password and database "
            "right?",
            err=True,
        )
    else:
        return found.keys
    return None


async def reencrypt_all(settings: Settings) -> int:
    """Encrypt everything with the newest key; the process's exit code."""

    def tell(progress: Progress) -> None:
        typer.echo(f"{progress.table}: {progress.done:,} of {progress.of:,}")

    try:
        found = keys_of(settings)
    except NoKeys as error:
        typer.echo(str(error), err=True)
        return 1
    if found is None:
        typer.echo(missing(settings), err=True)
        return 1
    database = Database(settings.database_url.get_secret_value(), found.keys)
    try:
        left = await reencrypt(database, tell)
    except NotBegun:
        typer.echo(
            f"The bot does not know the key {found.keys.newest.number} yet: start it anew, every process of it, then "
            "run this again. (Where no bot runs, main.py migrate is enough.)",
            err=True,
        )
        return 1
    except Unreadable as error:
        typer.echo(f"Something can't be read: {error}. If an old key was taken away, put it back.", err=True)
        return 1
    finally:
        await database.close()
    if left:
        rows = ", ".join(f"{name}: {count:,}" for name, count in left.items())
        typer.echo(
            f"Somebody goes on encrypting with an old key ({rows}): is there a process of the bot that was not started "
            "anew? Start it, then run this again. Keep the old key until then.",
            err=True,
        )
        return 1
    typer.echo(f"Everything is encrypted with the key {found.keys.newest.number}.")
    if len(found.keys.all) > 1:
        typer.echo("The old key can be removed, as soon as no copy of the database needs it any more.")
    return 0


async def verified(settings: Settings, known: Head | None) -> int:
    """Verify the journal; the process's exit code."""
    keys = await upgraded(settings)
    if keys is None:
        return 1
    database = Database(settings.database_url.get_secret_value(), keys)
    try:
        found = await look(Store(database), known)
    finally:
        await database.close()
    for fault in found.faults:
        typer.echo(f"✗ {fault}", err=True)
    if not found.faults:
        typer.echo(f"✓ {found.count} entries follow one another, and none was changed.")
    else:
        typer.echo("The journal was tampered with: compare it with a backup, and ask who could write there.", err=True)
    if found.unsealed:
        typer.echo(f"  {found.unsealed} are so new that they are not sealed yet: a running bot does it within seconds.")
    if found.head and not found.faults:
        typer.echo(f"  Note this somewhere else, and give it to --head next time:\n  {found.head}")
    return min(len(found.faults), 1)
