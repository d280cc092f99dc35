"""What is stored about somebody, as a message."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from bot import describe, phones
from bot.keyboards import button, keyboard
from bot.place_names import called
from bot.privacy_file import answers_in
from domain.helper import Helper
from domain.identity import CheckStatus, IdentityCheck
from domain.network import LANGUAGES
from i18n import _, ngettext
from i18n.formats import clock, when
from services.privacy import Record


class PrivacyTap(CallbackData, prefix="y"):
    """A button of /privacy."""

    do: Literal["export", "delete", "delete_yes", "keep"]


def privacy_screen(
    record: Record, unfinished: Mapping[str, Any], zone: ZoneInfo, now: datetime
) -> tuple[str, InlineKeyboardMarkup]:
    """All of it in words. `unfinished` are the answers of a registration that is going on."""
    person = record.person
    lines = [
        _("<b>What is stored about you</b>"),
        _("• You write with me since: {when}").format(when=when(person.created_at, zone, now)),
        _("• Your Telegram number, so that I can write to you: {number}").format(number=person.external_id),
        _("• The language I write in: {language}").format(language=LANGUAGES[person.language].name),
    ]
    if person.is_operator:
        text = _("• You take calls, and colleagues see this name: {name}")
        lines.append(text.format(name=html.escape(person.operator_name or "")))
    if record.helper is not None:
        lines += _about_helper(record.helper, zone, now)
    if record.check is not None:
        lines.append(_about_check(record.check, zone, now))
    if record.missions:
        count = len(record.missions)
        text = ngettext("• {count} mission that you took", "• {count} missions that you took", count)
        lines.append(text.format(count=count))
    if answers_in(unfinished):
        lines.append(_("• Your answers so far: you haven't finished answering my questions"))
    lines += [
        "",
        _("The download holds every detail. Deleting is for good; missions in hand are passed on to others first."),
    ]
    rows = [
        [button(_("⬇️ Download my data"), PrivacyTap(do="export"))],
        [button(_("Delete everything"), PrivacyTap(do="delete"), "danger")],
    ]
    return "\n".join(lines), keyboard(*rows)


def delete_screen() -> tuple[str, InlineKeyboardMarkup]:
    """Really?"""
    text = _(
        "<b>Delete everything about you?</b>\nYour profile, your answers and your pictures are deleted at once, and"
        " you no longer take part. This can't be undone."
    )
    stays = _(
        "What stays for its time, under a number and without your name: concerns that were raised, what moderators"
        " decided, and the journal of who saw what."
    )
    marks = _(
        "Where callers have to be protected, I also keep a trace by which I would know your account and your phone"
        " number again, and which nobody can read back: of a suspension, of a concern that is still looked into, of"
        " somebody you were not to meet again, of being under age, of checks that did not work out. Of whoever just"
        " leaves, none. /privacy never shows it; the moderators can explain it."
    )
    rows = [
        [button(_("Yes, delete everything"), PrivacyTap(do="delete_yes"), "danger")],
        [button(_("No, keep it"), PrivacyTap(do="keep"))],
    ]
    return f"{text}\n\n{stays}\n\n{marks}", keyboard(*rows)


def _about_helper(helper: Helper, zone: ZoneInfo, now: datetime) -> list[str]:
    agreed = _("• You agreed to version {version} of the privacy notice: {when}")
    return [
        _("• Your name: {name}").format(name=html.escape(helper.name)),
        _("• Your phone number: {phone}").format(phone=html.escape(phones.shown(helper.phone, helper.country))),
        describe.places(helper.places),
        *_live(helper, zone),
        _("• How you help: {kinds}").format(kinds=html.escape(describe.kinds(helper.kinds))),
        _("• The languages you speak: {languages}").format(languages=html.escape(describe.languages(helper.languages))),
        _("• When you can help: {days}").format(days=html.escape(describe.availability(helper.slots))),
        agreed.format(version=html.escape(helper.consent_version), when=when(helper.consent_at, zone, now)),
    ]


def _live(helper: Helper, zone: ZoneInfo) -> list[str]:
    if helper.live is None or helper.live.live_until is None:
        return []
    where = html.escape(called(helper.live.name, helper.live.country))
    return [
        _("• Where you are now, until {time}: {place}").format(time=clock(helper.live.live_until, zone), place=where)
    ]


def _about_check(check: IdentityCheck, zone: ZoneInfo, now: datetime) -> str:
    if check.status in {CheckStatus.COLLECTING, CheckStatus.SUBMITTED}:
        count = len(check.pictures)
        text = ngettext(
            "• Your identity check: {count} picture, deleted after the decision",
            "• Your identity check: {count} pictures, deleted after the decision",
            count,
        )
        return text.format(count=count)
    if check.decided_at is None:
        return _("• Your identity check, without pictures")
    text = _("• Your identity check, closed {when}; its pictures are deleted")
    return text.format(when=when(check.decided_at, zone, now))
