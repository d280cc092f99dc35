"""Whom each kind of notice may tell, looked at when it is delivered: somebody may have been suspended or dismissed, and
a staff chat replaced, since it was written.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from domain.notices import identity, missions, notice, safeguarding, staff
from domain.notices.notice import Notice
from domain.people import StaffRole
from domain.permissions import HAVE_BEEN_HERE, HOLDERS, STANDINGS, Role


@dataclass(frozen=True, slots=True)
class Audience:
    """People by what they are, and staff chats. `instead`: the chat that is told where a person can't or may not be."""

    roles: frozenset[Role] = frozenset()
    chats: frozenset[StaffRole] = frozenset()
    instead: StaffRole | None = None


EVERYBODY = Audience(STANDINGS, frozenset(StaffRole))
PEOPLE = Audience(STANDINGS)
HELPERS = Audience(frozenset({Role.HELPER}))
WHOEVER_HAS_IT = Audience(HOLDERS)
WHOEVER_HELPED = Audience(HAVE_BEEN_HERE)
ADMINISTRATORS = Audience(frozenset({Role.ADMINISTRATOR}))
DESK = Audience(frozenset({Role.OPERATOR}), frozenset({StaffRole.OPERATORS}))
THEIR_OPERATOR = Audience(DESK.roles, DESK.chats, instead=StaffRole.OPERATORS)
OPERATORS = Audience(frozenset({Role.OPERATOR}))
OPERATORS_CHAT = Audience(chats=frozenset({StaffRole.OPERATORS}))
MODERATORS_CHAT = Audience(chats=frozenset({StaffRole.MODERATORS}))

AUDIENCES: dict[type[Notice], Audience] = {
    notice.CardGone: EVERYBODY,
    notice.CardErased: EVERYBODY,
    missions.MissionCard: Audience(STANDINGS, DESK.chats),  # it empties the card of whoever takes no calls any more
    missions.MissionOffered: HELPERS,
    missions.OfferChanged: WHOEVER_HELPED,  # it says that an offer is none any more, also to whoever is suspended
    missions.MissionAccepted: THEIR_OPERATOR,
    missions.MissionReleased: THEIR_OPERATOR,
    missions.MissionReopened: THEIR_OPERATOR,
    missions.MissionCompleted: THEIR_OPERATOR,
    missions.HelperUnreachable: THEIR_OPERATOR,
    missions.NobodyLeft: THEIR_OPERATOR,
    missions.TimeNearlyOver: THEIR_OPERATOR,
    missions.HelperSilent: THEIR_OPERATOR,
    missions.MissionExpired: THEIR_OPERATOR,
    missions.MissionCancelled: WHOEVER_HELPED,  # nobody goes to a door in vain
    missions.MissionTakenBack: WHOEVER_HELPED,
    missions.OfferNudged: WHOEVER_HELPED,
    missions.MissionGiven: HELPERS,
    missions.MissionChanged: WHOEVER_HAS_IT,
    missions.AnswerChanged: WHOEVER_HAS_IT,
    missions.DetailsChanged: WHOEVER_HAS_IT,
    missions.MissionMoved: PEOPLE,
    missions.BreakOver: HELPERS,
    identity.PicturesToReview: MODERATORS_CHAT,
    identity.ReviewRequested: MODERATORS_CHAT,
    identity.PicturesAgain: MODERATORS_CHAT,
    identity.ReviewAgain: MODERATORS_CHAT,
    identity.PicturesGone: PEOPLE,
    identity.CheckDecided: PEOPLE,
    identity.PurgeDue: EVERYBODY,
    identity.PicturesLeft: MODERATORS_CHAT,
    identity.PleaseDelete: PEOPLE,
    identity.TalkRequested: MODERATORS_CHAT,
    identity.TalkAgain: MODERATORS_CHAT,
    identity.TalkSaid: Audience(STANDINGS, MODERATORS_CHAT.chats),
    identity.TalkEnded: PEOPLE,
    identity.ReviewsWaiting: MODERATORS_CHAT,
    identity.ValidationEnds: HELPERS,
    identity.ValidationOver: PEOPLE,
    identity.HelperExpired: THEIR_OPERATOR,
    safeguarding.MissionTakenAway: THEIR_OPERATOR,
    safeguarding.HelpeeInDanger: THEIR_OPERATOR,
    safeguarding.DoorUnsafe: THEIR_OPERATOR,
    safeguarding.IncidentCard: MODERATORS_CHAT,
    safeguarding.IncidentAgain: MODERATORS_CHAT,
    safeguarding.IncidentInDanger: MODERATORS_CHAT,
    safeguarding.DoorsUnheard: ADMINISTRATORS,
    safeguarding.ConcernsUnheard: Audience(ADMINISTRATORS.roles, OPERATORS_CHAT.chats),
    safeguarding.ConcernDelayed: PEOPLE,
    safeguarding.ConcernSent: PEOPLE,
    safeguarding.ConcernNotSent: PEOPLE,
    safeguarding.HelperFile: MODERATORS_CHAT,
    safeguarding.HelperFileAgain: MODERATORS_CHAT,
    safeguarding.NumberShared: MODERATORS_CHAT,
    safeguarding.ManyDoors: MODERATORS_CHAT,
    safeguarding.HelperSanctioned: PEOPLE,
    safeguarding.StaffSanctioned: ADMINISTRATORS,
    safeguarding.StaffAccused: ADMINISTRATORS,
    staff.OperatorDismissed: PEOPLE,
    staff.ModeratorDismissed: PEOPLE,
    staff.StaffCame: ADMINISTRATORS,
    staff.BarredTried: ADMINISTRATORS,
    staff.AnswerFailed: PEOPLE,
    staff.StaffChatLost: ADMINISTRATORS,
    staff.ChatMoveAsked: ADMINISTRATORS,  # and the group that has the role, or had it, by its address
    staff.ChatMoved: ADMINISTRATORS,
    staff.ApprovalAsked: OPERATORS_CHAT,
    staff.ApprovalAgain: OPERATORS_CHAT,
    staff.ApprovalAnswered: OPERATORS,
    staff.ErrorMet: OPERATORS_CHAT,
    staff.LettersSetAside: OPERATORS_CHAT,
}

KINDS_OF_NOTICE: dict[str, type[Notice]] = {kind.__name__: kind for kind in AUDIENCES}


def notice_from(kind: str, payload: dict[str, Any]) -> Notice:
    """The notice that was written as `payload`. Raises KeyError for a kind that this version does not know."""
    return KINDS_OF_NOTICE[kind](
        **{key: tuple(value) if isinstance(value, list) else value for key, value in payload.items()}
    )


def may_tell(kind: type[Notice], roles: Set[Role]) -> bool:
    """Whether a person with these roles may be told this."""
    return not AUDIENCES[kind].roles.isdisjoint(roles)


def may_tell_chat(kind: type[Notice], chat: StaffRole) -> bool:
    """Whether this staff chat may be told this."""
    return chat in AUDIENCES[kind].chats
