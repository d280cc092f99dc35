"""The table of who may do what, and whom a notice may tell."""

from __future__ import annotations

import pytest

from domain import permissions
from domain.audiences import AUDIENCES, may_tell, may_tell_chat
from domain.errors import AlreadyApplied, NotAllowed, NotRegistered, NotValidated, RuleBroken, Suspended
from domain.helper import HelperStatus
from domain.notices import identity, missions, notice, safeguarding, staff
from domain.notices.identity import PicturesToReview
from domain.notices.missions import (
    AnswerChanged,
    MissionCancelled,
    MissionChanged,
    MissionGiven,
    MissionOffered,
    OfferChanged,
)
from domain.notices.notice import DeskNotice, Notice, StaffNotice
from domain.notices.staff import StaffChatLost
from domain.people import StaffRole
from domain.permissions import MAY, STANDING, STANDINGS, Action, Reach, Role, Where, allowed, held_by, require

HELPER = held_by(HelperStatus.VALIDATED, operator=False, administrator=False)
OPERATOR = held_by(None, operator=True, administrator=False)


def test_every_action_has_its_line() -> None:
    assert set(MAY) == set(Action)
    assert all(may.roles and may.where for may in MAY.values())


def test_every_helper_has_one_standing() -> None:
    assert set(STANDING) == {None, *HelperStatus}
    assert set(STANDING.values()) == STANDINGS


def test_somebody_may_be_several_things_at_once() -> None:
    every = held_by(HelperStatus.VALIDATED, operator=True, administrator=True)
    assert every == {Role.HELPER, Role.OPERATOR, Role.ADMINISTRATOR}
    for action in (Action.ACCEPT_MISSION, Action.TAKE_CALL, Action.INVITE_STAFF):
        require(action, every, Where.PRIVATE)


def test_who_is_in_a_chat_is_never_remembered() -> None:
    for status in STANDING:
        roles = held_by(status, operator=True, administrator=True)
        assert not roles & permissions.ASKED_OF_THE_CHAT
        assert not allowed(Action.REVIEW, roles, Where.MODERATORS)


def test_what_is_private_is_done_in_no_group() -> None:
    assert allowed(Action.TAKE_CALL, OPERATOR, Where.PRIVATE)
    assert not any(allowed(Action.TAKE_CALL, OPERATOR, where) for where in set(Where) - {Where.PRIVATE})
    administrator = held_by(None, operator=False, administrator=True)
    assert all(allowed(Action.REGISTER_CHAT, administrator, where) for where in set(Where) - {Where.PRIVATE})
    assert not allowed(Action.REGISTER_CHAT, administrator, Where.PRIVATE)


@pytest.mark.parametrize(
    ("action", "status", "reason"),
    [
        (Action.ACCEPT_MISSION, None, NotRegistered),
        (Action.ACCEPT_MISSION, HelperStatus.LEFT, NotRegistered),
        (Action.ACCEPT_MISSION, HelperStatus.APPLIED, NotValidated),
        (Action.ACCEPT_MISSION, HelperStatus.REJECTED, NotValidated),
        (Action.ACCEPT_MISSION, HelperStatus.EXPIRED, NotValidated),
        (Action.BROWSE_MISSIONS, HelperStatus.EXPIRED, NotValidated),
        (Action.ACCEPT_MISSION, HelperStatus.SUSPENDED, Suspended),
        (Action.REGISTER, HelperStatus.SUSPENDED, Suspended),
        (Action.REGISTER, HelperStatus.EXPIRED, AlreadyApplied),
        (Action.REGISTER, HelperStatus.VALIDATED, AlreadyApplied),
        (Action.TAKE_CALL, HelperStatus.VALIDATED, NotAllowed),
        (Action.INVITE_STAFF, HelperStatus.SUSPENDED, NotAllowed),
    ],
)
def test_a_refusal_says_what_is_in_the_way(
    action: Action, status: HelperStatus | None, reason: type[RuleBroken]
) -> None:
    with pytest.raises(reason):
        require(action, held_by(status, operator=False, administrator=False), Where.PRIVATE)


def test_every_kind_of_notice_has_its_audience() -> None:
    written = {
        kind
        for file in (notice, missions, identity, safeguarding, staff)
        for kind in vars(file).values()
        if isinstance(kind, type) and issubclass(kind, Notice)
    }
    assert written - set(AUDIENCES) == {Notice, DeskNotice, StaffNotice}
    assert all(one.roles or one.chats for one in AUDIENCES.values())


def test_whom_a_notice_may_tell() -> None:
    suspended = held_by(HelperStatus.SUSPENDED, operator=False, administrator=False)
    assert may_tell(MissionOffered, HELPER)
    assert not may_tell(MissionOffered, suspended)
    assert may_tell(MissionCancelled, suspended)
    assert not may_tell(StaffChatLost, OPERATOR)
    assert may_tell_chat(PicturesToReview, StaffRole.MODERATORS)
    assert not may_tell_chat(PicturesToReview, StaffRole.OPERATORS)
    assert not may_tell(PicturesToReview, HELPER | OPERATOR)


def test_an_expired_helper_ends_what_they_have_and_gets_nothing_new() -> None:
    expired = held_by(HelperStatus.EXPIRED, operator=False, administrator=False)
    for action in (Action.DO_MISSION, Action.SEE_DOOR, Action.FINISH_MISSION, Action.RAISE_CONCERN):
        assert allowed(action, expired, Where.PRIVATE), action
    for action in (Action.ACCEPT_MISSION, Action.BROWSE_MISSIONS, Action.SHARE_PLACE):
        assert not allowed(action, expired, Where.PRIVATE), action
    for told in (MissionChanged, AnswerChanged, OfferChanged, MissionCancelled):
        assert may_tell(told, expired), told
    for kept in (MissionOffered, MissionGiven):
        assert not may_tell(kept, expired), kept


def test_a_helper_raises_concerns_about_their_own_missions_and_an_operator_about_any() -> None:
    may = MAY[Action.RAISE_CONCERN]
    assert all(may.reach_for(held_by(status, operator=False, administrator=True)) is Reach.OWN for status in STANDING)
    assert may.reach_for(held_by(HelperStatus.VALIDATED, operator=True, administrator=False)) is Reach.ALL
    assert may.of_any == {Role.OPERATOR}
    assert may.of_any < may.roles


def test_what_an_operator_can_not_be_told_goes_to_their_colleagues() -> None:
    desk = {kind for kind in AUDIENCES if issubclass(kind, DeskNotice)}
    assert desk == {kind for kind, one in AUDIENCES.items() if one.instead is StaffRole.OPERATORS}
    assert not any(may_tell(kind, HELPER) for kind in desk)
