"""A door at which something may be wrong: when operators who have not phoned yet are reminded. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.availability import quiet_until
from domain.incident import FOR_DANGER, FOR_OTHERS
from domain.mission import Mission
from domain.network import COUNTRIES
from domain.people import Helpee


def remind_at(helpee: Helpee, active: Sequence[Mission], now: datetime) -> datetime:
    """When they are reminded next, with these missions open or taken there: as soon as of a danger that nobody sees to;
    in the night only if somebody is wanted there before it is over. With none, as of other concerns, by day.
    """
    zone = COUNTRIES[helpee.country].zone
    if not active:
        return quiet_until(now + FOR_OTHERS, zone)
    at = now + FOR_DANGER
    by_day = quiet_until(at, zone)
    return at if any(one.starts_at <= by_day for one in active) else by_day
