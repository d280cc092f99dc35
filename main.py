"""The command line of the solidarity bot. It composes everything and decides nothing."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
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
    from storage.database import Database
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
    if not asyncio.run(_upgraded(settings)):
        sys.exit(1)
    typer.echo("The database is up to date.")


@cli.command()
def check(env_file: EnvFile = Path(".env")) -> None:
    """Check settings, database, token, chats and rights; say what is wrong and how to mend it."""
    settings = _settings(env_file)
    _logs(settings, level="error")
    sys.exit(asyncio.run(_check(settings)))


def compose(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime] | None = None,
    pace: Pace | None = None,
) -> App:
    """The bot with all its parts, ready to run; at Telegram's `pace` unless told otherwise."""
    from bot.app import App
    from bot.cards import RENDERERS
    from handlers import routers
    from places import build_places
    from storage.unit_of_work import Store, utcnow

    places = build_places(
        settings.geocoder, settings.geocoder_url, settings.geocoder_user_agent, settings.geocoder_timeout_s
    )
    store = Store(database, clock or utcnow)
    return App(settings, store, places, routers=routers(), renderers=RENDERERS, pace=pace)


def spare_the_collector() -> None:
    """Let Python's garbage collector pass over all that is loaded by now, since it stays: looking through it again and
    again took a third of the time under load, and stopped everybody for a quarter of a second at a time.
    """
    gc.collect()
    gc.freeze()


async def _run(settings: Settings) -> int:
    from storage.database import Database

    if not await _upgraded(settings):
        return 1
    database = Database(settings.database_url.get_secret_value())
    try:
        app = compose(settings, database)
        spare_the_collector()
        return await _until_told(app)
    finally:
        await database.close()


async def _upgraded(settings: Settings) -> bool:
    """Whether the database is at the newest version now; if it can't be opened, that is said."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from storage.database import migrate as upgrade
    from storage.errors import StorageError

    try:
        await upgrade(settings.database_url.get_secret_value())
    except CommandError as error:
        typer.echo(
            f"The database of DATABASE_URL belongs to a newer version of the bot, or to another program ({error}). "
            "Bring the bot up to date, or choose another database.",
            err=True,
        )
        return False
    except (StorageError, SQLAlchemyError, OSError) as error:
        why = getattr(error, "orig", None) or error
        typer.echo(
            f"The database of DATABASE_URL can't be opened ({type(why).__name__}: {why}). For SQLite: does the folder "
            "exist, and may the bot write there? For PostgreSQL: is the server running, and are user, password and "
            "database right?",
            err=True,
        )
        return False
    return True


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

    with tempfile.TemporaryDirectory(prefix="solidarity-demo-") as folder:
        url = f"sqlite:///{folder}/demo.sqlite3"
        settings = given(bot_token=token, database_url=url, telegram_api_url=api_url, administrators=str(administrator))
        await upgrade(url)
        database = Database(url)
        try:
            app = compose(settings, database, clock, Pace(UNLIMITED))  # the demo's Telegram has no limits
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
    from storage.database import Database

    database = Database(settings.database_url.get_secret_value())
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
