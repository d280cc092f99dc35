"""A place is called what the reader calls it."""

from __future__ import annotations

import pytest

from places import name_in


@pytest.mark.parametrize(
    ("name", "country", "language", "called"),
    [
        ("1050 Ixelles", "BE", "nl", "1050 Elsene"),
        ("1050 Elsene", "BE", "fr", "1050 Ixelles"),
        ("1050 Elsene", "BE", "nl", "1050 Elsene"),
        ("9000 Gent", "BE", "fr", "9000 Gand"),
        ("9000 Gand", "BE", "en", "9000 Ghent"),
        ("4000 Liège", "BE", "nl", "4000 Luik"),
        ("1201 Genève", "CH", "en", "1201 Geneva"),
        ("LS6 Leeds", "GB", "fr", "LS6 Leeds"),
    ],
)
def test_names_of_the_gazetteer_are_translated(name: str, country: str, language: str, called: str) -> None:
    assert name_in(name, country, language) == called


@pytest.mark.parametrize("name", ["", "Chez Josée, 1050 Ixelles", "Ixelles", "1050", "9999 Nowhere", "50.83, 4.37"])
def test_what_the_gazetteer_did_not_say_stays_as_it_is(name: str) -> None:
    assert name_in(name, "BE", "nl") == name
