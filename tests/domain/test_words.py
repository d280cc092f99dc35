"""What is kept of what people type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.words import LONGEST_NAME, MOST_MARKS, length, name_of, name_said, name_shown, on_one_line, parts, written
from tests.fuzz.wild import WILD_TEXTS

FAMILY, WALES, RAINBOW = "👨‍👩‍👧‍👦", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "🏳️‍🌈"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jean \u202egnal\u202c Petit", "Jean gnal Petit"),
        ("\u2066Jean\u2069 \u200fPetit\u061c", "Jean Petit"),
        ("Je\u200ban\u200d Pe\u00adtit\ufeff\u2060", "Jean Petit"),
        ("Jean\x01\x1b[31m\x7f\x9b Petit", "Jean[31m Petit"),
        ("Jean\tPetit\u00a0 \u3000Dupont", "Jean Petit Dupont"),
        ("Jean\ufffdPetit\ufffe\ud83d", "JeanPetit"),
        ("Jean \ue000\U000f0000Petit", "Jean Petit"),
        ("\u3164\u2800\u115f", ""),
        ("Jose\u0301e", "Josée"),
        ("e" + "\u0489" * 400, "e" + "\u0489" * MOST_MARKS),
        ("Jose\u200b\u0301e", "Josée"),
        ("\u0301\u0301 x", "x"),
        (f"{FAMILY} {WALES} {RAINBOW} 🇧🇪 1️⃣ ❤️", f"{FAMILY} {WALES} {RAINBOW} 🇧🇪 1️⃣ ❤️"),
        ("می‌خواهم", "می‌خواهم"),
        ("क्‍ष", "क्‍ष"),
        ("x\U000e0041\U000e007f", "x"),
        ("שלום 12", "שלום 12"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Zoë O’Brien-d'Été", "Zoë O’Brien-d'Été"),
    ],
)
def test_what_shows_nothing_is_left_out_and_what_scripts_need_stays(typed: str, kept: str) -> None:
    assert on_one_line(typed) == unicodedata.normalize("NFC", kept)


def test_lines_stay_where_there_may_be_several() -> None:
    assert written(" Bread \r\nmilk\u2028eggs\n\n\n \n\nSalt\x0b ") == "Bread\nmilk\neggs\n\nSalt"


@pytest.mark.parametrize("text", WILD_TEXTS.values(), ids=list(WILD_TEXTS))
def test_a_wild_text_is_kept_tidy_or_is_no_name(text: str) -> None:
    name = name_of(text)
    if name is not None:
        assert 2 <= length(name) <= LONGEST_NAME
        assert not [one for one in name if unicodedata.category(one) in {"Cc", "Cs", "Co", "Cn"}]
    assert 1 <= length(name_shown(text)) <= LONGEST_NAME


@given(st.text())
def test_to_tidy_twice_changes_nothing_more(text: str) -> None:
    once = written(text)
    assert written(once) == once
    assert on_one_line(on_one_line(text)) == on_one_line(text)


@given(st.text(alphabet=st.characters(categories=["Mn", "Me", "L", "Cf", "Zs"])))
def test_no_letter_carries_a_flood_of_marks(text: str) -> None:
    run = 0
    for one in on_one_line(text):
        run = run + 1 if unicodedata.category(one) in {"Mn", "Me"} else 0
        assert run <= MOST_MARKS


@pytest.mark.parametrize(
    "text", ["", "J", "12", "Jean 2", "<b>Jean</b>", "@jean", "https://x.example", "\u202e\u200b", "👍👍"]
)
def test_what_is_no_name(text: str) -> None:
    assert name_of(text) is None


def test_the_name_of_a_caller_may_say_more() -> None:
    assert name_said("Mme Dupont\u202e (2\u200b) <hall>") == "Mme Dupont (2) <hall>"
    assert [name_said(one) for one in ("7", "x", "\u200b\u200b", "x" * 81)] == [None] * 4


def test_the_length_is_what_messengers_count() -> None:
    assert length("é") == 1
    assert length("😀") == 2
    assert name_of("Ж" * LONGEST_NAME) is not None
    assert name_of("𝕵" * (LONGEST_NAME // 2 + 1)) is None


def test_a_name_that_shows_nothing_is_a_question_mark() -> None:
    assert name_shown("\u202e\u200b ") == "?"
    assert name_shown("👍") == "👍"
    assert name_shown("x" * 300) == "x" * (LONGEST_NAME - 1) + "…"


LINES = st.text(st.sampled_from("ab 😀é"), max_size=60).map(written)


@given(st.lists(LINES, max_size=6), LINES, st.integers(4, 40))
def test_parts_lose_nothing_and_stay_as_they_are_when_lines_are_added(lines: list[str], added: str, most: int) -> None:
    before, after = parts("\n".join(lines), most), parts("\n".join([*lines, added]), most)
    assert "".join("".join(before).split()) == "".join("".join(lines).split())
    assert all(length(one) <= most for one in [*before, *after])
    kept = len(before) - 1
    assert after[:kept] == before[:kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one\ntwo\nthree", ["one\ntwo", "three"]),
        ("one two three", ["one two", "three"]),
        ("one two3three four", ["one two3t", "hree four"]),
        ("abcdefghijklmno", ["abcdefghi", "jklmno"]),
    ],
)
def test_a_long_text_is_parted_between_lines_or_words(text: str, kept: list[str]) -> None:
    assert parts(text, 9) == kept
