"""Every question is known where it is asked anew: in another language, or after a link that nobody understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.question import Question
from handlers.start import ALL_QUESTIONS


def kinds_of(base: Any) -> Iterator[Any]:
    """Whatever is derived from it."""
    for one in base.__subclasses__():
        yield one
        yield from kinds_of(one)


def test_no_question_is_forgotten() -> None:
    assert {one for one in kinds_of(Question) if one.__scene_config__.state} == set(ALL_QUESTIONS)
