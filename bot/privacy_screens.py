"""What is stored about somebody, as a message and as a file."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from bot import describe, phones
from bot.keyboards import button, keyboard
from bot.place_names import called
from domain.availability import PARTS, WEEKDAYS, slot_bit
from domain.helper import Helper, HelperPlace
from domain.identity import CheckStatus, IdentityCheck
from domain.mission import Mission
from domain.network import LANGUAGES
from i18n import _, ngettext
from i18n.formats import clock, when
from services.privacy import Record

OWN_FLOWS = ("registration", "again", "identity", "profile")
ANSWERS = (
    "name",
    "phone",
    "place",
    "radius_m",
    "other_places",
    "kinds",
    "spoken",
    "slots",
    "consent_version",
    "consent_at",
)


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
    rows = [
        [button(_("Yes, delete everything"), PrivacyTap(do="delete_yes"), "danger")],
        [button(_("No, keep it"), PrivacyTap(do="keep"))],
    ]
    return text, keyboard(*rows)


def as_file(record: Record, unfinished: Mapping[str, Any]) -> bytes:
    """All of it as JSON, with keys that say what they are."""
    person = record.person
    content: dict[str, Any] = {
        "person": {
            "app": person.app,
            "id_in_app": person.external_id,
            "language": person.language,
            "known_since": person.created_at,
            "reachable": person.reachable,
        },
        "missions": [_mission(mission) for mission in record.missions],
    }
    if person.is_operator:
        content["operator"] = {
            "name": person.operator_name,
            "country": person.operator_country,
            "since": person.operator_since,
        }
    if record.helper is not None:
        content["helper"] = _helper(record.helper)
    if record.check is not None:
        content["identity_check"] = _check(record.check)
    if answers := answers_in(unfinished):
        content["unfinished_answers"] = answers
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=2).encode()


def answers_in(unfinished: Mapping[str, Any]) -> dict[str, Any]:
    """The person's own answers among the data of a conversation; what an operator notes of a caller is not theirs."""
    own = str(unfinished.get("flow", "")).partition(".")[0] in OWN_FLOWS
    return {key: unfinished[key] for key in ANSWERS if key in unfinished} if own else {}


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


def _helper(helper: Helper) -> dict[str, Any]:
    return {
        "name": helper.name,
        "phone": helper.phone,
        "country": helper.country,
        "status": helper.status,
        "places": [_place(place) for place in helper.places],
        "shared_location": {**_place(helper.live), "until": helper.live.live_until} if helper.live else None,
        "kinds_of_help": sorted(helper.kinds),
        "languages": sorted(helper.languages),
        "availability": [
            f"{day + 1} {part}" for day in WEEKDAYS for part in PARTS if helper.slots & slot_bit(day, part)
        ],
        "applied_at": helper.applied_at,
        "validated_at": helper.validated_at,
        "valid_until": helper.valid_until,
        "paused_at": helper.paused_at,
        "paused_until": helper.paused_until,
        "free_until": helper.free_until,
        "last_offered_at": helper.last_offered_at,
        "completed_missions": helper.completed,
        "consent": {"version": helper.consent_version, "at": helper.consent_at},
    }


def _place(place: HelperPlace) -> dict[str, Any]:
    return {
        "name": place.name,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius_m": place.radius_m,
    }


def _check(check: IdentityCheck) -> dict[str, Any]:
    return {
        "status": check.status,
        "started_at": check.started_at,
        "submitted_at": check.submitted_at,
        "decided_at": check.decided_at,
        "reason": check.reason,
        "pictures": [{"side": one.side, "received_at": one.received_at} for one in check.pictures],
    }


def _mission(mission: Mission) -> dict[str, Any]:
    return {
        "number": mission.id,
        "kind_of_help": mission.kind,
        "status": mission.status,
        "starts_at": mission.starts_at,
        "accepted_at": mission.accepted_at,
        "closed_at": mission.closed_at,
        "outcome": mission.outcome,
        "receipt_cents": mission.receipt_cents,
        "your_note": mission.note,
    }


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
