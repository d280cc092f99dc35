"""When somebody can help in an ordinary week: a preset, or a grid of days and hours."""

from __future__ import annotations

import html
from collections.abc import Mapping

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.describe import availability, hours, presets
from bot.flow import Data, Prompt
from bot.question import Question
from bot.typed import meant
from domain.availability import PARTS, WEEKDAYS, slot_bit
from i18n import _
from i18n.formats import weekday_short

GRID, DONE, SIMPLE = "grid", "done", "simple"


class AvailabilityQuestion(Question, state="slots"):
    """Weekly availability. While the grid is open, each tap changes one part of a day."""

    async def ask(self, data: Data) -> Prompt:
        """The presets, or the grid."""
        if data.get("grid"):
            text = _("<b>When can you help?</b> Tap the days and hours that suit you, then “Done”.")
            return Prompt(text, self._grid(int(data.get("slots") or 0)))
        text = _(
            "<b>When can you usually help?</b> This is no promise: you are asked before each mission, and you can pause"
            " whenever you like."
        )
        rows = [[self.option(name, code)] for code, (_bits, name) in presets().items()]
        return Prompt(text, [*rows, [self.option(_("🗓 Choose days and hours"), GRID)]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take a preset, open or close the grid, or change a part of a day in it."""
        slots = int(data.get("slots") or 0)
        if value == DONE and not slots:
            await query.answer(_("Please choose at least one."), show_alert=True)
            return
        await query.answer()
        if value == DONE:
            await self._take(slots)
        elif value in {GRID, SIMPLE}:
            await self.show(await self.keep({"grid": value == GRID}), query=query)
        elif value in presets():
            await self._take(presets()[value][0])
        elif bit := _bits().get(value, 0):
            await self.show(await self.keep({"slots": slots ^ bit}), query=query)

    async def hear(self, message: Message, data: Data) -> None:
        """Take the name of a preset."""
        names = {code: [name, name.split()[-1]] for code, (_bits, name) in presets().items()}  # also: weekend
        value = meant(message.text or "", names)
        if value is None:
            text = _("Please tap one of the buttons above. “Choose days and hours” lets you say it exactly.")
            await self.misunderstood(message, text)
            return
        await self._take(presets()[value][0])

    async def _take(self, slots: int) -> None:
        await self.go_on({"slots": slots, "grid": False}, said=html.escape(availability(slots)))

    def _grid(self, slots: int) -> list[list[InlineKeyboardButton]]:
        rows = []
        for day in WEEKDAYS:
            row = []
            for part in PARTS:
                chosen = slots & slot_bit(day, part)
                text = f"{weekday_short(day)} {hours(part)}"
                row.append(self.option(f"✅ {text}" if chosen else text, f"{day}{part}"))
            rows.append(row)
        return [*rows, [self.option(_("Back to the short list"), SIMPLE), self.option(_("Done ➡️"), DONE, "primary")]]


def _bits() -> Mapping[str, int]:
    return {f"{day}{part}": slot_bit(day, part) for day in WEEKDAYS for part in PARTS}
