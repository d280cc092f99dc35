"""Talks between moderators and somebody whose identity checks failed too often."""

from __future__ import annotations

from html import escape
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.cards.card import Card, Renderer
from bot.cards.reviews import moment
from bot.keyboards import MenuTap, Number, button, keyboard
from bot.talk_words import again, phone
from domain.identity import CLAIM_LASTS, MOST_ATTEMPTS
from domain.network import COUNTRIES
from domain.notices.identity import TalkAgain, TalkEnded, TalkRequested, TalkSaid
from domain.notices.names import MODERATORS
from domain.notices.notice import Notice
from domain.people import Person
from domain.talk import Ending, Talk
from i18n import _
from i18n.formats import clock
from services import talks
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


class TalkTap(CallbackData, prefix="k"):
    """A moderator's button on a talk: they see to it, the helper may try once more, or it is left at that."""

    do: Literal["claim", "allow", "close"]
    talk: Number


async def render_talk(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the moderators: who waits to be written to; afterwards how it ended, without a name."""
    assert isinstance(notice, TalkRequested)  # noqa: S101 - registered for these only
    talk = await work.talks.get(notice.talk_id)
    if talk is None:
        return None
    title = "💬 <b>{}</b>".format(_("Talk #{number}").format(number=talk.id))
    if talk.ending is not None:
        return Card(f"{title}\n{_ended(talk, talk.ending)}")
    helper, person = await work.helpers.get(talk.person_id), await work.people.by_id(talk.person_id)
    if person is None:
        return None
    text = _(
        "{count} identity checks of {name} did not work out, so I take no more pictures for now. Please find out"
        " together what is in the way."
    )
    name = _("somebody without a name yet") if helper is None else _link(person, helper.name)
    lines = [title, text.format(count=MOST_ATTEMPTS, name=name)]
    lines.append(
        "✍️ " + _("<b>A reply to this message goes to the helper</b>: I pass it on, and the answer comes here.")
    )
    claimed = talk.claimed_at is not None and talk.is_claimed(work.now)
    if claimed and talk.claimed_at is not None:
        until = clock(talk.claimed_at + CLAIM_LASTS, COUNTRIES[helper.country if helper else "BE"].zone)
        seen_to = _("<b>{name}</b> sees to it, until {time} at the latest.")
        lines.append("👀 " + seen_to.format(name=escape(talk.claimed_by_name or ""), time=until))
    # button
    claim = button(_("👀 I see to it"), TalkTap(do="claim", talk=talk.id), "primary")
    # button
    allow = button(_("Allow another try"), TalkTap(do="allow", talk=talk.id), "success")
    # button
    close = button(_("Close"), TalkTap(do="close", talk=talk.id), "danger")
    return Card("\n".join(lines), keyboard([] if claimed else [claim], [allow, close]), protected=True)


def _link(person: Person, name: str) -> str:
    """The name, and a link to their profile where their privacy settings allow that; else Telegram shows the name."""
    if person.app != "telegram":
        return escape(name)
    return f'<a href="tg://user?id={person.external_id}">{escape(name)}</a>'


def _ended(talk: Talk, ending: Ending) -> str:
    if talk.closed_by is None:
        return "↩️ " + _("Over: the helper has left.")
    at = moment(talk.closed_at, COUNTRIES["BE"].zone) if talk.closed_at is not None else "?"
    if ending is Ending.ALLOWED:
        text = "✅ " + _("{name} has allowed another try, {moment}.")
    else:
        text = "⛔ " + _("{name} has left it at that, {moment}.")
    return text.format(name=escape(talk.closed_by_name or "?"), moment=at)


async def render_said(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """What the other one has said, and how to answer."""
    assert isinstance(notice, TalkSaid)  # noqa: S101
    message = await work.talks.message(notice.message_id)
    if message is None:
        return None
    said = f"<blockquote>{escape(message.text)}</blockquote>"
    if recipient.key == MODERATORS:
        title = _("Talk #{number}: the helper answers").format(number=message.talk_id)
        text = f"💬 <b>{title}</b>\n{said}\n✍️ " + _("A reply to this message goes to the helper.")
        return Card(text, protected=True)
    title = _("A moderator of the network writes to you:")
    return Card(f"💬 <b>{title}</b>\n{said}\n" + _("Write your answer here, and I pass it on."))


async def render_ended(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper: how the moderators have decided."""
    assert isinstance(notice, TalkEnded)  # noqa: S101
    talk = await work.talks.get(notice.talk_id)
    if talk is None or talk.ending is None:
        return None
    if talk.ending is Ending.ALLOWED:
        text = _("Good news: our moderators would like you to try the identity check once more.")
        # button
        send = button(_("Send new pictures"), MenuTap(to="identity"), "primary")
        return Card(f"🪪 {text}", keyboard([send]))
    text = _(
        "Our moderators have looked at your application and leave it as it is for now. Thank you for your"
        " understanding, and for having wanted to help."
    )
    helper, at = await work.helpers.get(talk.person_id), await talks.next_try(work, talk.person_id)
    country = helper.country if helper is not None else "BE"
    then = [] if at is None else [again(at, COUNTRIES[country].zone, work.now)]
    return Card("\n\n".join([text, *then, *phone(country)]))


RENDERERS: dict[type[Notice], Renderer] = {
    TalkRequested: render_talk,
    TalkAgain: render_talk,
    TalkSaid: render_said,
    TalkEnded: render_ended,
}
