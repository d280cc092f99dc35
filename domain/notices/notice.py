"""What every notice has."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from domain.notices.names import about_card, named_card

URGENT = -1


@dataclass(frozen=True, slots=True)
class Notice:
    """`card`: the message in the recipient's chat that this notice writes or rewrites; None writes a new one each time.

    `priority`: lower goes out earlier (URGENT what can't wait for anything else, and overtakes what the same recipient
    is to be told; 0 what people wait for, 1 changes of what they hold, 2 offers, 3 the rest).
    `afresh`: the card is written anew at the end of the chat, and the message that showed it goes.
    """

    priority: ClassVar[int] = 3
    afresh: ClassVar[bool] = False

    @property
    def card(self) -> str | None:
        """The name of the card, the same for all notices about it."""
        return None

    def payload(self) -> dict[str, Any]:
        """The fields, as JSON can hold them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DeskNotice(Notice):
    """To the operator of a mission. Where they are gone or can't be reached, their colleagues' chat is told instead."""

    mission_id: int
    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class StaffNotice(Notice):
    """To an administrator, about a helper who works for the network; it goes with whom it names."""

    helper_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class CardGone(Notice):
    """To whoever has cards of this name: delete those messages, or just those that are named, so that what comes after
    this was written stays.
    """

    name: str
    messages: tuple[str, ...] | None = None
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class CardErased(CardGone):
    """To whoever has cards of this name: what they show is personal and is kept no longer. The messages say so, and are
    forgotten; they are too old to be deleted.
    """

    mission_id: int = 0
    priority: ClassVar[int] = 3


def remembered_as(notice: Notice) -> str:
    """The name under which the message of a notice is found again; "" where nothing will have to be taken back."""
    if isinstance(notice, StaffNotice):
        return named_card(notice.helper_id)
    mission_id = getattr(notice, "mission_id", None)
    return notice.card or ("" if mission_id is None else about_card(mission_id))
