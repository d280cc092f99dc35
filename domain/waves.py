"""How many helpers are asked at once, how near, and how long they have before more are asked. A policy that is data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, log

from domain.network import KINDS, MAX_RADIUS_M

SOON = timedelta(hours=6)
ENOUGH = 0.8
TRUST = 3.0
FEWEST, MOST = 3, 20
LOOKED_AT = timedelta(minutes=30)
HEAD_START = -1  # the number of the step before the waves


class Haste(StrEnum):
    """How little time there is to find somebody."""

    URGENT = "urgent"
    SOON = "soon"  # it begins within `SOON`, or has begun
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Wave:
    """One step: `open` helpers have the mission before them, found within `reach_m` metres where enough live there."""

    open: int
    reach_m: int


@dataclass(frozen=True, slots=True)
class HeadStart:
    """Before the waves: at most `most` helpers whom the helpee knows have the mission to themselves, for `pause`."""

    most: int
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """Waves one after the other, each `pause` after the one before; then the operator is told.

    From then on it is looked every `look_again` whether somebody new can be asked. `least` helpers are asked at once
    even if they live beyond a wave's reach. With a `head_start`, whom the helpee knows is asked before all others.
    """

    waves: tuple[Wave, ...]
    pause: timedelta
    look_again: timedelta
    least: int = 3
    head_start: HeadStart | None = None

    def wave(self, number: int) -> Wave:
        """The wave with this number; the first is 1, and past the last one it stays at that."""
        return self.waves[max(0, min(number, len(self.waves)) - 1)]

    def beginning_with(self, first: int) -> Policy:
        """The same waves, each larger or smaller in the measure in which the first one is."""
        scale = first / self.waves[0].open
        return replace(self, waves=tuple(replace(one, open=ceil(one.open * scale)) for one in self.waves))

    def is_last(self, number: int) -> bool:
        """Whether no wave comes after this one."""
        return number >= len(self.waves)


@dataclass(frozen=True, slots=True)
class Experience:
    """What came of earlier offers like these: how many were accepted, in how many minutes that they were open before
    somebody, of each no more than `LOOKED_AT`. One that was taken back counts for as long as it could be accepted.
    """

    accepted: float = 0.0
    minutes: float = 0.0

    def first_wave(self, policy: Policy) -> int:
        """How many to ask at once, so that one accepts within the policy's pause with a chance of `ENOUGH`.

        Without experience, what the policy says. Acceptances come about at a steady rate within the first half hour, so
        that k of them in m minutes tell the rate; the policy's own number counts like `TRUST` acceptances.
        """
        pause = policy.pause.total_seconds() / 60
        wanted = -log(1 - ENOUGH)
        believed = TRUST * policy.waves[0].open * pause / wanted
        rate = (TRUST + self.accepted) / (believed + self.minutes)
        return max(FEWEST, min(MOST, ceil(wanted / (rate * pause) - 1e-9)))


ON_FOOT = (Wave(5, 2_000), Wave(12, 5_000), Wave(25, 10_000), Wave(50, MAX_RADIUS_M))
BY_PHONE = (Wave(5, MAX_RADIUS_M), Wave(12, MAX_RADIUS_M), Wave(25, MAX_RADIUS_M))

# Most of those who take something do so within minutes; what is for another day may wait for an evening's look.
PAUSES = {Haste.URGENT: timedelta(minutes=4), Haste.SOON: timedelta(minutes=10), Haste.LATER: timedelta(minutes=45)}
LOOK_AGAIN = {Haste.URGENT: timedelta(minutes=10), Haste.SOON: timedelta(minutes=30), Haste.LATER: timedelta(hours=3)}

# Somebody who knows the door is worth a few minutes, but none of those of an emergency.
HEAD_STARTS = {Haste.SOON: HeadStart(2, timedelta(minutes=5)), Haste.LATER: HeadStart(2, timedelta(minutes=20))}

# What a kind of help has of its own; the others go on foot or by phone like all of their sort.
OWN: dict[tuple[str, Haste], Policy] = {}


def policy_for(kind: str, haste: Haste) -> Policy:
    """The policy for a kind of help in such haste."""
    waves = BY_PHONE if KINDS[kind].by_phone else ON_FOOT
    return OWN.get((kind, haste)) or Policy(waves, PAUSES[haste], LOOK_AGAIN[haste], head_start=HEAD_STARTS.get(haste))


def haste_of(starts_at: datetime, now: datetime, *, urgent: bool) -> Haste:
    """How little time there is for a mission that begins then."""
    if urgent:
        return Haste.URGENT
    return Haste.SOON if starts_at - now <= SOON else Haste.LATER
