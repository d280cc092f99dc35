"""Applications, identity checks, invitations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.audiences import notice_from
from domain.errors import (
    AlreadyApplied,
    AlreadyDecided,
    ClaimedByOther,
    InvitationInvalid,
    NotValidated,
    PicturesMissing,
    Suspended,
)
from domain.helper import HelperPlace, HelperStatus
from domain.identity import CLAIM_LASTS, CODE_LASTS, PURGE_AFTER, CheckStatus, IdentityCheck, Reason, Side
from domain.network import COUNTRIES, KINDS, LANGUAGES, mask, unmask
from domain.notices.identity import PicturesGone
from domain.notices.missions import MissionOffered
from domain.people import INVITATION_LIFETIME, Invitation, nameless
from tests.domain.builders import NOW, a_helper, a_person


def submitted() -> IdentityCheck:
    """A check that waits for a decision."""
    check = IdentityCheck.start(1, NOW)
    check.add(Side.CARD, "file-1", "11", NOW)
    check.add(Side.NOTE, "file-2", "12", NOW)
    check.submit(a_helper(), NOW)
    return check


def test_a_check_needs_both_pictures() -> None:
    check = IdentityCheck.start(1, NOW)
    assert len(check.code) == 4
    assert check.code.isdigit()
    check.add(Side.CARD, "file-1", "11", NOW)
    with pytest.raises(PicturesMissing):
        check.submit(a_helper(), NOW)
    assert check.purge_due_at == NOW + CODE_LASTS
    check.add(Side.NOTE, "file-2", "12", NOW + timedelta(hours=1))
    check.submit(a_helper(), NOW + timedelta(hours=2))
    assert check.purge_due_at == NOW + PURGE_AFTER


def test_digits_count_for_a_day() -> None:
    check = IdentityCheck.start(1, NOW)
    check.add(Side.CARD, "file-1", "11", NOW)
    check.add(Side.NOTE, "file-2", "12", NOW)
    with pytest.raises(PicturesMissing):
        check.submit(a_helper(), NOW + CODE_LASTS)
    assert len(check.purge(NOW + CODE_LASTS)) == 2
    assert check.status is CheckStatus.LAPSED
    assert not check.is_stale(NOW + CODE_LASTS)


def test_a_second_picture_counts_and_both_are_deleted() -> None:
    check = IdentityCheck.start(1, NOW)
    check.add(Side.CARD, "blurred", "11", NOW)
    check.add(Side.CARD, "sharp", "12", NOW)
    check.add(Side.CARD, "sharp", "12", NOW)
    picture = check.picture(Side.CARD)
    assert picture is not None
    assert picture.file == "sharp"
    assert [one.message for one in check.withdraw(NOW)] == ["11", "12"]


def test_approval_validates_the_helper_and_forgets_the_pictures() -> None:
    check = submitted()
    gone = check.approve("telegram:7", "Mo", NOW)
    assert check.helper is not None
    assert check.helper.status is HelperStatus.VALIDATED
    assert len(gone) == 2
    assert check.pictures == []
    assert check.purge_due_at is None


def test_the_first_decision_wins_and_the_second_hears_who_decided() -> None:
    check = submitted()
    check.reject("telegram:7", "Mo", Reason.UNREADABLE, NOW)
    with pytest.raises(AlreadyDecided) as caught:
        check.approve("telegram:8", "Max", NOW)
    assert caught.value.by == "Mo"
    assert check.helper is not None
    assert check.helper.status is HelperStatus.REJECTED
    check.helper.apply_again(NOW)


def test_a_claim_runs_out() -> None:
    check = submitted()
    check.claim("telegram:7", "Mo", NOW)
    check.claim("telegram:7", "Mo", NOW)
    with pytest.raises(ClaimedByOther):
        check.claim("telegram:8", "Max", NOW + timedelta(minutes=5))
    with pytest.raises(ClaimedByOther):
        check.approve("telegram:8", "Max", NOW + timedelta(minutes=5))
    check.claim("telegram:8", "Max", NOW + CLAIM_LASTS)
    assert check.claimed_by_name == "Max"


def test_asking_again_leaves_the_application_open() -> None:
    check = submitted()
    check.ask_again("telegram:7", "Mo", Reason.DIGITS_DIFFER, NOW)
    assert check.helper is not None
    assert check.helper.status is HelperStatus.APPLIED
    assert check.purge(NOW) == []


def test_what_nobody_decided_is_purged() -> None:
    check = submitted()
    assert len(check.purge(NOW + PURGE_AFTER)) == 2
    assert check.status is CheckStatus.PURGED


def test_only_validated_helpers_see_missions() -> None:
    helper = a_helper()
    with pytest.raises(NotValidated):
        helper.require_validated()
    helper.approve(NOW)
    assert helper.can_be_offered
    paused = a_helper(status=HelperStatus.VALIDATED)
    paused.pause(NOW)
    assert not paused.can_be_offered
    assert not a_helper(person=a_person(reachable=False), status=HelperStatus.VALIDATED).can_be_offered
    helper.suspend()
    for act in (helper.require_validated, lambda: helper.apply_again(NOW), helper.resume):
        with pytest.raises(Suspended):
            act()


def test_a_suspended_helper_does_not_get_out_of_it_by_leaving() -> None:
    helper = a_helper(status=HelperStatus.SUSPENDED)
    helper.leave()
    assert helper.status is HelperStatus.SUSPENDED


def test_whoever_was_validated_renews_and_does_not_apply_again() -> None:
    helper = a_helper(status=HelperStatus.EXPIRED)
    with pytest.raises(AlreadyApplied):
        helper.apply_again(NOW)
    assert helper.status is HelperStatus.EXPIRED
    helper.require_applicant(NOW)


def test_whoever_is_validated_does_not_apply_again() -> None:
    with pytest.raises(AlreadyApplied):
        a_helper(status=HelperStatus.VALIDATED).apply_again(NOW)


def test_a_helper_has_a_place() -> None:
    with pytest.raises(ValueError, match="at least one"):
        a_helper().move([])
    with pytest.raises(ValueError, match="radius"):
        HelperPlace(latitude=50, longitude=4, name="x", country="BE", radius_m=0)
    with pytest.raises(ValueError, match="latitude"):
        HelperPlace(latitude=91, longitude=4, name="x", country="BE", radius_m=10)


def test_a_place_stays_the_one_it_was_when_others_come_and_go() -> None:
    def a_place(latitude: float, radius_m: int) -> HelperPlace:
        return HelperPlace(latitude=latitude, longitude=4, name="x", country="BE", radius_m=radius_m)

    home, work = a_place(50, 1_000), a_place(51, 2_000)
    helper = a_helper(places=[home, work])
    helper.move([a_place(50, 3_000), a_place(52, 4_000)])
    assert helper.places[0] is home
    assert [one.radius_m for one in helper.places] == [3_000, 4_000]


def test_an_invitation_is_for_one_person_and_a_week() -> None:
    invitation = Invitation.new("BE", "telegram:1", NOW)
    olive = a_person(5)
    invitation.use(olive, "Olive", NOW)
    invitation.use(olive, "Olive", NOW)
    assert (olive.is_operator, olive.operator_country) == (True, "BE")
    with pytest.raises(InvitationInvalid):
        invitation.use(a_person(6), "Eve", NOW)
    late = Invitation.new("BE", "telegram:1", NOW)
    with pytest.raises(InvitationInvalid):
        late.use(a_person(7), "Late", NOW + INVITATION_LIFETIME + timedelta(seconds=1))
    olive.dismiss(NOW)
    with pytest.raises(InvitationInvalid):
        invitation.use(olive, "Olive", NOW)
    assert not olive.is_operator


def test_bits_of_data_are_unique_and_survive_the_round_trip() -> None:
    for known in (KINDS, LANGUAGES):
        assert len({entry.bit for entry in known.values()}) == len(known)
        assert unmask(mask(known, known), known) == frozenset(known)
    assert all(country.zone.key == country.time_zone for country in COUNTRIES.values())


def test_notices_survive_the_outbox() -> None:
    for notice in (MissionOffered(142), PicturesGone(("1", "2"))):
        assert notice_from(type(notice).__name__, notice.payload()) == notice


@pytest.mark.parametrize(
    ("details", "name", "left"),
    [
        ("Jeanne Martin français un sirop", "Jeanne Martin", "français un sirop"),
        ("un sirop pour JEANNE MARTIN, à 10 h", "Jeanne Martin", "un sirop pour , à 10 h"),
        ("Un sirop. Martin entend mal", "Jeanne Martin", "Un sirop. entend mal"),
        ("pain brun, du pain de Brunehaut", "Louis Le Brun", "pain brun, du pain de Brunehaut"),
        ("Bread,  milk\nsix eggs", "Josée Voorbeeld", "Bread,  milk\nsix eggs"),
        ("Josée", "Josée Voorbeeld", ""),
        ("Bread", " ", "Bread"),
    ],
)
def test_details_hold_no_name_of_who_is_helped(details: str, name: str, left: str) -> None:
    assert nameless(details, name) == left
