"""The moderators' chat: what they note, by a reply to the card of an incident or to a helper's file."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.cards.reviews import moment
from bot.filters import May, RepliesTo
from bot.safeguarding import HelperTap, IncidentTap
from domain.incident import Incident
from domain.network import COUNTRIES
from domain.permissions import Action
from domain.sanction import LONGEST_NOTE
from domain.words import written
from i18n import _
from services import helper_files, incidents
from services.moderator import Moderator
from storage.unit_of_work import Store


async def explain_notes(query: CallbackQuery) -> None:
    """How a note is made."""
    # alert
    await query.answer(_("Reply to this card with your note. Only moderators see it."), show_alert=True)


async def keep_note(message: Message, card: str, store: Store, moderator: Moderator) -> None:
    """A reply to the card of an incident or of a helper's file."""
    what, _colon, number = card.partition(":")
    text = written(message.text or "")
    if not text:
        await message.reply(_("A note is text. Please write it once more."))
        return
    if len(text) > LONGEST_NOTE:
        await message.reply(_("Please keep it under {count} characters.").format(count=LONGEST_NOTE))
        return
    if what == "file":
        await helper_files.note(store, int(number), moderator, text)
        await message.reply(_("🗒 Noted."))
        return
    await message.reply(_noted(await incidents.note(store, int(number), moderator, text)))


async def forget_note(query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator) -> None:
    """One's own last note."""
    await helper_files.forget_note(store, callback_data.helper, moderator)
    # alert
    await query.answer(_("Your last note is deleted."))


def _noted(incident: Incident) -> str:
    if incident.held_until is None:
        return _("🗒 Noted.")
    until = moment(incident.held_until, COUNTRIES[incident.country].zone)
    return _("🗒 Noted. This is closed: the note is deleted with what was said, {moment}.").format(moment=until)


def router() -> Router:
    """Buttons and replies; a reply to another card is none."""
    router = Router(name="notes")
    taps = router.callback_query
    taps.register(explain_notes, IncidentTap.filter(F.do == "note"), May(Action.HANDLE_INCIDENT))
    taps.register(explain_notes, HelperTap.filter(F.do == "note"), May(Action.SEE_HELPER))
    taps.register(forget_note, HelperTap.filter(F.do == "unnote"), May(Action.NOTE))
    noting = (~F.text.startswith("/"), RepliesTo("incident", "file"), May(Action.NOTE))
    router.message.register(keep_note, *noting)
    return router
