"""Who was asked for a mission, in words: for the operator, who answers for it, in private."""

from __future__ import annotations

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot.cards.offers import headline
from bot.room import fitting
from domain.matching import Exclusion
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES, N_
from domain.offer import Offer, OfferStatus
from domain.waves import HEAD_START
from i18n import _, ngettext
from i18n.formats import clock, distance
from services.finding import Explained

MOST_LINES = 40
ORDER = N_(
    "Asked first: whom the caller knows and liked; then by distance; among neighbours whoever was asked least lately, "
    "speaks the language, and never had a mission yet."
)


def explained(found: Explained, now: datetime) -> str:
    """Who was asked, wave by wave, what they said, and how many others were left out for which reason."""
    mission = found.mission
    zone = COUNTRIES[mission.country].zone
    lines = [f"{headline(mission)} · " + _("who was asked")]
    if not found.asked:
        lines.append(_("Nobody yet."))
    below = _next(mission, now)
    if found.left_out:
        below += ["", "<b>" + _("Not asked") + "</b>"]
        by_count = sorted(found.left_out.items(), key=lambda one: -one[1])
        below += [f"• {left_out(reason, count)}" for reason, count in by_count]
    below += ["", "<i>" + _(ORDER) + "</i>"]
    asked = _by_wave(found, zone)
    count = min(fitting(asked, *lines, *below, _more(len(asked))), MOST_LINES)
    lines += asked[:count]
    if count < len(asked):
        lines.append(_more(len(asked) - count))
    return "\n".join([*lines, *below])


def _by_wave(found: Explained, zone: ZoneInfo) -> list[str]:
    """Everybody who was asked; above the first of a wave, which one that is."""
    asked, before = [], None
    for position, (offer, name) in enumerate(found.asked, 1):
        line = f"{position}. {_asked(offer, name)}"
        if (wave := (offer.wave, offer.offered_at)) != before:
            line = f"\n<b>{_wave(offer.wave, found.waves)}</b> · {clock(offer.offered_at, zone)}\n{line}"
        asked.append(line)
        before = wave
    return asked


def _more(count: int) -> str:
    return _("… and {count} more").format(count=count)


def _wave(number: int, of: int) -> str:
    if number == HEAD_START:
        return _("Asked first: whom the caller knows")
    if not number:
        return _("By themselves")
    return _("Wave {number} of {count}").format(number=number, count=max(number, of))


def _asked(offer: Offer, name: str) -> str:
    words = {
        OfferStatus.OFFERED: _("has not answered yet"),
        OfferStatus.ACCEPTED: _("has accepted"),
        OfferStatus.DECLINED: _("has declined"),
        OfferStatus.WITHDRAWN: _("was too late, or could not any more"),
        OfferStatus.RELEASED: _("had it, but not any more"),
        OfferStatus.TAKEN_BACK: _("had it, but not any more"),
    }
    parts = [escape(name) or _("somebody who has left")]
    if offer.distance_m is not None:
        parts.append(distance(offer.distance_m))
    return " · ".join([*parts, words[offer.status]])


def _next(mission: Mission, now: datetime) -> list[str]:
    if mission.status is not MissionStatus.OPEN or mission.wave_at is None or mission.wave_at <= now:
        return []
    at = clock(mission.wave_at, COUNTRIES[mission.country].zone)
    if mission.exhausted_at is not None:
        return ["", _("Nobody else can be asked now. I look again at {time}.").format(time=at)]
    return ["", _("More are asked at {time}.").format(time=at)]


def left_out(reason: Exclusion, count: int) -> str:
    """How many were not asked for this reason."""
    texts = {
        Exclusion.UNAVAILABLE: ngettext(
            "{count} helper is on a break or can't be reached",
            "{count} helpers are on a break or can't be reached",
            count,
        ),
        Exclusion.OTHER_KIND: ngettext(
            "{count} helper does other kinds of help", "{count} helpers do other kinds of help", count
        ),
        Exclusion.TOO_FAR: ngettext("{count} helper is too far away", "{count} helpers are too far away", count),
        Exclusion.NOT_FREE: ngettext(
            "{count} helper is not free at that time", "{count} helpers are not free at that time", count
        ),
        Exclusion.OTHER_LANGUAGE: ngettext(
            "{count} helper does not speak the language", "{count} helpers do not speak the language", count
        ),
        Exclusion.BUSY: ngettext(
            "{count} helper has enough missions in hand", "{count} helpers have enough missions in hand", count
        ),
        Exclusion.FROZEN: ngettext(
            "{count} helper should not meet this caller again",
            "{count} helpers should not meet this caller again",
            count,
        ),
        Exclusion.SEEN_ENOUGH: ngettext(
            "{count} helper has got to know many doors since yesterday",
            "{count} helpers have got to know many doors since yesterday",
            count,
        ),
        Exclusion.HANDED_ON: ngettext("{count} helper has handed it on", "{count} helpers have handed it on", count),
        Exclusion.ANSWERED: ngettext("{count} helper has declined", "{count} helpers have declined", count),
        Exclusion.ASKED_ENOUGH: ngettext(
            "{count} helper was asked often enough today", "{count} helpers were asked often enough today", count
        ),
    }
    return texts[reason].format(count=count)
