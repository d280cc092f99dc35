"""Magic filters that answer where they are asked. aiogram asks each of them in a thread (`CallableObject.call`), and
the way there and back takes longer than the look at one field.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.filters.logic import _AndFilter, _InvertFilter, _OrFilter
from aiogram.types import TelegramObject


def answer_at_once(router: Router) -> None:
    """Let all magic filters of this router and those below it answer in the event loop."""
    for one in filters_of(router):
        if one.magic is not None:
            one.callback, one.awaitable = _asked_here(one.magic.resolve), True


def filters_of(router: Router) -> Iterator[FilterObject]:
    """All that is asked before the handlers of this router and those below it."""
    for part in router.chain_tail:
        for observer in part.observers.values():
            for handler in (observer._handler, *observer.handlers):  # noqa: SLF001 - what is asked before all handlers
                for one in handler.filters or []:
                    yield from _parts_of(one)


def _parts_of(one: FilterObject) -> Iterator[FilterObject]:
    """A filter, and those of which it is made: `or_f`, `and_f`, `invert_f`."""
    yield one
    if isinstance(one.callback, (_AndFilter, _OrFilter)):
        for part in one.callback.targets:
            yield from _parts_of(part)
    elif isinstance(one.callback, _InvertFilter):
        yield from _parts_of(one.callback.target)


def _asked_here(resolve: Callable[[TelegramObject], object]) -> Callable[[TelegramObject], Awaitable[object]]:
    async def answer(value: TelegramObject) -> object:
        return resolve(value)

    return answer
