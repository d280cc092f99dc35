"""Where somebody or something stands, and how it went, in a word or two."""

from __future__ import annotations

from domain.approval import ApprovalStatus, Deed
from domain.helper import HelperStatus
from domain.identity import CheckStatus
from domain.incident import IncidentStatus
from domain.mission import MissionStatus, Outcome
from domain.offer import OfferStatus
from domain.sanction import Sanction
from domain.talk import Ending
from i18n import _


def helper_status(status: HelperStatus) -> str:
    """Where a helper stands, in words."""
    return {
        HelperStatus.APPLIED: _("applied"),
        HelperStatus.VALIDATED: _("validated"),
        HelperStatus.REJECTED: _("rejected"),
        HelperStatus.SUSPENDED: _("suspended"),
        HelperStatus.BANNED: _("banned for good"),
        HelperStatus.LEFT: _("has left"),
        HelperStatus.EXPIRED: _("validation expired"),
    }[status]


def outcome_text(outcome: Outcome) -> str:
    """How it went, in words."""
    return {
        Outcome.WELL: _("All done"),
        Outcome.PARTLY: _("Partly done"),
        Outcome.NOT_DONE: _("It could not be done"),
    }[outcome]


def outcome_mark(outcome: Outcome) -> str:
    """How it went, in a sign."""
    return {Outcome.WELL: "✅", Outcome.PARTLY: "🟠", Outcome.NOT_DONE: "❌"}[outcome]


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
    }[status]


def offer_status(status: OfferStatus) -> str:
    """What came of an offer."""
    return {
        OfferStatus.OFFERED: _("open"),
        OfferStatus.ACCEPTED: _("you accepted"),
        OfferStatus.DECLINED: _("you passed on it"),
        OfferStatus.WITHDRAWN: _("no longer open for you"),
        OfferStatus.RELEASED: _("you handed it on"),
        OfferStatus.TAKEN_BACK: _("you had it for a while"),
    }[status]


def check_status(status: CheckStatus) -> str:
    """Where an identity check stands."""
    return {
        CheckStatus.COLLECTING: _("waits for pictures"),
        CheckStatus.SUBMITTED: _("waits for a decision"),
        CheckStatus.APPROVED: _("approved"),
        CheckStatus.REJECTED: _("rejected"),
        CheckStatus.ASKED_AGAIN: _("new pictures asked for"),
        CheckStatus.PURGED: _("nobody decided in time"),
        CheckStatus.LAPSED: _("not sent in time"),
        CheckStatus.WITHDRAWN: _("taken back"),
    }[status]


def incident_status(status: IncidentStatus) -> str:
    """Where a concern stands."""
    return {
        IncidentStatus.OPEN: _("open"),
        IncidentStatus.TAKEN: _("being looked into"),
        IncidentStatus.CLOSED: _("closed"),
    }[status]


def sanction(what: Sanction) -> str:
    """What was decided about a helper."""
    return {
        Sanction.SUSPENDED: _("suspended"),
        Sanction.BANNED: _("banned for good"),
        Sanction.REINSTATED: _("reinstated"),
    }[what]


def talk_ending(ending: Ending | None) -> str:
    """How a talk with a moderator ended, if it did."""
    return {
        None: _("goes on"),
        Ending.ALLOWED: _("another attempt"),
        Ending.CLOSED: _("closed"),
    }[ending]


def deed(what: Deed) -> str:
    """What two people have to want."""
    return {
        Deed.FORGET_CALLER: _("Forget a caller"),
        Deed.EXPORT_CALLER: _("Hand over a caller's file"),
    }[what]


def approval_status(status: ApprovalStatus) -> str:
    """What became of it."""
    return {
        ApprovalStatus.ASKED: _("waits for a second person"),
        ApprovalStatus.CONFIRMED: _("confirmed"),
        ApprovalStatus.REFUSED: _("refused"),
        ApprovalStatus.LAPSED: _("nobody confirmed in time"),
        ApprovalStatus.WITHDRAWN: _("no longer wanted"),
    }[status]
