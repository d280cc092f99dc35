"""Coordinates as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places import parse_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "50.85, 4.35",
        "50.85 4.35",
        " 50.85,4.35 ",
        "(50.85, 4.35)",
        "50.85; 4.35",
        "50,85 4,35",
        "50,85; 4,35",
        "50,85, 4,35",
        "50.85° 4.35°",
        "50.85N 4.35E",
        "50.85° N, 4.35° E",
        "50°51'00\"N 4°21'00\"E",
        "50° 51′ 0″ N, 4° 21′ 0″ E",
        "50°51'N 4°21'O",
        "lat: 50.85, lon: 4.35",
        "geo:50.85,4.35",
        "geo:50.85,4.35;u=20",
        "geo:50.85,4.35?z=17",
        "geo:0,0?q=50.85,4.35(Home)",
        "GEO:0,0?q=50.85%2C4.35",
        "https://www.google.com/maps?q=50.85,4.35",
        "https://www.google.com/maps/@50.85,4.35,17z",
        "https://www.google.com/maps/place/X/@51.0,4.0,17z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d50.85!4d4.35",
        "https://www.google.com/maps/place/50.85,4.35/@50.9,4.4,17z",
        "https://www.google.com/maps/search/?api=1&query=50.85%2C4.35",
        "https://www.google.com/maps/search/50.85,+4.35",
        "https://www.google.com/maps/dir/?api=1&destination=50.85,4.35",
        "https://maps.google.com/?ll=50.85,4.35&z=16",
        "https://www.openstreetmap.org/?mlat=50.85&mlon=4.35#map=17/50.9/4.4",
        "https://www.openstreetmap.org/#map=17/50.85/4.35",
        "https://maps.apple.com/?ll=50.85,4.35&q=Home",
        "https://maps.apple.com/place?coordinate=50.85,4.35&name=Home",
        "https://maps.apple.com/?q=50.85,4.35",
        "here: https://maps.google.com/?q=50.85,4.35 see you",
    ],
)
def test_every_common_form_is_read(text: str) -> None:
    assert parse_coordinates(text) == pytest.approx((50.85, 4.35))


def test_south_and_west_are_negative() -> None:
    assert parse_coordinates("53.82, -1.57") == (53.82, -1.57)
    assert parse_coordinates("53.82N 1.57W") == (53.82, -1.57)
    assert parse_coordinates("33.9S 18.4E") == (-33.9, 18.4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1050",
        "1050 Ixelles",
        "12, 4",
        "12 4",
        "95.0, 4.35",
        "50.85, 190.1",
        "0.0, 0.0",
        "50.85",
        "50.85, 4.35, 3.1",
        "call 02 808 99 48",
        "https://maps.app.goo.gl/AbCdEf",
        "https://example.org/50.85/4.35",
        "geo:",
        "٥٠.٨٥, ٤.٣٥",
    ],
)
def test_other_texts_are_no_coordinates(text: str) -> None:
    assert parse_coordinates(text) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    parse_coordinates(text)


@settings(deadline=None)
@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
def test_what_is_written_is_what_is_read(latitude: float, longitude: float) -> None:
    written = f"{latitude:.5f}, {longitude:.5f}"
    read = parse_coordinates(written)
    assert read == pytest.approx((latitude, longitude), abs=1e-5) or abs(latitude) + abs(longitude) < 1e-4


@pytest.mark.timeout(20)
@pytest.mark.parametrize("between", [" ", "\n", ",", " , ", "° ", "1.5 ", "1,5 ", "1.5' "])
def test_no_text_takes_long_to_read(between: str) -> None:
    """One optional space after another would be tried in every combination, while everybody waits."""
    assert parse_coordinates(f"1.5{between * 900}1.5{between * 900}x") is None
