"""Whoever reads the journal of what they did, or what was done about them, reads it in words."""

from __future__ import annotations

from bot.journal_words import DONE, NOBODYS
from tests.deeds import deeds


def test_every_deed_has_words_and_none_has_them_in_vain() -> None:
    assert deeds() == {*DONE, *NOBODYS}, "say it in bot/journal_words.py"
    assert not set(DONE) & NOBODYS
