"""Menus: within Telegram's limits in every language, and every command in them leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BotCommand

from bot import menus
from domain.people import StaffRole
from handlers import routers
from i18n import LANGUAGES, use_language

MENUS: dict[str, Callable[[], list[BotCommand]]] = {
    "everybody": menus.everybody,
    "operators": menus.operators,
    "administrators": menus.administrators,
    "moderators' chat": lambda: menus.staff_chat(StaffRole.MODERATORS),
    "operators' chat": lambda: menus.staff_chat(StaffRole.OPERATORS),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("menu", MENUS)
def test_a_menu_is_within_the_limits(menu: str, language: str) -> None:
    with use_language(language):
        commands = MENUS[menu]()
    assert commands
    assert len({one.command for one in commands}) == len(commands)
    assert all(3 <= len(one.description) <= 256 for one in commands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_introduction_is_within_the_limits(language: str) -> None:
    with use_language(language):
        words = menus.introduction()
    assert 0 < len(words.name) <= 64
    assert 0 < len(words.description) <= 512
    assert 0 < len(words.short_description) <= 120


def test_every_command_of_a_menu_is_heard() -> None:
    heard = set(_commands(routers()))
    offered: list[BotCommand] = [one for menu in MENUS.values() for one in menu()]
    assert {one.command for one in offered} <= heard


def _commands(found: Iterable[Router]) -> Iterable[str]:
    for router in found:
        for handler in router.message.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, Command):
                    yield from (str(command) for command in one.callback.commands)
        yield from _commands(router.sub_routers)
