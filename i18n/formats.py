"""Distances, money, dates and times as people write them, in the current language.

Instants are aware; where they are shown as clock time, the zone is passed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from domain.network import COUNTRIES
from i18n import _, current_language, ngettext

_TERRITORIES = {"en": "GB", "fr": "BE", "nl": "BE", "de": "BE"}
_MIDNIGHT = time(0)
_YEAR_IS_NAMED_BEYOND = timedelta(days=180)


class Named(str):
    """A day, or a moment of one. In French an article joins a date to what stands before it, but not "demain".
    So translations may write `avant {day.le}` ("le lundi 9 mars", "demain") and `jusqu’{day.au}` ("au lundi 9 mars",
    "à demain"), wherever English has `{day}`.
    """

    dated = False

    @classmethod
    def of(cls, text: str, *, dated: bool) -> Named:
        """`dated`: it names a date."""
        named = cls(text)
        named.dated = dated
        return named

    @property
    def le(self) -> str:
        """ "le lundi 9 mars", "demain"."""
        return f"le {self}" if self.dated else str(self)

    @property
    def au(self) -> str:
        """ "au lundi 9 mars", "à demain"."""
        return f"au {self}" if self.dated else f"à {self}"


JOINED = ("le", "au")


@cache
def _locale_of(language: str) -> Locale:
    return Locale(language, _TERRITORIES[language])


def _locale() -> Locale:
    return _locale_of(current_language())


def number(value: float | Decimal) -> str:
    """1234.5 → "1,234.5", "1 234,5", "1.234,5"."""
    return format_decimal(value, locale=_locale())


def distance(metres: float) -> str:
    """Rounded as people say it: to 100 m below a kilometre (never 0), to 100 m in km below ten, then to whole ones."""
    hundreds = max(1, _round(Decimal(metres) / 100))
    if hundreds < 10:
        return f"{hundreds * 100}\u00a0m"
    kilometres = Decimal(hundreds) / 10 if hundreds < 100 else Decimal(_round(Decimal(metres) / 1000))
    return f"{number(kilometres)}\u00a0km"


def money(cents: int, currency: str) -> str:
    """1250, "EUR" → "€12.50", "12,50 €", "€ 12,50"."""
    amount = format_currency(Decimal(cents) / 100, currency, locale=_locale())
    return re.sub(r"(?<=[^\W\d])(?=\d)", "\u00a0", amount)


def clock(instant: datetime, zone: tzinfo) -> str:
    """The time of day in a zone: "09:05"."""
    return format_time(instant.astimezone(zone).time(), "short", locale=_locale())


def day(which: date, today: date) -> Named:
    """ "today", "tomorrow", "yesterday", or "Tuesday 24 November"; with the year when it is far away."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    away = which - today
    if away.days in near:
        return Named.of(near[away.days], dated=False)
    return _dated(which, with_year=abs(away) > _YEAR_IS_NAMED_BEYOND)


def when(instant: datetime, zone: tzinfo, now: datetime) -> Named:
    """ "today at 14:05", "Tuesday 24 November at 09:00"; both instants are read in `zone`."""
    named = day(instant.astimezone(zone).date(), now.astimezone(zone).date())
    return Named.of(_("{day} at {time}").format(day=named, time=clock(instant, zone)), dated=named.dated)


def in_full(instant: datetime, zone: tzinfo) -> Named:
    """ "Tuesday 24 November 2026 at 09:00", for what is read on some other day."""
    named = _dated(instant.astimezone(zone).date(), with_year=True)
    return Named.of(_("{day} at {time}").format(day=named, time=clock(instant, zone)), dated=True)


def window(start: datetime, end: datetime, zone: tzinfo, now: datetime) -> str:
    """ "today 14:00–18:00"; "today 22:00 – tomorrow 02:00" across midnight. One that ends at midnight ends at 24:00."""
    today = now.astimezone(zone).date()
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    until = clock(end, zone)
    if last > first and end.astimezone(zone).time() == _MIDNIGHT:
        last, until = last - timedelta(days=1), "24:00"
    if first == last:
        return _("{day} {start}–{end}").format(day=day(first, today), start=clock(start, zone), end=until)
    return _("{day} {start} – {last_day} {end}").format(
        day=day(first, today), start=clock(start, zone), last_day=day(last, today), end=until
    )


def duration(length: timedelta) -> str:
    """Its two largest units: "25 minutes", "1 hour 30 minutes", "3 days". At least a minute."""
    minutes = max(1, _round(Decimal(length / timedelta(minutes=1))))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [
        (days, ngettext("{n} day", "{n} days", days)),
        (hours, ngettext("{n} hour", "{n} hours", hours)),
        (minutes, ngettext("{n} minute", "{n} minutes", minutes)),
    ]
    while not units[0][0]:
        units.pop(0)
    return " ".join(text.format(n=number(n)) for n, text in units[:2] if n)


def listing(items: Iterable[str]) -> str:
    """ "a, b and c"."""
    return format_list(list(items), locale=_locale())


def weekday(index: int) -> str:
    """The name of a day of the week; Monday is 0. "Monday", "lundi"."""
    return str(get_day_names("wide", "stand-alone", locale=_locale())[index])


def weekday_short(index: int) -> str:
    """The same for narrow places: "Mon", "lun.", "ma"."""
    return str(get_day_names("abbreviated", "stand-alone", locale=_locale())[index])


def language_name(code: str) -> str:
    """The name of a language by its ISO 639-1 code: "Dutch", "néerlandais", "Nederlands"."""
    return str(_locale().languages[code])


def country_name(code: str) -> str:
    """The name of a country of the network."""
    return _(COUNTRIES[code].name)


def _dated(which: date, *, with_year: bool) -> Named:
    pattern = _locale().date_formats["full"].pattern.replace(",", "")
    if not with_year:
        pattern = re.sub(r"\s*y+", "", pattern)
    named = format_date(which, pattern, locale=_locale())
    if which.day == 1 and current_language() == "fr":
        named = re.sub(r"\b1\b", "1er", named, count=1)
    return Named.of(named, dated=True)


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
