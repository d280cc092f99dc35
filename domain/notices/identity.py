"""What is told about identity: checks, their pictures, talks, and how long a validation lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.notices.names import WAITING_CARD, pictures_card, review_card, said_card, talk_card
from domain.notices.notice import DeskNotice, Notice


@dataclass(frozen=True, slots=True)
class PicturesToReview(Notice):
    """To the moderators' chat: the two pictures of a check. A card of their own, so that they can be deleted."""

    check_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return pictures_card(self.check_id)


@dataclass(frozen=True, slots=True)
class ReviewRequested(Notice):
    """To the moderators' chat: an identity check to decide on; rewritten when claimed and decided."""

    check_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return review_card(self.check_id)


@dataclass(frozen=True, slots=True)
class PicturesAgain(PicturesToReview):
    """The same, because somebody looked for them."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ReviewAgain(ReviewRequested):
    """The same, because somebody looked for it."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ReviewsWaiting(Notice):
    """To the moderators' chat: nobody looks at what waits; one message for all of it, gone when nothing waits."""

    priority: ClassVar[int] = 1
    afresh: ClassVar[bool] = True

    @property
    def card(self) -> str:
        return WAITING_CARD


@dataclass(frozen=True, slots=True)
class PicturesGone(Notice):
    """To a helper's chat: delete the messages that brought their identity pictures."""

    messages: tuple[str, ...]
    check_id: int = 0
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class PurgeDue(Notice):
    """To whoever's chat still has pictures of a check: delete them, now that some time has passed. No message shows it;
    it has the name of a card so that two which wait are one.
    """

    check_id: int
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return f"purge:{self.check_id}"


@dataclass(frozen=True, slots=True)
class PicturesLeft(Notice):
    """To the moderators' chat: pictures of a check that the bot could not delete; rewritten until none is left."""

    check_id: int
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return f"left:{self.check_id}"


@dataclass(frozen=True, slots=True)
class PleaseDelete(Notice):
    """To a helper: delete your pictures yourself, since no bot can any more."""

    check_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class CheckDecided(Notice):
    """To the helper: approved, rejected with a reason, asked again, or purged because nobody decided in time."""

    check_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class TalkRequested(Notice):
    """To the moderators' chat: somebody's checks failed too often, talk to them; rewritten as it goes on."""

    talk_id: int
    priority: ClassVar[int] = 1

    @property
    def card(self) -> str:
        return talk_card(self.talk_id)


@dataclass(frozen=True, slots=True)
class TalkAgain(TalkRequested):
    """The same at the end of the chat: nobody has seen to it yet."""

    afresh: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class TalkSaid(Notice):
    """To the moderators' chat, or to the helper: what the other one has said."""

    message_id: int
    priority: ClassVar[int] = 0

    @property
    def card(self) -> str:
        return said_card(self.message_id)


@dataclass(frozen=True, slots=True)
class TalkEnded(Notice):
    """To the helper: may they send pictures once more?"""

    talk_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class ValidationEnds(Notice):
    """To a helper: their validation is about to end, and how to renew it."""


@dataclass(frozen=True, slots=True)
class ValidationOver(Notice):
    """To a helper: their validation has ended, and how to come back."""

    priority: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class HelperExpired(DeskNotice):
    """The validation of whoever has the mission, which is today's, has ended."""
