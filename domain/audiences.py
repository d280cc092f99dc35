"""Whom each kind of notice may tell, looked at when it is delivered: somebody may have been suspended or dismissed, and
a staff chat replaced, since it was written.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from domain import notices
from domain.notices import Notice
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
    notices.MissionCard: Audience(STANDINGS, DESK.chats),  # it empties the card of whoever takes no calls any more
    notices.MissionOffered: HELPERS,
    notices.OfferChanged: WHOEVER_HELPED,  # it says that an offer is none any more, also to whoever is suspended
    notices.MissionAccepted: THEIR_OPERATOR,
    notices.MissionReleased: THEIR_OPERATOR,
    notices.MissionReopened: THEIR_OPERATOR,
    notices.MissionCompleted: THEIR_OPERATOR,
    notices.HelperUnreachable: THEIR_OPERATOR,
    notices.NobodyLeft: THEIR_OPERATOR,
    notices.TimeNearlyOver: THEIR_OPERATOR,
    notices.HelperSilent: THEIR_OPERATOR,
    notices.MissionExpired: THEIR_OPERATOR,
    notices.MissionCancelled: WHOEVER_HELPED,  # nobody goes to a door in vain
    notices.MissionTakenBack: WHOEVER_HELPED,
    notices.OfferNudged: WHOEVER_HELPED,
    notices.MissionGiven: HELPERS,
    notices.MissionChanged: WHOEVER_HAS_IT,
    notices.PicturesToReview: MODERATORS_CHAT,
    notices.ReviewRequested: MODERATORS_CHAT,
    notices.PicturesAgain: MODERATORS_CHAT,
    notices.ReviewAgain: MODERATORS_CHAT,
    notices.CardGone: EVERYBODY,
    notices.CardErased: EVERYBODY,
    notices.PicturesGone: PEOPLE,
    notices.CheckDecided: PEOPLE,
    notices.AnswerChanged: WHOEVER_HAS_IT,
    notices.MissionTakenAway: THEIR_OPERATOR,
    notices.MissionMoved: PEOPLE,
    notices.HelpeeInDanger: THEIR_OPERATOR,
    notices.IncidentCard: MODERATORS_CHAT,
    notices.IncidentAgain: MODERATORS_CHAT,
    notices.ConcernsUnheard: Audience(ADMINISTRATORS.roles, OPERATORS_CHAT.chats),
    notices.ConcernDelayed: PEOPLE,
    notices.HelperFile: MODERATORS_CHAT,
    notices.HelperFileAgain: MODERATORS_CHAT,
    notices.HelperSanctioned: PEOPLE,
    notices.PurgeDue: EVERYBODY,
    notices.PicturesLeft: MODERATORS_CHAT,
    notices.PleaseDelete: PEOPLE,
    notices.TalkRequested: MODERATORS_CHAT,
    notices.TalkAgain: MODERATORS_CHAT,
    notices.TalkSaid: Audience(STANDINGS, MODERATORS_CHAT.chats),
    notices.TalkEnded: PEOPLE,
    notices.ReviewsWaiting: MODERATORS_CHAT,
    notices.ValidationEnds: HELPERS,
    notices.ValidationOver: PEOPLE,
    notices.HelperExpired: THEIR_OPERATOR,
    notices.BreakOver: HELPERS,
    notices.OperatorDismissed: PEOPLE,
    notices.AnswerFailed: PEOPLE,
    notices.StaffChatLost: ADMINISTRATORS,
    notices.StaffSanctioned: ADMINISTRATORS,
    notices.ApprovalAsked: OPERATORS_CHAT,
    notices.ApprovalAgain: OPERATORS_CHAT,
    notices.ApprovalAnswered: OPERATORS,
    notices.ErrorMet: OPERATORS_CHAT,
    notices.LettersSetAside: OPERATORS_CHAT,
}


def may_tell(kind: type[Notice], roles: Set[Role]) -> bool:
    """Whether a person with these roles may be told this."""
    return not AUDIENCES[kind].roles.isdisjoint(roles)


def may_tell_chat(kind: type[Notice], chat: StaffRole) -> bool:
    """Whether this staff chat may be told this."""
    return chat in AUDIENCES[kind].chats
