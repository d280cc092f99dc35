"""What staff hear about the bot and about themselves, and everybody about an answer that did not come."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html import escape

from bot.cards.card import Card, Renderer
from domain.errors import Banned
from domain.notices.names import FORMER
from domain.notices.notice import Notice
from domain.notices.staff import (
    AnswerFailed,
    BarredTried,
    ChatMoveAsked,
    ChatMoved,
    ErrorMet,
    LettersSetAside,
    ModeratorDismissed,
    OperatorDismissed,
    StaffCame,
    StaffChatLost,
)
from domain.people import StaffRole
from i18n import _, ngettext
from services.barred_staff import works_as
from services.messenger import Recipient
from services.refusals import shut_out
from storage.unit_of_work import UnitOfWork


async def render_dismissed(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a former operator; nothing, if they have been appointed again meanwhile."""
    person = await work.people.by_id(int(recipient.key.partition(":")[2]))
    if person is None or person.is_operator:
        return None
    return Card(
        _(
            "Your time as an operator has ended. Thank you for every call you took!\n\n"
            "The operators' commands no longer work for you, and unless you are an administrator, you leave the "
            "operators' chat. /help shows what you can do."
        )
    )


async def render_moderator_dismissed(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a former moderator; nothing, if they are one again."""
    person = await work.people.by_id(int(recipient.key.partition(":")[2]))
    if person is None or await work.staff.moderator(f"{person.app}:{person.external_id}") is not None:
        return None
    return Card(
        _(
            "Your time as a moderator has ended: an administrator has taken you out of the moderators' chat. Thank you"
            " for all you have looked after! /help shows what you can do."
        )
    )


async def render_chat_lost(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an administrator: how to bring the bot back."""
    assert isinstance(notice, StaffChatLost)  # noqa: S101 - registered for these only
    if notice.role == StaffRole.MODERATORS:
        return Card(
            "⚠️ "
            + _(
                "I can no longer write in the moderators' chat, so identity checks wait. Please add me to it as an "
                "administrator, or add me to another group and send /moderators there. Nothing is lost meanwhile."
            )
        )
    return Card(
        "⚠️ "
        + _(
            "I can no longer write in the operators' chat, so operators can't follow the missions there. Please add "
            "me to it as an administrator, or add me to another group and send /operators there. "
            "Nothing is lost meanwhile."
        )
    )


async def render_move_asked(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the other administrators and the chat that would move: who wants it moved where, and how it comes about."""
    assert isinstance(notice, ChatMoveAsked)  # noqa: S101
    named = {"name": await _administrator(work, notice.by), "group": escape(notice.group), "command": notice.role}
    if notice.role == StaffRole.MODERATORS:
        text = _("{name} wants to make another group the moderators' chat: “{group}”.")
    else:
        text = _("{name} wants to make another group the operators' chat: “{group}”.")
    then = _(
        "So far nothing has moved. It does when a second administrator joins that group and sends /{command} there,"
        " too, within three days. If it should not, there is nothing to do but to talk to each other."
    )
    return Card("⚠️ " + f"{text}\n{then}".format(**named))


async def render_moved(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the same: who has moved it where."""
    assert isinstance(notice, ChatMoved)  # noqa: S101
    named = {"name": await _administrator(work, notice.by), "group": escape(notice.group), "command": notice.role}
    if notice.role == StaffRole.MODERATORS:
        text = _(
            "{name} has made another group the moderators' chat: “{group}”. Identity checks and concerns go there."
        )
    else:
        text = _("{name} has made another group the operators' chat: “{group}”. Missions are shown there.")
    lines = [text]
    if notice.asked_by is not None:
        named["first"] = await _administrator(work, notice.asked_by)
        lines.append(_("{first} had asked for it."))
    if recipient.key.startswith(FORMER):
        lines.append(_("This one no longer has that role: what stood here is taken away."))
    else:
        lines.append(_("If that is not right: /{command}, sent in the right group, moves it back."))
    return Card("⚠️ " + "\n".join(lines).format(**named))


async def _administrator(work: UnitOfWork, address: str) -> str:
    return await _linked(work, address, _("An administrator"))


async def _linked(work: UnitOfWork, address: str, otherwise: str) -> str:
    """Who it is, as far as the bot knows, with a link to their profile."""
    app, _colon, external_id = address.partition(":")
    person, seen = await work.people.get(app, external_id), await work.staff.moderator(address)
    helper = None if person is None else await work.helpers.get(person.id)
    known = [person.operator_name if person else None, seen.name if seen else None, helper.name if helper else None]
    name = escape(next(filter(None, known), otherwise))
    return f'<a href="tg://user?id={external_id}">{name}</a>' if app == "telegram" else name


async def render_came(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an administrator: who came by which invitation. Nothing where that is over already."""
    assert isinstance(notice, StaffCame)  # noqa: S101
    person = await work.people.by_id(notice.helper_id)
    invitation = await work.staff.invitation(notice.invitation_id)
    if person is None or invitation is None:
        return None
    if not invitation.lets_in(person, work.now) and invitation.role not in await works_as(work, person.id):
        return None
    text = _("{who} has opened invitation #{number}, and may ask to join the moderators' chat.")
    if invitation.role is StaffRole.OPERATORS:
        text = _("{who} has opened invitation #{number}, and takes calls from now on.")
    who = await _linked(work, f"{person.app}:{person.external_id}", _("Somebody"))
    then = _("If that isn't whom you have invited, end it now: /staff.")
    return Card(f"👋 {text} {then}".format(who=f"<b>{who}</b>", number=invitation.id))


async def render_barred(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an administrator: who came by which invitation, and was not let in. Nothing once they might come."""
    assert isinstance(notice, BarredTried)  # noqa: S101
    person = await work.people.by_id(notice.person_id)
    invitation = await work.staff.invitation(notice.invitation_id)
    reason = None if person is None else await shut_out(work, person)
    if invitation is None or reason is None:
        return None
    helper = await work.helpers.get(notice.person_id)
    who = _("Somebody whose profile is deleted") if helper is None else f"<b>{escape(helper.name)}</b>"
    text = _("{who} is suspended as a helper and opened invitation #{number}, which may have been passed on.")
    if isinstance(reason, Banned):
        text = _("{who} is banned as a helper and opened invitation #{number}, which may have been passed on.")
    lines = ["⚠️ " + text.format(who=who, number=invitation.id)]
    lines.append(_("They were not let in. If nobody else is to come by it either, withdraw it: /staff."))
    return Card("\n".join(lines))


async def render_failed(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To somebody who is still waiting for an answer: how to go on."""
    return Card(
        _(
            "Sorry, I could not answer you just now: Telegram was too busy. What was saved is safe. "
            "Please do your last step again, or send /start."
        )
    )


async def render_error(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the operators' chat: where whoever runs the bot finds more."""
    assert isinstance(notice, ErrorMet)  # noqa: S101
    text = _(
        "The bot met an error that it did not expect. The person concerned was told, and what was saved stays saved. "
        "Whoever runs the bot finds it in the log: {error}, update {update}. "
        "Further ones within an hour are only logged."
    )
    error, update = f"<code>{escape(notice.error)}</code>", f"<code>{notice.update}</code>"
    return Card("⚠️ " + text.format(error=error, update=update))


async def render_set_aside(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the operators' chat: how many messages nobody will get, and what they were about."""
    assert isinstance(notice, LettersSetAside)  # noqa: S101
    kinds = Counter(await work.outbox.kinds_set_aside(date.fromisoformat(notice.day)))
    if not kinds:
        return None
    text = ngettext(
        "{n} message could not be delivered today, and I have put it aside. "
        "Whoever runs the bot finds it in the log: {kinds}.",
        "{n} messages could not be delivered today, and I have put them aside. "
        "Whoever runs the bot finds them in the log: {kinds}.",
        kinds.total(),
    )
    named = ", ".join(f"<code>{escape(kind)}</code>" for kind in kinds)
    return Card("⚠️ " + text.format(n=kinds.total(), kinds=named))


RENDERERS: dict[type[Notice], Renderer] = {
    OperatorDismissed: render_dismissed,
    ModeratorDismissed: render_moderator_dismissed,
    StaffCame: render_came,
    BarredTried: render_barred,
    AnswerFailed: render_failed,
    StaffChatLost: render_chat_lost,
    ChatMoveAsked: render_move_asked,
    ChatMoved: render_moved,
    ErrorMet: render_error,
    LettersSetAside: render_set_aside,
}
