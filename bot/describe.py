"""What a helper has said of themselves, in words: the lines of the summary, the profile and of /privacy."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from bot.place_names import called
from domain.availability import ALWAYS, EVENINGS, HOURS, PARTS, WEEKDAYS, WEEKENDS, WORKDAYS, PartOfDay, slot_bit
from domain.helper import HelperPlace
from domain.network import KINDS, LANGUAGES
from i18n import _
from i18n.formats import distance, listing, weekday_short


def presets() -> Mapping[str, tuple[int, str]]:
    """The usual availabilities: code → (mask of weekly slots, name)."""
    return {
        "always": (ALWAYS, _("At any time")),
        "weekdays": (WORKDAYS, _("On weekdays")),
        "evenings": (EVENINGS, _("In the evening")),
        "weekends": (WEEKENDS, _("At the weekend")),
    }


def hours(part: PartOfDay) -> str:
    """A part of the day by its hours, the same in every language: "8–12"."""
    start, end = HOURS[part]
    return f"{start.hour}–{end.hour}"


def availability(slots: int) -> str:
    """A mask of weekly slots in words: a preset's name, or each day with its hours."""
    for bits, name in presets().values():
        if slots == bits:
            return name
    days = []
    for day in WEEKDAYS:
        parts = [hours(part) for part in PARTS if slots & slot_bit(day, part)]
        if parts:
            days.append(f"{weekday_short(day)} {', '.join(parts)}")
    return " · ".join(days)


def kinds(codes: Iterable[str]) -> str:
    """Kinds of help in their usual order."""
    chosen = set(codes)
    return listing(f"{kind.icon} {_(kind.name)}" for kind in KINDS.values() if kind.code in chosen)


def languages(codes: Iterable[str]) -> str:
    """Spoken languages by their own names, in their usual order."""
    chosen = set(codes)
    return listing(language.name for language in LANGUAGES.values() if language.code in chosen)


def place(name: str, country: str, radius_m: int) -> str:
    """A place with how far somebody goes from there, as HTML."""
    where = html.escape(called(name, country))
    return _("{place}, up to {distance} around it").format(place=where, distance=distance(radius_m))


def place_plain(name: str, country: str, radius_m: int) -> str:
    """The same as plain text."""
    return _("{place}, up to {distance} around it").format(place=called(name, country), distance=distance(radius_m))


def places(some: Iterable[HelperPlace]) -> str:
    """Places, one a line, as HTML."""
    return "\n".join(f"📍 {place(one.name, one.country, one.radius_m)}" for one in some)


def line(name: str, value: str) -> str:
    """A line of a list of answers; `value` is HTML."""
    return _("<b>{name}:</b> {value}").format(name=name, value=value)
