"""Every way into the bot: each handler of each router, with the action of the table that it asks for."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.scene import SceneHandlerWrapper

from bot.filters import May
from bot.question import Question
from domain.permissions import Action
from handlers import routers


@dataclass(frozen=True)
class Door:
    """A handler. `actions`: what its filters ask for; `step`: it is a question's, and asks before it does anything."""

    kind: str
    name: str
    actions: frozenset[Action]
    step: bool
    filters: tuple[Any, ...]

    def hears(self, command: str) -> bool:
        """Whether it listens to this text, as far as its command goes."""
        name, _space, args = command.removeprefix("/").partition(" ")
        said = CommandObject(command=name, args=args or None)
        return any(_hears(one, said) for one in self.filters if isinstance(one, Command))

    def takes(self, tap: CallbackData) -> bool:
        """Whether it takes this button."""
        mine = [one for one in self.filters if isinstance(one, CallbackQueryFilter)]
        return any(
            isinstance(tap, one.callback_data) and (one.rule is None or bool(one.rule.resolve(tap))) for one in mine
        )


def doors() -> list[Door]:
    """All there are."""
    return [door for router in routers() for door in _doors(router, ())]


def actions_of(said: str | CallbackData) -> frozenset[Action]:
    """What a command or a button can be, by whoever it is said or pressed."""
    key = said if isinstance(said, str) else said.pack()
    if key not in _known:
        found = [one.actions for one in DOORS if (one.hears(said) if isinstance(said, str) else one.takes(said))]
        _known[key] = frozenset(chain.from_iterable(found))
    return _known[key]


def _doors(router: Router, above: tuple[Any, ...]) -> Iterator[Door]:
    for kind, observer in router.observers.items():
        for handler in observer.handlers:
            yield _door(kind, handler, (*above, *_filters(observer._handler)))
    for below in router.sub_routers:
        yield from _doors(below, above)


def _door(kind: str, handler: HandlerObject, above: tuple[Any, ...]) -> Door:
    filters = (*above, *_filters(handler))
    asked = frozenset(one.action for one in filters if isinstance(one, May))
    function = handler.callback
    if isinstance(function, SceneHandlerWrapper):
        method = function.handler.callback
        step = issubclass(function.scene, Question) and inspect.unwrap(method) is not method
        return Door(kind, f"Question.{method.__name__}", asked, step, filters)
    where = inspect.getmodule(function)
    name = f"{where.__name__.removeprefix('handlers.') if where else '?'}.{function.__name__}"
    return Door(kind, name, asked, step=False, filters=filters)


def _filters(handler: HandlerObject) -> list[Any]:
    return [one.callback for one in handler.filters or ()]


def _hears(command: Command, said: CommandObject) -> bool:
    named = any(
        one.fullmatch(said.command) if hasattr(one, "fullmatch") else one == said.command for one in command.commands
    )
    return named and (command.magic is None or bool(command.magic.resolve(said)))


DOORS = doors()
_known: dict[str, frozenset[Action]] = {}
