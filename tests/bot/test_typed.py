"""What people type where buttons were offered."""

import pytest

from bot.typed import all_meant, fold, is_nothing, meant

KINDS = {
    "groceries": ["🛒 Groceries", "Courses"],
    "dog": ["🐕 Dog walk", "Promenade du chien"],
    "phone": ["Moral support"],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("groceries", "groceries"),
        ("🛒 GROCERIES!", "groceries"),
        ("courses", "groceries"),
        ("dog", "dog"),
        ("Dog-walk", "dog"),
        ("moral", "phone"),
        ("gardening", None),
        ("", None),
        ("🛒", None),
        ("do", None),
    ],
)
def test_one_answer_is_known_by_its_words_or_their_beginning(text: str, value: str | None) -> None:
    assert meant(text, KINDS) == value


def test_a_beginning_that_two_answers_share_means_neither() -> None:
    assert meant("mor", {"a": ["morning"], "b": ["more often"]}) is None


def test_an_exact_answer_wins_over_a_longer_one() -> None:
    assert meant("1 km", {"1": ["1 km"], "10": ["1 km more"]}) == "1"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("groceries, dog walk", ["groceries", "dog"]),
        ("Courses et promenade du chien", ["groceries", "dog"]),
        ("groceries and moral support & dog", ["groceries", "phone", "dog"]),
        ("groceries, gardening", []),
        ("groceries, groceries", ["groceries"]),
        (",", []),
    ],
)
def test_a_list_is_understood_wholly_or_not_at_all(text: str, values: list[str]) -> None:
    assert all_meant(text, KINDS) == values


def test_other_scripts_are_kept() -> None:
    assert fold("العربية") == fold(" العربية ")
    assert meant("українська", {"uk": ["Українська"], "ar": ["العربية"]}) == "uk"


@pytest.mark.parametrize("text", ["Rien", "rien à ajouter", "Niets.", "nee, dank u", "No", "non merci !", "-"])
def test_whoever_has_nothing_to_say_may_say_so(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["", "no bell", "Rien que du pain", "niets met noten", "👍"])
def test_what_is_more_than_nothing_is_kept(text: str) -> None:
    assert not is_nothing(text)
