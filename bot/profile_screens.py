"""A helper's profile and places, as messages with buttons."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot import describe, phones
from bot.keyboards import Number, button, keyboard
from bot.place_names import called
from domain.helper import Helper, HelperStatus
from domain.network import COUNTRIES
from i18n import _
from i18n.formats import clock, distance, when

MOST_PLACES = 5


class ProfileTap(CallbackData, prefix="o"):
    """A button of the profile; `place` is the number of one of the helper's places, `days` how long a break is to be
    (0: until they come back by themselves).
    """

    do: Literal[
        "show", "phone", "places", "add", "radius", "remove", "kinds", "spoken", "slots", "name", "break", "pause",
        "resume", "free", "leave", "leave_yes",
    ]  # fmt: skip
    place: Number = 0
    days: Number = 0


def profile_screen(helper: Helper, now: datetime) -> tuple[str, InlineKeyboardMarkup]:
    """Everything that a helper has said, each line with a way to change it."""
    text = "\n".join(
        [
            _("<b>Your profile</b>"),
            _status(helper, now),
            "",
            describe.line(_("Name"), html.escape(helper.name)),
            describe.line(_("Phone number"), html.escape(phones.shown(helper.phone, helper.country))),
            describe.line(_("Kinds of help"), html.escape(describe.kinds(helper.kinds))),
            describe.line(_("Languages"), html.escape(describe.languages(helper.languages))),
            describe.line(_("Days and hours"), html.escape(describe.availability(helper.slots))),
            describe.places(helper.places),
        ]
    )
    rows = [
        [
            button("✏️ " + _("Places"), ProfileTap(do="places")),
            button("✏️ " + _("Kinds of help"), ProfileTap(do="kinds")),
        ],
        [
            button("✏️ " + _("Languages"), ProfileTap(do="spoken")),
            button("✏️ " + _("Days and hours"), ProfileTap(do="slots")),
        ],
        [button("✏️ " + _("Phone number"), ProfileTap(do="phone")), button("✏️ " + _("Name"), ProfileTap(do="name"))],
    ]
    if helper.status is HelperStatus.VALIDATED:
        free = button(_("🟢 Free for two hours"), ProfileTap(do="free"))
        paused = helper.paused_at is not None
        rows.append([free, resume_button() if paused else button(_("⏸ Take a break"), ProfileTap(do="break"))])
    rows.append([button(_("Stop helping"), ProfileTap(do="leave"), "danger")])
    return text, keyboard(*rows)


def resume_button(tap: CallbackData | None = None) -> InlineKeyboardButton:
    """The end of a break. It leads back to the profile, or wherever `tap` does."""
    return button(_("▶️ Send me missions again"), tap or ProfileTap(do="resume"), "success")


def places_screen(helper: Helper) -> tuple[str, InlineKeyboardMarkup]:
    """The places of a helper, each with its own distance."""
    text = "\n".join([
        _("<b>Your places</b>"),
        _("You are offered missions around each of them: your home, your work, your parents' street…"),
        "",
        describe.places(helper.places),
    ])  # fmt: skip
    rows = []
    for place in helper.places:
        name = called(place.name, place.country)
        row = [button(f"↔️ {name}", ProfileTap(do="radius", place=place.id))]
        if len(helper.places) > 1:
            row.append(button(f"🗑 {name}", ProfileTap(do="remove", place=place.id), "danger"))
        rows.append(row)
    if len(helper.places) < MOST_PLACES:
        rows.append([button(_("➕ Add a place"), ProfileTap(do="add"))])
    rows.append([button(_("◀️ Back"), ProfileTap(do="show"))])
    return text, keyboard(*rows)


def leave_screen(helper: Helper) -> tuple[str, InlineKeyboardMarkup]:
    """Really?"""
    text = _(
        "<b>Do you want to stop helping?</b>\nMissions that you have in hand are passed on to others. If you only"
        " need some time, take a break instead."
    )
    rows = [[button(_("Yes, stop helping"), ProfileTap(do="leave_yes"), "danger")]]
    if helper.status is HelperStatus.VALIDATED and helper.paused_at is None:
        rows.append([button(_("⏸ Take a break"), ProfileTap(do="break"))])
    return text, keyboard(*rows, [button(_("◀️ Back"), ProfileTap(do="show"))])


def how_names_change() -> str:
    """Why a name is not changed here; at most 200 characters."""
    return _(
        "Your name is compared with your identity card. To change it, apply again: stop helping here, then /start."
    )


def break_screen() -> tuple[str, InlineKeyboardMarkup]:
    """How long?"""
    text = _("<b>How long would you like to be left in peace?</b>\nWhat you have in hand stays yours.")
    rows = [
        [
            button(_("Until tomorrow"), ProfileTap(do="pause", days=1)),
            button(_("3 days"), ProfileTap(do="pause", days=3)),
        ],
        [button(_("A week"), ProfileTap(do="pause", days=7)), button(_("Two weeks"), ProfileTap(do="pause", days=14))],
        [button(_("Until I come back"), ProfileTap(do="pause"))],
    ]
    return text, keyboard(*rows, [button(_("◀️ Back"), ProfileTap(do="show"))])


def _status(helper: Helper, now: datetime) -> str:
    zone = COUNTRIES[helper.country].zone
    if helper.status is HelperStatus.VALIDATED and helper.paused_at is not None:
        if helper.paused_until is None:
            return _("⏸ On a break")
        return _("⏸ On a break until {time}").format(time=when(helper.paused_until, zone, now))
    if helper.status is HelperStatus.VALIDATED:
        if helper.live is not None and helper.live.live_until is not None and helper.live.live_until > now:
            return _("📡 Out until {time}: what is wanted soon within {distance} of you comes too").format(
                time=clock(helper.live.live_until, zone), distance=distance(helper.live.radius_m)
            )
        if helper.free_until is not None and helper.free_until > now:
            return _("🟢 Free until {time}").format(time=clock(helper.free_until, zone))
        return _("✅ Active")
    return {
        HelperStatus.APPLIED: _("⏳ Not validated yet"),
        HelperStatus.REJECTED: _("Application not accepted"),
        HelperStatus.SUSPENDED: _("Suspended"),
    }.get(helper.status, _("Not helping any more"))
