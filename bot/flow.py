"""The order of a wizard's questions, what a question says, and the buttons under it.

A *flow* is an order of questions; its name stands in the conversation's data, so that the same question serves several
flows. Answers stand in the data too, as JSON, and survive a restart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.rewriting import bare
from domain.permissions import Action

if TYPE_CHECKING:
    from bot.question import Question

Data = dict[str, Any]


class AnswerTap(CallbackData, prefix="a"):
    """An answer to a question, by a button. `question` is the scene's state, so that a stale tap is known as one."""

    question: str
    value: str


class MoveTap(CallbackData, prefix="v"):
    """Back or cancel, on a question."""

    question: str
    to: Literal["back", "cancel"]


@dataclass(frozen=True, slots=True)
class Flow:
    """An order of questions by state. `home` is where an answer leads when a single one is being changed. `action`: who
    may not do that (any more) is asked nothing, and no answer of theirs is taken.

    `skips` says whether a question is passed over, given the answers so far. A flow with `finish` has no home: it is
    called after the last question, and calls `leave`. `cancelled` cleans up when somebody gives up, and returns what is
    said; it stands in for the question's own.
    """

    order: tuple[str, ...]
    home: str = ""
    action: Action = field(kw_only=True)
    skips: Callable[[str, Data], bool] = lambda _state, _data: False
    finish: Callable[[Question], Awaitable[None]] | None = None
    cancelled: Callable[[Question], Awaitable[str]] | None = None

    def after(self, state: str, data: Data) -> str:
        """The question that follows; `home` at the end."""
        rest = self.order[self.order.index(state) + 1 :] if state in self.order else ()
        return next((one for one in rest if not self.skips(one, data)), self.home)

    def before(self, state: str, data: Data) -> str | None:
        """The question before, or None at the first."""
        earlier = self.order[: self.order.index(state)] if state in self.order else self.order
        return next((one for one in reversed(earlier) if not self.skips(one, data)), None)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked: HTML text, rows of buttons, and where needed a reply keyboard with a text of its own."""

    text: str
    rows: Sequence[Sequence[InlineKeyboardButton]] = field(default_factory=tuple)
    reply: ReplyKeyboardMarkup | None = None
    reply_text: str = ""


async def put_away(state: FSMContext, bot: Bot, chat_id: int) -> None:
    """End what is being asked in a private chat: its buttons and its reply keyboard go, its answers are forgotten."""
    data = await state.get_data()
    await state.clear()
    if isinstance(asked := data.get("asked"), int):
        await bare(bot, chat_id, asked)
    if data.get("reply_keyboard"):
        await bot.send_message(chat_id, "👌", reply_markup=ReplyKeyboardRemove())
