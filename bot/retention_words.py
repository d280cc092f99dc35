"""What is kept, why, for how long and who sees it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from html import escape

from domain.keeping import Kept, Periods
from i18n import _, ngettext
from i18n.formats import day, listing, number
from services.retention import LATELY, Standing

LONGEST_MESSAGE = 3_900


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
    """What was erased lately and what goes next; then, in groups, how long all else is kept. As HTML; as many
    messages as it takes.
    """
    all_of_it = list(found)
    moving = [one for one in all_of_it if one.erased_lately or one.next_at is not None]
    still = [one.kept for one in all_of_it if one not in moving]
    parts = ["<b>" + _("What was erased, and what goes next") + "</b>"]
    if not moving:
        parts.append(_("Nothing was erased within {days} days, and nothing waits to be.").format(days=LATELY.days))
    parts += [
        "\n".join([f"• <b>{_short(one.kept)}</b>: {escape(how_long(one.kept, periods))}", *_standing(one, zone, now)])
        for one in moving
    ]
    groups = (
        (_("Kept for a number of days"), [one for one in still if one.period is not None]),
        (_("Kept for as long as it is needed"), [one for one in still if one.period is None]),
    )
    for title, kept in groups:
        lines = [f"• {_short(one)}: {escape(how_long(one, periods))}" for one in kept]
        if lines:
            parts.append("\n".join([f"<b>{title}</b>", *lines]))
    return _in_messages(parts)


def _short(kept: Kept) -> str:
    """What it is, without what it is made of."""
    return escape(_(kept.what).partition(":")[0].rstrip())


def _in_messages(parts: Iterable[str]) -> list[str]:
    messages: list[str] = []
    for line in "\n\n".join(parts).split("\n"):
        if not messages or len(messages[-1]) + len(line) > LONGEST_MESSAGE:
            messages.append(line)
        else:
            messages[-1] += f"\n{line}"
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
