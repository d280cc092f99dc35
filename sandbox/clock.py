"""The sandbox's time: real, until somebody moves it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FARTHEST = timedelta(days=366)


def next_at(now: datetime, time_of_day: str, zone: str) -> datetime:
    """The next instant at which clocks in `zone` show this time, as 09:00. Raises ValueError for what is neither."""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (KeyError, OSError):
        raise ValueError(f"there is no time zone {zone}") from None
    wanted = datetime.combine(there, time.fromisoformat(time_of_day), there.tzinfo)
    if wanted <= there:
        wanted = datetime.combine(there + timedelta(days=1), wanted.time(), there.tzinfo)
    return wanted.astimezone(UTC)


class Clock:
    """Real time and what it was moved on by, in UTC. It goes on by itself."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, by: timedelta) -> None:
        """Let so much time pass at once. Raises ValueError for going back, and beyond a year ahead of real time."""
        if by < timedelta():
            raise ValueError("time does not run backwards; only back to real time")
        if by > FARTHEST - self.ahead:
            raise ValueError(f"the clock goes at most {FARTHEST.days} days ahead of real time")
        self.ahead += by

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then. Raises ValueError as `move` does."""
        self.move(instant - self())

    def reset(self) -> None:
        """Real time again."""
        self.ahead = timedelta()
