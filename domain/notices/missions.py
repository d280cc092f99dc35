"""What is told about missions and offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.notices.names import call_card, details_card, mission_card, nudge_card, offer_card
from domain.notices.notice import DeskNotice, Notice


@dataclass(frozen=True, slots=True)
class MissionCard(Notice):
    """To staff: the state of a mission, in one card that is rewritten as things happen."""

    mission_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return mission_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class MissionOffered(Notice):
    """To a helper: a mission near them, on a card of its own; offered once more, it is sent once more."""

    mission_id: int
    priority: ClassVar[int] = 2

    @property
    def card(self) -> str:
        return offer_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class OfferChanged(MissionOffered):
    """To a helper who has an offer's card: rewrite it as it now is, changed, taken, withdrawn or closed. Nothing is
    sent to one who has none.
    """

    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class MissionAccepted(DeskNotice):
    """Somebody has taken the mission; call the helpee back. Gone once that is done, or the helper is."""

    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return call_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class MissionReleased(DeskNotice):
    """The helper can't make it; the mission is offered again."""


@dataclass(frozen=True, slots=True)
class MissionReopened(DeskNotice):
    """The helper stayed silent; the mission is offered again."""


@dataclass(frozen=True, slots=True)
class MissionCompleted(DeskNotice):
    """The helper has said how it went."""


@dataclass(frozen=True, slots=True)
class MissionCancelled(Notice):
    """To the helper who had it: no longer needed. Goes out in quiet hours too."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class OfferNudged(Notice):
    """To the helper who has it: are you coming, or how did it go? `time`: the first or the second time. Gone once they
    have answered.
    """

    mission_id: int
    time: int
    priority: ClassVar[int] = 1
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return nudge_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class MissionTakenBack(Notice):
    """To the helper who had it and stayed silent: others are asked now."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class MissionGiven(Notice):
    """To a helper: an operator has given them the mission, as they agreed on the phone."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class MissionChanged(Notice):
    """To the helper who has it: the details are others now."""

    mission_id: int
    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class MissionMoved(Notice):
    """To the helper who had it: it is somebody else's now. Why, is nobody's to tell."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class AnswerChanged(Notice):
    """To the helper who has it: the helpee answers the code word with another one, or does not any more."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class DetailsChanged(Notice):
    """To the helper who has it: rewrite whatever shows them name, number and door, as it is now. Nothing is sent to one
    to whom it is not shown.
    """

    mission_id: int
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return details_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class HelperUnreachable(DeskNotice):
    """Whoever has the mission can't be written to any more; phone them."""


@dataclass(frozen=True, slots=True)
class NobodyLeft(DeskNotice):
    """There is nobody (more) to ask."""


@dataclass(frozen=True, slots=True)
class TimeNearlyOver(DeskNotice):
    """Nobody has taken it, and soon it will be too late."""


@dataclass(frozen=True, slots=True)
class HelperSilent(DeskNotice):
    """Whoever has it doesn't answer; phone them."""


@dataclass(frozen=True, slots=True)
class MissionExpired(DeskNotice):
    """Its time is over and nobody took it."""


@dataclass(frozen=True, slots=True)
class BreakOver(Notice):
    """To a helper: the break is over that they wanted until now."""
