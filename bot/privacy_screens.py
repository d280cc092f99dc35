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
from bot.delete_words import goes, stays, traces
from bot.keyboards import button, keyboard
from bot.place_names import called
from bot.privacy_file import answers_in
from bot.standing_words import helper_status
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus, IdentityCheck
from domain.network import LANGUAGES
from domain.offer import NO_LONGER
from i18n import _, ngettext
from i18n.formats import clock, when
from services.privacy import Record


class PrivacyTap(CallbackData, prefix="y"):
    """A button of /privacy."""

    do: Literal["export", "delete", "delete_yes", "keep"]


def privacy_screen(
    record: Record, unfinished: Mapping[str, Any], zone: ZoneInfo, now: datetime, *, unread: bool
) -> tuple[str, InlineKeyboardMarkup]:
    """All of it in words. `unfinished` are the answers of a registration that is going on; `unread`: they wrote
    something after a command.
    """
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
    lines += _counted(record)
    if answers_in(unfinished):
        lines.append(_("• Your answers so far: you haven't finished answering my questions"))
        lines += _answered(unfinished)
    if unread:
        lines.append(_("• What you wrote after a command: nobody has read it yet"))
    lines += [
        "",
        _("The download holds every detail. Deleting is for good; missions in hand are passed on to others first."),
    ]
    rows = [
        [button(_("⬇️ Download my data"), PrivacyTap(do="export"))],
        [button(_("Delete everything"), PrivacyTap(do="delete"), "danger")],
    ]
    return "\n".join(lines), keyboard(*rows)


def delete_screen(
    record: Record, *, administrator: bool, unsent: bool, unread: bool
) -> tuple[str, InlineKeyboardMarkup]:
    """Really? `unsent`: a concern that they began to write is sent first; `unread`: what they wrote after a command is
    not.
    """
    title = _("<b>Delete everything about you?</b>")
    parts = [
        f"{title}\n{' '.join(goes(record, administrator=administrator, unsent=unsent, unread=unread))}",
        stays(record, unsent=unsent),
    ]
    parts.append("\n".join(traces(record)))
    rows = [
        [button(_("Yes, delete everything"), PrivacyTap(do="delete_yes"), "danger")],
        [button(_("No, keep it"), PrivacyTap(do="keep"))],
    ]
    return "\n\n".join(part for part in parts if part), keyboard(*rows)


def _about_helper(helper: Helper, zone: ZoneInfo, now: datetime) -> list[str]:
    stands = _("• Where you stand as a helper: {status}").format(status=helper_status(helper.status))
    if helper.status is HelperStatus.SUSPENDED and helper.suspended_until is not None:
        until = when(helper.suspended_until, zone, now)
        stands = " ".join([stands, _("until {moment}").format(moment=until)])
    agreed = _("• You agreed to version {version} of the privacy notice: {when}")
    return [
        stands,
        _("• Your name: {name}").format(name=html.escape(helper.name)),
        _("• Your phone number: {phone}").format(phone=html.escape(phones.shown(helper.phone, helper.country))),
        describe.places(helper.places),
        *_live(helper, zone),
        _("• How you help: {kinds}").format(kinds=html.escape(describe.kinds(helper.kinds))),
        _("• The languages you speak: {languages}").format(languages=html.escape(describe.languages(helper.languages))),
        _("• When you can help: {days}").format(days=html.escape(describe.availability(helper.slots))),
        agreed.format(version=html.escape(helper.consent_version), when=when(helper.consent_at, zone, now)),
    ]


def _counted(record: Record) -> list[str]:
    """What there is of missions, earlier checks, talks and concerns; the download has it line by line."""
    rows, said = record.rows, []
    had_once = {one["mission_id"] for one in rows.get("offers", ()) if one["status"] in NO_LONGER}
    if (earlier := len(rows.get("identity_checks", ())) - 1) > 0:
        text = ngettext(
            "• {count} earlier identity check, without pictures",
            "• {count} earlier identity checks, without pictures",
            earlier,
        )
        said.append(text.format(count=earlier))
    if any(one["closed_at"] is None for one in rows.get("talks", ())):
        said.append(_("• Your talk with a moderator, and what is said in it until it ends"))
    elif talks := len(rows.get("talks", ())):
        text = ngettext(
            "• {count} talk with a moderator, without what was said",
            "• {count} talks with moderators, without what was said",
            talks,
        )
        said.append(text.format(count=talks))
    if taken := len({*had_once, *(one.id for one in record.missions)}):
        text = ngettext("• {count} mission that you took", "• {count} missions that you took", taken)
        said.append(text.format(count=taken))
    if raised := len([*rows.get("concerns_raised", ()), *rows.get("concerns_passed_on", ())]):
        text = ngettext(
            "• {count} concern that you raised or passed on", "• {count} concerns that you raised or passed on", raised
        )
        said.append(text.format(count=raised))
    if decided := len(rows.get("sanctions", ())):
        text = ngettext(
            "• {count} decision of moderators about you", "• {count} decisions of moderators about you", decided
        )
        said.append(text.format(count=decided))
    return said


def _answered(unfinished: Mapping[str, Any]) -> list[str]:
    """What was answered, in the words of a profile."""
    said, answers = [], answers_in(unfinished)
    if name := answers.get("name"):
        said.append(_("• Your name: {name}").format(name=html.escape(name)))
    if phone := answers.get("phone"):
        said.append(_("• Your phone number: {phone}").format(phone=html.escape(phone)))
    if place := answers.get("place"):
        where, metres = html.escape(called(place["name"], place["country"])), answers.get("radius_m")
        if metres is not None:
            where = describe.place(place["name"], place["country"], metres)
        said.append(_("• You set out from: {place}").format(place=where))
    if kinds := answers.get("kinds"):
        said.append(_("• How you help: {kinds}").format(kinds=html.escape(describe.kinds(kinds))))
    if spoken := answers.get("spoken"):
        languages = html.escape(describe.languages(spoken))
        said.append(_("• The languages you speak: {languages}").format(languages=languages))
    if slots := answers.get("slots"):
        said.append(_("• When you can help: {days}").format(days=html.escape(describe.availability(slots))))
    return said


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
