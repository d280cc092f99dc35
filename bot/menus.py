"""Command menus by scope and language, and how the bot introduces itself. Telegram is told only what has changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.middlewares import APP
from bot.settings import Settings
from bot.wording import said_by_telegram
from domain.people import Person, StaffChat, StaffRole
from i18n import LANGUAGES, SOURCE, _, use_language
from services import people
from storage.unit_of_work import Store

log = structlog.get_logger("menus")


@dataclass(frozen=True, slots=True)
class Introduction:
    """Name, description (in an empty chat) and short description (on the profile) in one language."""

    name: str
    description: str
    short_description: str


def introduction() -> Introduction:
    """The bot's own words about itself, in the current language."""
    return Introduction(
        # bot name
        name=_("Solidarity network"),
        # bot description
        description=_(
            "Neighbours help neighbours: groceries, the pharmacy, a dog to walk, a talk on the phone.\n\n"
            "Here you become a volunteer, and hear when somebody near you needs a hand. "
            "You choose where, when and with what. Press Start to begin."
        ),
        # bot short description
        short_description=_("Neighbours help neighbours. Become a volunteer and hear who near you needs a hand."),
    )


def everybody() -> list[BotCommand]:
    """The commands in private chats."""
    return [
        # command
        BotCommand(command="missions", description=_("Open missions around you")),
        # command
        BotCommand(command="mine", description=_("Missions you have in hand")),
        # command
        BotCommand(command="free", description=_("I'm free for two hours: ask me")),
        # command
        BotCommand(command="profile", description=_("When, where and how you help")),
        # command
        BotCommand(command="concern", description=_("Something was not right: tell the moderators")),
        *_always(),
    ]


def operators() -> list[BotCommand]:
    """The commands of those who take calls."""
    return [
        # command
        BotCommand(command="new", description=_("A call: make a new mission")),
        # command
        BotCommand(command="missions", description=_("Open, taken and closed missions")),
        # command
        BotCommand(command="why", description=_("Who was asked for a mission, and why")),
        # command
        BotCommand(command="caller", description=_("A caller asks who came, or what is stored")),
        # command
        BotCommand(command="stop", description=_("A caller wants nobody to come any more")),
        # command
        BotCommand(command="forget", description=_("A caller wishes to be forgotten")),
        # command
        BotCommand(command="mine", description=_("Missions you have in hand")),
        # command
        BotCommand(command="profile", description=_("When, where and how you help")),
        # command
        BotCommand(command="concern", description=_("Something was not right: tell the moderators")),
        *_always(),
    ]


def administrators() -> list[BotCommand]:
    """What an administrator has besides."""
    return [
        # command
        BotCommand(command="invite", description=_("Invite an operator or a moderator")),
        # command
        BotCommand(command="staff", description=_("Who works here, and open invitations")),
        # command
        BotCommand(command="retention", description=_("What is kept for how long, and what goes next")),
    ]


def staff_chat(role: StaffRole) -> list[BotCommand]:
    """The commands in a staff chat."""
    # command
    language = BotCommand(command="language", description=_("The language of this chat"))
    if role is StaffRole.MODERATORS:
        # command
        queue = BotCommand(command="queue", description=_("Identity checks that wait for you"))
        # command
        open_ones = BotCommand(command="incidents", description=_("Concerns that are open"))
        # command
        file = BotCommand(command="helper", description=_("A helper's file, by name or number"))
        # command
        return [queue, open_ones, file, language, BotCommand(command="help", description=_("What you can do here"))]
    return [language]


def _always() -> Iterator[BotCommand]:
    # command
    yield BotCommand(command="language", description=_("Another language"))
    # command
    yield BotCommand(command="privacy", description=_("What is stored about you, and how to delete it"))
    # command
    yield BotCommand(command="help", description=_("What you can do here"))


async def set_up(bot: Bot, store: Store, settings: Settings) -> None:
    """At the start: introduce the bot, and put every menu right. What Telegram refuses is logged and passed over."""
    for language in (None, *(code for code in LANGUAGES if code != SOURCE)):
        with use_language(language):
            await _introduce(bot, language)
            await _set(bot, BotCommandScopeAllPrivateChats(), everybody(), language)
    for role in StaffRole:
        chat = await people.staff_chat(store, role)
        if chat is not None and chat.app == APP:
            await show_in_staff_chat(bot, chat)
    for member in await _staff(store, settings):
        person = await people.find(store, APP, member.external_id)  # people are answered meanwhile: roles may change
        if person is not None:
            await show_to(bot, person, settings)


async def show_to(bot: Bot, person: Person, settings: Settings) -> None:
    """Show somebody the commands of their role, in the language they have chosen, whatever their device says."""
    with use_language(person.language):
        commands = operators() if person.is_operator else everybody()
        if int(person.external_id) in settings.administrators:
            commands += administrators()
    await _set(bot, BotCommandScopeChat(chat_id=int(person.external_id)), commands)


async def show_in_staff_chat(bot: Bot, chat: StaffChat) -> None:
    """Show a staff chat its commands."""
    with use_language(chat.language):
        commands = staff_chat(chat.role)
    await _set(bot, BotCommandScopeChat(chat_id=int(chat.external_id)), commands)


async def hide_in(bot: Bot, chat: StaffChat) -> None:
    """A former staff chat has no commands of its own."""
    scope = BotCommandScopeChat(chat_id=int(chat.external_id))
    await _told(lambda: bot.delete_my_commands(scope=scope))


async def _staff(store: Store, settings: Settings) -> list[Person]:
    found = {person.id: person for person in await people.operators(store)}
    for number in sorted(settings.administrators):
        person = await people.find(store, APP, str(number))
        if person is not None:
            found[person.id] = person
    return [person for person in found.values() if person.app == APP and person.reachable]


async def _introduce(bot: Bot, language: str | None) -> None:
    wanted = introduction()
    await _told(lambda: _rename(bot, wanted, language))
    await _told(lambda: _describe(bot, wanted, language))


async def _rename(bot: Bot, wanted: Introduction, language: str | None) -> None:
    if (await bot.get_my_name(language_code=language)).name != wanted.name:
        await bot.set_my_name(wanted.name, language_code=language)


async def _describe(bot: Bot, wanted: Introduction, language: str | None) -> None:
    if (await bot.get_my_description(language_code=language)).description != wanted.description:
        await bot.set_my_description(wanted.description, language_code=language)
    short = await bot.get_my_short_description(language_code=language)
    if short.short_description != wanted.short_description:
        await bot.set_my_short_description(wanted.short_description, language_code=language)


async def _set(bot: Bot, scope: BotCommandScopeUnion, commands: list[BotCommand], language: str | None = None) -> None:
    async def change() -> None:
        shown = await bot.get_my_commands(scope=scope, language_code=language)
        if [(one.command, one.description) for one in shown] != [(one.command, one.description) for one in commands]:
            await bot.set_my_commands(commands, scope=scope, language_code=language)

    await _told(change)


async def _told(change: Callable[[], Awaitable[object]]) -> None:
    try:
        await change()
    except (TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter, TelegramNotFound) as error:
        log.warning("menu not changed", error=type(error).__name__, why=said_by_telegram(error.message))
    except ClientDecodeError:  # a Bot API server that does not know the method says so in words of its own
        log.warning("menu not changed", error=ClientDecodeError.__name__)
