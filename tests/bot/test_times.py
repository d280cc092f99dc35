"""What people type for "when", on a Monday at half past ten in Brussels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.times import NOW_LASTS, Past, TooFar, Wanted, find, fold, part_wanted, read
from domain.availability import PartOfDay

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=BRUSSELS)


def said(wanted: Wanted | None) -> str:
    """A window for short: "Fri 27 14:00-16:00"."""
    assert wanted is not None
    start, end = (one.astimezone(BRUSSELS) for one in (wanted.window.start, wanted.window.end))
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a %d %H:%M}"
    return f"{start:%a %d %H:%M}-{until}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27/11 14:00", "Fri 27 14:00-16:00"),
        ("27.11. 14h", "Fri 27 14:00-16:00"),
        ("27-11-2026", "Fri 27 08:00-22:00"),
        ("2026-11-28 10:00", "Sat 28 10:00-12:00"),
        ("le 27 novembre à 14h", "Fri 27 14:00-16:00"),
        ("november 27 at 2pm", "Fri 27 14:00-16:00"),
        ("5 december 's avonds", "Sat 05 18:00-22:00"),
        ("01/02 10:00", "Mon 01 10:00-12:00"),
        ("today", "Mon 23 10:30-22:00"),
        ("today 17:00", "Mon 23 17:00-19:00"),
        ("aujourd’hui vers 17 h", "Mon 23 17:00-19:00"),
        ("vandaag om 17u", "Mon 23 17:00-19:00"),
        ("14:00", "Mon 23 14:00-16:00"),
        ("17", "Mon 23 17:00-19:00"),
        ("tomorrow 9-12", "Tue 24 09:00-12:00"),
        ("demain matin", "Tue 24 08:00-12:00"),
        ("demain de 9h à 12h", "Tue 24 09:00-12:00"),
        ("demain entre 9h et 12h", "Tue 24 09:00-12:00"),
        ("demain midi", "Tue 24 12:00-14:00"),
        ("demain après-midi", "Tue 24 12:00-18:00"),
        ("morgen", "Tue 24 08:00-22:00"),
        ("morgen namiddag", "Tue 24 12:00-18:00"),
        ("morgenochtend", "Tue 24 08:00-12:00"),
        ("morgen om 9", "Tue 24 09:00-11:00"),
        ("van 9 tot 12 morgen", "Tue 24 09:00-12:00"),
        ("overmorgen", "Wed 25 08:00-22:00"),
        ("après-demain", "Wed 25 08:00-22:00"),
        ("day after tomorrow at noon", "Wed 25 12:00-14:00"),
        ("friday evening", "Fri 27 18:00-22:00"),
        ("vrijdagavond", "Fri 27 18:00-22:00"),
        ("in 2 hours", "Mon 23 12:30-14:30"),
        ("dans une heure", "Mon 23 11:30-13:30"),
        ("over een half uur", "Mon 23 11:00-13:00"),
        ("dans 3 jours à 10h", "Thu 26 10:00-12:00"),
        ("over een week", "Mon 30 08:00-22:00"),
        ("tomorrow midnight", "Wed 25 00:00-02:00"),
        ("ce soir jusqu'à minuit", "Mon 23 10:30-Tue 24 00:00"),
        ("vrijdag morgen", "Fri 27 08:00-12:00"),
        ("vrijdagmorgen", "Fri 27 08:00-12:00"),
        ("samedi matin 9h", "Sat 28 09:00-11:00"),
        ("zaterdag 10.30", "Sat 28 10:30-12:30"),
        ("fri 14", "Fri 27 14:00-16:00"),
        ("friday at 5", "Fri 27 17:00-19:00"),
        ("friday evening at 9", "Fri 27 21:00-23:00"),
        ("friday 2-5pm", "Fri 27 14:00-17:00"),
        ("tussen 2 en 5", "Mon 23 14:00-17:00"),
        ("monday", "Mon 23 10:30-22:00"),
        ("lundi prochain", "Mon 30 08:00-22:00"),
        ("tonight", "Mon 23 18:00-22:00"),
        ("ce soir", "Mon 23 18:00-22:00"),
        ("vanmiddag", "Mon 23 12:00-18:00"),
        ("this morning", "Mon 23 10:30-12:00"),
        ("before noon", "Mon 23 10:30-12:00"),
        ("na 17u", "Mon 23 17:00-22:00"),
        ("22-2", "Mon 23 22:00-Tue 24 02:00"),
        ("ce soir 23h-1h", "Mon 23 23:00-Tue 24 01:00"),
        ("ce soir 23:00-01:00", "Mon 23 23:00-Tue 24 01:00"),
        ("vanavond 23u-1u", "Mon 23 23:00-Tue 24 01:00"),
        ("vrijdagavond 10-2", "Fri 27 22:00-Sat 28 02:00"),
        ("demain 7-9", "Tue 24 07:00-09:00"),
        ("morgen 6-8", "Tue 24 06:00-08:00"),
        ("vrijdag 7-9", "Fri 27 07:00-09:00"),
        ("tomorrow evening 7-9", "Tue 24 19:00-21:00"),
        ("today 7-9", "Mon 23 19:00-21:00"),
        ("today 7-12", "Mon 23 10:30-12:00"),
        ("tomorrow 2-5", "Tue 24 14:00-17:00"),
        ("tomorrow 18-24", "Tue 24 18:00-Wed 25 00:00"),
        ("at 10:15", "Mon 23 10:30-12:15"),
        ("morgen om half drie", "Tue 24 14:30-16:30"),
        ("morgen half 10", "Tue 24 09:30-11:30"),
        ("om half één", "Mon 23 12:30-14:30"),
        ("donderdag kwart over tien", "Thu 26 10:15-12:15"),
        ("om kwart voor 12", "Mon 23 11:45-13:45"),
        ("vrijdag van half drie tot vijf uur", "Fri 27 14:30-16:30"),
        ("vrijdag om drie uur", "Fri 27 15:00-17:00"),
        ("friday half past two", "Fri 27 14:30-16:30"),
        ("jeudi à 10 heures et demie", "Thu 26 10:30-12:30"),
        ("jeudi 15h et quart", "Thu 26 15:15-17:15"),
        ("jeudi à onze heures moins le quart", "Thu 26 10:45-12:45"),
        ("demain à trois heures", "Tue 24 15:00-17:00"),
        ("demain à midi et demi", "Tue 24 12:30-14:30"),
        ("vendredi matin à 7", "Fri 27 07:00-09:00"),
        ("dans 2 heures", "Mon 23 12:30-14:30"),
        ("dans une demi-heure", "Mon 23 11:00-13:00"),
        ("over 2 uur", "Mon 23 12:30-14:30"),
        ("binnen een half uur", "Mon 23 11:00-13:00"),
        ("in 45 minutes", "Mon 23 11:15-13:15"),
        ("uiterlijk 18 uur", "Mon 23 10:30-18:00"),
        ("ten laatste om 18u", "Mon 23 10:30-18:00"),
        ("demain, au plus tard à 18h", "Tue 24 08:00-18:00"),
        ("voor 5 uur", "Mon 23 10:30-17:00"),
        ("demain à 3 heures", "Tue 24 15:00-17:00"),
        ("demain à 3h", "Tue 24 03:00-05:00"),
        ("mardi en huit", "Tue 01 08:00-22:00"),
        ("vrijdag over een week om 10u", "Fri 04 10:00-12:00"),
        ("friday week", "Fri 04 08:00-22:00"),
        ("vendredi dans une semaine", "Fri 04 08:00-22:00"),
        ("lundi de la semaine prochaine", "Mon 30 08:00-22:00"),
        ("volgende week dinsdag om 9u", "Tue 01 09:00-11:00"),
        ("next week wednesday", "Wed 02 08:00-22:00"),
        ("dans la journée", "Mon 23 10:30-22:00"),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert said(read(typed, NOW, BRUSSELS)) == meant


@pytest.mark.parametrize(
    "typed",
    ["now", "URGENT!", "maintenant", "nu", "dringend", "asap", "en urgence", "le plus vite possible", "onmiddellijk"],
)
def test_what_cannot_wait_is_urgent(typed: str) -> None:
    wanted = read(typed, NOW, BRUSSELS)
    assert wanted is not None
    assert wanted.urgent
    assert wanted.window.end - wanted.window.start == NOW_LASTS


def test_urgent_at_a_given_time_keeps_the_time() -> None:
    wanted = read("urgent, today 17:00", NOW, BRUSSELS)
    assert wanted is not None
    assert wanted.urgent
    assert said(wanted) == "Mon 23 17:00-19:00"


@pytest.mark.parametrize(
    "typed",
    [
        "9:00",
        "8-10",
        "22/11",
        "today 8-9",
        "this morning 8h",
        "1/9 12:00",
        "hier 14h",
        "gisteren om 15u",
        "yesterday 5pm",
    ],
)
def test_what_is_over_is_past(typed: str) -> None:
    with pytest.raises(Past):
        read(typed, NOW, BRUSSELS)


def test_what_is_far_away_is_too_far() -> None:
    with pytest.raises(TooFar):
        read("1 july 2027", NOW, BRUSSELS)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon perhaps",
        "3 boxes",
        "32/11",
        "29/02/2027",
        "👍",
        "half five",
        "volgende week",
        "la semaine prochaine le matin",
    ],
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read(typed, NOW, BRUSSELS) is None


def test_in_a_longer_text_the_rest_is_kept() -> None:
    found = find("bring 2 boxes tomorrow 9-12 and bread", NOW, BRUSSELS)
    assert found is not None
    assert said(found[0]) == "Tue 24 09:00-12:00"
    assert found[1].split() == ["bring", "2", "boxes", "and", "bread"]


@pytest.mark.parametrize("text", ["2 boxes, 9-12 rolls", "ask mon ami for sun cream", "12 eggs and 40 € at most"])
def test_in_a_longer_text_numbers_and_short_words_are_no_times(text: str) -> None:
    assert find(text, NOW, BRUSSELS) is None


def test_the_clock_counts_when_clocks_change() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=BRUSSELS)
    wanted = read("tomorrow 9-12", before, BRUSSELS)
    assert said(wanted) == "Sun 29 09:00-12:00"


def test_a_part_of_today_that_is_over_is_past() -> None:
    with pytest.raises(Past):
        part_wanted(NOW.date(), PartOfDay.MORNING, NOW.replace(hour=12), BRUSSELS)


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_failure(text: str) -> None:
    assert len(fold(text)) == len(text)
    for reader in (read, find):
        try:
            found = reader(text, NOW, BRUSSELS)
        except (Past, TooFar):
            continue
        wanted = found[0] if isinstance(found, tuple) else found
        assert wanted is None or wanted.window.end > NOW


@given(st.integers(0, 23), st.sampled_from(["{}:00", "{}h", "{}u", "om {}:00", "à {}h"]), st.integers(1, 100))
def test_a_day_and_an_hour_are_read_exactly(hour: int, form: str, days: int) -> None:
    day = (NOW + timedelta(days=days)).date()
    wanted = read(f"{day.day}/{day.month} {form.format(hour)}", NOW, BRUSSELS)
    assert wanted is not None
    assert wanted.window.start == datetime(day.year, day.month, day.day, hour, tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize("typed", ["demain 25h", "demain 9h-8h", "demain 9h ou 14h", "tomorrow 9 10"])
def test_an_hour_that_is_not_understood_is_asked_again(typed: str) -> None:
    assert read(typed, NOW, BRUSSELS) is None


def test_two_numbers_beside_each_other_are_no_span() -> None:
    found = find("tomorrow at 10 6 eggs", NOW, BRUSSELS)
    assert found is not None
    assert (said(found[0]), found[1].split()) == ("Tue 24 10:00-12:00", ["6", "eggs"])
