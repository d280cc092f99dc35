"""What time does to a mission: its next step that nobody has to take, and when. Pure functions.

An open mission goes out in waves, its operator is warned before its time is over, and it expires. Of a taken one it is
asked whether the helper is coming; who stays silent is reminded, then the operator is told, then others are asked.
Whoever said that they were coming is asked, once the time is over, how it went. One that repeats is followed by the
next one when it is closed, or its time is over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain.availability import Window, evening_before, quiet_until
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES
from domain.recurrence import LEAST
from domain.waves import Policy, haste_of, policy_for

WARN_BEFORE = timedelta(hours=2)  # or a quarter of the time there was, if that is less
ASK_BEFORE = timedelta(hours=1)
EVENING = timedelta(hours=2)  # before the quiet hours: whoever is wanted in their midst, or right after, is asked then
GRACE, URGENT_GRACE = timedelta(minutes=30), timedelta(minutes=10)  # until then nobody is asked or reminded
SHORTEST_GAP, LONGEST_GAP, URGENT_GAP = timedelta(minutes=10), timedelta(minutes=45), timedelta(minutes=15)
DONE_AFTER = timedelta(minutes=30)
DONE_GAP = timedelta(hours=4)
DAILY = timedelta(days=1)
AHEAD = timedelta(days=2)  # who knows further ahead what they do that day says yes too lightly
ASKED, REMINDED, ALERTED = 1, 2, 3  # how often somebody was nudged


class Step(StrEnum):
    """What happens to a mission by itself."""

    WAVE = "wave"  # more helpers are asked, or the operator hears that nobody is left
    WARN = "warn"  # the operator hears that its time is nearly over
    EXPIRE = "expire"
    CALL = "call"  # the operator is reminded that the helpee does not know yet who is coming
    ASK = "ask"  # the helper is asked whether they are coming, or how it went
    REMIND = "remind"
    ALERT = "alert"  # the operator hears that the helper is silent
    REOPEN = "reopen"  # others are asked
    FOLLOW = "follow"  # the next one of a mission that repeats is published


def told_at(mission: Mission, now: datetime) -> datetime:
    """When helpers hear of a mission that is offered now: at once, or when quiet hours end, unless it is urgent or its
    time will be as good as over by then.
    """
    morning = quiet_until(now, COUNTRIES[mission.country].zone)
    return now if mission.urgent or mission.ends_at - morning < LEAST else morning


def policy_of(mission: Mission, now: datetime) -> Policy:
    """How this mission is offered at this moment: in the haste there is when helpers hear of it."""
    policy = policy_for(mission.kind, haste_of(mission.starts_at, told_at(mission, now), urgent=mission.urgent))
    return policy if mission.first_wave is None else policy.beginning_with(mission.first_wave)


def next_step(mission: Mission) -> tuple[datetime, Step] | None:
    """When something happens to the mission by itself, and what; None for one that is closed and has no next one to
    come.
    """
    if mission.status is MissionStatus.OPEN:
        steps = [(mission.ends_at, Step.EXPIRE)]
        if mission.warned_at is None:
            steps.append((warn_at(mission), Step.WARN))
        if mission.wave_at is not None and not mission.is_held:
            steps.append((mission.wave_at, Step.WAVE))
        return min(steps, key=lambda step: step[0])
    if mission.status is MissionStatus.TAKEN:
        steps = [_nudge(mission)]
        if mission.called_back_at is None and mission.call_reminded_at is None:
            steps.append(((mission.accepted_at or mission.published_at) + _grace(mission), Step.CALL))
        return min([*steps, *_follow(mission)], key=lambda step: step[0])
    return next(iter(_follow(mission)), None)


def step_due(mission: Mission, now: datetime) -> Step | None:
    """What happens to the mission now, if anything. Of what was missed, only what still matters."""
    if mission.status is MissionStatus.OPEN and now >= mission.ends_at:
        return Step.EXPIRE
    due = next_step(mission)
    if due is None or due[0] > now:
        return None
    # After an outage, whoever was silent may have done it: an operator finds out, and nobody else is sent.
    return Step.ALERT if due[1] is Step.REOPEN and now >= mission.ends_at else due[1]


def warn_at(mission: Mission) -> datetime:
    """When the operator hears that nobody has taken it and its time is nearly over."""
    return mission.ends_at - min(WARN_BEFORE, (mission.ends_at - mission.published_at) / 4)


def is_expected(mission: Mission) -> bool:
    """Whether the helper has said that they are coming, so that they are asked how it went and nobody else is sent."""
    return mission.confirmed_at is not None or mission.on_my_way_at is not None


def is_silent(mission: Mission) -> bool:
    """Whether its operator has heard that the helper doesn't say whether they are coming: others may be sent now."""
    return mission.status is MissionStatus.TAKEN and mission.nudges >= ALERTED and not is_expected(mission)


def next_window(mission: Mission, now: datetime | None = None) -> Window | None:
    """When the next one of a mission that repeats is wanted, if it is not published yet; with `now`, the next that
    still matters.
    """
    if mission.recurrence is None or mission.followed_at is not None:
        return None
    zone = COUNTRIES[mission.country].zone
    return mission.recurrence.window_after(mission.starts_at.astimezone(zone).date(), zone, now)


TAKEN_OVER = (
    "helpee", "operator", "kind", "country", "language", "latitude", "longitude", "point", "neighbourhood", "address",
    "access_notes", "details", "limit_cents", "recurrence",
)  # fmt: skip


def following(mission: Mission, window: Window, now: datetime) -> Mission:
    """The next one: as the operator has last put it, with a number and a code word of its own, and no haste."""
    return Mission(
        **{name: getattr(mission, name) for name in TAKEN_OVER},
        key=f"follows:{mission.id}",
        follows_id=mission.id,
        starts_at=window.start,
        ends_at=window.end,
        published_at=now,
    )


def _follow(mission: Mission) -> list[tuple[datetime, Step]]:
    window = next_window(mission)
    if window is None:
        return []
    return [(max(mission.closed_at or mission.ends_at, window.start - AHEAD), Step.FOLLOW)]


def _nudge(mission: Mission) -> tuple[datetime, Step]:
    if mission.nudged_at is None:
        return _ask_at(mission), Step.ASK
    if is_expected(mission) or mission.nudged_at >= mission.ends_at:
        gap = DONE_GAP if mission.nudges < ALERTED else DAILY
        return _civil(mission, mission.nudged_at + gap), Step.REMIND if mission.nudges < REMINDED else Step.ALERT
    at = mission.nudged_at + _gap(mission)
    if mission.nudges == REMINDED:
        return at, Step.ALERT  # an operator hears it at any hour, as long as something can be done
    at = _civil(mission, at)
    if mission.nudges == ASKED:
        return at, Step.REMIND
    return at, Step.REOPEN if at < mission.ends_at else Step.ALERT


def _ask_at(mission: Mission) -> datetime:
    """An hour before, by day: in the evening before where the night is in between, if they had promised it by then."""
    if is_expected(mission):
        return _civil(mission, mission.ends_at + DONE_AFTER)
    earliest = (mission.accepted_at or mission.published_at) + _grace(mission)
    at = max(mission.starts_at - ASK_BEFORE, earliest)
    evening = evening_before(at, COUNTRIES[mission.country].zone, EVENING)
    by_day = _civil(mission, at)
    return evening if by_day > at and by_day >= mission.starts_at and evening >= earliest else by_day


def _grace(mission: Mission) -> timedelta:
    return URGENT_GRACE if mission.urgent else GRACE


def _gap(mission: Mission) -> timedelta:
    longest = URGENT_GAP if mission.urgent else LONGEST_GAP
    return max(SHORTEST_GAP, min(longest, (mission.ends_at - _ask_at(mission)) / 5))


def _civil(mission: Mission, at: datetime) -> datetime:
    """Nobody is asked at night, unless it is not over yet and urgent, or for that very evening: then they are up."""
    zone = COUNTRIES[mission.country].zone
    morning = quiet_until(at, zone)
    tonight = at.astimezone(zone).date() == mission.starts_at.astimezone(zone).date() < morning.astimezone(zone).date()
    return at if at < mission.ends_at and (mission.urgent or tonight) else morning
