"""A whole call in one line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.oneline import OneLine, parse_line
from domain.network import KINDS

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("Europe/Brussels"))


def parsed(text: str) -> OneLine:
    """As an operator in Belgium writes it."""
    return parse_line(text, "BE", NOW)


def test_everything_in_the_order_of_the_manual() -> None:
    line = parsed('pharmacy +32 2 555 01 02 "Rue Haute 12, 1000 Bruxelles" today 17:00 max 20 € ask for the ointment')
    assert (line.kind, line.phone, line.address) == ("pharmacy", "+3225550102", "Rue Haute 12, 1000 Bruxelles")
    assert line.wanted is not None
    assert line.wanted.window.start.astimezone(NOW.tzinfo).hour == 17
    assert line.limit_cents == 20_00
    assert line.details == "ask for the ointment"


def test_any_order_and_other_languages_and_quotes() -> None:
    line = parsed("demain matin courses 0470 12 34 56 « Rue de la Loi 16, 1040 Bruxelles » pain, lait max 40 €")
    assert (line.kind, line.phone, line.address) == ("groceries", "+32470123456", "Rue de la Loi 16, 1040 Bruxelles")
    assert line.wanted is not None
    assert (line.limit_cents, line.details) == (40_00, "pain, lait")


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_by_its_code_and_its_name(code: str) -> None:
    assert parsed(f"0470123456 {code}").kind == code
    assert parsed(f"{KINDS[code].name.upper()} 0470123456").kind == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("apotheek", "pharmacy"),
        ("médicament", "pharmacy"),
        ("medicijnen", "pharmacy"),
        ("boodschappen", "groceries"),
        ("commissions", "groceries"),
        ("chien", "dog_walk"),
        ("promener le chien", "dog_walk"),
        ("hond", "dog_walk"),
        ("coup de fil", "moral_support"),
        ("babbeltje", "moral_support"),
    ],
)
def test_a_kind_as_operators_call_it(typed: str, code: str) -> None:
    line = parsed(typed)
    assert (line.kind, line.details) == (code, "")


def test_a_language_that_stands_alone_and_none_that_is_part_of_a_sentence() -> None:
    assert parsed("dog walk French 0470123456").language == "fr"
    assert parsed("0470123456, Nederlands, apotheek").language == "nl"
    line = parsed("0470123456 speaks Dutch only")
    assert (line.language, line.details) == (None, "speaks Dutch only")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("max 40", 40_00),
        ("€ 12,50", 12_50),
        ("20,50 euro", 20_50),
        ("limite: 30 €", 30_00),
        ("plafond 25", 25_00),
        ("hoogstens 35", 35_00),
    ],
)
def test_a_limit(text: str, cents: int) -> None:
    line = parsed(f"courses 02 808 99 48 {text}")
    assert (line.phone, line.limit_cents) == ("+3228089948", cents)


def test_a_time_that_is_over_is_asked_again() -> None:
    line = parsed("groceries yesterday 22/11")
    assert line.wanted is None
    assert line.details == "yesterday 22/11"


def test_urgent() -> None:
    line = parsed("urgent apotheek 0470/12.34.56")
    assert line.wanted is not None
    assert line.wanted.urgent
    assert line.details == ""


def test_nothing_says_nothing() -> None:
    assert parsed("") == OneLine()


@given(st.text(max_size=120))
def test_any_text_is_parsed_without_a_failure(text: str) -> None:
    parsed(text)


@pytest.mark.parametrize(
    ("typed", "cents", "details"),
    [
        ("15 € 18h-20h brood", 15_00, "brood"),
        ("max fr. 40.- pain", 40_00, "pain"),
        ("€ 20 18 u brood", 20_00, "brood"),
        ("brood max 20", 20_00, "brood"),
    ],
)
def test_an_amount_beside_other_numbers(typed: str, cents: int, details: str) -> None:
    line = parsed(f"0470123456 boodschappen {typed}")
    assert (line.limit_cents, line.details) == (cents, details)


def test_a_number_that_is_none_does_not_stay_where_every_helper_reads_it() -> None:
    line = parsed("boodschappen 0470 12 34 5 6 7 8 brood")
    assert (line.phone, line.details) == (None, "brood")
    assert parsed("boodschappen 0470123456 brood, 6 eieren, 2 l melk").details == "brood, 6 eieren, 2 l melk"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("pharmacy 02/808.99.48 Rue Haute 12, 1000 Bruxelles today 17:00 syrup", "Rue Haute 12, 1000 Bruxelles"),
        ("apotheek 0470123456 Hoogstraat 12 bus 3, 9000 Gent morgen syrup", "Hoogstraat 12 bus 3, 9000 Gent"),
        ("pharmacy 0470123456 10 Downing Street, London SW1A 2AA tomorrow syrup", "10 Downing Street, London SW1A 2AA"),
        ("pharmacie 0470123456 place de l’Église 3B syrup", "place de l’Église 3B"),
        ("pharmacy 0470123456 'Rue de l'Exemple 12, 1050 Ixelles' now syrup", "Rue de l'Exemple 12, 1050 Ixelles"),
    ],
)
def test_an_address_without_quotes_is_not_left_for_everybody_to_read(typed: str, address: str) -> None:
    line = parsed(typed)
    assert (line.address, line.details) == (address, "syrup")


@pytest.mark.parametrize(
    "details", ["2 eggs from rue Neuve", "onderweg, 2 broden", "in the street 17h", "l'eau et d'autres choses"]
)
def test_what_is_no_address_stays_in_the_details(details: str) -> None:
    line = parsed(f"groceries 0470123456 tomorrow 10:00 {details}")
    assert line.address is None


def test_a_name_is_not_left_for_everybody_to_read_either() -> None:
    line = parsed("courses pour Jeanne Dupont 0470123456 demain matin pain")
    assert (line.name, line.details) == ("Jeanne Dupont", "pain")
    assert parsed("boodschappen 0470123456 voor mevr. Janssens brood").name == "mevr. Janssens"
    assert parsed("groceries 0470123456 for tomorrow, food for Minou").name is None
    line = parsed("pharmacy for Jeanne Dupont French 0470123456")
    assert (line.name, line.language) == ("Jeanne Dupont", "fr")


def test_amounts_are_taken_whole_and_only_up_to_what_may_be_spent() -> None:
    line = parsed("courses 0470123456 demain pain, 40 euros max")
    assert (line.limit_cents, line.details) == (40_00, "pain")
    assert parsed("courses 0470123456 max 5000 €").limit_cents is None
