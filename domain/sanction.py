"""What moderators decide about a helper who is not, or no longer, to be sent to anybody; and what they note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.helper import HelperStatus
from domain.network import N_

LONGEST_NOTE = 500
DAYS: tuple[int, ...] = (7, 30, 0)
"""How long somebody is suspended for; 0: until it is decided."""
LOOKED_INTO = "incident"
"""The cause of whom a concern is about: their suspension doesn't end before somebody has seen to that one."""
UNSAID = "other"
"""The cause that they are told in its place: that there was a concern may rest on what somebody said in confidence."""


class Sanction(StrEnum):
    """What was decided."""

    SUSPENDED = "suspended"
    BANNED = "banned"
    REINSTATED = "reinstated"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody is suspended, or banned if it is one `for_good`."""

    code: str
    name: str
    for_good: bool = True


CAUSES: Mapping[str, Cause] = {
    cause.code: cause
    for cause in (
        # button
        Cause(LOOKED_INTO, N_("While a concern is looked into"), for_good=False),
        # button
        Cause("conduct", N_("How they behaved")),
        # button
        Cause("money", N_("Money or things")),
        # button
        Cause("identity", N_("Doubts about who they are")),
        # button
        Cause("under_age", N_("Under age"), for_good=False),
        # button
        Cause("unreliable", N_("Did not come, more than once")),
        # button
        Cause(UNSAID, N_("Another reason")),
    )
}


@dataclass(eq=False, kw_only=True)
class Decision:
    """One line of a helper's history: who decided what, when, why, and until when. `before`: how they stood then, and
    stand again once it is lifted. `by` is an opaque address, or "system" for time.
    """

    helper_id: int
    what: Sanction
    by: str
    by_name: str
    at: datetime
    before: HelperStatus
    cause: str | None = None
    until: datetime | None = None
    incident_id: int | None = None
    id: int = 0


@dataclass(eq=False, kw_only=True)
class Note:
    """What a moderator noted about a `subject` ("helper:12", "incident:3"), for colleagues alone."""

    subject: str
    by: str
    by_name: str
    at: datetime
    text: str
    id: int = 0


def of_helper(helper_id: int) -> str:
    """The subject of notes about a helper."""
    return f"helper:{helper_id}"


def of_incident(incident_id: int) -> str:
    """The subject of notes about an incident."""
    return f"incident:{incident_id}"
