"""What moderators tap on the card of an incident, and on a helper's file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards import Number, button, in_rows, keyboard
from domain.helper import BARRED, Helper, HelperStatus
from domain.incident import OUTCOMES, Incident, IncidentStatus, Reporter
from domain.parting import LIFTED_FOR
from domain.sanction import CAUSES, DAYS
from domain.words import cut
from i18n import _, ngettext

LONGEST_NAME = 25  # on a button


class IncidentTap(CallbackData, prefix="x"):
    """A moderator's button on an incident; `value`: the days or the outcome that were chosen."""

    do: Literal[
        "show", "take", "give_back", "note", "file", "suspend", "suspend_for", "unfreeze", "apart", "close", "close_as",
        "reopen", "back", "hold",
    ]  # fmt: skip
    incident: Number
    value: str = ""


class WasTap(CallbackData, prefix="q"):
    """A moderator's button on an incident of which it isn't known who it was: it was this helper; or on one of which it
    was said wrongly: it was `not` this one.
    """

    do: Literal["ask", "yes", "not", "not_yes"]
    incident: Number
    helper: Number


class HelperTap(CallbackData, prefix="h"):
    """A moderator's button on a helper's file; `cause` and `days` where they were chosen. `incident`: the latest one
    that they are reinstated in spite of.
    """

    do: Literal[
        "show", "suspend", "suspend_as", "suspend_for", "ban", "ban_as", "ban_yes", "reinstate",
        "reinstate_yes", "note", "unnote", "back",
    ]  # fmt: skip
    helper: Number
    cause: str = ""
    days: Number = 0
    incident: Number = 0


class ApartTap(CallbackData, prefix="e"):
    """A moderator's button on a helper's file about one caller from whom that one is parted; `cause`: why it ends."""

    do: Literal["lift", "lift_as"]
    helper: Number
    helpee: Number
    cause: str = ""


def incident_keyboard(
    incident: Incident, *, helper: str | None, frozen: bool, had: Iterable[tuple[int, str]] = (), door: bool = False
) -> InlineKeyboardMarkup:
    """What can be done about an incident now; `helper`: the name of the helper it is about, if they were not forgotten.
    Where it isn't known who it was, `had` are the numbers and names of those who had the mission. `door`: others may be
    sent there.
    """

    def tap(text: str, do: str) -> InlineKeyboardButton:
        return button(text, IncidentTap.model_validate({"do": do, "incident": incident.id}))

    if incident.status is IncidentStatus.CLOSED:
        # button
        return keyboard([tap(_("Reopen it"), "reopen")])
    # button
    see = button(_("I see to it"), IncidentTap(do="take", incident=incident.id), "primary")
    # button
    leave = tap(_("Leave it to somebody else"), "give_back")
    # button
    close = button(_("Close it…"), IncidentTap(do="close", incident=incident.id), "success")
    # button
    rows = [[see if incident.status is IncidentStatus.OPEN else leave], [tap(_("Add a note"), "note"), close]]
    for number, name in had:
        # button: a helper's name, of up to 25 characters
        was = _("It was {name}…").format(name=cut(name, LONGEST_NAME))
        rows.append([button(was, WasTap(do="ask", incident=incident.id, helper=number))])
    if helper is not None:
        # button
        meet = tap(_("They may meet again"), "unfreeze")
        if not frozen:
            # button
            meet = tap(_("Never again these two"), "apart")
        # button
        suspend = button(_("Suspend the helper…"), IncidentTap(do="suspend", incident=incident.id), "danger")
        # button
        rows += [[tap(_("The helper's file"), "file"), meet], [suspend]]
        if incident.reporter is Reporter.OPERATOR and incident.helper_id is not None:
            # button: a helper's name, of up to 25 characters
            was_not = _("It was not {name}…").format(name=cut(helper, LONGEST_NAME))
            rows.append([button(was_not, WasTap(do="not", incident=incident.id, helper=incident.helper_id))])
    if door:
        # button
        rows.append([tap(_("Let an operator phone first"), "hold")])
    return keyboard(*rows)


def outcomes_keyboard(incident_id: int, outcomes: Iterable[str]) -> InlineKeyboardMarkup:
    """What came of it: one of these."""
    rows = [
        [button(_(OUTCOMES[code]), IncidentTap(do="close_as", incident=incident_id, value=code), "success")]
        for code in outcomes
    ]
    return keyboard(*rows, [_back(IncidentTap(do="back", incident=incident_id))])


def was_keyboard(incident_id: int, helper_id: int, name: str) -> InlineKeyboardMarkup:
    """Was it really this helper?"""
    # button: a helper's name, of up to 25 characters
    text = _("Yes, it was {name}").format(name=cut(name, LONGEST_NAME))
    yes = button(text, WasTap(do="yes", incident=incident_id, helper=helper_id), "danger")
    return keyboard([yes], [_back(IncidentTap(do="back", incident=incident_id))])


def was_not_keyboard(incident_id: int, helper_id: int, name: str) -> InlineKeyboardMarkup:
    """Was it really not this helper?"""
    # button: a helper's name, of up to 25 characters
    text = _("No, it was not {name}").format(name=cut(name, LONGEST_NAME))
    yes = button(text, WasTap(do="not_yes", incident=incident_id, helper=helper_id), "danger")
    return keyboard([yes], [_back(IncidentTap(do="back", incident=incident_id))])


def incident_days_keyboard(incident_id: int) -> InlineKeyboardMarkup:
    """For how long the helper is suspended while it is looked into."""
    days = [
        button(days_text(one), IncidentTap(do="suspend_for", incident=incident_id, value=str(one)), "danger")
        for one in DAYS
    ]
    return keyboard(days, [_back(IncidentTap(do="back", incident=incident_id))])


def file_keyboard(helper: Helper, *, notes: bool, apart: Iterable[tuple[int, str]] = ()) -> InlineKeyboardMarkup:
    """What can be done about a helper now; `apart`: the callers from whom they are parted, by number and how missions
    name them.
    """
    # button
    noting = [button(_("Add a note"), HelperTap(do="note", helper=helper.id))]
    if notes:
        # button
        noting.append(button(_("Delete my last note"), HelperTap(do="unnote", helper=helper.id)))
    # button
    suspend = button(_("Suspend…"), HelperTap(do="suspend", helper=helper.id), "danger")
    # button
    ban = button(_("Ban for good…"), HelperTap(do="ban", helper=helper.id), "danger")
    # button
    text = _("{missions}: may meet again…")
    meeting = [
        [button(text.format(missions=name), ApartTap(do="lift", helper=helper.id, helpee=one))] for one, name in apart
    ]
    if helper.status not in BARRED:
        return keyboard(noting, *meeting, [suspend, ban])
    # button
    back = button(_("Reinstate"), HelperTap(do="reinstate", helper=helper.id), "success")
    return keyboard(noting, *meeting, [back] if helper.status is HelperStatus.BANNED else [back, ban])


def file_button(helper_id: int) -> InlineKeyboardButton:
    """A helper's file, at the end of the chat."""
    # button
    return button(_("The helper's file"), HelperTap(do="show", helper=helper_id))


def causes_keyboard(helper_id: int, do: Literal["suspend_as", "ban_as"]) -> InlineKeyboardMarkup:
    """Why."""
    causes = [
        button(_(cause.name), HelperTap(do=do, helper=helper_id, cause=cause.code), "danger")
        for cause in CAUSES.values()
        if do == "suspend_as" or cause.for_good
    ]
    return keyboard(*in_rows(causes, 1), [_back(HelperTap(do="back", helper=helper_id))])


def ban_keyboard(helper_id: int, cause: str) -> InlineKeyboardMarkup:
    """Is it meant?"""
    # button
    yes = button(_("Yes, ban for good"), HelperTap(do="ban_yes", helper=helper_id, cause=cause), "danger")
    return keyboard([yes], [_leave_it(helper_id)])


def reinstate_keyboard(helper_id: int, incident_id: int) -> InlineKeyboardMarkup:
    """Is it meant, although something is being looked into?"""
    tap = HelperTap(do="reinstate_yes", helper=helper_id, incident=incident_id)
    # button
    return keyboard([button(_("Yes, reinstate all the same"), tap, "danger")], [_leave_it(helper_id)])


def _leave_it(helper_id: int) -> InlineKeyboardButton:
    # button
    return button(_("No, leave it"), HelperTap(do="back", helper=helper_id))


def days_keyboard(helper_id: int, cause: str) -> InlineKeyboardMarkup:
    """For how long."""
    days = [
        button(days_text(one), HelperTap(do="suspend_for", helper=helper_id, cause=cause, days=one), "danger")
        for one in DAYS
    ]
    return keyboard(days, [_back(HelperTap(do="back", helper=helper_id))])


def reasons_keyboard(helper_id: int, helpee_id: int) -> InlineKeyboardMarkup:
    """Why two may meet again."""
    reasons = [
        [button(_(text), ApartTap(do="lift_as", helper=helper_id, helpee=helpee_id, cause=code), "success")]
        for code, text in LIFTED_FOR.items()
    ]
    return keyboard(*reasons, [_back(HelperTap(do="back", helper=helper_id))])


def found_keyboard(helpers: Iterable[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Several helpers who may be meant, by number and what tells them apart."""
    return keyboard(*([button(text, HelperTap(do="show", helper=number))] for number, text in helpers))


def days_text(days: int) -> str:
    """How long a suspension is."""
    if not days:
        # button
        return _("Until decided")
    # button
    return ngettext("{count} day", "{count} days", days).format(count=days)


def _back(data: CallbackData) -> InlineKeyboardButton:
    # button
    return button(_("◀️ Back"), data)
