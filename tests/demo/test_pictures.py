"""The pictures of an applicant of the demo."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from demo.pictures import SIZE, identity_card, portrait


def test_they_are_pictures_as_a_phone_sends_them() -> None:
    for picture in (identity_card("Amélie Exemple"), portrait("4711")):
        with Image.open(BytesIO(picture)) as opened:
            assert (opened.format, opened.size) == ("JPEG", SIZE)
        assert len(picture) < 100_000


def test_each_shows_what_it_was_asked_for() -> None:
    assert identity_card("Amélie Exemple") != identity_card("Bruno Modèle")
    assert portrait("4711") != portrait("4712")


def test_no_letter_is_missing_in_pillows_font() -> None:
    assert identity_card("Amélie Éxemple") == identity_card("Amelie Exemple")
