"""Commands at the database: bring it up to date, encrypt it anew, look along the journal. Each tells what it finds."""

from __future__ import annotations

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.keys import NoKeys, keys_for_start, keys_of, missing, wrong
from bot.settings import Settings
from domain.chain import Head, Innocent
from services.journal import verify as look
from storage.database import Database, is_no_file, revision, written
from storage.database import migrate as upgrade
from storage.encryption import Keys, Unreadable, WrongKey, vault_of
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
        _cannot_open(error)
    else:
        return found.keys
    return None


async def opened(settings: Settings) -> Database | None:
    """The database as it is, for a command that only looks: nothing is made or changed. None if there is nothing to
    look at, and that is said.
    """
    url = settings.database_url.get_secret_value()
    if is_no_file(url):
        typer.echo(f"There is no database at {written(url)}. Is DATABASE_URL right? Nothing was made.", err=True)
        return None
    found = None
    try:
        found = keys_of(settings)
        database = Database(url, found.keys if found else None)
        try:
            has, newest = await revision(database)
        except BaseException:
            await database.close()
            raise
    except NoKeys as error:
        typer.echo(str(error), err=True)
    except WrongKey:
        typer.echo(wrong(found) if found else "", err=True)
    except (StorageError, SQLAlchemyError, OSError) as error:
        _cannot_open(error)
    else:
        if has == newest and found is not None:
            return database
        await database.close()
        typer.echo(missing(settings) if has == newest else _other_revision(url, has, newest), err=True)
    return None


def _cannot_open(error: Exception) -> None:
    why = getattr(error, "orig", None) or error  # its own words may repeat values, or the address with the password
    typer.echo(
        f"The database of DATABASE_URL can't be opened ({type(why).__name__}). For SQLite: does the folder exist, "
        "and may the bot write there? For PostgreSQL: is the server running, and are user, password and database "
        "right?",
        err=True,
    )


def _other_revision(url: str, has: str | None, newest: str) -> str:
    if has is None:
        return f"The database at {written(url)} is empty. Is DATABASE_URL right? Nothing was changed."
    if has > newest:
        return f"The database is at revision {has}, which this version of the bot does not know: bring it up to date."
    return f"The database is at revision {has}, not {newest}. Run main.py migrate first. Nothing was changed."


async def reencrypt_all(settings: Settings) -> int:
    """Encrypt everything with the newest key; the process's exit code."""

    def tell(progress: Progress) -> None:
        typer.echo(f"{progress.table}: {progress.done:,} of {progress.of:,}")

    database = await opened(settings)
    if database is None:
        return 1
    keys = vault_of(database.engine.dialect).keys
    try:
        left = await reencrypt(database, tell)
    except NotBegun:
        typer.echo(
            f"The bot does not know the key {keys.newest.number} yet: start it anew, every process of it, then "
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
    typer.echo(f"Everything is encrypted with the key {keys.newest.number}.")
    if len(keys.all) > 1:
        typer.echo("The old key can be removed, as soon as no copy of the database needs it any more.")
    return 0


async def verified(settings: Settings, known: Head | None) -> int:
    """Verify the journal; the process's exit code."""
    database = await opened(settings)
    if database is None:
        return 1
    try:
        found = await look(Store(database), known, settings.periods.of("journal"))
    finally:
        await database.close()
    for fault in found.faults:
        typer.echo(f"✗ {fault.text}", err=True)
    if found.emptied:
        typer.echo(
            "✗ There is no entry at all, although the database holds people or missions: unless nobody has done "
            "anything yet, the journal was emptied. Compare it with a backup.",
            err=True,
        )
        return 1
    if not found.count and not found.unsealed and not found.faults:
        typer.echo("There is no entry yet, and nobody in the database: there is nothing to verify.")
    elif not found.faults:
        typer.echo(f"✓ {found.count} entries follow one another, and none was changed.")
        if (old := found.removed) is not None:
            typer.echo(
                f"  Entries 1 to {old.last} were removed by {old.at:%Y-%m-%d}, being older than "
                f"{settings.keep_journal_days} days; the oldest left is of {old.oldest_left:%Y-%m-%d}."
            )
    else:
        typer.echo("The journal was tampered with: compare it with a backup, and ask who could write there.", err=True)
        unless = {fault.unless for fault in found.faults}
        or_else = {
            Innocent.KEPT_FOR_LESS: f"KEEP_JOURNAL_DAYS, now {settings.keep_journal_days}, was less until lately",
            Innocent.CLOCK_WRONG: "the server's clock was wrong on one of those days",
        }
        if None not in unless:  # what nothing innocent explains is not made to look so by the rest
            for reason in (text for innocent, text in or_else.items() if innocent in unless):
                typer.echo(f"(Or {reason}.)", err=True)
    if found.unsealed:
        typer.echo(f"  {found.unsealed} are so new that they are not sealed yet: a running bot does it within seconds.")
    if found.head and not found.faults:
        typer.echo(f"  Note this somewhere else, and give it to --head next time:\n  {found.head}")
    return min(len(found.faults), 1)
