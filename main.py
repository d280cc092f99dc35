"""The command line of the solidarity bot. It composes everything and decides nothing."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.app import App
    from bot.pace import Pace
    from bot.settings import Settings
    from demo.serving import Served
    from domain.chain import Head
    from domain.limits import Costly, Limit
    from storage.database import Database
    from storage.encryption import Keys
    from storage.unit_of_work import Store

cli = typer.Typer(
    help="""A chat-bot that runs a neighbourhood solidarity network: people in need phone, operators publish missions,
    validated helpers near them accept.

    New here? Try [bold]python main.py demo[/bold]: it needs no token and no server.

    To run your own bot, copy .env.example to .env, fill in BOT_TOKEN,
    then [bold]check[/bold] and [bold]run[/bold].""",
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

journal = typer.Typer(help="The journal of what staff saw and did.", no_args_is_help=True)
cli.add_typer(journal, name="journal")
privacy = typer.Typer(help="Personal data: what is kept, and why.", no_args_is_help=True)
cli.add_typer(privacy, name="privacy")

NEW_KEY = """
  A new key was made: {path}
  Names, phone numbers and addresses are encrypted with it. Make a copy of this file now, and keep it apart from the
  copies of the database. Without it nobody can read the database again, and nobody can help.
"""

EnvFile = Annotated[Path, typer.Option("--env-file", help="Where settings are read from, besides the environment.")]


@cli.command()
def run(env_file: EnvFile = Path(".env")) -> None:
    """Run the bot until Ctrl-C or SIGTERM: what runs is finished, what is queued is sent at the next start."""
    settings = _settings(env_file)
    _logs(settings)
    sys.exit(asyncio.run(_run(settings)))


@cli.command("demo")
def run_demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The sandbox's port; 0 takes a free one.")] = 8081,
    host: Annotated[
        str, typer.Option(help="The sandbox's interface; the loopback one unless told otherwise.")
    ] = "127.0.0.1",
    browse: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open", help="Open the page in a browser. Unless told: on a desktop.", show_default=False
        ),
    ] = None,
    tell: Annotated[bool, typer.Option("--tell", help="Play one mission in the terminal instead, and end.")] = False,
) -> None:
    """Open a page on which a whole network of invented people runs, until Ctrl-C. Needs no token and no server."""
    import demo
    from bot import logs

    logs.configure("text", "error")
    if tell:
        sys.exit(asyncio.run(demo.tell(_serve, host=host, port=port)))
    sys.exit(asyncio.run(demo.show(_serve, host=host, port=port, browse=browse)))


@cli.command()
def migrate(env_file: EnvFile = Path(".env")) -> None:
    """Bring the database to the newest version. `run` does this too."""
    settings = _settings(env_file)
    if asyncio.run(_upgraded(settings)) is None:
        sys.exit(1)
    typer.echo("The database is up to date.")


@cli.command()
def reencrypt(env_file: EnvFile = Path(".env")) -> None:
    """Encrypt everything anew with the newest key, while the bot runs; may be stopped and started again."""
    settings = _settings(env_file)
    _logs(settings, level="error")
    sys.exit(asyncio.run(_reencrypt(settings)))


keys = typer.Typer(help="The keys that personal data is encrypted with.", no_args_is_help=True)
cli.add_typer(keys, name="key")


@keys.callback()
def _keys() -> None:
    """The keys that personal data is encrypted with."""


@keys.command("new")
def new_key(
    into: Annotated[
        Path | None, typer.Option(help="Put it into this key file, before the keys that are there.", show_default=False)
    ] = None,
) -> None:
    """Make a random key and print it, or put it into a file that nobody else on this machine may read."""
    from storage import keyfile
    from storage.encryption import Key

    key = Key.new()
    if into is None:
        typer.echo(key.written())
        return
    try:
        found = keyfile.add(into, key)
    except (OSError, ValueError) as error:
        typer.echo(f"{into} {error if isinstance(error, ValueError) else f'({type(error).__name__})'}", err=True)
        sys.exit(1)
    count = "1 key now" if len(found.all) == 1 else f"{len(found.all)} keys now, the new one first"
    typer.echo(f"{into} holds {count}: number {key.number}. Make a copy of the file.")
    if len(found.all) > 1:
        typer.echo("Next: start the bot anew, every process of it; then run main.py reencrypt.")


@cli.command()
def check(env_file: EnvFile = Path(".env")) -> None:
    """Check settings, database, token, chats and rights; say what is wrong and how to mend it."""
    settings = _settings(env_file)
    _logs(settings, level="error")
    sys.exit(asyncio.run(_check(settings)))


@journal.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="Where the journal ended once, as this command or the log said it: NUMBER:SEAL."),
    ] = None,
    env_file: EnvFile = Path(".env"),
) -> None:
    """Look along the journal's chain of seals: was an entry changed, removed or put in between?"""
    from domain.chain import Head

    try:
        known = Head.parse(head) if head else None
    except ValueError as error:
        typer.echo(f"--head: {error}.", err=True)
        sys.exit(2)
    settings = _settings(env_file)
    sys.exit(asyncio.run(_verify(settings, known)))


@privacy.command("report")
def report(
    env_file: EnvFile = Path(".env"),
    as_json: Annotated[bool, typer.Option("--json", help="For another program, instead of Markdown.")] = False,
    language: Annotated[str, typer.Option(help="fr, nl or en.")] = "en",
) -> None:
    """Print the record of processing: what is kept, why, for how long, where, who sees it and who gets it."""
    from bot import privacy_report
    from i18n import use_language

    settings = _settings(env_file)
    with use_language(language):
        written = privacy_report.as_json(settings) if as_json else privacy_report.as_markdown(settings)
    typer.echo(written, nl=as_json)


def compose(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime] | None = None,
    pace: Pace | None = None,
    limits: Mapping[Costly, Limit] | None = None,
) -> App:
    """The bot with all its parts, ready to run; at Telegram's `pace`, within the usual `limits` if none are given."""
    from bot.app import App
    from bot.cards import RENDERERS
    from domain.limits import LIMITS
    from handlers import routers
    from places import build_places
    from storage.unit_of_work import Store, utcnow

    places = build_places(
        settings.geocoder, settings.geocoder_url, settings.geocoder_user_agent, settings.geocoder_timeout_s
    )
    store = Store(database, clock or utcnow)
    return App(
        settings,
        store,
        places,
        routers=routers(),
        renderers=RENDERERS,
        pace=pace,
        limits=LIMITS if limits is None else limits,
    )


def spare_the_collector() -> None:
    """Let Python's garbage collector pass over all that is loaded by now, since it stays: looking through it again and
    again took a third of the time under load, and stopped everybody for a quarter of a second at a time.
    """
    gc.collect()
    gc.freeze()


async def _run(settings: Settings) -> int:
    from storage.database import Database

    keys = await _upgraded(settings)
    if keys is None:
        return 1
    database = Database(settings.database_url.get_secret_value(), keys)
    try:
        app = compose(settings, database)
        spare_the_collector()
        return await _until_told(app)
    finally:
        await database.close()


async def _upgraded(settings: Settings) -> Keys | None:
    """The keys of the database, which is at the newest version now; None if it can't be opened, and that is said."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from bot.keys import NoKeys, keys_for_start, wrong
    from storage.database import Database
    from storage.database import migrate as upgrade
    from storage.encryption import WrongKey
    from storage.errors import StorageError
    from storage.rotation import begin

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
        why = getattr(error, "orig", None) or error
        typer.echo(
            f"The database of DATABASE_URL can't be opened ({type(why).__name__}: {why}). For SQLite: does the folder "
            "exist, and may the bot write there? For PostgreSQL: is the server running, and are user, password and "
            "database right?",
            err=True,
        )
    else:
        return found.keys
    return None


async def _reencrypt(settings: Settings) -> int:
    from bot.keys import NoKeys, keys_of, missing
    from storage.database import Database
    from storage.encryption import Unreadable
    from storage.rotation import NotBegun, Progress, reencrypt

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


async def _until_told(app: App) -> int:
    import signal

    from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError

    from bot.settings import HINTS

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, app.stop)
    try:
        await app.run()
    except (TelegramUnauthorizedError, TelegramNotFound):
        typer.echo(
            "BOT_TOKEN is not accepted by Telegram. Ask BotFather for the token again (/mybots), and check "
            "TELEGRAM_API_URL if you have set it.",
            err=True,
        )
        return 1
    except TelegramBadRequest as refusal:
        typer.echo(
            f"Telegram does not take WEBHOOK_URL: {refusal.message}. It should be {HINTS['webhook_url']}.", err=True
        )
        return 1
    except OSError as error:
        typer.echo(f"WEBHOOK_HOST and WEBHOOK_PORT can't be listened on: {error.strerror or error}.", err=True)
        return 1
    return 0


@asynccontextmanager
async def _serve(
    api_url: str,
    token: str,
    administrator: int,
    *,
    clock: Callable[[], datetime] | None = None,
    before: Callable[[Store], Awaitable[object]] | None = None,
) -> AsyncIterator[Served]:
    """The bot on a database of its own that is thrown away, for as long as the demo lasts."""
    import tempfile

    from bot.budget import UNLIMITED
    from bot.pace import Pace
    from bot.settings import given
    from demo.serving import Served
    from storage.database import Database
    from storage.database import migrate as upgrade
    from storage.encryption import Keys

    with tempfile.TemporaryDirectory(prefix="solidarity-demo-") as folder:
        url = f"sqlite:///{folder}/demo.sqlite3"
        settings = given(bot_token=token, database_url=url, telegram_api_url=api_url, administrators=str(administrator))
        keys = Keys.new()  # forgotten together with the database
        await upgrade(url, keys)
        database = Database(url, keys)
        try:
            app = compose(settings, database, clock, Pace(UNLIMITED), {})  # the demo's Telegram has no limits
            if before:
                await before(app.store)
            running = asyncio.create_task(app.run())
            try:
                yield Served(app.store, app.upkeep, running)
            finally:
                app.stop()
                await running
        finally:
            await database.close()


async def _check(settings: Settings) -> int:
    from bot.app import make_bot
    from bot.doctor import examine
    from bot.keys import NoKeys, keys_of
    from storage.database import Database

    try:
        found = keys_of(settings)
    except NoKeys:
        found = None  # `examine` says what is wrong with them
    database = Database(settings.database_url.get_secret_value(), found.keys if found else None)
    bot = make_bot(settings)
    wrong = 0
    try:
        async for finding in examine(settings, database, bot):
            typer.echo(f"{'✓' if finding.ok else '✗'} {finding.what}")
            if not finding.ok:
                wrong += 1
                typer.echo(f"    {finding.mend}")
    finally:
        await bot.session.close()
        await database.close()
    typer.echo("Everything is in order." if not wrong else f"{wrong} to mend.")
    return min(wrong, 1)


async def _verify(settings: Settings, known: Head | None) -> int:
    from services.journal import verify as look
    from storage.database import Database
    from storage.unit_of_work import Store

    keys = await _upgraded(settings)
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


def _settings(env_file: Path) -> Settings:
    from bot.settings import WrongSettings, load

    try:
        return load(env_file)
    except WrongSettings as error:
        for sentence in error.sentences:
            typer.echo(sentence, err=True)
        if not env_file.exists():
            typer.echo(f"There is no {env_file}: copy .env.example to it, and fill it in.", err=True)
        sys.exit(2)


def _logs(settings: Settings, level: str | None = None) -> None:
    from bot import logs

    logs.configure(settings.log_format, level or settings.log_level)


if __name__ == "__main__":
    cli()
