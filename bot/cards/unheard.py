"""Concerns that moderators can't be told of: whoever can mend that hears how, and whoever raised one, whom to call."""

from __future__ import annotations

from html import escape

from bot.alarms import heard, in_danger, unheard
from bot.cards.card import Card, Renderer
from bot.texts import explain
from domain.errors import EnoughHeard
from domain.incident import Reporter
from domain.notices.notice import Notice
from domain.notices.safeguarding import ConcernDelayed, ConcernNotSent, ConcernSent, ConcernsUnheard, DoorsUnheard
from i18n import _, ngettext
from services import doors
from services.messenger import Recipient
from services.unheard import are_away, waiting
from storage.unit_of_work import UnitOfWork


async def render_unheard(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To administrators and operators: that something waits, and how it is heard; of what it is about, nothing."""
    count = len(await waiting(work))
    if not count or not await are_away(work):
        return None
    text = ngettext(
        "{count} concern waits, and no moderator hears of it: there is no moderators' chat that I can write in.",
        "{count} concerns wait, and no moderator hears of them: there is no moderators' chat that I can write in.",
        count,
    ).format(count=count)
    mend = _(
        "An administrator can mend that: add me to a private group of the moderators as an administrator who may"
        " delete messages, and send /moderators there. What waits comes there at once. It may be urgent, so please"
        " make sure by phone that somebody does it now."
    )
    return Card(f"🆘 <b>{text}</b>\n{mend}")


async def render_doors(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To administrators: that a call waits which no operator may or can make; not whose door it is."""
    count = await doors.unheard(work)
    if not count:
        return None
    text = ngettext(
        "Something may be wrong at {count} door, and no operator hears that they have to phone there.",
        "Something may be wrong at {count} doors, and no operator hears that they have to phone there.",
        count,
    ).format(count=count)
    mend = _(
        "It is left to colleagues of the operator who took the call, and there is no operators' chat that I can write"
        " in. An administrator can mend that: add me to a private group of the operators, who should be several, and"
        " send /operators there. Until one of them has phoned, nobody is sent there."
    )
    return Card(f"🚪 <b>{text}</b>\n{mend}")


async def render_delayed(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To whoever raised a concern: that it is not heard yet."""
    assert isinstance(notice, ConcernDelayed)  # noqa: S101 - registered for these only
    incident = await work.incidents.read(notice.incident_id)
    if incident is None or not await are_away(work):
        return None
    told = incident.tells_operators and await doors.can_be_phoned(work, incident.mission_id)
    return Card(f"{in_danger(incident.country)}\n\n{unheard(incident.country, operator_told=told)}")


async def render_sent(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To whoever began to raise a concern: that it is sent."""
    assert isinstance(notice, ConcernSent)  # noqa: S101
    incident = await work.incidents.read(notice.incident_id)
    if incident is None:
        return None
    text = _("You began to tell us something, and did not finish. I have sent it now as it is; you can add to it here.")
    if incident.reporter is Reporter.OPERATOR:
        text = _(
            "You began to tell us something, and did not finish. I have sent it now as it is, to the moderators. To"
            " tell them something more, send /concern {number}."
        ).format(number=incident.mission_id)
    phones = await doors.can_be_phoned(work, incident.mission_id)
    by = heard(incident, phones=phones)
    if await are_away(work):
        by = unheard(incident.country, operator_told=incident.tells_operators and phones)
    return Card(f"{in_danger(incident.country)}\n\n{text} {by}")


async def render_not_sent(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card:
    """To whoever began to raise a concern: that it is not sent."""
    assert isinstance(notice, ConcernNotSent)  # noqa: S101
    return Card(f"{in_danger(notice.country)}\n\n{escape(explain(EnoughHeard(notice.country)))}")


RENDERERS: dict[type[Notice], Renderer] = {
    ConcernsUnheard: render_unheard,
    ConcernDelayed: render_delayed,
    ConcernSent: render_sent,
    ConcernNotSent: render_not_sent,
    DoorsUnheard: render_doors,
}
