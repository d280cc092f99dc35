"""What is told to and about those who work for the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.notices.names import approval_card, barred_card
from domain.notices.notice import Notice, StaffNotice


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Notice):
    """To the operators' chat: something that a second person is to confirm; rewritten once it is settled."""

    approval_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return approval_card(self.approval_id)


@dataclass(frozen=True, slots=True)
class ApprovalAgain(ApprovalAsked):
    """The same at the end of the chat, because it was asked for once more."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ApprovalAnswered(Notice):
    """To whoever asked for it: somebody else has confirmed or refused, or nobody did in time."""

    approval_id: int
    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class OperatorDismissed(Notice):
    """To somebody who took calls until now."""

    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ModeratorDismissed(Notice):
    """To somebody who was a moderator until now."""

    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class StaffCame(StaffNotice):
    """To an administrator: somebody has come by an invitation, which may have been passed on."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class BarredTried(Notice):
    """To an administrator: somebody who is suspended or banned as a helper opened an invitation, and was not let in."""

    person_id: int
    invitation_id: int
    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return barred_card(self.person_id)


@dataclass(frozen=True, slots=True)
class AnswerFailed(Notice):
    """To somebody whom the bot could not answer: the app was too busy, or out of order."""

    priority: ClassVar[int] = 0
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return "answer failed"


@dataclass(frozen=True, slots=True)
class StaffChatLost(Notice):
    """To an administrator: the bot has been taken out of a staff chat (`role`), or may not write there any more."""

    role: str
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ChatMoveAsked(Notice):
    """To the other administrators and the staff chat of `role`: the administrator with the address `by` wants another
    `group`, by its title, to be that chat. Another one has to want it too.
    """

    role: str
    by: str
    group: str
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ChatMoved(ChatMoveAsked):
    """To the same: that group is that chat now. `asked_by`: who wanted it first, where it took two."""

    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorMet(Notice):
    """To the operators' chat: the bot met an error; its kind and the number of the update are in the log too."""

    error: str
    update: int


@dataclass(frozen=True, slots=True)
class LettersSetAside(Notice):
    """To the operators' chat: what could not be delivered on one `day` (2026-03-02, in UTC), counted on one card."""

    day: str

    @property
    def card(self) -> str:
        return f"set aside:{self.day}"
