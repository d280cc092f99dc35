"""Every rule that can be broken, and every reason, has words in every language."""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest

from bot import texts
from bot.texts import LONGEST_ALERT, explain, reason_name, reason_to_helper
from domain import errors
from domain.identity import Reason
from domain.matching import Exclusion
from i18n import LANGUAGES, use_language

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.RuleBroken) and kind is not errors.RuleBroken
]
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff " * 3


def broken(kind: type[errors.RuleBroken]) -> errors.RuleBroken:
    """One of this kind, with long details."""
    details = {"status": "completed", "limit": 3, "by": LONG_NAME, "role": "operators", "reason": "frozen",
               "wait": timedelta(minutes=59), "talking": True, "incident_id": 12_345, "country": "BE",
               "numbers": (12_345, 12_344, 12_343)}  # fmt: skip
    if "__init__" not in vars(kind):
        return kind()
    return kind(**{name: details[name] for name in inspect.signature(kind).parameters})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_broken_rule_is_explained_short_enough_for_an_alert(kind: type[errors.RuleBroken], language: str) -> None:
    general = explain(errors.RuleBroken())
    with use_language(language):
        text = explain(broken(kind))
        assert text != explain(errors.RuleBroken())
    assert text != general
    assert len(text) <= LONGEST_ALERT
    assert not text.endswith("…")
    assert "{" not in text
    assert "<" not in text


@pytest.mark.parametrize("status", ["completed", "cancelled", "expired", "something new"])
def test_a_closed_mission_says_how_it_ended(status: str) -> None:
    assert "mission" in explain(errors.MissionClosed(status))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_may_not_have_a_mission_hears_what_is_in_the_way_and_nothing_else(language: str) -> None:
    with use_language(language):
        said = {reason: explain(errors.NotOffered(reason)) for reason in Exclusion}
    named = (
        Exclusion.UNAVAILABLE,
        Exclusion.OTHER_KIND,
        Exclusion.TOO_FAR,
        Exclusion.OTHER_LANGUAGE,
        Exclusion.HANDED_ON,
        Exclusion.SEEN_ENOUGH,
    )
    assert len({said[reason] for reason in named}) == len(named)
    discreet = said[Exclusion.FROZEN]
    assert discreet not in {said[reason] for reason in named}
    assert all(len(text) < LONGEST_ALERT for text in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_could_have_it_from_an_operator_reads_whom_to_phone(language: str) -> None:
    with use_language(language):
        for reason in (Exclusion.HANDED_ON, Exclusion.SEEN_ENOUGH):
            text = explain(errors.NotOffered(reason), "02 808 99 48")
            assert "02 808 99 48" in text
            assert len(text) < LONGEST_ALERT
        assert "02 808 99 48" not in explain(errors.NotOffered(Exclusion.TOO_FAR), "02 808 99 48")


def test_a_decision_without_a_name_is_explained_too() -> None:
    assert "closed" in explain(errors.AlreadyDecided(""))


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_words_for_both(reason: Reason) -> None:
    assert len(reason_name(reason)) <= 40
    assert reason_to_helper(reason)
    assert reason_to_helper(None)


def test_no_rule_is_explained_twice() -> None:
    assert not texts._SIMPLE.keys() & texts._WITH_DETAILS.keys()
