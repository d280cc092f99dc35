"""What is told about concerns, and about what is decided on helpers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.notices.names import DOORS_CARD, UNHEARD_CARD, door_card, file_card, incident_card
from domain.notices.notice import URGENT, DeskNotice, Notice, StaffNotice


@dataclass(frozen=True, slots=True)
class MissionTakenAway(DeskNotice):
    """The moderators, a concern, or time have taken the mission from the helper; it is offered again."""


@dataclass(frozen=True, slots=True)
class HelpeeInDanger(DeskNotice):
    """A helper says that the helpee is in danger, or not well; call them."""

    priority: ClassVar[int] = URGENT


@dataclass(frozen=True, slots=True)
class DoorUnsafe(DeskNotice):
    """Something may be wrong at that door: phone first, then say whether others are asked. Why, moderators know. Gone
    once that is done.
    """

    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return door_card(self.mission_id)


@dataclass(frozen=True, slots=True)
class DoorsUnheard(Notice):
    """To administrators: somebody has to phone a door, and no operator hears of it. Gone once one has."""

    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return DOORS_CARD


@dataclass(frozen=True, slots=True)
class IncidentCard(Notice):
    """To the moderators' chat: a concern that was raised; rewritten as it goes on."""

    incident_id: int
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return incident_card(self.incident_id)


@dataclass(frozen=True, slots=True)
class IncidentAgain(IncidentCard):
    """The same at the end of the chat: somebody looked for it, or nobody has seen to it yet."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class IncidentInDanger(IncidentAgain):
    """The same, once it is said that it can't wait."""

    priority: ClassVar[int] = URGENT


@dataclass(frozen=True, slots=True)
class ConcernsUnheard(Notice):
    """To administrators and the operators' chat: concerns wait that no moderator can be told of. Gone once one can."""

    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return UNHEARD_CARD


@dataclass(frozen=True, slots=True)
class ConcernDelayed(Notice):
    """To whoever raised a concern and believes that the moderators have it: they can't be reached, whom to call."""

    incident_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ConcernSent(Notice):
    """To whoever began to raise a concern and did not finish: it is sent as it is, and more is added to it."""

    incident_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ConcernNotSent(Notice):
    """The same where the moderators have too much from them: it is not sent, or not all of it; whom to call."""

    country: str
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class HelperFile(Notice):
    """To the moderators' chat: what is known of a helper, where that is shown already."""

    helper_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return file_card(self.helper_id)


@dataclass(frozen=True, slots=True)
class HelperFileAgain(HelperFile):
    """The same at the end of the chat, because somebody looked for it."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NumberShared(Notice):
    """To the moderators: a helper has given another phone number, and something is known of it."""

    helper_id: int
    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ManyDoors(Notice):
    """To the moderators: a helper has got to know many doors within a day, or hands on what they take. How many is
    said, should they have everything deleted; all are 0 in a letter of an earlier version.
    """

    helper_id: int
    taken: int = 0
    doors: int = 0
    handed_on: int = 0
    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class HelperSanctioned(Notice):
    """To a helper: suspended, banned, or back; with how many missions in hand that went to others."""

    decision_id: int
    handed_on: int = 0
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class StaffSanctioned(StaffNotice):
    """Somebody who works for the network was suspended or banned as a helper by this decision."""

    decision_id: int


@dataclass(frozen=True, slots=True)
class StaffAccused(StaffNotice):
    """A caller has a concern about a helper who works for the network."""

    incident_id: int
