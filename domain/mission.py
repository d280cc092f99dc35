"""A mission: publish, accept, release, complete, cancel, expire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.availability import Window
from domain.code_words import another
from domain.errors import (
    AlreadyTaken,
    AlreadyYours,
    AmountOutOfRange,
    MissionActive,
    MissionClosed,
    MissionErased,
    MissionHeld,
    MissionTaken,
    NotYours,
    TooLateToRelease,
)
from domain.network import KINDS, coarse
from domain.people import Helpee, Person, Point
from domain.recurrence import Recurrence

MAX_AMOUNT_CENTS = 1_000_00
MAP_STAYS = timedelta(hours=44)  # as long as identity pictures, and for the same reason
URGENT_AGAIN = timedelta(hours=2)
EARLY = timedelta(hours=1)
LONGEST_DETAILS = 1_000
COARSE_DECIMALS = 2  # of degrees: about a kilometre


class MissionStatus(StrEnum):
    """Where a mission stands."""

    OPEN = "open"
    TAKEN = "taken"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


ACTIVE = frozenset({MissionStatus.OPEN, MissionStatus.TAKEN})


class Outcome(StrEnum):
    """How a completed mission went."""

    WELL = "well"
    PARTLY = "partly"
    NOT_DONE = "not_done"

    @property
    def helped(self) -> bool:
        """Whether it counts as help that was given."""
        return self is not Outcome.NOT_DONE


@dataclass(eq=False, kw_only=True)
class Mission:
    """Something to do for a helpee between `starts_at` and `ends_at` (UTC). `id` is the short number that people say.

    Who comes says `code_word`, and is answered with `answer`. `limit_cents` and `receipt_cents` are hundredths of the
    country's currency. `key` makes publishing idempotent. Helpers are searched around `latitude` and `longitude`, which
    are coarse; `point` is the door, for whoever has it. `first_wave` is how many are asked at once, as experience had
    it when it was published.
    While it is open, `wave` is the last one that went out (or `HEAD_START`), and `wave_at` when the next one does, or
    when it is looked again whether somebody can be asked. While it is taken, `nudges` counts what was said in vain to
    the helper and the operator since the last sign of life. `timetable.py` says what follows from these.

    With a `recurrence` another one follows it, which was published at `followed_at` and has this one as `follows_id`.
    `erased_at`: nothing is left of it that is personal.
    """

    key: str
    helpee: Helpee
    operator: Person
    kind: str
    country: str
    language: str
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    latitude: float | None
    longitude: float | None
    neighbourhood: str
    address: str
    access_notes: str = ""
    details: str = ""
    urgent: bool = False
    limit_cents: int | None = None
    id: int = 0
    status: MissionStatus = MissionStatus.OPEN
    code_word: str = field(default_factory=another)
    answer_word: str | None = None
    helper_id: int | None = None
    accepted_at: datetime | None = None
    on_my_way_at: datetime | None = None
    called_back_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    receipt_cents: int | None = None
    note: str = ""
    exhausted_at: datetime | None = None
    first_wave: int | None = None
    wave: int = 0
    wave_at: datetime | None = None
    warned_at: datetime | None = None
    confirmed_at: datetime | None = None
    nudges: int = 0
    nudged_at: datetime | None = None
    call_reminded_at: datetime | None = None
    point: Point | None = None
    recurrence: Recurrence | None = None
    follows_id: int | None = None
    followed_at: datetime | None = None
    erased_at: datetime | None = None

    def __post_init__(self) -> None:
        self.answer_word = self.answer_word or another(self.code_word)
        if self.latitude is not None and self.longitude is not None:
            self.point = self.point or (self.latitude, self.longitude)
            self.latitude, self.longitude = coarse(self.latitude), coarse(self.longitude)

    @property
    def answer(self) -> str | None:
        """The word with which the helpee answers the code word; None where only the helper says one."""
        return self.answer_word if self.helpee.answers else None

    @property
    def over_limit_cents(self) -> int:
        """By how much the receipt is above the spending limit."""
        if self.receipt_cents is None or self.limit_cents is None:
            return 0
        return max(0, self.receipt_cents - self.limit_cents)

    @property
    def window(self) -> Window:
        """When the mission is wanted."""
        return Window(self.starts_at, self.ends_at)

    def window_left(self, now: datetime) -> Window:
        """What is left of the window; all of one that is over."""
        return Window(max(self.starts_at, now), self.ends_at) if now < self.ends_at else self.window

    def is_early(self, now: datetime) -> bool:
        """Whether it begins so much later that nobody has done it yet; a call is welcome at any time."""
        return now < self.starts_at - EARLY and not KINDS[self.kind].by_phone

    @property
    def was_done_early(self) -> bool:
        """Whether it was said to be done, or partly, before it could be."""
        done = self.outcome is not None and self.outcome.helped
        return done and self.closed_at is not None and self.is_early(self.closed_at)

    @property
    def is_active(self) -> bool:
        """Open or taken: something is still to happen."""
        return self.status in ACTIVE

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may still accept it: its time may be over before `expire` says so."""
        return self.status is MissionStatus.OPEN and now < self.ends_at and not self.is_held

    @property
    def is_held(self) -> bool:
        """Whether nobody is asked before an operator has phoned: see `Helpee.held_at`."""
        return self.status is MissionStatus.OPEN and self.helpee.is_held

    def stop_asking(self) -> None:
        """Nobody is asked now; once somebody is, it is from the first wave on."""
        self.wave, self.wave_at, self.exhausted_at = 0, None, None

    def require_open_to(self, helper_id: int, now: datetime) -> None:
        """Raise AlreadyYours, AlreadyTaken, MissionHeld or MissionClosed (also when its time is over) unless it can be
        accepted.
        """
        require_open_to(self, helper_id, now)

    def require_open(self, now: datetime) -> None:
        """Raise MissionTaken, MissionHeld or MissionClosed (also when its time is over) unless helpers can be asked."""
        self._require_active()
        if self.status is MissionStatus.TAKEN:
            raise MissionTaken
        self._require_time(now)
        if self.is_held:
            raise MissionHeld

    def accept(self, helper_id: int, now: datetime) -> None:
        """Give the mission to a helper. Raises AlreadyYours, AlreadyTaken or MissionClosed."""
        self.require_open_to(helper_id, now)
        self.status, self.helper_id, self.accepted_at = MissionStatus.TAKEN, helper_id, now
        self.exhausted_at = self.wave_at = None
        self._has_been_heard()

    def confirm(self, helper_id: int, now: datetime) -> None:
        """The helper says that they will be there. Raises NotYours or MissionClosed."""
        self.require_in_hands_of(helper_id)
        self.confirmed_at = self.confirmed_at or now
        self._has_been_heard()

    def set_out(self, helper_id: int, now: datetime) -> None:
        """The helper is on the way. Raises NotYours or MissionClosed."""
        self.require_in_hands_of(helper_id)
        self.on_my_way_at = self.on_my_way_at or now
        self._has_been_heard()

    def require_time_left(self, now: datetime) -> None:
        """Raise TooLateToRelease if nobody else could do it any more."""
        if now >= self.ends_at:
            raise TooLateToRelease

    def nudge(self, now: datetime) -> None:
        """The helper, or the operator about them, is told once more that nothing was heard."""
        self.nudges, self.nudged_at = self.nudges + 1, now

    def _has_been_heard(self) -> None:
        self.nudges, self.nudged_at = 0, None

    def release(self, helper_id: int, now: datetime) -> None:
        """The helper can't make it: the mission is open again, with new code words, and urgent if its time is near."""
        self.require_in_hands_of(helper_id)
        self.status, self.helper_id = MissionStatus.OPEN, None
        self.accepted_at = self.confirmed_at = self.on_my_way_at = None
        self.called_back_at = self.call_reminded_at = None
        self._has_been_heard()
        self.wave, self.wave_at, self.warned_at = 0, None, None
        self.urgent = self.urgent or self.starts_at - now < URGENT_AGAIN
        known = (self.code_word, self.answer_word)
        self.code_word = another(*known)
        self.answer_word = another(self.code_word, *known)

    def complete(
        self, helper_id: int, outcome: Outcome, *, receipt_cents: int | None, note: str, now: datetime
    ) -> None:
        """The helper says how it went. Raises NotYours, MissionClosed or AmountOutOfRange."""
        self.require_in_hands_of(helper_id)
        if receipt_cents is not None:
            require_amount(receipt_cents)
        self.status, self.closed_at = MissionStatus.COMPLETED, now
        self.outcome, self.receipt_cents, self.note = outcome, receipt_cents, note

    def call_back(self, helper_id: int, now: datetime) -> None:
        """The operator has phoned the helpee and said that this helper is coming. Raises NotYours or MissionClosed."""
        self.require_in_hands_of(helper_id)
        self.called_back_at = self.called_back_at or now

    def cancel(self, now: datetime) -> None:
        """It is no longer needed. Raises MissionClosed."""
        self._require_active()
        self.status, self.closed_at = MissionStatus.CANCELLED, now

    def expire(self, now: datetime) -> None:
        """Its time is over and nobody took it."""
        self._require_active()
        if self.status is MissionStatus.TAKEN:
            raise MissionTaken
        self.status, self.closed_at = MissionStatus.EXPIRED, now

    def erase(self, now: datetime) -> None:
        """Let nothing be left that leads to a door or a person: what kind of help, where about, when and how it went
        stays. Raises MissionActive.
        """
        if self.is_active:
            raise MissionActive
        self.erased_at, self.recurrence, self.helper_id = now, None, None
        self.address = self.access_notes = self.details = self.note = self.code_word = ""
        self.point = self.answer_word = None
        if self.latitude is not None and self.longitude is not None:
            self.latitude, self.longitude = (
                round(self.latitude, COARSE_DECIMALS),
                round(self.longitude, COARSE_DECIMALS),
            )

    def require_kept(self) -> None:
        """Raise MissionErased if what is personal about it is gone."""
        if self.erased_at is not None:
            raise MissionErased

    def change_details(self, details: str) -> None:
        """Say otherwise what is to be done. Raises MissionClosed."""
        self._require_active()
        self.details = details

    def _require_active(self) -> None:
        if not self.is_active:
            raise MissionClosed(self.status)

    def _require_time(self, now: datetime) -> None:
        if now >= self.ends_at:
            raise MissionClosed(MissionStatus.EXPIRED)

    def is_in_hands_of(self, helper_id: int) -> bool:
        """Whether this helper has it in hand now."""
        return self.status is MissionStatus.TAKEN and self.helper_id == helper_id

    def require_in_hands_of(self, helper_id: int) -> None:
        """Raise NotYours or MissionClosed unless this helper has the mission in hand."""
        self._require_active()
        if self.helper_id != helper_id:
            raise NotYours


class Standing(Protocol):
    """What decides whether a mission can be accepted."""

    @property
    def status(self) -> MissionStatus: ...
    @property
    def helper_id(self) -> int | None: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def is_held(self) -> bool: ...


def require_open_to(mission: Standing, helper_id: int, now: datetime) -> None:
    """Raise AlreadyYours, AlreadyTaken, MissionHeld or MissionClosed (also when its time is over) unless it can be
    accepted.
    """
    if mission.status not in ACTIVE:
        raise MissionClosed(mission.status)
    if mission.helper_id == helper_id:
        raise AlreadyYours
    if mission.status is not MissionStatus.OPEN:
        raise AlreadyTaken
    if now >= mission.ends_at:
        raise MissionClosed(MissionStatus.EXPIRED)
    if mission.is_held:
        raise MissionHeld


def require_amount(cents: int) -> None:
    """Raise AmountOutOfRange unless `cents` is a sum somebody spends on groceries."""
    if not 0 <= cents <= MAX_AMOUNT_CENTS:
        raise AmountOutOfRange
