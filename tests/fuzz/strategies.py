"""Updates of every sort: what people send who mean something by it, what aiogram's types allow, what is malformed."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.meaningful import CHANNEL, GROUP_CHATS, PRIVATE, THE_BOT, USERS, meaningful
from tests.fuzz.schema import Json, Schema

JUNK: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    10**40,
    1.5,
    -1e308,
    "",
    "x",
    "\x00",
    "\ud800",
    "9" * 5000,
    [],
    {},
    [[]],
    {"": {}},
    {"id": None},
    ["a", 1, None],
    {"update_id": 5},
)


@dataclass(frozen=True)
class Generated:
    """An update, and how it is spoilt once what the moment knows is filled in: where, and what stands there instead."""

    update: Json
    spoilt: tuple[tuple[int, str, Any], ...] = ()


@cache
def generated() -> st.SearchStrategy[Generated]:
    """An update of any sort: most mean something, others follow the types alone, and a fifth is malformed."""
    sorts = {"meant": meaningful(), "typed": Schema([*USERS, THE_BOT], [*GROUP_CHATS, CHANNEL, *PRIVATE]).update()}
    spoils = st.tuples(
        st.integers(0, 10_000), st.sampled_from(["drop", "replace", "wrap", "rename"]), st.sampled_from(JUNK)
    )
    some = st.lists(spoils, min_size=1, max_size=3)

    @st.composite
    def one(draw: st.DrawFn) -> Generated:
        update = draw(sorts[draw(st.sampled_from(["meant"] * 4 + ["typed"]))])
        return Generated(update, tuple(draw(some)) if draw(st.sampled_from([True] + [False] * 4)) else ())

    return one()


def spoil(update: Json, spoils: tuple[tuple[int, str, Any], ...]) -> Json:
    """The update with parts of it gone, replaced, wrapped or renamed."""
    whole: Json = {"update": update}
    for number, how, junk in spoils:
        places = list(_places(whole["update"] if isinstance(whole["update"], dict) else whole))
        if not places:
            continue
        holder, key = places[number % len(places)]
        if how == "drop" and isinstance(holder, dict):
            del holder[key]
        elif how == "rename" and isinstance(holder, dict):
            holder[f"{key}_"] = holder.pop(key)
        elif how == "wrap":
            holder[key] = [holder[key]]
        else:
            holder[key] = deepcopy(junk)
    return whole["update"]  # type: ignore[no-any-return]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])
