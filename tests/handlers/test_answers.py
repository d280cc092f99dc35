"""What people type as a name or a distance, and how availability reads."""

import pytest

from bot import describe
from domain.availability import ALWAYS, EVENINGS, WEEKENDS, WORKDAYS, PartOfDay, slots
from domain.words import name_of
from handlers.questions.place import metres_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zoé Martin", "Zoé Martin"),
        ("  Zoé \n  Martin ", "Zoé Martin"),
        ("Jean-Pierre d'Ursel", "Jean-Pierre d'Ursel"),
        ("O’Neill", "O’Neill"),
        ("محمد علي", "محمد علي"),
        ("李 雷", "李 雷"),
        ("+32 470 12 34 56", None),
        ("https://example.org", None),
        ("<b>Zoé</b>", None),
        ("Z", None),
        ("🙂🙂", None),
        ("x" * 81, None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("5", 5000),
        ("5 km", 5000),
        ("2,5km", 2500),
        ("2.5 kilometres", 2500),
        ("10 Kilomètres", 10_000),
        ("800 m", 800),
        ("800 mètres", 800),
        ("five", None),
        ("5 miles", None),
        ("-3", None),
        ("", None),
    ],
)
def test_distances(text: str, metres: int | None) -> None:
    assert metres_of(text) == metres


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        (ALWAYS, "At any time"),
        (WORKDAYS, "On weekdays"),
        (EVENINGS, "In the evening"),
        (WEEKENDS, "At the weekend"),
        (
            slots([(0, PartOfDay.MORNING), (0, PartOfDay.EVENING), (6, PartOfDay.AFTERNOON)]),
            "Mon 8–12, 18–22 · Sun 12–18",
        ),
    ],
)
def test_availability_in_words(mask: int, text: str) -> None:
    assert describe.availability(mask) == text
