"""Whatever a thing may stand at has words: a page that shows it would fail for whoever has one that does not."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from inspect import isfunction
from typing import get_args, get_type_hints

import pytest

from bot import standing_words
from i18n import use_language

WORDS = [one for one in vars(standing_words).values() if isfunction(one) and one.__module__ == standing_words.__name__]


@pytest.mark.parametrize("words", WORDS, ids=[one.__name__ for one in WORDS])
def test_everything_it_may_stand_at_has_words(words: Callable[..., str]) -> None:
    kinds = [(get_args(one) or (one,))[0] for one in get_type_hints(words).values()]
    kind = next(one for one in kinds if issubclass(one, StrEnum))
    said = partial(words, outcome=None) if words is standing_words.mission_status else words
    with use_language("fr"):
        assert len({said(one) for one in kind}) == len(kind)
    with pytest.raises(KeyError):
        said("what there are no words for")  # and that is not shown as something else
