"""Strategies for whatever aiogram's types allow, made from the types themselves: a new field of theirs is tried too."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Chat, Location, Update, User
from aiogram.types.base import TelegramObject
from hypothesis import strategies as st

from tests.fuzz.wild import WILD_PLACES, WILD_TEXTS

Json = dict[str, Any]
DEEPEST = 4
MOST_OPTIONAL = 6

INTEGERS = st.one_of(
    st.integers(-3, 300),
    st.sampled_from([0, 2**31 - 1, 2**31, -(2**31) - 1, 2**53, 2**63 - 1, 2**63, -(2**63), 10**30]),
    st.integers(),
)
INSTANTS = st.one_of(
    st.integers(1_500_000_000, 2_000_000_000), st.sampled_from([0, 1, -1, 2**31, 253402300799, 253402300800, 10**15])
)
FLOATS = st.one_of(st.floats(-180, 180), st.sampled_from([0.0, -0.0, 1e308, -1e308, 5e-324]))
TEXTS = st.one_of(
    st.sampled_from(list(WILD_TEXTS.values())),
    st.text(max_size=40),
    st.sampled_from(["private", "member", "en", "xx", "", "a:b:c", "/start", "image/jpeg", "BE"]),
)


def location(place: tuple[float, float]) -> Json:
    """A location."""
    return {"latitude": place[0], "longitude": place[1]}


class Schema:
    """Updates among these people and chats, as their objects stand on the wire."""

    def __init__(self, users: list[Json], chats: list[Json]) -> None:
        self._known: Mapping[type, st.SearchStrategy[Any]] = {
            User: st.one_of(st.sampled_from(users), st.sampled_from(users), st.deferred(lambda: self._fields(User, 3))),
            Chat: st.one_of(st.sampled_from(chats), st.sampled_from(chats), st.deferred(lambda: self._fields(Chat, 3))),
            Location: st.one_of(
                st.sampled_from(WILD_PLACES).map(location), st.deferred(lambda: self._fields(Location, 3))
            ),
        }
        self._made: dict[tuple[type, int], st.SearchStrategy[Any]] = {}

    def update(self) -> st.SearchStrategy[Json]:
        """An update with one of all the kinds that aiogram knows."""
        kinds = [name for name in Update.model_fields if name != "update_id"]
        return st.sampled_from(kinds).flatmap(self.of_kind)

    @cache  # noqa: B019 - one instance a run
    def of_kind(self, kind: str) -> st.SearchStrategy[Json]:
        """An update of this kind."""
        return st.fixed_dictionaries({kind: self._of(Update.model_fields[kind].annotation, 0)})

    def _of(self, annotation: Any, depth: int) -> st.SearchStrategy[Any]:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._of(arguments[0], depth)
        if origin in {Union, types.UnionType}:
            return st.one_of([self._of(one, depth) for one in arguments if one is not types.NoneType])
        if origin is Literal:
            return st.sampled_from([getattr(one, "value", one) for one in arguments])
        if origin is list:
            return st.lists(self._of(arguments[0], depth + 1), max_size=3)
        if origin is dict:
            return st.dictionaries(st.text(max_size=5), TEXTS, max_size=2)
        if isinstance(annotation, type) and issubclass(annotation, TelegramObject):
            return self._object(annotation, depth)
        return self._plain(annotation)

    def _plain(self, annotation: Any) -> st.SearchStrategy[Any]:
        if annotation is bool:
            return st.booleans()
        if annotation is int:
            return INTEGERS
        if annotation is float:
            return FLOATS
        if annotation in {datetime, timedelta}:
            return INSTANTS
        return TEXTS

    def _object(self, kind: type[TelegramObject], depth: int) -> st.SearchStrategy[Any]:
        if kind in self._known:
            return self._known[kind]
        if (kind, depth) not in self._made:
            self._made[kind, depth] = st.deferred(lambda: self._fields(kind, depth))
        return self._made[kind, depth]

    def _fields(self, kind: type[TelegramObject], depth: int) -> st.SearchStrategy[Json]:
        always: dict[str, st.SearchStrategy[Any]] = {}
        optional: dict[str, st.SearchStrategy[Any]] = {}
        for name, field in kind.model_fields.items():
            needed = field.is_required() or get_origin(field.annotation) is Literal
            if not needed and depth >= DEEPEST:
                continue
            (always if needed else optional)[field.alias or name] = self._of(field.annotation, depth + 1)
        if not optional:
            return st.fixed_dictionaries(always)

        @st.composite
        def some(draw: st.DrawFn) -> Json:
            most = MOST_OPTIONAL if depth == 0 else 2
            names = draw(st.lists(st.sampled_from(sorted(optional)), max_size=most, unique=True))
            return {
                **{name: draw(value) for name, value in always.items()},
                **{name: draw(optional[name]) for name in names},
            }

        return some()
