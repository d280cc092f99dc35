"""Which language a text is in."""

from __future__ import annotations

import asyncio

import pytest

from domain.network import KINDS
from i18n import LANGUAGES, SOURCE, _, catalogue, current_language, ngettext, normalise, use_language


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("fr", "fr"), ("nl-BE", "nl"), ("nl_BE", "nl"), ("FR-ch", "fr"), ("en-GB", "en"),
        ("ja", "en"), ("zh-hans", "en"), ("frp", "en"), ("", "en"), (None, "en"),
    ],
)  # fmt: skip
def test_a_clients_language_tag_becomes_one_of_ours(code: str | None, language: str) -> None:
    assert normalise(code) == language


def test_english_stands_in_the_code() -> None:
    assert current_language() == SOURCE == "en"
    assert _("tomorrow") == "tomorrow"
    assert _("never translated by anybody") == "never translated by anybody"
    assert not catalogue("en").exists()


def test_texts_come_in_the_language_that_is_in_use() -> None:
    with use_language("fr"):
        assert _("tomorrow") == "demain"
        with use_language("nl-BE"):
            assert current_language() == "nl"
            assert _("tomorrow") == "morgen"
        assert _("tomorrow") == "demain"
    assert _("tomorrow") == "tomorrow"


def test_a_text_without_translation_stays_english() -> None:
    with use_language("fr"):
        assert _("never translated by anybody") == "never translated by anybody"
        assert ngettext("{n} unknown thing", "{n} unknown things", 2) == "{n} unknown things"


def test_no_text_is_no_text() -> None:
    with use_language("fr"):
        assert _("") == ""


def test_the_language_comes_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), use_language("fr"):
        1 / 0  # noqa: B018
    assert current_language() == "en"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "0 days", 1: "1 day", 2: "2 days"}),
        ("fr", {0: "0 jour", 1: "1 jour", 2: "2 jours"}),
        ("nl", {0: "0 dagen", 1: "1 dag", 2: "2 dagen"}),
    ],
)
def test_each_language_counts_in_its_own_way(language: str, forms: dict[int, str]) -> None:
    with use_language(language):
        assert {n: ngettext("{n} day", "{n} days", n).format(n=n) for n in forms} == forms


async def test_tasks_do_not_change_each_others_language() -> None:
    everybody_inside = asyncio.Barrier(3)

    async def greet(language: str) -> str:
        with use_language(language):
            await everybody_inside.wait()
            return _("tomorrow")

    french, dutch, english = await asyncio.gather(greet("fr"), greet("nl"), greet("en"))
    assert (french, dutch, english) == ("demain", "morgen", "tomorrow")
    assert current_language() == "en"


async def test_a_task_starts_with_the_language_of_whoever_started_it() -> None:
    async def greet() -> str:
        await asyncio.sleep(0)
        return _("tomorrow")

    with use_language("nl"):
        task = asyncio.create_task(greet())
    assert await task == "morgen"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE])
def test_kinds_of_help_are_named_in_every_language(language: str) -> None:
    english = {_(kind.name) for kind in KINDS.values()}
    with use_language(language):
        assert english.isdisjoint(_(kind.name) for kind in KINDS.values())
