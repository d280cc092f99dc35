"""Where somebody or something stands, in a word or two, as a person reads it of themselves."""

from __future__ import annotations

from bot.cards.staff_view import outcome_text
from domain.helper import HelperStatus
from domain.identity import CheckStatus
from domain.mission import MissionStatus, OfferStatus, Outcome
from i18n import _


def helper_status(status: HelperStatus) -> str:
    """Where a helper stands, in words."""
    return {
        HelperStatus.APPLIED: _("applied"),
        HelperStatus.VALIDATED: _("validated"),
        HelperStatus.REJECTED: _("rejected"),
        HelperStatus.SUSPENDED: _("suspended"),
        HelperStatus.LEFT: _("has left"),
    }.get(status, str(status))


def mission_status(status: MissionStatus, outcome: Outcome | None) -> str:
    """Where a mission stands, and how it went."""
    if outcome is not None:
        return outcome_text(outcome)
    return {
        MissionStatus.OPEN: _("Open"),
        MissionStatus.TAKEN: _("in hand"),
        MissionStatus.COMPLETED: _("completed"),
        MissionStatus.CANCELLED: _("Cancelled"),
        MissionStatus.EXPIRED: _("its time was over"),
    }.get(status, str(status))


def offer_status(status: OfferStatus) -> str:
    """What came of an offer."""
    return {
        OfferStatus.OFFERED: _("open"),
        OfferStatus.ACCEPTED: _("you accepted"),
        OfferStatus.DECLINED: _("you passed on it"),
        OfferStatus.WITHDRAWN: _("no longer open for you"),
        OfferStatus.RELEASED: _("you handed it on"),
    }.get(status, str(status))


def check_status(status: CheckStatus) -> str:
    """Where an identity check stands."""
    return {
        CheckStatus.COLLECTING: _("waits for pictures"),
        CheckStatus.SUBMITTED: _("waits for a decision"),
        CheckStatus.APPROVED: _("approved"),
        CheckStatus.REJECTED: _("rejected"),
        CheckStatus.ASKED_AGAIN: _("new pictures asked for"),
        CheckStatus.PURGED: _("nobody decided in time"),
        CheckStatus.WITHDRAWN: _("taken back"),
    }.get(status, str(status))
