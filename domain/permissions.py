"""Who may do what, and where: one table for commands, buttons and questions. Whom a notice may tell is in
`domain/audiences.py`.

Everybody has one standing as a helper (`STANDINGS`) and any number of the other roles. The table says who gets as far
as a service; whether it is *this* mission, check or profile that they may touch, the service and the domain decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import AlreadyApplied, Banned, NotAllowed, NotRegistered, NotValidated, RuleBroken, Suspended
from domain.helper import HelperStatus


class Role(StrEnum):
    """What somebody is to the network. COLLEAGUE and MODERATOR: a member of the staff chat in which something is done,
    and of the moderators' chat, by the messaging app's word at that moment; nobody has them anywhere else. EXPIRED: a
    helper whose identity has to be validated once more; they may have today's mission in hand, and get no other.
    """

    STRANGER = "stranger"
    APPLICANT = "applicant"
    HELPER = "helper"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    BANNED = "banned"
    FORMER_HELPER = "former helper"
    OPERATOR = "operator"
    MODERATOR = "moderator"
    COLLEAGUE = "colleague"
    ADMINISTRATOR = "administrator"


class Where(StrEnum):
    """Where something is done. ANY_GROUP: in whatever group the bot is, a staff chat too."""

    PRIVATE = "private"
    MODERATORS = "moderators"
    OPERATORS = "operators"
    ANY_GROUP = "group"


class Action(StrEnum):
    """What can be done or seen; the table below says by whom."""

    START = "start"
    JOIN_STAFF = "join staff"
    READ_HELP = "read help"
    CHOOSE_LANGUAGE = "choose language"
    SEE_OWN_ID = "see own id"
    SEE_OWN_DATA = "see own data"
    DELETE_OWN_DATA = "delete own data"

    REGISTER = "register"
    SEND_PICTURES = "send pictures"
    CHANGE_PROFILE = "change profile"
    TAKE_BREAK = "take break"
    STOP_HELPING = "stop helping"
    BROWSE_MISSIONS = "browse missions"
    ACCEPT_MISSION = "accept mission"
    DECLINE_MISSION = "decline mission"
    DO_MISSION = "do mission"
    SEE_DOOR = "see door"
    FINISH_MISSION = "finish mission"
    RAISE_CONCERN = "raise concern"
    SHARE_PLACE = "share place"
    END_SHARING = "end sharing"

    TAKE_CALL = "take call"
    SEE_MISSIONS = "see missions"
    SEE_MISSION = "see mission"
    CALL_BACK = "call back"
    CHANGE_MISSION = "change mission"
    CANCEL_MISSION = "cancel mission"
    END_MISSION = "end mission"
    FIND_HELPER = "find helper"
    KEEP_APART = "keep apart"
    SET_ANSWER = "set answer"
    SEE_CALLER = "see caller"
    STOP_CALLER = "stop caller"
    ASK_COLLEAGUE = "ask colleague"
    CONFIRM = "confirm"
    TAKE_FILE = "take file"

    SEE_QUEUE = "see queue"
    REVIEW = "review"
    SEE_INCIDENTS = "see incidents"
    HANDLE_INCIDENT = "handle incident"
    SEE_HELPER = "see helper"
    SANCTION = "sanction"
    NOTE = "note"
    TALK = "talk"
    ANSWER_MODERATORS = "answer moderators"
    READ_STAFF_HELP = "read staff help"
    ASK_CHAT_LANGUAGE = "ask chat language"
    CHOOSE_CHAT_LANGUAGE = "choose chat language"

    INVITE_STAFF = "invite staff"
    SEE_STAFF = "see staff"
    DISMISS_STAFF = "dismiss staff"
    SEE_RETENTION = "see retention"
    REGISTER_CHAT = "register chat"
    READ_HOW_TO_REGISTER = "read how to register"
    ASK_WHO_REGISTERS = "ask who registers"


class Reach(StrEnum):
    """What it may touch: whatever there is, only what is one's own (other people's numbers lead nowhere), or nothing,
    since one only looks.
    """

    ALL = "all"
    OWN = "own"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Permission:
    """By whom, where, and how far it reaches; for those in `of_any`, to whatever there is."""

    roles: frozenset[Role]
    where: frozenset[Where]
    reach: Reach
    of_any: frozenset[Role] = frozenset()

    def reach_for(self, roles: Set[Role]) -> Reach:
        """How far it reaches for somebody with these roles, who may do it."""
        return self.reach if self.of_any.isdisjoint(roles) else Reach.ALL


def _by(
    *roles: Role | Set[Role],
    where: Set[Where] = frozenset({Where.PRIVATE}),
    reach: Reach = Reach.OWN,
    of_any: Set[Role] = frozenset(),
) -> Permission:
    every: frozenset[Role] = frozenset().union(of_any, *({one} if isinstance(one, Role) else one for one in roles))
    return Permission(every, frozenset(where), reach, frozenset(of_any))


STANDINGS = frozenset(
    {
        Role.STRANGER, Role.APPLICANT, Role.HELPER, Role.EXPIRED, Role.SUSPENDED, Role.BANNED, Role.FORMER_HELPER
    }
)  # fmt: skip
"""Each person has exactly one of these, so all of them together are everybody."""

HAVE_BEEN_HERE = STANDINGS - {Role.STRANGER}
HOLDERS = frozenset({Role.HELPER, Role.EXPIRED})
"""Who may have a mission in hand."""

STAFF_CHATS = frozenset({Where.MODERATORS, Where.OPERATORS})
ALL, LOOK = Reach.ALL, Reach.LOOK

MAY: Mapping[Action, Permission] = {
    Action.START: _by(STANDINGS),
    Action.JOIN_STAFF: _by(STANDINGS),
    Action.READ_HELP: _by(STANDINGS, reach=LOOK),
    Action.CHOOSE_LANGUAGE: _by(STANDINGS),
    Action.SEE_OWN_ID: _by(STANDINGS, reach=LOOK),
    Action.SEE_OWN_DATA: _by(STANDINGS),
    Action.DELETE_OWN_DATA: _by(STANDINGS),
    Action.REGISTER: _by(Role.STRANGER, Role.APPLICANT, Role.FORMER_HELPER),
    Action.SEND_PICTURES: _by(STANDINGS - {Role.SUSPENDED, Role.BANNED}, reach=ALL),
    Action.CHANGE_PROFILE: _by(Role.APPLICANT, HOLDERS, Role.SUSPENDED),
    Action.TAKE_BREAK: _by(Role.HELPER),
    Action.STOP_HELPING: _by(Role.APPLICANT, HOLDERS, Role.FORMER_HELPER),
    Action.BROWSE_MISSIONS: _by(Role.HELPER, reach=LOOK),
    Action.ACCEPT_MISSION: _by(Role.HELPER, reach=ALL),
    Action.DECLINE_MISSION: _by(Role.HELPER),
    Action.DO_MISSION: _by(HOLDERS),
    Action.SEE_DOOR: _by(HOLDERS),
    Action.FINISH_MISSION: _by(HAVE_BEEN_HERE),
    Action.RAISE_CONCERN: _by(HAVE_BEEN_HERE, of_any={Role.OPERATOR}),  # who speaks for any caller
    Action.SHARE_PLACE: _by(Role.HELPER),
    Action.END_SHARING: _by(STANDINGS),
    Action.TAKE_CALL: _by(Role.OPERATOR, reach=ALL),
    Action.SEE_MISSIONS: _by(Role.OPERATOR, reach=LOOK),
    Action.SEE_MISSION: _by(Role.OPERATOR, where={Where.PRIVATE, Where.OPERATORS}, reach=LOOK),
    Action.CALL_BACK: _by(Role.OPERATOR, reach=ALL),
    Action.CHANGE_MISSION: _by(Role.OPERATOR, reach=ALL),
    Action.CANCEL_MISSION: _by(Role.OPERATOR, reach=ALL),
    Action.END_MISSION: _by(Role.OPERATOR, reach=ALL),
    Action.FIND_HELPER: _by(Role.OPERATOR, reach=ALL),
    Action.KEEP_APART: _by(Role.OPERATOR, reach=ALL),
    Action.SET_ANSWER: _by(Role.OPERATOR, reach=ALL),
    Action.SEE_CALLER: _by(Role.OPERATOR, reach=LOOK),
    Action.STOP_CALLER: _by(Role.OPERATOR, reach=ALL),
    Action.ASK_COLLEAGUE: _by(Role.OPERATOR, reach=ALL),
    Action.CONFIRM: _by(Role.OPERATOR, Role.ADMINISTRATOR, where={Where.OPERATORS}, reach=ALL),
    Action.TAKE_FILE: _by(Role.OPERATOR),
    Action.SEE_QUEUE: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=LOOK),
    Action.REVIEW: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.SEE_INCIDENTS: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=LOOK),
    Action.HANDLE_INCIDENT: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.SEE_HELPER: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.SANCTION: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.NOTE: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.TALK: _by(Role.MODERATOR, where={Where.MODERATORS}, reach=ALL),
    Action.ANSWER_MODERATORS: _by(STANDINGS),
    Action.READ_STAFF_HELP: _by(STANDINGS, where={Where.MODERATORS}, reach=LOOK),
    Action.ASK_CHAT_LANGUAGE: _by(STANDINGS, where=STAFF_CHATS, reach=LOOK),
    Action.CHOOSE_CHAT_LANGUAGE: _by(Role.COLLEAGUE, where=STAFF_CHATS, reach=ALL),
    Action.INVITE_STAFF: _by(Role.ADMINISTRATOR, reach=ALL),
    Action.SEE_STAFF: _by(Role.ADMINISTRATOR, reach=LOOK),
    Action.DISMISS_STAFF: _by(Role.ADMINISTRATOR, reach=ALL),
    Action.SEE_RETENTION: _by(Role.ADMINISTRATOR, reach=LOOK),
    Action.REGISTER_CHAT: _by(Role.ADMINISTRATOR, where={Where.ANY_GROUP}, reach=ALL),
    Action.READ_HOW_TO_REGISTER: _by(Role.ADMINISTRATOR, reach=LOOK),
    Action.ASK_WHO_REGISTERS: _by(STANDINGS, where={Where.ANY_GROUP}, reach=LOOK),
}

STANDING: Mapping[HelperStatus | None, Role] = {
    None: Role.STRANGER,
    HelperStatus.APPLIED: Role.APPLICANT,
    HelperStatus.REJECTED: Role.APPLICANT,
    HelperStatus.VALIDATED: Role.HELPER,
    HelperStatus.SUSPENDED: Role.SUSPENDED,
    HelperStatus.BANNED: Role.BANNED,
    HelperStatus.LEFT: Role.FORMER_HELPER,
    HelperStatus.EXPIRED: Role.EXPIRED,
}
"""What somebody is as a helper."""

ASKED_OF_THE_CHAT = frozenset({Role.MODERATOR, Role.COLLEAGUE})
"""Roles that are not stored: who is in a chat is asked of the messaging app each time."""


def held_by(status: HelperStatus | None, *, operator: bool, administrator: bool) -> frozenset[Role]:
    """The roles of somebody, as far as the database and the settings know."""
    more = {Role.OPERATOR: operator, Role.ADMINISTRATOR: administrator}
    return frozenset({STANDING[status], *(role for role, has in more.items() if has)})


def allowed(action: Action, roles: Set[Role], where: Where) -> bool:
    """Whether somebody with these roles may do this there."""
    may = MAY[action]
    here = where in may.where or (where is not Where.PRIVATE and Where.ANY_GROUP in may.where)
    return here and not may.roles.isdisjoint(roles)


def require(action: Action, roles: Set[Role], where: Where) -> None:
    """Raise what tells somebody why they may not do this there."""
    if not allowed(action, roles, where):
        raise why_not(action, roles)


def why_not(action: Action, roles: Set[Role]) -> RuleBroken:
    """What is in the way of somebody who may not do this: their standing, where it is a matter of that."""
    wanted = MAY[action].roles
    if wanted.isdisjoint(STANDINGS) or not wanted.isdisjoint(roles):
        return NotAllowed()
    if Role.BANNED in roles:
        return Banned()
    if Role.SUSPENDED in roles:
        return Suspended()
    if Role.HELPER in roles or (Role.EXPIRED in roles and Role.STRANGER in wanted):
        return AlreadyApplied()
    return NotRegistered() if roles.isdisjoint({Role.APPLICANT, Role.EXPIRED}) else NotValidated()
