"""Run the bot until it is told to stop, and look whether it could run."""

from __future__ import annotations

import asyncio
import signal

import typer
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError

from bot.app import App, make_bot
from bot.doctor import Finding, examine
from bot.keys import NoKeys, keys_of
from bot.settings import HINTS, Settings
from storage.database import Database


async def until_told(app: App) -> int:
    """Run until SIGINT or SIGTERM; what Telegram refuses for good is said. The process's exit code."""
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


async def checked(settings: Settings) -> int:
    """Tell what is right and what is to be mended; the process's exit code."""
    try:
        found = keys_of(settings)
    except NoKeys:
        found = None  # `examine` says what is wrong with them
    database = Database(settings.database_url.get_secret_value(), found.keys if found else None)
    bot = make_bot(settings)
    wrong = 0
    try:
        async for finding in examine(settings, database, bot):
            typer.echo(f"{_sign(finding)} {finding.what}")
            wrong += not finding.ok
            if finding.mend:
                typer.echo(f"    {finding.mend}")
    finally:
        await bot.session.close()
        await database.close()
    typer.echo("Everything is in order." if not wrong else f"{wrong} to mend.")
    return min(wrong, 1)


def _sign(finding: Finding) -> str:
    if not finding.ok:
        return "✗"
    return "!" if finding.mend else "✓"
