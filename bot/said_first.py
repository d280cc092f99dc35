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
    said = [*await _said(state, now), {"words": words, "mission": mission, "reporter": reporter}]
    fits = length(_together(said)) <= LONGEST_UNANSWERED
    await _keep(state, said if fits else said[-1:], now)


async def kept(state: FSMContext, now: datetime) -> str:
    """All that is kept."""
    return _together(await _said(state, now))


async def take(state: FSMContext, now: datetime, mission: int, reporter: Reporter) -> str:
    """What may be part of a concern of this reporter about this mission; it is kept here no more."""
    said = await _said(state, now)
    fit = [one for one in said if one["mission"] in {None, mission} and one["reporter"] in {None, reporter}]
    await _keep(state, [one for one in said if one not in fit], now)
    return _together(fit)


async def drop(state: FSMContext, now: datetime, mission: int) -> bool:
    """Keep no more what was written about this mission; whether there was anything."""
    said = await _said(state, now)
    others = [one for one in said if one["mission"] != mission]
    if others != said:
        await _keep(state, others, now)
    return others != said


def not_sent_yet() -> str:
    """To whoever wrote it."""
    return _("I have kept what you wrote, but nobody has read it yet.")


async def _said(state: FSMContext, now: datetime) -> list[dict[str, Any]]:
    """What was written long ago is about something else."""
    data = await _kept(state).get_data()
    is_late = not data or now - datetime.fromisoformat(data["at"]) >= FOLLOWED_FOR
    return [] if is_late else data.get("said", [])


async def _keep(state: FSMContext, said: Sequence[Mapping[str, Any]], now: datetime) -> None:
    await _kept(state).set_state(begun.WRITTEN if said else None)
    await _kept(state).set_data({"said": said, "at": now.isoformat()} if said else {})


def _together(said: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(one["words"] for one in said)


def _kept(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny="said"))
