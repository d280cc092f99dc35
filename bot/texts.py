"""What is said when a rule is broken, and why an identity check failed, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiogram.types import Message

from bot.alarms import whom_to_call
from domain import errors
from domain.identity import Reason
from domain.matching import Exclusion
from domain.network import N_
from domain.people import StaffRole
from domain.words import cut, written
from i18n import _, ngettext
from i18n.formats import duration

LONGEST_ALERT = 200


def said_in(message: Message) -> str:
    """What is written in a message; behind a pencil if it was changed, since others have read what it said before."""
    text = written(message.text or "")
    return f"✏️ {text}" if text and message.edit_date else text


def explain(error: errors.RuleBroken, hotline: str = "") -> str:
    """What is in the way and what to do next: plain text, no markup, short enough for an alert. `hotline`: what number
    whoever is shut out, or could have more from an operator, can phone.
    """
    if hotline and type(error) in _SHUT_OUT:
        return cut(_(_SHUT_OUT[type(error)]).format(hotline=hotline), LONGEST_ALERT)
    if hotline and isinstance(error, errors.NotOffered) and error.reason in _AN_OPERATOR_CAN:
        return cut(_(_AN_OPERATOR_CAN[error.reason]).format(hotline=hotline), LONGEST_ALERT)
    for kind in type(error).__mro__:
        if kind in _SIMPLE:
            text = _(_SIMPLE[kind])
            break
        if kind in _WITH_DETAILS:
            text = _WITH_DETAILS[kind](error)
            break
    else:
        # alert
        text = _("That is not possible right now. /help shows what is.")
    return cut(text, LONGEST_ALERT)


_SIMPLE: Mapping[type, str] = {
    # alert
    errors.NotFound: N_("I can't find that. It may be gone by now; please check the number and try again."),
    # alert
    errors.NotAllowed: N_("You can't do that, or not from here. /help shows what you can do."),
    errors.CommandForwarded: N_(
        "That command was forwarded, so I leave it alone. If you mean it, please type it yourself."
    ),
    # alert
    errors.NotRegistered: N_("You are not one of our helpers at the moment. /start takes you there in a few minutes."),
    # alert
    errors.NotValidated: N_("This opens as soon as your identity is validated. /start shows where that stands."),
    # alert
    errors.Suspended: N_("Your account is suspended, so this is closed for now. The moderators decide when it opens."),
    # alert
    errors.Banned: N_("Your account is closed for good. If you want to talk about it, please phone the hotline."),
    # alert
    errors.NotSuspended: N_("There is nothing to lift: this helper is not suspended."),
    # alert
    errors.AlreadyTaken: N_("Somebody else was a little quicker, thank you! /missions shows what is still open."),
    # alert
    errors.AlreadyYours: N_(
        "This mission is yours already. /mine shows it, and lets you hand it on if you can't make it."
    ),
    # alert
    errors.NotYours: N_("This mission is not in your hands. /mine shows those that are."),
    # alert
    errors.HeardFrom: N_("They have answered meanwhile, or had no time to yet: the mission stays theirs."),
    # alert
    errors.MissionTaken: N_("A helper has this mission in hand. Cancel it, or ask the helper to hand it on first."),
    # alert
    errors.MissionHeld: N_("This mission waits for a phone call of its operator first, so nobody is asked for now."),
    # alert
    errors.MissionActive: N_("This mission is still going on. Cancel it, or let it be completed, and try again."),
    # alert
    errors.MissionErased: N_(
        "What was personal about this mission is erased, so it can't be published again. /new begins with the number."
    ),
    # alert
    errors.TooLateToRelease: N_(
        "Its time is over, so nobody else can be asked. Please tap “Complete”, and say that it was not done."
    ),
    # alert
    errors.PicturesMissing: N_("One of the two pictures is still missing. Please send it, then try again."),
    # alert
    errors.SamePicture: N_("Those are twice the same picture. Please send the card, and yourself with the note."),
    # alert
    errors.AlreadyApplied: N_("We have your application already. /profile shows where it stands."),
    # alert
    errors.InvitationInvalid: N_("This invitation was used already, or is too old. Please ask for a new one."),
    # alert
    errors.AlreadyNamed: N_("A colleague has said already who it was: the card shows it."),
    # alert
    errors.OwnCase: N_("This is about yourself, so please leave it to a colleague."),
    # alert
    errors.ForColleague: N_("This one is for a colleague: please ask one of them to see to it."),
    # alert
    errors.NotStarted: N_("I can't write to you yet: please open our private chat, tap Start, and try again here."),
    # alert
    errors.SecondPersonNeeded: N_("Somebody else has to confirm it: two people look at this, and you asked for it."),
    # alert
    errors.HeldForIncident: N_(
        "The moderators are looking into a concern about it, so it is kept for now. Please ask them, and try later."
    ),
    # alert
    errors.ApprovalClosed: N_("That is settled already, or too old. Please ask anew if it is still wanted."),
    # alert
    errors.AmountOutOfRange: N_("That amount can't be right. Please type it again, like 18.45."),
}


_SHUT_OUT: Mapping[type, str] = {
    # alert
    errors.Suspended: N_(
        "Your account is suspended, so this is closed for now. To talk about it, phone {hotline} and ask for a"
        " moderator."
    ),
    # alert
    errors.Banned: N_("Your account is closed for good. To talk about it, phone {hotline} and ask for a moderator."),
}


_NOT_OFFERED: Mapping[str, str] = {
    # alert
    Exclusion.UNAVAILABLE: N_("You are on a break. End it in /profile, then this one can be yours."),
    # alert
    Exclusion.OTHER_KIND: N_("This is a kind of help that you did not choose. /profile changes that."),
    # alert
    Exclusion.TOO_FAR: N_("This one is outside the area that you gave us. /missions shows those inside it."),
    # alert
    Exclusion.SEEN_ENOUGH: N_(
        "You have got to know many doors since yesterday, thank you! You can still take calls. If you can do"
        " another visit, an operator can give you one."
    ),
    # alert
    Exclusion.HANDED_ON: N_("You have handed this one on. If you can do it after all, an operator can give it to you."),
    # alert
    Exclusion.OTHER_LANGUAGE: N_("This call needs a language that you did not list. /profile changes that."),
}


_AN_OPERATOR_CAN: Mapping[str, str] = {
    # alert
    Exclusion.SEEN_ENOUGH: N_(
        "You have got to know many doors since yesterday, thank you! You can still take calls. If you can do"
        " another visit, phone {hotline}: an operator can give you one."
    ),
    # alert
    Exclusion.HANDED_ON: N_(
        "You have handed this one on. If you can do it after all, phone {hotline}: an operator can give it to you."
    ),
}


def _not_offered(error: errors.NotOffered) -> str:
    if error.reason in _NOT_OFFERED:
        return _(_NOT_OFFERED[error.reason])
    # alert
    return _("This one is not open for you. /missions shows those that are.")


def _mission_closed(error: errors.MissionClosed) -> str:
    match error.status:
        case "completed":
            # alert
            return _("This mission is completed already. Thank you! /missions shows what is open.")
        case "cancelled":
            # alert
            return _("This mission was cancelled: it is no longer needed. /missions shows what is open.")
        case "expired":
            # alert
            return _("The time of this mission is over. /missions shows what is open.")
    # alert
    return _("This mission is closed. /missions shows what is open.")


def _too_many(error: errors.TooManyMissions) -> str:
    # alert
    text = ngettext(
        "You have {count} mission in hand, which is the most at once. Complete it first: /mine.",
        "You have {count} missions in hand, which is the most at once. Complete one first: /mine.",
        error.limit,
    )
    return text.format(count=error.limit)


def _too_many_checks(error: errors.TooManyChecks) -> str:
    if error.talking:
        # alert
        return _(
            "Several checks did not work out, so I take no more pictures for now. A moderator will write to you here."
        )
    # alert
    return _("Several checks did not work out, so I take no more pictures for now. You can try again in a month.")


def _already_decided(error: errors.AlreadyDecided) -> str:
    if not error.by:
        # alert
        return _("This identity check is closed already. Nothing more to do.")
    # alert
    return _("{name} has decided on this one already. Nothing more to do.").format(name=short_name(error.by))


def _claimed(error: errors.ClaimedByOther) -> str:
    # alert
    text = _("{name} is looking at this one. If nothing happens within half an hour, it is free again.")
    return text.format(name=short_name(error.by) or "?")


def _incident_taken(error: errors.IncidentTaken) -> str:
    # alert
    text = _("{name} sees to this one. Once they leave it to somebody else, you can take it.")
    return text.format(name=short_name(error.by) or "?")


def _still_apart(error: errors.StillApart) -> str:
    # alert
    text = _("Incident #{number} is open about the same two: they meet again once that one is closed. See /incidents.")
    return text.format(number=error.incident_id)


def _incident_closed(error: errors.IncidentClosed) -> str:
    # alert
    text = _("{name} has closed this one already. “Reopen it” opens it again.")
    return text.format(name=short_name(error.by) or "?")


def _looked_into(error: errors.StillLookedInto) -> str:
    # alert
    text = _("A concern about this helper is not closed yet: {numbers}.")
    return text.format(numbers=", ".join(f"#{number}" for number in error.numbers[:8]))


def _enough_heard(error: errors.EnoughHeard) -> str:
    # alert
    text = _("The moderators have a great deal from you already: this is not passed on, or not all of it. So please:")
    return f"{text} {whom_to_call(error.country)}"


def _chat_in_use(error: errors.ChatInUse) -> str:
    if error.role == StaffRole.MODERATORS:
        # alert
        return _("This group is the moderators' chat already. Please use another group for the operators.")
    # alert
    return _("This group is the operators' chat already. Please use another group for the moderators.")


def _too_often(error: errors.TooOften) -> str:
    # alert
    text = _("That did not work several times, so I leave it for a while. Please try again in {duration}.")
    return text.format(duration=duration(error.wait))


def short_name(name: str) -> str:
    """A name that leaves room for the rest of an alert."""
    return cut(name, 40)


_WITH_DETAILS: Mapping[type, Callable[..., str]] = {
    errors.NotOffered: _not_offered,
    errors.MissionClosed: _mission_closed,
    errors.TooManyMissions: _too_many,
    errors.AlreadyDecided: _already_decided,
    errors.TooManyChecks: _too_many_checks,
    errors.ClaimedByOther: _claimed,
    errors.IncidentTaken: _incident_taken,
    errors.IncidentClosed: _incident_closed,
    errors.StillLookedInto: _looked_into,
    errors.StillApart: _still_apart,
    errors.EnoughHeard: _enough_heard,
    errors.ChatInUse: _chat_in_use,
    errors.TooOften: _too_often,
}

_REASONS: Mapping[Reason, str] = {
    # button
    Reason.UNREADABLE: N_("Not readable"),
    # button
    Reason.NOT_SAME_PERSON: N_("Not the same person"),
    # button
    Reason.NAME_DIFFERS: N_("The name differs"),
    # button
    Reason.DIGITS_DIFFER: N_("The digits differ"),
    # button
    Reason.EXPIRED: N_("The card has expired"),
    # button
    Reason.UNDER_AGE: N_("Under age"),
    # button
    Reason.OTHER: N_("Another reason"),
}

_REASONS_TO_HELPER: Mapping[Reason, str] = {
    Reason.UNREADABLE: N_("The pictures could not be read. Daylight and a steady hand help most."),
    Reason.NOT_SAME_PERSON: N_("We could not see that the card and the picture of you belong together."),
    Reason.NAME_DIFFERS: N_("The name on the card is not the name you gave us."),
    Reason.DIGITS_DIFFER: N_("The note did not show the four digits we gave you. You get new ones each time."),
    Reason.EXPIRED: N_("The card is no longer valid. Another valid card of yours is welcome."),
    Reason.UNDER_AGE: N_("Helpers have to be 18 or older. You are very welcome once you are."),
    Reason.OTHER: N_("We could not confirm who you are with these pictures."),
}


def reason_name(reason: Reason) -> str:
    """A reason in a few words, for moderators."""
    return _(_REASONS[reason])


def change_the_name() -> str:
    """What helps where the name on the card is another one."""
    return _("Did you give us a short name? Change it to the one on your card, and apply again.")


def reason_to_helper(reason: Reason | None) -> str:
    """A reason as the helper reads it, with what helps."""
    return _(_REASONS_TO_HELPER[reason or Reason.OTHER])
