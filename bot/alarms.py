"""What is said first where somebody may be in danger, and what is said where nobody hears of it."""

from __future__ import annotations

from domain.incident import Incident, Reporter
from domain.network import COUNTRIES
from i18n import _


def in_danger(country: str) -> str:
    """The first thing anybody is told who is concerned."""
    here = COUNTRIES[country]
    text = _("🆘 <b>If somebody is in danger now, call {emergency}.</b>").format(emergency=here.emergency)
    if here.hotline:
        text += " " + _("You can talk to us on {hotline}.").format(hotline=here.hotline)
    return text


def whom_to_tell(country: str) -> list[str]:
    """To whoever may be writing of what they have met with, while something else is asked: whom to call first."""
    return [in_danger(country), _("If something is not right, /concern tells our moderators.")]


def heard(incident: Incident, *, phones: bool) -> str:
    """To whoever has raised a concern that moderators have: who else hears what. An operator, or the operators' chat,
    hears who is in danger and that the helper says so, since somebody has to phone at once; and phones a door that may
    not be safe. `phones`: there is one who can.
    """
    text = _("Our moderators have it now and see to it; if they have a question, they call you.")
    if not phones and (incident.tells_operators or incident.holds_door):
        emergency = COUNTRIES[incident.country].emergency
        alone = _("No operator can phone there at the moment: please don't wait for it. In danger, call {emergency}.")
        return f"{text} {alone.format(emergency=emergency)}"
    if incident.tells_operators:
        return f"{text} " + _(
            "So that somebody phones the caller at once, the operator of this mission, or the operators' chat, hears "
            "that you say they are in danger, or not well. What you wrote is read by the moderators alone."
        )
    if incident.reporter is Reporter.OPERATOR:
        return f"{text} " + _("The helper is not told who said it.")
    if incident.holds_door:
        return f"{text} " + _("An operator phones that door, and does not say that it was you who told us.")
    return f"{text} " + _("Nobody else learns that it was you who told us.")


def unheard(country: str, *, operator_told: bool) -> str:
    """To whoever has raised a concern that no moderator can be told of now; `operator_told`: see `heard`."""
    text = _(
        "<b>Our moderators can't be reached at the moment.</b> What you told us is kept and goes to them, and to nobody"
        " else, as soon as they can be. Please don't wait for them:"
    )
    if operator_told:
        text = _(
            "<b>Our moderators can't be reached at the moment.</b> What you told us is kept and goes to them as soon as"
            " they can be. An operator hears already that you say the caller is in danger, or not well. Please don't"
            " wait for anybody:"
        )
    return f"{text} {whom_to_call(country)}"


def whom_to_call(country: str) -> str:
    """How a sentence ends that says that nobody hears of it here."""
    here = COUNTRIES[country]
    if here.hotline:
        call = _("call {hotline}, or {emergency} if somebody may be in danger.")
    else:
        call = _("call {emergency} if somebody may be in danger.")
    return call.format(hotline=here.hotline, emergency=here.emergency)


def nobody_hears(country: str) -> str:
    """To administrators and operators, before anything has happened: the network is not safe to run like this."""
    text = _(
        "⚠️ <b>There is no moderators' chat that I can write in</b>: nobody hears of a concern, and identity checks"
        " wait. An administrator can send /moderators in a private group. Until then, if somebody is in danger, call"
        " {emergency}."
    )
    return text.format(emergency=COUNTRIES[country].emergency)
