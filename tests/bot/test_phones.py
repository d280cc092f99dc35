"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest

from bot.phones import country_of, parse, shown


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("02 808 99 48", "BE", "+3228089948"),
        ("0470/12.34.56", "BE", "+32470123456"),
        ("+41 22 345 67 89", "BE", "+41223456789"),
        ("0041223456789", "BE", "+41223456789"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("0470 12 34 56 (her son)", "BE", "+32470123456"),
        ("0470 12 34 56 / 02 808 99 48", "BE", None),
        ("12", "BE", None),
        ("hello", "BE", None),
        ("", "BE", None),
        ("+32 470 12 34 56 78 90 12", "BE", None),
    ],
)
def test_parsing(text: str, country: str, number: str | None) -> None:
    assert parse(text, country) == number


def test_numbers_are_shown_as_they_are_read_there() -> None:
    assert shown("+3228089948", "BE") == "02 808 99 48"
    assert shown("+3228089948", "CH") == "+32 2 808 99 48"
    assert shown("nonsense", "BE") == "nonsense"
    assert country_of("+3228089948") == "BE"
    assert country_of("nonsense") is None
