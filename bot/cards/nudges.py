"""Is the helper coming, and how did it go? What is asked of whoever has a mission, and what follows from silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.cards.card import Card, Renderer
from bot.cards.offers import headline
from bot.keyboards import MissionTap, button, keyboard
from domain.mission import Mission
from domain.network import COUNTRIES, KINDS
from domain.notices.missions import (
    MissionTakenBack,
    OfferNudged,
)
from domain.notices.notice import Notice
from domain.timetable import is_expected
from i18n import _
from i18n.formats import window
from services.doors import is_held_if_left
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork

FAR_AHEAD = timedelta(hours=3)  # nobody sets out yet


def nudge_keyboard(mission: Mission, now: datetime) -> InlineKeyboardMarkup:
    """What somebody answers who is asked whether they are coming, or how it went."""
    complete = button(_("Complete"), MissionTap(do="complete", mission=mission.id), "success")
    release = button(_("I can't make it"), MissionTap(do="release", mission=mission.id), "danger")
    if is_expected(mission) or now >= mission.ends_at:
        return keyboard([complete], [release])
    by_phone = KINDS[mission.kind].by_phone
    # button
    yes = _("Yes, I will")
    if not by_phone:
        # button
        yes = _("Yes, I'm coming")
    sure = button(yes, MissionTap(do="sure", mission=mission.id), "success")
    if mission.starts_at - now > FAR_AHEAD:
        return keyboard([sure], [release])
    way = [] if by_phone else [button(_("On my way"), MissionTap(do="way", mission=mission.id), "primary")]
    return keyboard([sure, *way], [complete, release])


async def render_nudge(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who has it, unless they have answered meanwhile."""
    assert isinstance(notice, OfferNudged)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    number = int(recipient.key.partition(":")[2])
    if mission is None or not mission.is_in_hands_of(number) or not mission.nudges:
        return None
    when = window(mission.starts_at, mission.ends_at, COUNTRIES[mission.country].zone, work.now)
    lines = [headline(mission), f"🕒 {when}"]
    over = is_expected(mission) or work.now >= mission.ends_at
    ahead = mission.starts_at - work.now > FAR_AHEAD
    if over and notice.time > 1:
        lines.append("👋 " + _("Please tell us how it went, so that nobody has to phone after you. One tap is enough."))
    elif over:
        lines.append("👋 " + _("How did it go? A tap on “Complete”, and the operator knows that all is well."))
    elif notice.time > 1:
        text = _("We have not heard from you yet. If it stays like that, others will be asked.")
        if await is_held_if_left(work, mission, number):
            text = _("We have not heard from you yet. If it stays like that, this mission will not be yours any more.")
        lines.append(f"👋 {text}")
    elif ahead:
        lines.append("👋 " + _("Is it still all right for you? One tap is enough, and everybody sleeps well."))
    elif KINDS[mission.kind].by_phone:
        lines.append("👋 " + _("Can we count on your call? One tap is enough."))
    else:
        lines.append("👋 " + _("Can we count on you? Somebody is waiting. One tap is enough."))
    return Card("\n".join(lines), nudge_keyboard(mission, work.now))


async def render_taken_back(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who had it and stayed silent."""
    assert isinstance(notice, MissionTakenBack)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    if mission is None or mission.is_in_hands_of(int(recipient.key.partition(":")[2])):
        return None
    text = _(
        "We could not reach you, so somebody else is asked now, and the code word is another one. Please don't go."
    )
    if mission.helpee.is_held:
        text = _("We could not reach you, so this mission is not yours any more. Please don't go.")
        return Card(f"{headline(mission)}\n⚠️ {text}")
    again = _("If you were about to: it happens. As long as it is open, /missions gives it back to you.")
    return Card(f"{headline(mission)}\n⚠️ {text}\n{again}")


RENDERERS: dict[type[Notice], Renderer] = {
    OfferNudged: render_nudge,
    MissionTakenBack: render_taken_back,
}
