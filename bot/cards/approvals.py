"""What a second person is to confirm: a card in the operators' chat, and the answer to whoever asked for it."""

from __future__ import annotations

from html import escape
from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from bot.cards.card import Card, Renderer
from bot.keyboards import Number, button, keyboard
from domain.approval import Approval, ApprovalStatus, Deed
from domain.network import COUNTRIES
from domain.notices.notice import Notice
from domain.notices.staff import ApprovalAgain, ApprovalAnswered, ApprovalAsked
from i18n import _
from i18n.formats import when
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


class ApprovalTap(CallbackData, prefix="b"):
    """A button on what a second person is to confirm; `take`: of whoever asked for it."""

    do: Literal["confirm", "confirm_yes", "back", "refuse", "look", "take"]
    approval: Number


async def render_asked(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the operators' chat: by mission numbers, since nothing there says who a caller is."""
    assert isinstance(notice, ApprovalAsked)  # noqa: S101 - registered for these only
    approval = await work.approvals.get(notice.approval_id)
    if approval is None:
        return None
    names = {
        "asker": escape(await _name(work, approval.asked_by_id) or _("A former operator")),
        "other": escape(await _name(work, approval.answered_by_id) or _("An administrator")),
        "caller": await _caller(work, approval),
    }
    if approval.deed is Deed.FORGET_CALLER:
        asked = _("🗑 {asker} asks to forget {caller}, who wishes it. It is for good, so a second person confirms it.")
    else:
        asked = _("📄 {asker} asks for all that is stored about {caller}, who wishes it. A second person confirms it.")
    lines = [asked.format(**names)]
    if approval.status is not ApprovalStatus.ASKED:
        outcomes = {
            ApprovalStatus.CONFIRMED: "✅ " + _("Confirmed by {other}."),
            ApprovalStatus.REFUSED: "✖️ " + _("Not done: {other} said no."),
            ApprovalStatus.LAPSED: "⌛ " + _("Not done: nobody confirmed it in time."),
            ApprovalStatus.WITHDRAWN: "✖️ " + await _withdrawn(work, approval),
        }
        quiet = not isinstance(notice, ApprovalAgain)
        return Card("\n".join([*lines, outcomes[approval.status].format(**names)]), quiet=quiet)
    until = _("Until {time}; after that it has to be asked anew.")
    if approval.due_at is not None:
        lines.append(until.format(time=await _time(work, approval)))
    return Card("\n".join(lines), asked_keyboard(approval.id))


def asked_keyboard(approval_id: int) -> InlineKeyboardMarkup:
    """What a second person answers."""
    return keyboard(
        # button
        [button(_("Who is it?"), ApprovalTap(do="look", approval=approval_id))],
        [
            # button
            button(_("Confirm"), ApprovalTap(do="confirm", approval=approval_id), "danger"),
            # button
            button(_("No"), ApprovalTap(do="refuse", approval=approval_id)),
        ],
    )


def sure_keyboard(approval_id: int, deed: Deed) -> InlineKeyboardMarkup:
    """Whether they are to be forgotten for good, or handed over."""
    # button
    yes = _("Yes, hand over all that is stored")
    if deed is Deed.FORGET_CALLER:
        # button
        yes = _("Yes, forget this caller for good")
    return keyboard(
        [button(yes, ApprovalTap(do="confirm_yes", approval=approval_id), "danger")],
        # button
        [button(_("No, not yet"), ApprovalTap(do="back", approval=approval_id))],
    )


async def render_answered(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To whoever asked for it."""
    assert isinstance(notice, ApprovalAnswered)  # noqa: S101
    approval = await work.approvals.get(notice.approval_id)
    person = await work.people.by_id(int(recipient.key.partition(":")[2]))
    if approval is None or person is None or not person.is_operator:
        return None
    other = escape(await _name(work, approval.answered_by_id) or _("An administrator"))
    caller = await _caller(work, approval)
    match approval.status, approval.deed:
        case ApprovalStatus.CONFIRMED, Deed.FORGET_CALLER:
            text = _("✅ {other} has confirmed it: {caller} is forgotten. Please tell them, if they are still waiting.")
        case ApprovalStatus.CONFIRMED, _any:
            text = _("✅ {other} has confirmed it: here is all that is stored about {caller}.")
            # button
            take = button(_("Give me the file"), ApprovalTap(do="take", approval=approval.id), "primary")
            return Card(text.format(caller=caller, other=other), keyboard([take]))
        case ApprovalStatus.REFUSED, _any:
            text = _("✖️ {other} said no to what you asked for about {caller}. Please talk to each other.")
        case ApprovalStatus.LAPSED, _any:
            text = _("⌛ Nobody confirmed in time what you asked for about {caller}. Please ask again: /caller")
        case ApprovalStatus.WITHDRAWN, _any:
            text = _("✖️ {caller} is forgotten meanwhile, so what you asked for about them is not needed any more.")
        case _:
            return None
    return Card(text.format(caller=caller, other=other))


async def _caller(work: UnitOfWork, approval: Approval) -> str:
    if approval.helpee_id is None:
        return _("a caller")
    last = await work.missions.last_of_helpee(approval.helpee_id, 1)
    return _("the caller of #{number}").format(number=last[0].id) if last else _("a caller")


async def _name(work: UnitOfWork, person_id: int | None) -> str | None:
    person = None if person_id is None else await work.people.by_id(person_id)
    return person.operator_name if person is not None else None


async def _withdrawn(work: UnitOfWork, approval: Approval) -> str:
    helpee = None if approval.helpee_id is None else await work.people.helpee(approval.helpee_id)
    if helpee is None or helpee.erased_at is not None:
        return _("Not needed any more: the caller is forgotten.")
    return _("Withdrawn. If the caller still wishes it, please ask anew: /caller")


async def _time(work: UnitOfWork, approval: Approval) -> str:
    helpee = None if approval.helpee_id is None else await work.people.helpee(approval.helpee_id)
    zone = COUNTRIES[helpee.country].zone if helpee is not None else COUNTRIES["BE"].zone
    return when(approval.due_at or approval.asked_at, zone, work.now)


RENDERERS: dict[type[Notice], Renderer] = {
    ApprovalAsked: render_asked,
    ApprovalAgain: render_asked,
    ApprovalAnswered: render_answered,
}
