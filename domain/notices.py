"""What somebody is to be told. A notice names things by number and holds no personal data: what it says is read when it
is delivered, so that it is never out of date, and one that has become pointless is dropped unsent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from domain.people import StaffRole

OPERATORS = f"staff:{StaffRole.OPERATORS}"
MODERATORS = f"staff:{StaffRole.MODERATORS}"
WAITING_CARD = "reviews waiting"
UNHEARD_CARD = "concerns unheard"
NOBODY = "nobody"


def to_person(person_id: int) -> str:
    """How the outbox and the journal name a person."""
    return f"person:{person_id}"


def to_chat_of_nobody(app: str, check_id: int) -> str:
    """How the outbox names the chat of somebody who is forgotten, where pictures of a check still stand."""
    return f"{NOBODY}:{app}:{check_id}"


def review_card(check_id: int) -> str:
    """The name of the card on which the moderators decide on a check."""
    return f"review:{check_id}"


def offer_card(mission_id: int) -> str:
    """The name of the card on which a mission is offered to a helper."""
    return f"offer:{mission_id}"


def mission_card(mission_id: int) -> str:
    """The name of the card on which staff follow a mission."""
    return f"mission:{mission_id}"


def call_card(mission_id: int) -> str:
    """The name of the message that asks an operator to call the helpee back."""
    return f"call:{mission_id}"


def nudge_card(mission_id: int) -> str:
    """The name of the message that asks a helper whether they are coming, or how it went."""
    return f"nudge:{mission_id}"


def incident_card(incident_id: int) -> str:
    """The name of the card on which the moderators see to an incident."""
    return f"incident:{incident_id}"


def file_card(helper_id: int) -> str:
    """The name of the card that shows the moderators a helper's file."""
    return f"file:{helper_id}"


def details_card(mission_id: int) -> str:
    """The name of the messages in which a helper has a helpee's name, number and door."""
    return f"details:{mission_id}"


def about_card(mission_id: int) -> str:
    """The name of all other messages about a mission, which stay as they are until it is erased."""
    return f"about:{mission_id}"


def approval_card(approval_id: int) -> str:
    """The name of the card on which a second person confirms something."""
    return f"approval:{approval_id}"


def caller_card(helpee_id: int) -> str:
    """The name of the messages in which an operator has a helpee's file."""
    return f"caller:{helpee_id}"


def pictures_card(check_id: int) -> str:
    """The name of the card that holds the pictures of a check in the moderators' chat."""
    return f"pictures:{check_id}"


def talk_card(talk_id: int) -> str:
    """The name of the card on which the moderators see to a helper whose checks failed too often."""
    return f"talk:{talk_id}"


def said_card(message_id: int) -> str:
    """The name of the message that passes on what was said in a talk."""
    return f"said:{message_id}"


def check_of_pictures(card: str) -> int | None:
    """The check whose pictures a card of this name holds; None for every other card."""
    kind, _, number = card.partition(":")
    return int(number) if kind == "pictures" else None


@dataclass(frozen=True, slots=True)
class Notice:
    """`card`: the message in the recipient's chat that this notice writes or rewrites; None writes a new one each time.

    `priority`: lower goes out earlier (0 what people wait for, 1 changes of what they hold, 2 offers, 3 the rest).
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
class DeskNotice(Notice):
    """To the operator of a mission. Where they are gone or can't be reached, their colleagues' chat is told instead."""

    mission_id: int
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
class MissionTakenAway(DeskNotice):
    """The moderators, or a concern, have taken the mission from the helper; it is offered again."""


@dataclass(frozen=True, slots=True)
class MissionMoved(Notice):
    """To the helper who had it: it is somebody else's now. Why, is nobody's to tell."""

    mission_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class HelpeeInDanger(DeskNotice):
    """A helper says that the helpee is in danger, or not well; call them."""

    priority: ClassVar[int] = 0


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
class HelperSanctioned(Notice):
    """To a helper: suspended, banned, or back."""

    decision_id: int
    priority: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class AnswerChanged(Notice):
    """To the helper who has it: the helpee answers the code word with another one, or does not any more."""

    mission_id: int
    priority: ClassVar[int] = 0


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
class BreakOver(Notice):
    """To a helper: the break is over that they wanted until now."""


@dataclass(frozen=True, slots=True)
class OperatorDismissed(Notice):
    """To somebody who took calls until now."""

    priority: ClassVar[int] = 0


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
class StaffSanctioned(Notice):
    """To an administrator: somebody who works for the network was suspended or banned as a helper by this decision."""

    decision_id: int
    priority: ClassVar[int] = 0


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


KINDS_OF_NOTICE: dict[str, type[Notice]] = {
    kind.__name__: kind
    for kind in (
        MissionCard, MissionOffered, OfferChanged, MissionAccepted, MissionReleased, MissionCompleted, MissionCancelled,
        MissionChanged, NobodyLeft, MissionExpired, PicturesToReview, ReviewRequested, CardGone, PicturesGone,
        CheckDecided, PicturesAgain, ReviewAgain, OperatorDismissed, AnswerFailed, StaffChatLost, ErrorMet,
        HelperUnreachable, OfferNudged, MissionTakenBack, MissionGiven, TimeNearlyOver, HelperSilent,
        MissionReopened, BreakOver, CardErased, LettersSetAside, PurgeDue, PicturesLeft, PleaseDelete, TalkRequested,
        TalkSaid, TalkEnded, ReviewsWaiting, ValidationEnds, ValidationOver, HelperExpired, AnswerChanged,
        MissionTakenAway, MissionMoved, HelpeeInDanger, IncidentCard, IncidentAgain, HelperFile, HelperFileAgain,
        HelperSanctioned, ApprovalAsked, ApprovalAnswered, ConcernsUnheard, ConcernDelayed, TalkAgain,
        ApprovalAgain, StaffSanctioned,
    )
}  # fmt: skip


def remembered_as(notice: Notice) -> str:
    """The name under which the message of a notice is found again; "" where nothing will have to be taken back."""
    mission_id = getattr(notice, "mission_id", None)
    return notice.card or ("" if mission_id is None else about_card(mission_id))


def notice_from(kind: str, payload: dict[str, Any]) -> Notice:
    """The notice that was written as `payload`. Raises KeyError for a kind that this version does not know."""
    return KINDS_OF_NOTICE[kind](
        **{key: tuple(value) if isinstance(value, list) else value for key, value in payload.items()}
    )
