"""Pictures that the bot could not delete: what the moderators see of them, and what their owner is asked."""

from __future__ import annotations

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.cards.card import Card, Renderer
from bot.keyboards import Number, button, keyboard
from domain.network import COUNTRIES
from domain.notices.identity import PicturesLeft, PleaseDelete
from domain.notices.names import MODERATORS
from domain.notices.notice import Notice
from domain.purge import Purge
from i18n import _, ngettext
from i18n.formats import when
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork

SUPERGROUP = "-100"


class PurgeTap(CallbackData, prefix="z"):
    """A moderator's button: the pictures of this check are deleted by hand."""

    do: Literal["done"]
    check: Number


async def render_left(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the moderators: what could not be deleted, where it is, and who has to do something now."""
    assert isinstance(notice, PicturesLeft)  # noqa: S101 - registered for these only
    left = [one for one in await work.purges.of_check(notice.check_id) if one.is_failing]
    if not left:
        text = _("The pictures of identity check #{number} are all deleted now.")
        return Card("✅ " + text.format(number=notice.check_id))
    by_hand = [one for one in left if one.by_hand_at is not None]
    here = [one for one in by_hand if one.recipient == MODERATORS]
    lines = []
    if trying := [one for one in left if one.by_hand_at is None]:
        text = ngettext(
            "⏳ {count} picture of identity check #{number} could not be deleted yet. I go on trying, until {time}.",
            "⏳ {count} pictures of identity check #{number} could not be deleted yet. I go on trying, until {time}.",
            len(trying),
        )
        until = when(min(one.until for one in trying), COUNTRIES["BE"].zone, work.now)
        lines.append(text.format(count=len(trying), number=notice.check_id, time=until))
    if here:
        text = ngettext(
            "🧹 <b>Please delete {count} picture of identity check #{number} by hand.</b> Telegram no longer lets me."
            " An administrator of this group with the right to delete messages can: {links}",
            "🧹 <b>Please delete {count} pictures of identity check #{number} by hand.</b> Telegram no longer lets me."
            " An administrator of this group with the right to delete messages can: {links}",
            len(here),
        )
        links = ", ".join(_link(one) for one in here)
        lines.append(text.format(count=len(here), number=notice.check_id, links=links))
    if len(by_hand) > len(here):
        lines.append(_("Those in the helper's own chat I could not delete either; I have asked them to do it."))
    # button
    done = button(_("They are deleted"), PurgeTap(do="done", check=notice.check_id), "success")
    return Card("\n\n".join(lines), keyboard([done] if by_hand else []))


def _link(purge: Purge) -> str:
    """Where the message is: Telegram has links to those of supergroups only."""
    number = f"#{purge.message}"
    if not purge.chat.startswith(SUPERGROUP):
        return number
    return f'<a href="https://t.me/c/{purge.chat.removeprefix(SUPERGROUP)}/{purge.message}">{number}</a>'


async def render_please_delete(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To somebody whose pictures still stand in their own chat."""
    return Card(
        "🧹 "
        + _(
            "The pictures of your identity check are no longer needed, but Telegram does not let me delete them from"
            " this chat any more. Nobody else can see them here. To be safe, please delete them yourself: press and"
            " hold each picture, then tap “Delete”."
        )
    )


RENDERERS: dict[type[Notice], Renderer] = {PicturesLeft: render_left, PleaseDelete: render_please_delete}
