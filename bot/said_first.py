"""What somebody writes after a command: it is kept, sealed, for the concern that they may raise next, also while nobody
knows which mission they mean.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from aiogram.filters import CommandObject
from aiogram.fsm.context import FSMContext

from domain.incident import FOLLOWED_FOR, LONGEST_UNANSWERED
from domain.words import length, written
from i18n import _

NUMBER_FIRST = re.compile(r"\s*#?(\d{1,9})(?:[\s:;,.!–—-]+(.*))?", re.DOTALL)


def number_and_words(command: CommandObject) -> tuple[int | None, str]:
    """The mission's number in `/concern 142 he has a knife`, and the words after it; without one, all are words."""
    said = command.args or ""
    match = NUMBER_FIRST.fullmatch(said)
    return (int(match[1]), written(match[2] or "")) if match else (None, written(said))


async def keep(state: FSMContext, words: str, now: datetime) -> None:
    """Keep these words, after what is kept already; the newest alone where that becomes too much."""
    before = await kept(state, now)
    together = "\n".join(one for one in (before, words) if one)
    fits = length(together) <= LONGEST_UNANSWERED
    await _kept(state).set_data({"words": together if fits else words, "at": now.isoformat()})


async def kept(state: FSMContext, now: datetime) -> str:
    """What is kept; what was written long ago is about something else."""
    data = await _kept(state).get_data()
    return data["words"] if data and now - datetime.fromisoformat(data["at"]) < FOLLOWED_FOR else ""


async def take(state: FSMContext, now: datetime) -> str:
    """The same, and it is kept here no more."""
    words = await kept(state, now)
    await _kept(state).clear()
    return words


def not_sent_yet() -> str:
    """To whoever wrote it."""
    return _("I have kept what you wrote, but nobody has read it yet.")


def _kept(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny="said"))
