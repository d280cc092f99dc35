"""For how long something is kept, on what ground, and who sees it: what an entry of `domain/retention.py` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum

from domain.network import N_


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many days each of these is kept, as whoever runs the bot has decided."""

    missions: int = 30
    helpees: int = 365
    applications: int = 30
    people: int = 180
    banned: int = 1_825
    conversations: int = 7
    invitations: int = 30
    letters: int = 30
    incidents: int = 1_095
    journal: int = 1_095

    def of(self, name: str) -> timedelta:
        """One of them, by name."""
        return timedelta(days=int(getattr(self, name)))


SHORTEST: Mapping[str, int] = {
    **{one.name: 1 for one in fields(Periods)},
    "invitations": 7,
    "people": 30,
    "banned": 365,  # as long as the marks of a suspension, so that nobody comes back in between
    "incidents": 90,
}
LONGEST = 3_650


class Ground(StrEnum):
    """On what it may rest, by the General Data Protection Regulation: a suggestion, to be checked with a lawyer."""

    REQUEST = N_(
        "Art. 6(1)(b): steps at the person's own request; where free text speaks of health, Art. 9(2)(a): consent"
    )
    CONSENT = N_("Art. 6(1)(a): consent, recorded with its version and time")
    INTEREST = N_("Art. 6(1)(f): a legitimate interest, the safety of those who open their door")
    RUNNING = N_("Art. 6(1)(f): a legitimate interest, running the network")


class Sees(StrEnum):
    """Who sees it in the course of things; everybody sees their own by /privacy."""

    NOBODY = N_("nobody but the bot")
    SERVER = N_("nobody in the bot: whoever runs the server")
    OPERATORS = N_("operators")
    MODERATORS = N_("moderators")
    ADMINISTRATORS = N_("administrators")
    CONFIRMING = N_("administrators who are asked to confirm something about it")
    CALLERS = N_("the caller whom they help, on the phone: the name")
    ACCEPTED = N_("the helper who has accepted")
    ASKED = N_("helpers who are asked: kind, neighbourhood, time, language and details only")


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data. `columns`: what of it is personal, by table. `period`: of `Periods`, counted from `since`;
    None where `since` alone says how long.
    """

    code: str
    what: str
    why: str
    ground: Ground
    since: str
    sees: tuple[Sees, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    period: str | None = None
    rows_of: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """The tables that hold it."""
        return (*self.columns, *self.rows_of)
