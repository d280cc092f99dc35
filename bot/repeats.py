"""How often a mission comes back, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.mission import Mission
from domain.network import COUNTRIES, N_
from domain.recurrence import Every, Recurrence
from domain.timetable import next_window
from i18n import _
from i18n.formats import day, window

MARK = "🔁"
EVERY: Mapping[Every, str] = {
    # button
    Every.DAY: N_("Every day"),
    # button
    Every.WEEKDAY: N_("Every weekday (Mon–Fri)"),
    # button
    Every.WEEK: N_("Every week"),
}


def repeats(recurrence: Recurrence, zone: ZoneInfo, now: datetime) -> str:
    """ "🔁 Every week until Monday 4 May"."""
    every = _(EVERY[recurrence.every])
    if recurrence.until is None:
        return f"{MARK} " + _("{every}, until it is stopped").format(every=every)
    until = day(recurrence.until, now.astimezone(zone).date())
    return f"{MARK} " + _("{every} until {day}").format(every=every, day=until)


def repeat_lines(mission: Mission, now: datetime) -> list[str]:
    """The line that says so of a mission; none of one that is wanted once."""
    if mission.recurrence is None:
        return []
    return [repeats(mission.recurrence, COUNTRIES[mission.country].zone, now)]


def next_lines(mission: Mission, now: datetime) -> list[str]:
    """The line that says when the next one is, if it is still to be published."""
    next_one = next_window(mission, now)
    if next_one is None:
        return []
    when = window(next_one.start, next_one.end, COUNTRIES[mission.country].zone, now)
    return [f"{MARK} " + _("The next one is {when}.").format(when=when)]
