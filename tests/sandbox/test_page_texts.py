"""The page's texts: complete in every language, none missing, none left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from sandbox.page import FOLDER

LANGUAGES = ("en", "fr", "nl")
_ENTRY = re.compile(r'^  ("[\w.]+"): (".*"|\{.*\}),$')
_FORM = re.compile(r'(\w+): ("(?:[^"\\]|\\.)*")')
_QUOTED = re.compile(r'"([a-z]+\.[\w.]+)"')
_BUILT = re.compile(r"\bt\(\s*`([\w.]+)\$\{")


def texts_of(language: str) -> dict[str, list[str]]:
    """Every text with all its forms, by key."""
    found = {}
    for line in (FOLDER / "texts" / f"{language}.js").read_text(encoding="utf-8").splitlines():
        if entry := _ENTRY.match(line):
            key, value = entry.groups()
            forms = [value] if value.startswith('"') else [form for _name, form in _FORM.findall(value)]
            found[json.loads(key)] = [json.loads(form) for form in forms]
    return found


def used() -> Iterator[str]:
    """The keys that the page names in full: what is quoted and begins as some key does."""
    begun = {key.split(".")[0] for key in texts_of("en")}
    for path in (FOLDER / "js").rglob("*.js"):
        for key in _QUOTED.findall(path.read_text(encoding="utf-8")):
            if key.split(".")[0] in begun:
                yield key


def prefixes() -> set[str]:
    """The beginnings of the keys that the page puts together."""
    return {
        match[1]
        for path in (FOLDER / "js").rglob("*.js")
        for match in _BUILT.finditer(path.read_text(encoding="utf-8"))
    }


def found_in(language: str, pattern: str) -> list[str]:
    """The texts with something in them that fits the pattern, whatever its case."""
    return [form for forms in texts_of(language).values() for form in forms if re.search(pattern, form, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same(language: str) -> None:
    english, other = texts_of("en"), texts_of(language)
    assert list(other) == list(english)
    for key, forms in english.items():
        placeholders = {name for form in forms for name in re.findall(r"\{(\w+)\}", form)}
        for form in other[key]:
            assert set(re.findall(r"\{(\w+)\}", form)) <= placeholders, key
        assert all(form.strip() for form in other[key]), key


def test_every_text_that_is_used_is_there() -> None:
    missing = {key for key in used() if key not in texts_of("en")}
    assert missing == set()


def test_no_text_is_left_over() -> None:
    named, begun = set(used()), tuple(prefixes())
    assert [key for key in texts_of("en") if key not in named and not key.startswith(begun)] == []


@pytest.mark.parametrize(("language", "foreign"), [("fr", "aidant"), ("nl", r"\bhelpers?\b")])
def test_volunteers_are_called_what_the_bot_calls_them(language: str, foreign: str) -> None:
    assert found_in(language, foreign) == []


def test_french_signs_do_not_begin_a_line() -> None:
    assert found_in("fr", "(?: |^)[?!;:»]|«(?: |$)") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dots_follow_their_word(language: str) -> None:
    assert found_in(language, r"\s…") == []
