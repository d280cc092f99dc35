"""What is kept, why, for how long and who sees it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from html import escape

from domain.keeping import Kept, Periods
from i18n import _, ngettext
from i18n.formats import day, listing, number
from services.retention import LATELY, Standing

LONGEST_MESSAGE = 3_500


def how_long(kept: Kept, periods: Periods) -> str:
    """ "30 days after it is closed", or until when."""
    if kept.period is None:
        return _(kept.since)
    days = periods.of(kept.period).days
    text = ngettext("{n} day {since}", "{n} days {since}", days)
    return text.format(n=number(days), since=_(kept.since))


def who_sees(kept: Kept) -> str:
    """ "operators and the helper who has accepted"."""
    return listing(_(one) for one in kept.sees)


def overview(found: Iterable[Standing], periods: Periods, zone: tzinfo, now: datetime) -> list[str]:
    """What is kept for how long, what was erased lately and what goes next, as HTML; as many messages as it takes."""
    messages = ["<b>" + _("What is kept, and for how long") + "</b>"]
    for one in found:
        lines = [
            f"• <b>{escape(_(one.kept.what))}</b>",
            escape(how_long(one.kept, periods)),
            *_standing(one, zone, now),
        ]
        text = "\n".join(lines)
        if len(messages[-1]) + len(text) > LONGEST_MESSAGE:
            messages.append(text)
        else:
            messages[-1] += f"\n\n{text}"
    return messages


def _standing(one: Standing, zone: tzinfo, now: datetime) -> list[str]:
    lines = []
    if one.erased_lately:
        text = ngettext("🧹 {n} erased within {days} days", "🧹 {n} erased within {days} days", one.erased_lately)
        lines.append(text.format(n=number(one.erased_lately), days=LATELY.days))
    if one.next_at is not None:
        when = day(one.next_at.astimezone(zone).date(), now.astimezone(zone).date())
        text = ngettext("⏭ Next: {day}; {n} within a week", "⏭ Next: {day}; {n} within a week", one.soon)
        lines.append(text.format(day=when, n=number(one.soon)))
    return lines
