"""How much one person may ask for in what time. Beyond it is a pause, of which they are told once.

What is counted in memory does no harm when a restart forgets it; failed codes are kept in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import TooOften


class Costly(StrEnum):
    """What is counted. MESSAGES: also taps, and whatever else a person does."""

    MESSAGES = "messages"
    PICTURES = "pictures"
    LOOK_UPS = "look-ups"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in what time, and for how long it is enough then."""

    many: int
    within: timedelta
    pause: timedelta


MINUTE = timedelta(minutes=1)

LIMITS: Mapping[Costly, Limit] = {
    Costly.MESSAGES: Limit(60, MINUTE, timedelta(seconds=30)),
    Costly.PICTURES: Limit(20, 10 * MINUTE, 5 * MINUTE),
    Costly.LOOK_UPS: Limit(20, 10 * MINUTE, 5 * MINUTE),
    Costly.CODES: Limit(5, 60 * MINUTE, 60 * MINUTE),
}
"""Everybody's. Somebody in a hurry taps twice a second for a while, and sends an album; nobody does so all day."""

STAFF_TIMES = 5
"""Whoever takes calls works here for hours: they may do so many times as much. Codes are nobody's work."""


def limit_for(what: Costly, *, staff: bool, limits: Mapping[Costly, Limit] = LIMITS) -> Limit:
    """The limit of somebody."""
    limit = limits[what]
    if not staff or what is Costly.CODES:
        return limit
    return Limit(limit.many * STAFF_TIMES, limit.within, limit.pause)


class Verdict(StrEnum):
    """What becomes of one more: it is done, it is one too many (say so), or there is a pause already (say nothing)."""

    FINE = "fine"
    TOO_MANY = "too many"
    PAUSED = "paused"


@dataclass(slots=True)
class Tally:
    """What one person has done of one kind lately: a bucket that empties evenly, so that nothing has to be kept of when
    each was.
    """

    level: float = 0.0
    at: datetime | None = None
    paused_until: datetime | None = None

    def count(self, limit: Limit, now: datetime) -> Verdict:
        """One more."""
        if self.at is not None and now < self.at:  # the clock was put back
            self.level, self.paused_until = 0.0, None
        if self.paused_until is not None and now < self.paused_until:
            return Verdict.PAUSED
        passed = (now - self.at) / limit.within if self.at is not None else 0.0
        self.level = max(0.0, self.level - max(0.0, passed) * limit.many) + 1
        self.at = now
        if self.level <= limit.many:
            return Verdict.FINE
        self.paused_until, self.level = now + limit.pause, 0.0
        return Verdict.TOO_MANY

    def is_idle(self, limit: Limit, now: datetime) -> bool:
        """Whether it says nothing any more."""
        over = self.paused_until is None or self.paused_until <= now
        return over and (self.at is None or now - self.at >= limit.within)


@dataclass(eq=False, kw_only=True)
class Attempts:
    """What one person tried in vain, such as codes; kept, since a restart is no reason to go on guessing."""

    person_id: int
    kind: Costly
    since: datetime
    count: int = 0
    paused_until: datetime | None = field(default=None)

    def require_open(self, now: datetime) -> None:
        """Raise TooOften during a pause."""
        if self.paused_until is not None and now < self.paused_until:
            raise TooOften(self.paused_until - now)

    def fail(self, now: datetime) -> None:
        """One more in vain; the last that is allowed begins a pause."""
        limit = LIMITS[self.kind]
        if now - self.since > limit.within:
            self.since, self.count = now, 0
        self.count += 1
        if self.count >= limit.many:
            self.paused_until, self.count = now + limit.pause, 0
