"""What helpers hear of the end of their validation, and operators of a helper whose validation has ended."""

from __future__ import annotations

from html import escape

from aiogram.types import InlineKeyboardButton

from bot.cards.card import Card, Renderer
from bot.keyboards import DeskTap, MenuTap, button, keyboard
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus
from domain.network import COUNTRIES
from domain.notices.identity import HelperExpired, ValidationEnds, ValidationOver
from domain.notices.notice import Notice
from domain.validity import REMIND_BEFORE
from i18n import _
from i18n.formats import day
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


async def render_ends(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a helper: renew in time. Nothing, if they have done so meanwhile."""
    helper = await _helper(work, recipient)
    if helper is None or helper.status is not HelperStatus.VALIDATED or helper.valid_until is None:
        return None
    if await _is_checked(work, helper):
        return None
    zone = COUNTRIES[helper.country].zone
    until = day(helper.valid_until.astimezone(zone).date(), work.now.astimezone(zone).date())
    text = _(
        "<b>It has been a while since your identity was checked.</b> So that everybody can go on trusting who is at"
        " their door, we check it again: please send two new pictures before {day}. Until then you go on seeing"
        " missions."
    )
    if helper.valid_until - work.now <= REMIND_BEFORE[-1]:
        text = _(
            "<b>Only a few days left, and your validation ends.</b> To go on seeing missions without a break, please"
            " send two new pictures before {day}; it takes two minutes."
        )
    return Card(f"🪪 {text.format(day=until)}", keyboard([_renew()]))


async def render_over(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a helper: how to come back."""
    helper = await _helper(work, recipient)
    if helper is None or helper.status is not HelperStatus.EXPIRED:
        return None
    text = _(
        "<b>Your validation has expired</b>, so I send you no missions for now. What you had promised for another day"
        " is handed on to others; with today's, an operator helps you."
    )
    if await _is_checked(work, helper):
        return Card(f"🪪 {text}\n\n" + _("Your new pictures are with our moderators already; I'll write to you."))
    then = _("Two new pictures, and you are back: it takes two minutes. We'd be glad!")
    return Card(f"🪪 {text}\n\n{then}", keyboard([_renew()]))


async def render_expired(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an operator: whoever has a mission of today is no longer validated."""
    assert isinstance(notice, HelperExpired)  # noqa: S101 - registered for these only
    mission = await work.missions.get(notice.mission_id)
    if mission is None or mission.helper_id is None:
        return None
    helper = await work.helpers.get(mission.helper_id)
    if helper is None or helper.status is not HelperStatus.EXPIRED:
        return None
    text = _(
        "The validation of <b>{name}</b>, who has mission #{number} today, has just expired. It stays theirs unless you"
        " decide otherwise: please phone them, or take it from them."
    )
    # button
    show = button(_("Show the mission"), DeskTap(do="show", mission=mission.id))
    return Card("🪪 " + text.format(name=escape(helper.name), number=mission.id), keyboard([show]))


def _renew() -> InlineKeyboardButton:
    # button
    return button(_("Renew now"), MenuTap(to="identity"), "primary")


async def _helper(work: UnitOfWork, recipient: Recipient) -> Helper | None:
    return await work.helpers.get(int(recipient.key.partition(":")[2]))


async def _is_checked(work: UnitOfWork, helper: Helper) -> bool:
    check = await work.identity.latest_of(helper.id)
    return check is not None and check.status is CheckStatus.SUBMITTED


RENDERERS: dict[type[Notice], Renderer] = {
    ValidationEnds: render_ends,
    ValidationOver: render_over,
    HelperExpired: render_expired,
}
