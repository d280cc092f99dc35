"""The end of a call: everything is read back to the caller, with what publishing would meet, and then published."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from html import escape

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot.cards.asked import left_out
from bot.cards.staff_view import with_neighbourhood
from bot.flow import Data, Prompt
from bot.keyboards import in_rows
from bot.phones import shown
from bot.repeats import repeats
from domain.matching import Forecast
from domain.mission import Mission
from domain.network import KINDS
from domain.offer import OfferStatus
from domain.timetable import told_at
from handlers.intake_questions.base import (
    ANSWERS,
    FLOW,
    HOME,
    IntakeQuestion,
    applies,
    details_of,
    draft_of,
    recurrence_of,
)
from handlers.intake_questions.task import when_of
from i18n import _, ngettext
from i18n.formats import distance, duration, language_name, money
from services import desk

CHANGEABLE = tuple(state for state in ANSWERS if state not in {"new_open", "new_file", "new_pin", "new_until"})


class ReadyQuestion(IntakeQuestion, state="new_ready"):
    """Read it back, and publish."""

    shows_caller = True

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Ask what a change has left open first."""
        data = await self.keep({"changing": None})
        lacking = FLOW.after("", data)
        if lacking == HOME:
            await super().show(data, query=query)
        else:
            await self.goto(lacking)

    async def ask(self, data: Data) -> Prompt:
        """Everything to be read aloud, the forecast, and a button to change each line."""
        foreseen = await desk.foresee(self.store, self.person.id, draft_of(data))
        title = _("Please read this back to the caller:")
        text = "\n".join(
            [
                f"<b>{title}</b>",
                *self._lines(data),
                "",
                *forecast_lines(foreseen, by_phone=KINDS[data["kind"]].by_phone),
            ]
        )
        changes = [self._change(state) for state in CHANGEABLE if applies(state, data)]
        # button
        return Prompt(text, [[self.option(_("Publish"), "publish", "success")], *in_rows(changes, 2)])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Publish, or change one line."""
        if value == "publish":
            await self._publish(query, data)
        elif value in CHANGEABLE and applies(value, data):
            await query.answer()
            await self.close(await self.keep({"changing": True}), None)
            await self.goto(value)
        else:
            await query.answer()

    async def _publish(self, query: CallbackQuery, data: Data) -> None:
        """The mission is published before anything is said: an outage of Telegram in between loses nothing."""
        draft = draft_of(data)
        if draft.ends_at <= self.store.now():
            # alert
            await query.answer(_("The time you gave is over by now. Please choose another one."), show_alert=True)
            await self.close(await self.keep({"starts": None, "ends": None}), None)
            await self.goto("new_when")
            return
        mission = await desk.publish(self.store, self.person.id, draft)
        followed = await desk.follow(self.store, self.person.id, mission.id)
        await desk.keep_message(self.store, self.person.id, mission.id, str(self.chat_id), str(data.get("asked")))
        with suppress(TelegramBadRequest):  # too old to be answered, but published all the same
            await query.answer()
        # Written under the read-back, where the mission's own card can't come before it.
        await self.close(data, published_text(mission, followed.count(OfferStatus.OFFERED), self.store.now()))
        await self.leave()

    def _lines(self, data: Data) -> list[str]:
        country, kind = self.country(data), KINDS[data["kind"]]
        lines = [
            f"👤 {escape(data['name'])} · 📞 {shown(data['phone'], country.code)}",
            f"{kind.icon} {_(kind.name)} · 💬 {language_name(data['language'])}",
        ]
        if not kind.by_phone:
            lines.append(f"🏠 {escape(with_neighbourhood(data['address'], data['neighbourhood'], country.code))}")
            if data["access_notes"]:
                lines.append(f"🚪 {escape(data['access_notes'])}")
        when = when_of(data, country, self.store.now())
        urgent = _("urgent")
        lines.append(f"🕒 {when} · <b>{urgent}</b>" if data.get("urgent") else f"🕒 {when}")
        if (recurrence := recurrence_of(data)) is not None:
            lines.append(repeats(recurrence, country.zone, self.store.now()))
        if details := details_of(data):
            lines.append(f"📝 {escape(details)}")
        if kind.money and isinstance(data["limit"], int):
            limit = money(data["limit"], country.currency)
            lines.append("💶 " + _("Up to {amount}, paid back against the receipt").format(amount=limit))
        return lines

    def _change(self, state: str) -> InlineKeyboardButton:
        texts = {
            # button
            "new_phone": _("✏️ Phone"),
            # button
            "new_name": _("✏️ Name"),
            # button
            "new_kind": _("✏️ Kind of help"),
            # button
            "new_language": _("✏️ Language"),
            # button
            "new_address": _("✏️ Address"),
            # button
            "new_access": _("✏️ Getting in"),
            # button
            "new_when": _("✏️ When"),
            # button
            "new_repeat": _("✏️ Repeats"),
            # button
            "new_details": _("✏️ Details"),
            # button
            "new_limit": _("✏️ Limit"),
        }
        return self.option(texts[state], state)


def forecast_lines(foreseen: Forecast, *, by_phone: bool) -> list[str]:
    """What publishing would meet, in words."""
    if foreseen.held:
        return ["✋ " + _("Helpers are asked once one of you has phoned and said that all is well at this door.")]
    if foreseen.eligible and by_phone:
        text = ngettext("🔎 {count} helper can be asked.", "🔎 {count} helpers can be asked.", foreseen.eligible)
        return [text.format(count=foreseen.eligible), *_first(foreseen), *_usually(foreseen)]
    if foreseen.eligible:
        text = ngettext(
            "🔎 {count} helper can be asked, {near} within 1 km.",
            "🔎 {count} helpers can be asked, {near} within 1 km.",
            foreseen.eligible,
        )
        lines = [text.format(count=foreseen.eligible, near=foreseen.within_km)]
        if foreseen.nearest_m is not None and not foreseen.within_km:
            lines = [
                ngettext(
                    "🔎 {count} helper can be asked, {distance} away.",
                    "🔎 {count} helpers can be asked, the nearest {distance} away.",
                    foreseen.eligible,
                ).format(count=foreseen.eligible, distance=distance(foreseen.nearest_m))
            ]
        if foreseen.speaking < foreseen.eligible:
            text = ngettext(
                "{count} of them speaks the caller's language.",
                "{count} of them speak the caller's language.",
                foreseen.speaking,
            )
            lines.append(text.format(count=foreseen.speaking))
        return [*lines, *_first(foreseen), *_usually(foreseen)]
    lines = [_("🔎 Nobody can be asked right now.")]
    reasons = sorted(foreseen.excluded.items(), key=lambda one: -one[1])
    lines += [f"• {left_out(reason, count)}" for reason, count in reasons]
    if not reasons and by_phone:
        lines.append(_("No helper who does this speaks the caller's language yet."))
    elif not reasons:
        lines.append(_("No helper who does this lives near there yet."))
    lines.append(_("You can publish it all the same: helpers who look for themselves will see it."))
    return lines


def _first(foreseen: Forecast) -> list[str]:
    if not foreseen.first:
        return []
    text = ngettext(
        "🤝 {count} of them is asked first: the caller knows them.",
        "🤝 {count} of them are asked first: the caller knows them.",
        foreseen.first,
    )
    return [text.format(count=foreseen.first)]


def _usually(foreseen: Forecast) -> list[str]:
    if foreseen.usually is None:
        return []
    return [_("⏱ Usually taken within {duration}.").format(duration=duration(foreseen.usually))]


def published_text(mission: Mission, asked: int, now: datetime) -> str:
    """What is said when it is published, and what comes next."""
    lines = [_("Published as <b>#{number}</b>.").format(number=mission.id)]
    if mission.is_held:
        text = _("Nobody is asked yet: phone first, or leave it to a colleague, and tap “I have phoned: ask others”.")
        return "\n".join([*lines, f"✋ {text}"])
    if not asked:
        lines.append(_("Nobody could be asked yet. /mission {number} shows what you can do.").format(number=mission.id))
        return "\n".join(lines)
    asking = ngettext(
        "{count} helper is being asked. You'll hear as soon as somebody takes it.",
        "{count} helpers are being asked. You'll hear as soon as somebody takes it.",
        asked,
    )
    lines.append(asking.format(count=asked))
    if told_at(mission, now) > now:
        lines.append(_("It is late: they hear of it in the morning."))
    return "\n".join(lines)
