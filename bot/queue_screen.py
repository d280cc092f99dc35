"""/queue: what waits for the moderators, and how they keep up with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from bot.cards.reviews import moment, zone_of
from bot.keyboards import ReviewTap, button, keyboard
from domain.identity import CLAIM_LASTS, CheckStatus
from i18n import _, ngettext
from i18n.formats import clock, duration
from services.queue import Queue

SHOWN = 10


def queue_screen(queue: Queue, now: datetime, zone: ZoneInfo) -> tuple[str, InlineKeyboardMarkup | None]:
    """All of it in one message, with a button to each of the oldest checks. Nobody is named but moderators."""
    parts = [_waiting(queue, now)]
    claims = [
        _("👀 #{number}: {name}, until {time}").format(
            number=check.id,
            name=escape(check.claimed_by_name or "?"),
            time=clock(check.claimed_at + CLAIM_LASTS, zone_of(check)),
        )
        for check in queue.waiting
        if check.claimed_at is not None and check.is_claimed(now)
    ]
    if claims:
        parts.append("\n".join([_("Somebody is looking at:"), *_first(claims)]))
    if queue.talks:
        text = ngettext("💬 {count} helper waits for a talk.", "💬 {count} helpers wait for a talk.", queue.talks)
        parts.append(text.format(count=queue.talks))
    if queue.week:
        parts.append("\n".join(_load(queue)))
    if queue.failing:
        parts.append(
            "\n".join([_("⚠️ <b>Pictures that could not be deleted yet</b>"), *_first(_failing(queue.failing))])
        )
    rows = [
        [
            button(
                f"#{check.id} · {moment(check.submitted_at or check.started_at, zone_of(check))}",
                ReviewTap(do="show", check=check.id),
            )
        ]
        for check in queue.waiting[:SHOWN]
    ]
    return "\n\n".join(parts), keyboard(*rows) if rows else None


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([_("… and {count} more").format(count=more)] if more > 0 else [])]


def _waiting(queue: Queue, now: datetime) -> str:
    if not queue.waiting:
        return _("No identity check is waiting. Thank you all!")
    oldest = queue.waiting[0]
    since = oldest.submitted_at or oldest.started_at
    text = ngettext(
        "<b>{count} identity check is waiting</b>, since {moment} ({age}). Tap it to bring it up again.",
        "<b>{count} identity checks are waiting</b>, the oldest since {moment} ({age}). Tap one to bring it up again.",
        len(queue.waiting),
    )
    return text.format(count=len(queue.waiting), moment=moment(since, zone_of(oldest)), age=duration(now - since))


def _load(queue: Queue) -> list[str]:
    lines = []
    for text, decided in ((_("📊 Today: {decisions}"), queue.today), (_("Last 7 days: {decisions}"), queue.week)):
        if decided:
            lines.append(text.format(decisions=_decisions(decided)))
    if queue.average is not None:
        lines.append(_("On average decided after {duration}.").format(duration=duration(queue.average)))
    return lines


def _decisions(decided: Mapping[CheckStatus, int]) -> str:
    return _("{approved} approved, {rejected} rejected, {again} asked again").format(
        approved=decided.get(CheckStatus.APPROVED, 0),
        rejected=decided.get(CheckStatus.REJECTED, 0),
        again=decided.get(CheckStatus.ASKED_AGAIN, 0),
    )


def _failing(failing: Mapping[int, int]) -> list[str]:
    return [
        ngettext("#{number}: {count} picture", "#{number}: {count} pictures", count).format(number=check, count=count)
        for check, count in failing.items()
    ]
