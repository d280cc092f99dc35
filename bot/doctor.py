"""What `main.py check` looks at, and how to mend what is wrong. In English: it is read by whoever runs the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import User
from sqlalchemy.exc import SQLAlchemyError

from bot.keys import NoKeys, keys_of, missing, wrong
from bot.middlewares import APP
from bot.rights import rights_in
from bot.settings import Settings
from domain.people import StaffRole
from places import Geocoder, PlacesUnavailable
from services import people
from storage import keyfile
from storage.database import Database, is_no_file, may_hold_plain_text, revision, written
from storage.encryption import WrongKey
from storage.errors import StorageError
from storage.unit_of_work import Store

SAMPLE_ADDRESSES = {
    "BE": ("Grand-Place 1, 1000 Bruxelles", "fr"),
    "CH": ("Bundesplatz 3, 3003 Bern", "de"),
    "GB": ("10 Downing Street, London SW1A 2AA", "en"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `what` was found, and if it is not `ok`, how to `mend` it. The bot may run all the
    same where it is ok, and something is to be mended.
    """

    ok: bool
    what: str
    mend: str = ""


async def examine(settings: Settings, database: Database, bot: Bot) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which it is mended. What depends on something broken is left out."""
    yield _settings(settings)
    yield _controller(settings)
    ready = await _database(settings, database)
    yield ready
    async for finding in _encryption(settings, database, ready=ready.ok):
        yield finding
    me, answer = await _token(settings, bot)
    yield answer
    if me is not None:
        async for finding in _telegram(settings, Store(database) if ready.ok else None, bot):
            yield finding
    yield await _geocoder(settings)


def _settings(settings: Settings) -> Finding:
    if not settings.administrators:
        return Finding(
            ok=False,
            what="ADMINISTRATORS names nobody, so nobody can register the chats and invite operators.",
            mend="Put your Telegram user id there; the bot tells it to whoever sends it /id.",
        )
    return Finding(ok=True, what=f"Settings are complete; administrators: {len(settings.administrators)}.")


def _controller(settings: Settings) -> Finding:
    unset = [name.upper() for name in ("controller_name", "controller_contact") if not getattr(settings, name)]
    if unset:
        return Finding(
            ok=True,
            what="Helpers are not told by name who answers for their data, and where to reach them.",
            mend=f"Set {' and '.join(unset)}. The law asks for it: see docs/privacy.md.",
        )
    return Finding(ok=True, what=f"Helpers are told that {settings.controller_name} answers for their data.")


async def _database(settings: Settings, database: Database) -> Finding:
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    if is_no_file(database.url):
        return Finding(
            ok=False,
            what=f"There is no database at {written(database.url)}.",
            mend="Is DATABASE_URL right? If so, run: main.py migrate. (The bot does it too when it starts.)",
        )
    try:
        has, newest = await revision(database)
    except WrongKey:
        found = keys_of(settings)
        assert found is not None  # noqa: S101 - a database without keys is not asked for any
        return Finding(
            ok=False, what=f"The key of {found.where} is not the one of the database ({kind}).", mend=wrong(found)
        )
    except (StorageError, SQLAlchemyError, OSError) as error:
        return Finding(
            ok=False,
            what=f"The database ({kind}) can't be opened: {type(error).__name__}.",
            mend="Check DATABASE_URL. For SQLite: does the folder exist? If there is no file, run: main.py migrate. "
            "For PostgreSQL: is the server running, and are user, password and database right?",
        )
    if has is not None and has > newest:
        return Finding(
            ok=False,
            what=f"The database ({kind}) is at revision {has}, which this version of the bot does not know.",
            mend="Bring the bot up to date, or choose another database with DATABASE_URL.",
        )
    if has != newest:
        return Finding(
            ok=False,
            what=f"The database ({kind}) is {'empty' if has is None else f'at revision {has}, not {newest}'}.",
            mend="Run: main.py migrate. (The bot does it too when it starts.)",
        )
    return Finding(ok=True, what=f"The database ({kind}) can be read and is up to date.")


async def _encryption(settings: Settings, database: Database, *, ready: bool) -> AsyncIterator[Finding]:
    """What can be said of the keys beside the database; whether they are the right ones is known by connecting."""
    copy = "Make a copy of the key that is kept apart from the copies of the database."
    try:
        found = keys_of(settings)
    except NoKeys as error:
        yield Finding(ok=False, what=str(error), mend=copy)
        return
    if found is None and ready:
        yield Finding(ok=False, what=missing(settings), mend="Without it the bot does not start.")
    elif found is None:
        yield Finding(ok=True, what=f"There is no key yet. The bot makes one when it starts: {settings.key_file}.")
    elif found.file is not None and not keyfile.is_private(found.file):
        yield Finding(
            ok=False,
            what=f"The key file {found.file} can be read by others on this machine.",
            mend=f"Run: chmod 600 {found.file}",
        )
    else:
        older = len(found.keys.all) - 1
        more = f", and {older} older to read with" if older else ""
        yield Finding(ok=True, what=f"Personal data is encrypted with the key {found.keys.newest.number}{more}. {copy}")
    if ready and await may_hold_plain_text(database):
        yield Finding(
            ok=False,
            what="The database file may still hold traces of what was not encrypted once.",
            mend="Stop the bot, see that the disk has room for the file a second time, and run: main.py migrate.",
        )


async def _token(settings: Settings, bot: Bot) -> tuple[User | None, Finding]:
    try:
        me = await bot.get_me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        return None, Finding(
            ok=False,
            what="Telegram does not accept BOT_TOKEN.",
            mend="Ask BotFather for the token again: /mybots, your bot, API Token.",
        )
    except TelegramNetworkError:
        return None, Finding(
            ok=False,
            what=f"There is no answer from {settings.telegram_api_url}.",
            mend="Check the network, and TELEGRAM_API_URL if you have set it.",
        )
    except TelegramAPIError as error:
        return None, Finding(
            ok=False,
            what=f"{settings.telegram_api_url} answers with an error: {error.message}",
            mend="Try again in a minute; if it stays, check TELEGRAM_API_URL.",
        )
    return me, Finding(ok=True, what=f"The token is accepted: the bot is @{me.username}.")


async def _telegram(settings: Settings, store: Store | None, bot: Bot) -> AsyncIterator[Finding]:
    try:
        yield await _updates(settings, bot)
        yield await _groups(bot)
        for number in sorted(settings.administrators):
            yield await _administrator(number, bot)
        if store is not None:
            for role in StaffRole:
                async for finding in _staff_chat(role, store, bot):
                    yield finding
    except TelegramAPIError as error:
        yield Finding(ok=False, what=f"Telegram stopped answering: {error.message}", mend="Try again in a minute.")


async def _updates(settings: Settings, bot: Bot) -> Finding:
    webhook = await bot.get_webhook_info()
    if settings.webhook_url is None:
        if webhook.url:
            return Finding(
                ok=True, what="A webhook is set for this token; the bot ends it and asks for updates itself."
            )
        return Finding(ok=True, what="No webhook is set: the bot can ask for updates.")
    if webhook.url != settings.webhook_url:
        return Finding(ok=True, what="Telegram is told of WEBHOOK_URL when the bot starts.")
    failed = webhook.last_error_date
    if webhook.pending_update_count and failed is not None:
        return Finding(
            ok=False,
            what=f"Telegram can't bring updates to WEBHOOK_URL: {webhook.last_error_message}. "
            f"Waiting: {webhook.pending_update_count}.",
            mend="Does the bot run? Does the proxy at that address speak HTTPS and hand on to WEBHOOK_PORT?",
        )
    return Finding(ok=True, what="Telegram brings updates to WEBHOOK_URL.")


async def _groups(bot: Bot) -> Finding:
    me = await bot.get_me()
    if not me.can_join_groups:
        return Finding(
            ok=False,
            what="The bot can't be added to groups.",
            mend="Tell BotFather: /mybots, your bot, Bot Settings, Allow Groups?, Turn groups on.",
        )
    sees = "every message" if me.can_read_all_group_messages else "every message where it is an administrator"
    return Finding(ok=True, what=f"The bot can be added to groups, and sees {sees}.")


async def _administrator(number: int, bot: Bot) -> Finding:
    try:
        await bot.send_chat_action(number, ChatAction.TYPING)
    except (TelegramBadRequest, TelegramForbiddenError):
        return Finding(
            ok=False,
            what=f"Administrator {number} can't be written to.",
            mend="Let them open the bot and press Start. If they have, the number is wrong: ask them to send /id.",
        )
    return Finding(ok=True, what=f"Administrator {number} can be written to.")


async def _staff_chat(role: StaffRole, store: Store, bot: Bot) -> AsyncIterator[Finding]:
    try:
        chat = await people.staff_chat(store, role)
    except StorageError as error:
        yield Finding(
            ok=False, what=f"The {role}' chat can't be read: {type(error).__name__}.", mend="Run this check again."
        )
        return
    if chat is None:
        yield Finding(
            ok=False,
            what=f"No {role}' chat is registered.",
            mend=f"Make a private group, add the bot as an administrator, and send /{role} there.",
        )
        return
    if chat.app != APP:
        return
    rights = await rights_in(bot, int(chat.external_id), role)
    for problem in rights.problems:
        yield Finding(ok=False, what=f"The {role}' chat is registered, but the bot can't work there.", mend=problem)
    if not rights.problems:
        better = "".join(f" {advice}" for advice in rights.advice)
        yield Finding(ok=True, what=f"The {role}' chat is registered, and the bot has its rights there.{better}")


async def _geocoder(settings: Settings) -> Finding:
    if settings.geocoder == "none":
        return Finding(ok=True, what="No geocoding service: postcodes and towns are known, operators move the pin.")
    address, language = SAMPLE_ADDRESSES[settings.country]
    mend = "Check GEOCODER, GEOCODER_URL and GEOCODER_CONTACT. Meanwhile postcodes and towns work, and pins."
    geocoder = Geocoder(
        settings.geocoder, settings.geocoder_url or "", settings.geocoder_user_agent, settings.geocoder_timeout_s
    )
    try:
        found = await geocoder.search(address, settings.country, language)
    except PlacesUnavailable as error:
        return Finding(ok=False, what=f"The geocoding service gives no answer: {error.reason}.", mend=mend)
    finally:
        await geocoder.close()
    if not found:
        return Finding(ok=False, what="The geocoding service answers, but finds no address.", mend=mend)
    return Finding(ok=True, what="The geocoding service finds addresses.")
