"""A concern about what happened between a helper and a helpee, and what moderators make of it: open, taken by one of
them, closed with an outcome, and perhaps reopened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.availability import quiet_until
from domain.errors import AlreadyNamed, IncidentClosed, IncidentTaken
from domain.mission import Mission
from domain.network import COUNTRIES, N_
from domain.offer import NO_LONGER, Offer
from domain.words import length

LONGEST_WORDS = 1_000  # what is longer becomes several incidents, of which none says less
LONGEST_UNANSWERED = 8_000  # whoever writes more than this, and answers nothing, is asked nothing more
LONGEST_IN_ALL = 1_500  # with what was added; a card has room for it beside notes and names
MOST_OPEN = 16  # of one person about one mission; a long story has room in them
MOST_AT_ONCE, AT_ONCE = 20, timedelta(hours=1)  # of one person: a minute of the moderators' chat, and no more
NOT_PASSED_ON = "not passed on"
"""What the journal calls it that somebody said more than that."""
FOLLOWED_FOR, FOLLOWED_WHILE_OPEN = timedelta(hours=6), timedelta(days=2)
"""So long after it was raised is whatever a helper writes meant for it: once it is closed, and before."""

UNSAID = "unsaid"
FOR_DANGER, FOR_OTHERS = timedelta(minutes=15), timedelta(hours=2)  # nobody has taken it: the moderators are reminded
OWNED_IN_DANGER, OWNED = timedelta(hours=2), timedelta(days=1)  # somebody has, and it is still not closed
HELD_FOR = timedelta(days=90)  # as long as it may be asked about, after it was closed


class Reporter(StrEnum):
    """Whose concern it is: the helper's, or the helpee's, for whom an operator speaks."""

    HELPER = "helper"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody is concerned about, as a helper says it and as a helpee on the phone does (None: not of theirs).

    `danger`: it can't wait for the morning. `door`: where a helper says it, nobody else is sent to that door before an
    operator has phoned. `goes_on`: a helper about whom a helpee says it keeps this mission, if they have it in hand.
    `call`: the operator of the mission is to phone the helpee at once. `read_of_…`: what moderators read of it, where
    what was said speaks of oneself.
    """

    code: str
    icon: str
    by_helper: str | None
    for_helpee: str | None
    danger: bool = False
    goes_on: bool = False
    call: bool = False
    door: bool = False
    read_of_helper: str | None = None
    read_of_helpee: str | None = None

    def said_by(self, reporter: Reporter) -> str | None:
        """What it is called, to be translated."""
        return self.by_helper if reporter is Reporter.HELPER else self.for_helpee

    @property
    def at_once(self) -> bool:
        """Whether moderators have it as soon as it is said, before all is answered."""
        return self.danger and self.code != UNSAID

    @property
    def held_if_left(self) -> bool:
        """Whether nobody else is sent to that door before an operator has phoned, once a helper who says it doesn't go
        on: who is in danger may be so from somebody at home.
        """
        return self.door or self.call

    def read_of(self, reporter: Reporter) -> str:
        """The same for whoever reads it of them, to be translated."""
        read = self.read_of_helper if reporter is Reporter.HELPER else self.read_of_helpee
        return read or self.said_by(reporter) or self.code


CONCERNS: Mapping[str, Concern] = {
    concern.code: concern
    for concern in (
        Concern(
            "danger",
            "🆘",
            # button
            N_("They are in danger, or not well"),
            # button
            N_("The caller is in danger, or not well"),
            danger=True,
            goes_on=True,
            call=True,
            read_of_helper=N_("The caller is in danger, or not well"),
        ),
        Concern(
            "unsafe",
            "😟",
            # button
            N_("I was threatened, or felt unsafe"),
            # button
            N_("They were threatened, or felt unsafe"),
            danger=True,
            door=True,
            read_of_helper=N_("The helper was threatened, or felt unsafe"),
            read_of_helpee=N_("The caller was threatened, or felt unsafe"),
        ),
        Concern(
            "money",
            "💶",
            # button
            N_("Money or things"),
            # button
            N_("Money or things"),
        ),
        Concern(
            "stranger",
            "🚪",
            # button
            N_("Wrong code word, or somebody else there"),
            # button
            N_("Somebody else came, or no code word"),
            danger=True,
            door=True,
        ),
        Concern(
            "conduct",
            "✋",
            # button
            N_("Behaviour that was not right"),
            # button
            N_("Behaviour that was not right"),
        ),
        Concern(
            "other",
            "💬",
            # button
            N_("Something else"),
            # button
            N_("Something else"),
        ),
        Concern(
            UNSAID,
            "❓",
            None,
            None,
            danger=True,
            door=True,  # it may be any of these
            read_of_helper=N_("Not said what it is about"),
            read_of_helpee=N_("Not said what it is about"),
        ),
    )
}

OUTCOMES: Mapping[str, str] = {
    # button
    "cleared": N_("A misunderstanding, cleared up"),
    # button
    "reunited": N_("Cleared up: they may meet again"),
    # button
    "talked": N_("Talked it over with them"),
    # button
    "apart": N_("They don't meet again"),
    # button
    "sanctioned": N_("The helper was suspended or banned"),
    # button
    "passed_on": N_("Passed on to police or services"),
    # button
    "nothing": N_("Nothing to be done"),
}


def are_enough(about: int, at_once: int) -> bool:
    """Whether somebody has so many open `about` one mission, or raised so many `at_once`, that no more are heard. The
    first about each mission always is.
    """
    return about >= MOST_OPEN or (about > 0 and at_once >= MOST_AT_ONCE)


def graver(one: str) -> int:
    """By what one concern goes before others, as a number: whose danger can't wait, then what can't wait, then all that
    is known.
    """
    concern = CONCERNS[one]
    return 0 if one == UNSAID else 1 + concern.danger + concern.call


CLEARED = frozenset({"cleared", "reunited", "nothing"})
"""The outcomes that hold nothing against anybody."""

REUNITING = frozenset({"reunited"})
"""The outcomes that let the two meet again. With all others they stay apart, as they are since it was raised."""


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(eq=False, kw_only=True)
class Incident:
    """`key` makes reporting idempotent. `helpee_id` and `helper_id` stay when these are forgotten: they are numbers.
    `times` is what happened with the mission by then, as the mission itself forgets it when it is handed on.
    `concern` is the gravest, `also` what else they said later; until it is `finished` they have not answered all.
    """

    key: str
    concern: str
    reporter: Reporter
    reporter_id: int
    mission_id: int
    helpee_id: int
    helper_id: int | None
    country: str
    reported_at: datetime
    words: str = ""
    also: list[str] = field(default_factory=list)
    finished: bool = True
    times: dict[str, str] = field(default_factory=dict)
    id: int = 0
    status: IncidentStatus = IncidentStatus.OPEN
    owner: str | None = None
    owner_name: str | None = None
    taken_at: datetime | None = None
    outcome: str | None = None
    closed_by_name: str | None = None
    closed_at: datetime | None = None
    remind_at: datetime | None = None
    reminders: int = 0
    held_until: datetime | None = None

    def __post_init__(self) -> None:
        self.remind_at = self.remind_at or self._later(self.reported_at)

    @property
    def danger(self) -> bool:
        """Whether it is looked after day and night."""
        return CONCERNS[self.concern].danger

    @property
    def tells_operators(self) -> bool:
        """Whether somebody who takes calls hears that a helper says so, since the helpee has to be phoned at once."""
        return self.reporter is Reporter.HELPER and CONCERNS[self.concern].call

    @property
    def holds_door(self) -> bool:
        """Whether nobody else is sent to that door before an operator has phoned, whatever becomes of the mission."""
        return self.reporter is Reporter.HELPER and any(CONCERNS[one].door for one in (self.concern, *self.also))

    @property
    def holds_door_if_left(self) -> bool:
        """The same once the helper has the mission no more, whether they say so or it is taken from them."""
        said = (self.concern, *self.also)
        return self.reporter is Reporter.HELPER and any(CONCERNS[one].held_if_left for one in said)

    @property
    def is_cleared(self) -> bool:
        """Whether it was closed, and there was nothing in it."""
        return self.status is IncidentStatus.CLOSED and self.outcome in CLEARED

    def says(self, concern: str, words: str) -> bool:
        """Whether this stands in it already; what comes twice is said once."""
        return concern in {self.concern, *self.also, UNSAID} and self.has_heard(words)

    def has_heard(self, words: str) -> bool:
        """Whether these words stand in it already."""
        return _together(self.words, words) == self.words

    def has_room(self, words: str) -> bool:
        """Whether these words can be added to it."""
        return length(_together(self.words, words)) <= LONGEST_IN_ALL

    def add(self, concern: str, words: str, now: datetime) -> None:
        """They say more, for which there has to be room: the gravest concern is what it is called."""
        in_danger = self.danger
        if self.concern == UNSAID:
            self.concern = concern
        elif concern not in {self.concern, *self.also, UNSAID}:
            first, *others = sorted([self.concern, *self.also, concern], key=graver, reverse=True)
            self.concern, self.also = first, others
        self.words = _together(self.words, words)
        if self.danger and not in_danger and self.status is not IncidentStatus.CLOSED:
            self.reminders, self.remind_at = 0, self._later(now)

    def take(self, by: str, name: str, now: datetime) -> None:
        """See to it. Raises IncidentTaken while somebody else does, IncidentClosed."""
        self.require_mine_or_free(by)
        if self.owner == by:
            return
        self.status, self.owner, self.owner_name, self.taken_at = IncidentStatus.TAKEN, by, name, now
        self.reminders, self.remind_at = 0, self._later(now)

    def give_back(self, by: str, now: datetime) -> None:
        """Leave it to somebody else. Raises IncidentTaken, IncidentClosed."""
        self.require_mine_or_free(by)
        self.status, self.owner, self.owner_name, self.taken_at = IncidentStatus.OPEN, None, None, None
        self.remind_at = self._later(now)

    def close(self, by: str, name: str, outcome: str, now: datetime) -> None:
        """Say what came of it; what is known of it is held for a while. Raises IncidentTaken, IncidentClosed."""
        self.require_mine_or_free(by)
        if outcome not in OUTCOMES:
            raise ValueError(f"no outcome is called {outcome}")
        self.status, self.owner, self.owner_name = IncidentStatus.CLOSED, by, name
        self.outcome, self.closed_by_name, self.closed_at = outcome, name, now
        self.remind_at, self.held_until = None, now + HELD_FOR

    def reopen(self, by: str, name: str, now: datetime) -> None:
        """It was not the end of it: whoever says so sees to it."""
        if self.status is not IncidentStatus.CLOSED:
            return
        self.status, self.owner, self.owner_name, self.taken_at = IncidentStatus.TAKEN, by, name, now
        self.outcome = self.closed_by_name = self.closed_at = self.held_until = None
        self.reminders, self.remind_at = 0, self._later(now)

    def name_helper(self, helper_id: int, times: Mapping[str, str]) -> None:
        """It was this helper, and what they did happened at these `times`. Raises IncidentClosed, AlreadyNamed."""
        self.require_unnamed(helper_id)
        self.helper_id, self.times = helper_id, dict(times)

    def take_name_back(self, times: Mapping[str, str]) -> None:
        """It was not this helper after all, and it isn't known who it was; `times` as of whoever has it. Raises
        IncidentClosed.
        """
        self.require_open()
        self.helper_id, self.times = None, dict(times)

    def remind(self, now: datetime) -> None:
        """The moderators are told once more."""
        self.reminders, self.remind_at = self.reminders + 1, self._later(now)

    def is_held(self, now: datetime) -> bool:
        """Whether what it is about must be kept."""
        return self.status is not IncidentStatus.CLOSED or (self.held_until is not None and now < self.held_until)

    def require_unnamed(self, helper_id: int) -> None:
        """Raise IncidentClosed, or AlreadyNamed if it was somebody else."""
        self.require_open()
        if self.helper_id not in {None, helper_id}:
            raise AlreadyNamed

    def require_held(self, now: datetime) -> None:
        """Raise IncidentClosed if what is noted now would stay when all that was said is gone."""
        if not self.is_held(now):
            raise IncidentClosed(self.closed_by_name or "")

    def require_open(self) -> None:
        """Raise IncidentClosed if there is nothing more to do about it."""
        if self.status is IncidentStatus.CLOSED:
            raise IncidentClosed(self.closed_by_name or "")

    def require_mine_or_free(self, by: str) -> None:
        """Raise IncidentTaken while somebody else sees to it, IncidentClosed."""
        self.require_open()
        if self.status is IncidentStatus.TAKEN and self.owner != by:
            raise IncidentTaken(self.owner_name or "")

    def _later(self, now: datetime) -> datetime:
        """When the moderators are reminded next: in danger at any hour, otherwise by day."""
        owned = self.status is IncidentStatus.TAKEN
        if self.danger:
            return now + (OWNED_IN_DANGER if owned else FOR_DANGER)
        return quiet_until(now + (OWNED if owned else FOR_OTHERS), COUNTRIES[self.country].zone)


def _together(before: str, more: str) -> str:
    """What was said, and what is said now, which may begin with all or some of it again."""
    if f"\n{before}\n".startswith(f"\n{more}\n") or not more:
        return before
    known, said = before.split("\n"), more.split("\n")
    again = next(
        many for many in range(min(len(known), len(said)), -1, -1) if known[len(known) - many :] == said[:many]
    )
    return "\n".join([*known, *said[again:]]) if before else more


def times_of(mission: Mission, offer: Offer | None, helper_id: int | None) -> dict[str, str]:
    """What happened when (ISO 8601, UTC); `offer` is that of the helper with this number, who may have it no more by
    now (`released`: they handed it on, or it was taken from them), or had everything deleted. Where it isn't known who
    it was (None), it is what whoever has it now did.
    """
    theirs = helper_id is None or helper_id == mission.helper_id
    released = offer is not None and offer.status in NO_LONGER
    found = {
        "published": mission.published_at,
        "offered": offer.offered_at if offer is not None else None,
        "accepted": mission.accepted_at if theirs else None,
        "called_back": mission.called_back_at if theirs else None,
        "on_my_way": mission.on_my_way_at if theirs else None,
        "released": offer.answered_at if offer is not None and released else None,
        "closed": mission.closed_at,
    }
    return {name: instant.isoformat() for name, instant in found.items() if instant is not None}
