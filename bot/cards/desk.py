"""What operators are told: one card a mission that changes as things happen, and a message where work waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from bot.cards.call_back import call_back, phone_of
from bot.cards.card import Card, Renderer
from bot.cards.doors import door_unsafe, waits_until_phoned
from bot.cards.erased import erased_mission
from bot.cards.offers import headline
from bot.cards.staff_view import lean, private_card, search_rows
from bot.keyboards import DeskTap, button, copy_button, keyboard
from bot.phones import shown
from bot.repeats import next_lines
from bot.standing_words import outcome_mark, outcome_text
from domain.mission import Mission, MissionStatus, Outcome
from domain.network import COUNTRIES
from domain.notices.missions import (
    HelperSilent,
    HelperUnreachable,
    MissionAccepted,
    MissionCard,
    MissionCompleted,
    MissionExpired,
    MissionReleased,
    MissionReopened,
    NobodyLeft,
    TimeNearlyOver,
)
from domain.notices.names import OPERATORS
from domain.notices.notice import DeskNotice, Notice
from domain.notices.safeguarding import DoorUnsafe, HelpeeInDanger, MissionTakenAway
from domain.people import Person
from domain.timetable import ALERTED, is_expected, next_step
from i18n import _
from i18n.formats import clock, money, when
from services.desk import Followed, followed
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


async def render_card(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """The state of a mission: lean in the operators' chat, with everything to an operator, nothing to a former one."""
    assert isinstance(notice, MissionCard)  # noqa: S101
    found = await _followed(work, notice.mission_id)
    if found is None:
        return None
    if found.mission.erased_at is not None:
        return Card(f"{headline(found.mission)}\n{erased_mission()}", quiet=True)
    if recipient.key.startswith("staff:"):
        return Card(lean(found, work.now), keyboard([_show(notice.mission_id)]), quiet=True)
    operator = await _operator(work, recipient)
    if operator is None:
        return Card(f"{headline(found.mission)}\n" + _("You don't take calls any more, so this is no longer shown."))
    if await work.partings.keep_aside(operator.id, found.mission.helpee.id):
        return Card(f"{headline(found.mission)}\n" + _("This one is for a colleague, so it is no longer shown."))
    text, markup = private_card(found, work.now)
    return Card(text, markup, quiet=True)


async def render_desk_notice(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the operator of a mission, with everything; or lean to the operators' chat, since they can't be told."""
    assert isinstance(notice, DeskNotice)  # noqa: S101
    found = await _followed(work, notice.mission_id)
    to_colleagues = recipient.key == OPERATORS
    if found is None or found.mission.erased_at is not None:
        return None
    if not to_colleagues and await _operator(work, recipient, found.mission.helpee.id) is None:
        return None
    if found.mission.is_held and isinstance(notice, TO_BE_ASKED):
        notice = DoorUnsafe(found.mission.id)  # who phones needs no more
    card = WRITTEN[type(notice)](found, work.now)
    if card is None or not to_colleagues:
        return card
    lines = [lean(found, work.now)]
    if isinstance(notice, MissionReleased):
        lines.append("⚠️ " + _helper_cant())
    if isinstance(notice, MissionTakenAway):
        lines.append("⚠️ " + _helper_gone())
    if isinstance(notice, HelpeeInDanger):
        lines.append("🆘 " + _("The helper says that the caller is in danger, or not well."))
    if isinstance(notice, DoorUnsafe):
        lines.append("🚪 " + _("Something may be wrong at this door."))
    if isinstance(notice, MissionReopened):
        lines.append("⚠️ " + _helper_silent())
    why = _("The operator who took this call can't be told. Please see to it, one of you.")
    if isinstance(notice, DoorUnsafe):
        why = _("Nobody has said yet that they have phoned. Please see to it, one of you.")
    return Card("\n".join([*lines, "", why]), keyboard([_show(found.mission.id)]))


def _released(found: Followed, now: datetime) -> Card | None:
    """The helper can't make it; somebody else is asked. Pointless once somebody else has it, or it is closed."""
    return _open_again(found, _helper_cant())


def _reopened(found: Followed, now: datetime) -> Card | None:
    """The helper stayed silent; somebody else is asked."""
    return _open_again(found, _helper_silent())


def _taken_away(found: Followed, now: datetime) -> Card | None:
    """A concern, the moderators, or the end of their validation took it from the helper; somebody else is asked."""
    return _open_again(found, _helper_gone())


def _in_danger(found: Followed, now: datetime) -> Card | None:
    """The helper says that the helpee is not well."""
    mission, number = found.mission, COUNTRIES[found.mission.country].emergency
    text = _(
        "🆘 The helper says that {caller} is in danger, or not well. Please call now: {phone}. Where nobody answers or "
        "help is needed, call {number}."
    ).format(caller=escape(mission.helpee.name), phone=phone_of(mission), number=number)
    # button
    copy = copy_button(_("Copy the caller's number"), mission.helpee.phone)
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    return Card(f"{headline(mission)}\n{text}", keyboard([copy], [show]))


def _open_again(found: Followed, text: str) -> Card | None:
    mission = found.mission
    if mission.status is not MissionStatus.OPEN:
        return None
    tell = _("If {caller} was told already, please call again: {phone}.").format(
        caller=escape(mission.helpee.name), phone=phone_of(mission)
    )
    return Card(f"{headline(mission)}\n⚠️ {text}\n{tell}", keyboard(*_ways(mission)))


def _helper_cant() -> str:
    return _("The helper can't make it after all. Others are being asked, and there are new code words.")


def _helper_gone() -> str:
    return _("The helper does not go there any more. Others are being asked, and there are new code words.")


def _helper_silent() -> str:
    return _("The helper has not answered. Others are being asked, and there are new code words.")


def _unreachable(found: Followed, now: datetime) -> Card | None:
    """Whoever has it can't be written to. Pointless once they are back, have handed it on, or it is closed."""
    mission, lost = found.mission, found.to_be_phoned
    if lost is None or not mission.is_active:
        return None
    text = _("📵 {helper} has this mission and can't be reached in the chat any more. Please phone them: {phone}.")
    phone = escape(shown(lost.phone, mission.country))
    # button
    copy = copy_button(_("Copy the helper's number"), lost.phone)
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    return Card(f"{headline(mission)}\n{text.format(helper=escape(lost.name), phone=phone)}", keyboard([copy], [show]))


def _completed(found: Followed, now: datetime) -> Card | None:
    """How it went. Quiet only if all is done: otherwise somebody is still waiting for help."""
    mission, outcome = found.mission, found.mission.outcome
    if outcome is None:
        return None
    name = escape(found.helper.name) if found.helper is not None else _("the helper")
    text = _("{helper} says: {outcome}.").format(helper=name, outcome=outcome_text(outcome))
    lines = [headline(mission), f"{outcome_mark(outcome)} {text}"]
    if mission.receipt_cents is not None:
        amount = money(mission.receipt_cents, COUNTRIES[mission.country].currency)
        lines.append(_("Receipt: {amount}").format(amount=amount))
    if mission.over_limit_cents:
        over = money(mission.over_limit_cents, COUNTRIES[mission.country].currency)
        text = _("⚠️ That is {amount} more than was agreed. Please ask the caller whether it is all right.")
        lines.append(text.format(amount=over))
    if mission.was_done_early:
        begins = when(mission.starts_at, COUNTRIES[mission.country].zone, now)
        text = _("⚠️ That was said before its time: it begins {when}. Please ask {caller} whether it is done: {phone}.")
        lines.append(text.format(when=begins, caller=escape(mission.helpee.name), phone=phone_of(mission)))
    if mission.note:
        lines.append(_("Note for the next helper: {note}").format(note=escape(mission.note)))
    well = outcome is Outcome.WELL and not mission.over_limit_cents and not mission.was_done_early
    copies = []
    if outcome is not Outcome.WELL:
        ask = _("Please call {caller} and ask what is still needed: {phone}.")
        lines.append(ask.format(caller=escape(mission.helpee.name), phone=phone_of(mission)))
    if not well:
        # button
        copies.append(copy_button(_("Copy the caller's number"), mission.helpee.phone))
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    # button
    again = button(_("Publish again"), DeskTap(do="again", mission=mission.id))
    return Card("\n".join(lines), keyboard(copies, [show, again]), quiet=well)


def _expired(found: Followed, now: datetime) -> Card | None:
    """Its time is over and nobody took it."""
    mission = found.mission
    text = _("⌛ Its time is over and nobody took it. Please call {caller}: {phone}.").format(
        caller=escape(mission.helpee.name), phone=phone_of(mission)
    )
    # button
    again = button(_("Publish again"), DeskTap(do="again", mission=mission.id), "primary")
    # button
    copy = copy_button(_("Copy the caller's number"), mission.helpee.phone)
    held = ["✋ " + waits_until_phoned()] if mission.helpee.is_held else []
    return Card("\n".join([headline(mission), text, *held, *next_lines(mission, now)]), keyboard([again], [copy]))


def _nobody_left(found: Followed, now: datetime) -> Card | None:
    """There is nobody (more) to ask. Pointless once somebody has been found."""
    if found.mission.status is not MissionStatus.OPEN or found.mission.exhausted_at is None:
        return None
    mission = found.mission
    text = _("Everybody who can be asked has been asked, and nobody has taken it.")
    if not found.offers:
        text = _("There is nobody who can be asked for this.")
    return Card(f"{headline(mission)}\n⚠️ {text}\n{_advice(mission)}", keyboard(*search_rows(mission), *_ways(mission)))


def _nearly_over(found: Followed, now: datetime) -> Card | None:
    """Nobody has taken it, and soon it is too late. Pointless once somebody has, or it is closed."""
    mission = found.mission
    if not mission.is_open(now):
        return None
    until = clock(mission.ends_at, COUNTRIES[mission.country].zone)
    text = _("Nobody has taken it yet, and its time is over at {time}.").format(time=until)
    return Card(f"{headline(mission)}\n⏳ {text}\n{_advice(mission)}", keyboard(*search_rows(mission), *_ways(mission)))


def _advice(mission: Mission) -> str:
    return _(
        "You can ask everybody within reach, whatever hours they gave; phone a helper and give it to them; "
        "or tell {caller} that it won't work out: {phone}."
    ).format(caller=escape(mission.helpee.name), phone=phone_of(mission))


def _silent(found: Followed, now: datetime) -> Card | None:
    """Whoever has it doesn't answer. Pointless once they have, or handed it on, or it is closed."""
    mission, helper = found.mission, found.helper
    if mission.status is not MissionStatus.TAKEN or helper is None or mission.nudges < ALERTED:
        return None
    names = {"helper": escape(helper.name), "phone": escape(shown(helper.phone, mission.country))}
    # button
    copy = copy_button(_("Copy the helper's number"), helper.phone)
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    if is_expected(mission) or now >= mission.ends_at:
        text = _("🔔 {helper} has not said how it went. Please phone them: {phone}. Then close it here for them.")
        rows = [
            [
                # button
                button(_("It went well"), DeskTap(do="well", mission=mission.id, helper=helper.id), "success"),
                # button
                button(_("It was not done"), DeskTap(do="not_done", mission=mission.id, helper=helper.id)),
            ]
        ]
    else:
        text = _(
            "🔔 {helper} has this mission and has not said whether they are coming. Please phone them: {phone}. "
            "If nothing is heard by {time}, others will be asked."
        )
        # button
        label = _("Ask others now")
        if mission.helpee.is_held:
            text = _(
                "🔔 {helper} has this mission and has not said whether they are coming. Please phone them: {phone}. "
                "If nothing is heard by {time}, it is not theirs any more; nobody else is asked before one of you has "
                "phoned the caller."
            )
            # button
            label = _("Take it from them now")
        rows = [[button(label, DeskTap(do="take", mission=mission.id, helper=helper.id), "danger")]]
    step = next_step(mission)
    by = "" if step is None else clock(step[0], COUNTRIES[mission.country].zone)
    return Card(f"{headline(mission)}\n{text.format(**names, time=by)}", keyboard([copy], *rows, [show]))


def _show(mission_id: int) -> InlineKeyboardButton:
    # button
    return button(_("Open in private"), DeskTap(do="show", mission=mission_id))


def _ways(mission: Mission) -> list[list[InlineKeyboardButton]]:
    # button
    copy = copy_button(_("Copy the caller's number"), mission.helpee.phone)
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    # button
    return [[copy], [show, button(_("Cancel it"), DeskTap(do="cancel", mission=mission.id), "danger")]]


async def _followed(work: UnitOfWork, mission_id: int) -> Followed | None:
    return await followed(work, mission_id) if await work.missions.get(mission_id) is not None else None


async def _operator(work: UnitOfWork, recipient: Recipient, helpee_id: int | None = None) -> Person | None:
    """Whom it is for, unless they take no calls any more, or have nothing to do with this helpee: then a caller's data
    is not for them.
    """
    person = await work.people.by_id(int(recipient.key.partition(":")[2]))
    if person is None or not person.is_operator:
        return None
    aside = helpee_id is not None and await work.partings.keep_aside(person.id, helpee_id)
    return None if aside else person


TO_BE_ASKED = (MissionReleased, MissionReopened, MissionTakenAway, NobodyLeft, TimeNearlyOver)
"""What is told while others are being asked."""

WRITTEN: dict[type[DeskNotice], Callable[[Followed, datetime], Card | None]] = {
    MissionAccepted: call_back,
    MissionReleased: _released,
    MissionCompleted: _completed,
    MissionExpired: _expired,
    HelperUnreachable: _unreachable,
    NobodyLeft: _nobody_left,
    TimeNearlyOver: _nearly_over,
    HelperSilent: _silent,
    MissionReopened: _reopened,
    MissionTakenAway: _taken_away,
    HelpeeInDanger: _in_danger,
    DoorUnsafe: door_unsafe,
}
RENDERERS: dict[type[Notice], Renderer] = {MissionCard: render_card, **dict.fromkeys(WRITTEN, render_desk_notice)}
