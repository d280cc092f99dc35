"""Distances, money, dates and times as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.network import COUNTRIES
from domain.network import LANGUAGES as SPOKEN
from i18n import LANGUAGES, formats, use_language

BRUSSELS, LONDON = ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/London")
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def in_all(say: Callable[[], str]) -> tuple[str, str, str]:
    """What is said in English, French and Dutch."""

    def said() -> Iterator[str]:
        for language in ("en", "fr", "nl"):
            with use_language(language):
                yield plain(say())

    english, french, dutch = said()
    return english, french, dutch


@pytest.mark.parametrize(
    ("metres", "english", "french", "dutch"),
    [
        (0, "100 m", "100 m", "100 m"),
        (149.9, "100 m", "100 m", "100 m"),
        (150, "200 m", "200 m", "200 m"),
        (820, "800 m", "800 m", "800 m"),
        (949, "900 m", "900 m", "900 m"),
        (951, "1 km", "1 km", "1 km"),
        (1_234, "1.2 km", "1,2 km", "1,2 km"),
        (1_250, "1.3 km", "1,3 km", "1,3 km"),
        (9_949, "9.9 km", "9,9 km", "9,9 km"),
        (9_951, "10 km", "10 km", "10 km"),
        (10_400, "10 km", "10 km", "10 km"),
        (12_600, "13 km", "13 km", "13 km"),
        (1_234_567, "1,235 km", "1 235 km", "1.235 km"),
    ],
)
def test_distance(metres: float, english: str, french: str, dutch: str) -> None:
    assert in_all(lambda: formats.distance(metres)) == (english, french, dutch)


def test_a_distance_is_not_torn_apart_at_the_end_of_a_line() -> None:
    assert " " not in formats.distance(800) + formats.distance(1_200)


@pytest.mark.parametrize(
    ("cents", "currency", "said"),
    [
        (1250, "EUR", ("€12.50", "12,50 €", "€ 12,50")),
        (5, "EUR", ("€0.05", "0,05 €", "€ 0,05")),
        (123_456, "EUR", ("€1,234.56", "1 234,56 €", "€ 1.234,56")),
        (2000, "CHF", ("CHF 20.00", "20,00 CHF", "CHF 20,00")),
        (2000, "GBP", ("£20.00", "20,00 £GB", "£ 20,00")),
    ],
)
def test_money(cents: int, currency: str, said: tuple[str, str, str]) -> None:
    assert in_all(lambda: formats.money(cents, currency)) == said


def test_number() -> None:
    assert in_all(lambda: formats.number(1234.5)) == ("1,234.5", "1 234,5", "1.234,5")


@pytest.mark.parametrize(
    ("which", "said"),
    [
        (date(2026, 11, 22), ("yesterday", "hier", "gisteren")),
        (date(2026, 11, 23), ("today", "aujourd’hui", "vandaag")),
        (date(2026, 11, 24), ("tomorrow", "demain", "morgen")),
        (date(2026, 11, 25), ("Wednesday 25 November", "mercredi 25 novembre", "woensdag 25 november")),
        (date(2027, 1, 2), ("Saturday 2 January", "samedi 2 janvier", "zaterdag 2 januari")),
        (date(2027, 8, 1), ("Sunday 1 August 2027", "dimanche 1er août 2027", "zondag 1 augustus 2027")),
        (date(2026, 2, 1), ("Sunday 1 February 2026", "dimanche 1er février 2026", "zondag 1 februari 2026")),
    ],
)
def test_day(which: date, said: tuple[str, str, str]) -> None:
    assert in_all(lambda: formats.day(which, TODAY)) == said


def test_a_date_is_joined_in_french_to_what_stands_before_it() -> None:
    with use_language("fr"):
        soon, later = formats.day(date(2026, 11, 24), TODAY), formats.day(date(2026, 12, 1), TODAY)
        moment = formats.when(datetime(2026, 12, 1, 8, 30, tzinfo=UTC), BRUSSELS, NOW)
    said = [plain(f"jusqu’{one.au}, avant {one.le}") for one in (soon, later, moment)]
    assert said == [
        "jusqu’à demain, avant demain",
        "jusqu’au mardi 1er décembre, avant le mardi 1er décembre",
        "jusqu’au mardi 1er décembre à 09:30, avant le mardi 1er décembre à 09:30",
    ]


def test_clock_is_read_in_the_zone_and_has_24_hours() -> None:
    instant = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
    assert in_all(lambda: formats.clock(instant, BRUSSELS)) == ("14:05", "14:05", "14:05")
    assert formats.clock(instant, LONDON) == "13:05"
    assert formats.clock(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), BRUSSELS) == "00:00"


def test_clock_follows_summer_time() -> None:
    before, after = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert [formats.clock(instant, BRUSSELS) for instant in (before, after)] == ["01:59", "03:00"]
    before, after = datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert [formats.clock(instant, BRUSSELS) for instant in (before, after)] == ["02:59", "02:00"]


def test_when() -> None:
    instant = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert in_all(lambda: formats.when(instant, BRUSSELS, NOW)) == (
        "tomorrow at 09:30",
        "demain à 09:30",
        "morgen om 09:30",
    )


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (11, 24, ("Tuesday 24 November", "mardi 24 novembre", "dinsdag 24 november")),
        (12, 1, ("Tuesday 1 December", "mardi 1er décembre", "dinsdag 1 december")),
    ],
)
def test_in_full(month: int, day: int, expected: tuple[str, str, str]) -> None:
    english, french, dutch = expected
    assert in_all(lambda: formats.in_full(datetime(2026, month, day, 8, 30, tzinfo=UTC), BRUSSELS)) == (
        f"{english} 2026 at 09:30",
        f"{french} 2026 à 09:30",
        f"{dutch} 2026 om 09:30",
    )


def test_in_full_is_joined_in_french() -> None:
    with use_language("fr"):
        named = formats.in_full(datetime(2026, 12, 1, 8, 30, tzinfo=UTC), BRUSSELS)
    assert plain(named.au) == "au mardi 1er décembre 2026 à 09:30"


def test_window_of_today() -> None:
    start, end = datetime(2026, 11, 23, 13, 0, tzinfo=UTC), datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert in_all(lambda: formats.window(start, end, BRUSSELS, NOW)) == (
        "today 14:00–18:00",
        "aujourd’hui, 14:00–18:00",
        "vandaag 14:00–18:00",
    )
    assert formats.window(start, end, LONDON, NOW) == "today 13:00–17:00"


def test_window_of_another_day() -> None:
    start, end = datetime(2026, 12, 1, 7, 0, tzinfo=UTC), datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
    assert in_all(lambda: formats.window(start, end, BRUSSELS, NOW)) == (
        "Tuesday 1 December 08:00–12:00",
        "mardi 1er décembre, 08:00–12:00",
        "dinsdag 1 december 08:00–12:00",
    )


def test_window_across_midnight() -> None:
    start, end = datetime(2026, 11, 23, 21, 0, tzinfo=UTC), datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert in_all(lambda: formats.window(start, end, BRUSSELS, NOW)) == (
        "today 22:00 – tomorrow 02:00",
        "aujourd’hui à 22:00 – demain à 02:00",
        "vandaag 22:00 – morgen 02:00",
    )


def test_a_window_until_midnight_belongs_to_its_day() -> None:
    start, end = datetime(2026, 11, 23, 19, 0, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert formats.window(start, end, BRUSSELS, NOW) == "today 20:00–24:00"


def test_today_is_the_day_it_is_in_the_zone() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    start, end = datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert formats.window(start, end, BRUSSELS, late) == "today 09:00–10:00"
    assert formats.window(start, end, LONDON, late) == "tomorrow 08:00–09:00"


def test_windows_on_the_days_when_clocks_change() -> None:
    now = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    start, end = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    assert formats.window(start, end, BRUSSELS, now) == "tomorrow 01:30–08:00"
    now = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    start, end = datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
    assert formats.window(start, end, BRUSSELS, now) == "tomorrow 00:00–24:00"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, ("1 minute", "1 minute", "1 minuut")),
        (1.4, ("1 minute", "1 minute", "1 minuut")),
        (25, ("25 minutes", "25 minutes", "25 minuten")),
        (59.6, ("1 hour", "1 heure", "1 uur")),
        (90, ("1 hour 30 minutes", "1 heure 30 minutes", "1 uur 30 minuten")),
        (120, ("2 hours", "2 heures", "2 uur")),
        (1440, ("1 day", "1 jour", "1 dag")),
        (1441, ("1 day", "1 jour", "1 dag")),
        (2 * 1440 + 61, ("2 days 1 hour", "2 jours 1 heure", "2 dagen 1 uur")),
    ],
)
def test_duration(minutes: float, said: tuple[str, str, str]) -> None:
    assert in_all(lambda: formats.duration(timedelta(minutes=minutes))) == said


def test_listing() -> None:
    assert in_all(lambda: formats.listing(["a", "b", "c"])) == ("a, b and c", "a, b et c", "a, b en c")
    assert formats.listing(["a", "b"]) == "a and b"
    assert formats.listing(["a"]) == "a"
    assert formats.listing([]) == ""


def test_weekday() -> None:
    assert in_all(lambda: formats.weekday(0)) == ("Monday", "lundi", "maandag")
    assert in_all(lambda: formats.weekday_short(6)) == ("Sun", "dim.", "zo")


def test_names_of_languages() -> None:
    assert in_all(lambda: formats.language_name("nl")) == ("Dutch", "néerlandais", "Nederlands")


def test_names_of_countries() -> None:
    assert in_all(lambda: formats.country_name("BE")) == ("Belgium", "Belgique", "België")
    assert in_all(lambda: formats.country_name("GB")) == ("England", "Angleterre", "Engeland")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_the_data_has_a_name(language: str) -> None:
    with use_language(language):
        assert all(formats.language_name(code) for code in SPOKEN)
        assert all(formats.country_name(code) for code in COUNTRIES)
