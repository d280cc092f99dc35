"""What somebody writes after a command: it is kept, sealed, for the concern that they may raise next, also while nobody
knows which mission they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram.filters import CommandObject
from aiogram.fsm.context import FSMContext

from domain.incident import FOLLOWED_FOR, LONGEST_UNANSWERED, Reporter
from domain.words import length, written
from i18n import _
from services import begun

NUMBER_FIRST = re.compile(r"\s*#?(\d{1,9})(?:[\s:;,.!–—-]+(.*))?", re.DOTALL)


def number_and_words(command: CommandObject) -> tuple[int | None, str]:
    """The mission's number in `/concern 142 he has a knife`, and the words after it; without one, all are words."""
    said = command.args or ""
    match = NUMBER_FIRST.fullmatch(said)
    return (int(match[1]), written(match[2] or "")) if match else (None, written(said))


async def keep(
    state: FSMContext, words: str, now: datetime, mission: int | None = None, reporter: Reporter | None = None
) -> None:
    """Keep these words, after what is kept already; the newest alone where that becomes too much. `mission`,
    `reporter`: what a concern has to be about, and who has to speak, that they may be part of it; None: any.
    """
    new = {"words": words, "mission": mission, "reporter": reporter, "at": now.isoformat()}
    said = [*await _said(state, now), new]
    fits = length(_together(said)) <= LONGEST_UNANSWERED
    await _keep(state, said if fits else said[-1:])


async def kept(state: FSMContext, now: datetime) -> str:
    """All that is kept."""
    return _together(await _said(state, now))


async def take(state: FSMContext, now: datetime, mission: int, reporter: Reporter | None) -> str:
    """What may be part of a concern of this reporter about this mission; it is kept here no more. None: it isn't known
    yet who speaks, and what only one of them may say stays.
    """
    said = await _said(state, now)
    fit = [one for one in said if one["mission"] in {None, mission} and one["reporter"] in {None, reporter}]
    await _keep(state, [one for one in said if one not in fit])
    return _together(fit)


def not_sent_yet() -> str:
    """To whoever wrote it."""
    return _("I have kept what you wrote, but nobody has read it yet.")


async def _said(state: FSMContext, now: datetime) -> list[dict[str, Any]]:
    """What was written long ago is about something else."""
    data = await _kept(state).get_data()
    said = data.get("said", [])
    if "words" in data:  # as an earlier version kept it
        said = [{"words": data["words"], "mission": None, "reporter": Reporter.HELPER, "at": data["at"]}]
    return [one for one in said if now - datetime.fromisoformat(one["at"]) < FOLLOWED_FOR]


async def _keep(state: FSMContext, said: Sequence[Mapping[str, Any]]) -> None:
    await _kept(state).set_state(begun.WRITTEN if said else None)
    await _kept(state).set_data({"said": said} if said else {})


def _together(said: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(one["words"] for one in said)


def _kept(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny="said"))
