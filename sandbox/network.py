"""What the page shows of the network behind the bot. The sandbox knows none: whoever runs the bot connects one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from sandbox.wire import Json

HelperState = Literal["free", "busy", "paused", "unreachable", "waiting", "away"]
MissionState = Literal["open", "taken", "completed", "cancelled", "expired"]
OfferState = Literal["offered", "accepted", "declined", "withdrawn", "released"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point, in degrees (WGS 84), with how far around it counts in metres, if that matters."""

    name: str
    latitude: float
    longitude: float
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class HelperShown:
    """A helper on the map: the person of the sandbox, and the places they set out from.

    `state`: free; busy with a mission; paused; unreachable; waiting for the check of their identity; away for good.
    """

    person_id: int
    state: HelperState
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class OfferShown:
    """Whom a mission was offered to, in which wave (1 is the first) and what became of it."""

    person_id: int
    wave: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class MissionShown:
    """A mission on the map; without a point it is done by phone. `kind` is by interface language.

    Times are in UTC, and to be shown in `zone`.
    """

    number: int
    icon: str
    kind: dict[str, str]
    state: MissionState
    urgent: bool
    place: str
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    helper: int | None
    offers: tuple[OfferShown, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkShown:
    """What the map shows at one moment."""

    helpers: tuple[HelperShown, ...] = field(default=())
    missions: tuple[MissionShown, ...] = field(default=())


class Tour(Protocol):
    """A guided tour: it plays a mission with people of the sandbox, and leaves the decisive buttons to the visitor."""

    @property
    def state(self) -> Json:
        """Where it stands.

        `step` 1 to `steps`, 0 if it isn't running; `phase` is `playing`, `yours` (the visitor is to press `target`),
        `done` or `stuck`; `people` are those to look at, by id; `target` names `person`, `chat` (a group's id, or the
        bot's) and the button by `message_id` and `data`.
        """

    async def start(self, language: str) -> None:
        """Begin, or begin anew, in this language."""

    async def press(self) -> None:
        """Press the awaited button for the visitor."""

    async def hurry(self) -> None:
        """Get on with what is being played, until it is the visitor's turn."""

    async def stop(self) -> None:
        """Leave the tour where it is."""


class Network(Protocol):
    """The network behind the bot."""

    @property
    def tour(self) -> Tour:
        """The tour of this network."""

    async def shown(self) -> NetworkShown:
        """What the map shows now."""

    async def towns(self, south: float, west: float, north: float, east: float) -> tuple[Spot, ...]:
        """Names for the map: the places between these degrees, the weightiest first, at most a few dozen."""

    async def catch_up(self) -> None:
        """The clock was moved: do what is due by now."""
