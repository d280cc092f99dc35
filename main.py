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
    from domain.limits import Costly, Limit
    from storage.database import Database
    from storage.unit_of_work import Store

cli = typer.Typer(
    help="""A chat-bot that runs a neighbourhood solidarity network: people in need phone, operators publish missions,
    validated helpers near them accept.

    New here? Try `python main.py demo`: it needs no token and no server.

    To run your own bot, copy .env.example to .env, fill in BOT_TOKEN, then `check` and `run`.""",
    rich_markup_mode=None,  # panels of rich call a flag `--json <bool>`
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

journal = typer.Typer(help="The journal of what staff saw and did.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(journal, name="journal")
privacy = typer.Typer(help="Personal data: what is kept, and why.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(privacy, name="privacy")

EnvFile = Annotated[Path, typer.Option("--env-file", help="Where settings are read from, besides the environment.")]


@cli.command(short_help="Run the bot.")
def run(env_file: EnvFile = Path(".env")) -> None:
    """Run the bot until Ctrl-C or SIGTERM: what runs is finished, what is queued is sent at the next start."""
    settings = _settings(env_file)
    _logs(settings)
    sys.exit(asyncio.run(_run(settings)))


@cli.command("demo", short_help="Show an invented network on a page.")
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
    from commands.database import upgraded

    settings = _settings(env_file)
    if asyncio.run(upgraded(settings)) is None:
        sys.exit(1)
    typer.echo("The database is up to date.")


@cli.command(short_help="Encrypt everything with the newest key.")
def reencrypt(env_file: EnvFile = Path(".env")) -> None:
    """Encrypt everything anew with the newest key, while the bot runs; may be stopped and started again."""
    from commands.database import reencrypt_all

    settings = _settings(env_file)
    _logs(settings, level="error")
    sys.exit(asyncio.run(reencrypt_all(settings)))


keys = typer.Typer(help="The keys that personal data is encrypted with.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(keys, name="key")


@keys.callback()
def _keys() -> None:
    """The keys that personal data is encrypted with."""


@keys.command("new", short_help="Make a random key.")
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


@cli.command(short_help="Say what is wrong, and how to mend it.")
def check(env_file: EnvFile = Path(".env")) -> None:
    """Check settings, database, token, chats and rights; say what is wrong and how to mend it."""
    from commands.running import checked

    settings = _settings(env_file)
    _logs(settings, level="error")
    sys.exit(asyncio.run(checked(settings)))


@journal.command(short_help="Was an entry changed or removed?")
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="Where the journal ended once, as this command or the log said it: NUMBER:SEAL."),
    ] = None,
    env_file: EnvFile = Path(".env"),
) -> None:
    """Look along the journal's chain of seals: was an entry changed, removed or put in between?"""
    from commands.database import verified
    from domain.chain import Head

    try:
        known = Head.parse(head) if head else None
    except ValueError as error:
        typer.echo(f"--head: {error}.", err=True)
        sys.exit(2)
    settings = _settings(env_file)
    sys.exit(asyncio.run(verified(settings, known)))


@privacy.command("report", short_help="Print the record of processing.")
def report(
    env_file: EnvFile = Path(".env"),
    as_json: Annotated[bool, typer.Option("--json", help="For another program, instead of Markdown.")] = False,
    language: Annotated[
        str | None, typer.Option(help="fr, nl or en; DEFAULT_LANGUAGE unless told.", show_default=False)
    ] = None,
) -> None:
    """Print the record of processing: what is kept, why, for how long, where, who sees it and who gets it."""
    from bot import privacy_report
    from domain.network import INTERFACE_LANGUAGES
    from i18n import use_language

    settings = _settings(env_file)
    if language is not None and language not in INTERFACE_LANGUAGES:
        typer.echo(f"--language is one of {', '.join(INTERFACE_LANGUAGES)}.", err=True)
        sys.exit(2)
    with use_language(language or settings.default_language):
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
    from commands.database import upgraded
    from commands.running import until_told
    from storage.database import Database

    keys = await upgraded(settings)
    if keys is None:
        return 1
    database = Database(settings.database_url.get_secret_value(), keys)
    try:
        app = compose(settings, database)
        spare_the_collector()
        return await until_told(app)
    finally:
        await database.close()


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
