"""A caller's file as an operator reads it to them on the phone, and as it is handed over to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.doors import waits_until_phoned
from bot.cards.incidents import had_line
from bot.keyboards import DeskTap, Number, button, keyboard
from bot.phones import shown
from bot.repeats import MARK
from bot.room import fitting
from bot.standing_words import outcome_mark, outcome_text
from domain.mission import MissionStatus
from domain.network import COUNTRIES, KINDS
from i18n import _, ngettext
from i18n.formats import day, language_name, money, window
from services.callers import Caller, Visit

MOST_HAD = 3
MOST_BUTTONS = 30
SAID_BELOW = 100
"""Characters that may be said below a caller's file: when it is deleted."""


class CallerTap(CallbackData, prefix="c"):
    """An operator's button on a caller's file."""

    do: Literal["show", "stop", "stop_yes", "export", "export_yes", "forget", "forget_yes", "phoned"]
    helpee: Number


def caller_screen(caller: Caller, now: datetime) -> tuple[str, InlineKeyboardMarkup]:
    """Who they are, who is coming, who came; with what they may ask for."""
    helpee = caller.helpee
    rows = [
        # button
        [button(_("Open #{number}").format(number=one.mission.id), DeskTap(do="show", mission=one.mission.id))]
        for one in caller.coming[:MOST_BUTTONS]
    ]
    rows += [
        # button
        [button(_("Raise a concern about #{number}").format(number=one.mission.id), _concern(one))]
        for one in (*caller.coming[:MOST_BUTTONS], *caller.past)
        if one.helper is not None
    ]
    held: list[str] = []
    if helpee.is_held:
        text = _("Not to be read out: something may be wrong at this door. Please phone first.")
        held = [f"✋ <b>{text}</b>", waits_until_phoned(), ""]
        # button
        rows.insert(0, [button(_("I have phoned: it is safe"), CallerTap(do="phoned", helpee=helpee.id), "primary")])
    stopping: list[InlineKeyboardButton] = []
    if caller.coming or caller.repeats:
        # button
        stopping = [button(_("Stop everything"), CallerTap(do="stop", helpee=helpee.id), "danger")]
    data = [
        # button
        button(_("What is stored"), CallerTap(do="export", helpee=helpee.id)),
        # button
        button(_("Forget this caller"), CallerTap(do="forget", helpee=helpee.id), "danger"),
    ]
    return "\n".join([*held, caller_text(caller, now)]), keyboard(*rows, stopping, data)


def _concern(visit: Visit) -> DeskTap:
    return DeskTap(do="concern", mission=visit.mission.id)


def caller_text(caller: Caller, now: datetime) -> str:
    """The same without buttons, for whoever is to confirm something about them."""
    helpee = caller.helpee
    lines = [
        f"🗂 <b>{escape(helpee.name)}</b> · {language_name(helpee.language)}",
        f"📞 {escape(shown(helpee.phone, helpee.country))}",
    ]
    if helpee.address:
        lines.append(f"🏠 {escape(helpee.address)}")
    lines += ["", _("<b>Who is coming</b>")]
    past = ["", _("<b>Who came</b>")]
    warning = _("Anybody can phone: let them say their name and street before you read anything out.")
    below = ["", f"⚠️ {warning}"]
    coming = [_coming(one, now) for one in caller.coming]
    lines += _first(coming, [*lines, *past, *below]) or [_("Nobody: nothing is open for this caller.")]
    came = [_past(one, now) for one in caller.past]
    past += _first(came, [*lines, *past, *below]) or [_("Nobody so far.")]
    return "\n".join([*lines, *past, *below])


def _first(visits: Sequence[str], around: Sequence[str]) -> list[str]:
    """As many as fit with what stands `around` them."""
    count = fitting(visits, *around, _more(len(visits)), spare=SAID_BELOW)
    return [*visits[:count], *([_more(len(visits) - count)] if count < len(visits) else [])]


def _more(count: int) -> str:
    return _("… and {count} more: see /missions").format(count=count)


def stop_screen(caller: Caller) -> tuple[str, InlineKeyboardMarkup]:
    """Really? Where nothing is to come, there is nothing to ask."""
    count, number, name = len(caller.coming), caller.helpee.id, escape(caller.helpee.name)
    if not count and not caller.repeats:
        text = _("Nothing is open for {name} and nothing repeats: nobody will come, and there is nothing to stop.")
        # button
        return text.format(name=name), keyboard([button(_("Show the file"), CallerTap(do="show", helpee=number))])
    text = ngettext(
        "Stop everything for {name}? {count} mission is cancelled, nothing repeats any more, and whoever has it or was "
        "asked is told at once.",
        "Stop everything for {name}? {count} missions are cancelled, nothing repeats any more, and whoever has them or "
        "was asked is told at once.",
        count,
    )
    if not count:
        text = _("Stop everything for {name}? No mission is open now, but one repeats: none follows any more then.")
    return text.format(name=name, count=count), keyboard(
        # button
        [button(_("Yes, stop everything"), CallerTap(do="stop_yes", helpee=number), "danger")],
        # button
        [button(_("No, keep it"), CallerTap(do="show", helpee=number))],
    )


def forget_screen(caller: Caller) -> tuple[str, InlineKeyboardMarkup]:
    """Really? A colleague is asked, too."""
    text = _(
        "Forget {name}? Whatever is open for them is cancelled, and name, number, address and notes are deleted for "
        "good. A colleague in the operators' chat has to confirm it."
    )
    number = caller.helpee.id
    return text.format(name=escape(caller.helpee.name)), keyboard(
        # button
        [button(_("Yes, ask a colleague"), CallerTap(do="forget_yes", helpee=number), "danger")],
        # button
        [button(_("No, keep it"), CallerTap(do="show", helpee=number))],
    )


def export_screen(caller: Caller) -> tuple[str, InlineKeyboardMarkup]:
    """Really? It is asked in the operators' chat."""
    text = _(
        "Get all that is stored about {name}, to read it out or hand it over to them? A colleague in the operators' "
        "chat has to confirm it; then I give you the file."
    )
    number = caller.helpee.id
    return text.format(name=escape(caller.helpee.name)), keyboard(
        # button
        [button(_("Yes, ask a colleague"), CallerTap(do="export_yes", helpee=number), "primary")],
        # button
        [button(_("No, not now"), CallerTap(do="show", helpee=number))],
    )


def _coming(visit: Visit, now: datetime) -> str:
    mission = visit.mission
    zone = COUNTRIES[mission.country].zone
    what = [f"{KINDS[mission.kind].icon} #{mission.id}", window(mission.starts_at, mission.ends_at, zone, now)]
    if mission.recurrence is not None:
        what.append(MARK)
    if visit.helper is None:
        return "\n".join([" · ".join([*what, _("nobody yet")]), *_earlier(visit)])
    text = _("<b>{name}</b>, code word <b>{word}</b>").format(name=escape(visit.helper.name), word=mission.code_word)
    line = " · ".join([*what, text, *([_("on the way")] if mission.on_my_way_at else [])])
    return "\n".join([line, *_earlier(visit)])


def _past(visit: Visit, now: datetime) -> str:
    mission = visit.mission
    zone = COUNTRIES[mission.country].zone
    at = day((mission.on_my_way_at or mission.starts_at).astimezone(zone).date(), now.astimezone(zone).date())
    what = [f"{KINDS[mission.kind].icon} #{mission.id}", at]
    if mission.status is not MissionStatus.COMPLETED or mission.outcome is None:
        cancelled = mission.status is MissionStatus.CANCELLED
        what.append("✖️ " + (_("cancelled") if cancelled else _("not completed")))
        return "\n".join([" · ".join(what), *_earlier(visit, also=mission.helper_id)])
    name = escape(visit.helper.name) if visit.helper is not None else _("a helper who has left")
    what += [f"<b>{name}</b>", f"{outcome_mark(mission.outcome)} {outcome_text(mission.outcome)}"]
    if mission.receipt_cents is not None:
        what.append(money(mission.receipt_cents, COUNTRIES[mission.country].currency))
    return "\n".join([" · ".join(what), *_earlier(visit)])


def _earlier(visit: Visit, also: int | None = None) -> list[str]:
    """Who had it and was not the last; `also`: nor is this one named elsewhere. Nobody knows whether they came."""
    zone = COUNTRIES[visit.mission.country].zone
    earlier = [f"   ↪ {had_line(one, zone)}" for one in visit.had if one.until_then or one.helper_id == also]
    if (more := len(earlier) - MOST_HAD) > 0:
        return [*earlier[:MOST_HAD], "   ↪ " + _("… and {count} more").format(count=more)]
    return earlier
