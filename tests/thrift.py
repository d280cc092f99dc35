"""What tests share that a bot makes once: each of them begins one of its own, and would make it a thousand times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiogram import Dispatcher, Router
from sqlalchemy import Dialect
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache

import handlers
from storage.encryption import Unreadable, vault_of

KEPT = 2_000  # statements; all of a story are some hundred
_spare: list[list[Router]] = []


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """SQLAlchemy keeps what it compiled for one engine, and each test has a database of its own. Those that have the
    same keys, as copies of one have, share it.
    """
    compile_, shared = ClauseElement._compile_w_cache, dict[Any, tuple[Dialect, LRUCache[Any, Any]]]()

    def compile_once(self: ClauseElement, dialect: Dialect, *, compiled_cache: Any, **given: Any) -> Any:
        if compiled_cache is not None and (same := _alike(dialect)) is not None:
            dialect, compiled_cache = shared.setdefault(same, (dialect, LRUCache(KEPT)))
        return compile_(self, dialect, compiled_cache=compiled_cache, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClauseElement, "_compile_w_cache", compile_once)
        yield


def _alike(dialect: Dialect) -> Any:
    """Equal for those whose statements, and whose sealed columns, are the same. None: like no other."""
    try:
        vault = vault_of(dialect)
    except Unreadable:
        return None
    index = vault._index
    return None if index is None else (dialect.name, *(key.head for key in vault.keys.all), index)


@contextmanager
def routers_built_once() -> Iterator[None]:
    """aiogram reads the signatures of three thousand handlers and filters for each bot: a third of what it takes to
    begin one. Those of a bot that has stopped serve the next one, see `give_back`, but for the one of errors, which
    remembers when it alarmed anybody.
    """
    build = handlers.routers

    def again() -> list[Router]:
        if not _spare:
            return build()
        return [handlers.errors.router() if one.name == "errors" else one for one in _spare.pop()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "routers", again)
        yield


def give_back(dispatcher: Dispatcher) -> None:
    """This bot has stopped, and needs its routers no more."""
    for router in dispatcher.sub_routers:
        router._parent_router = None
    _spare.append(dispatcher.sub_routers)
    dispatcher.sub_routers = []
