"""The moderators' chat: what they note, by a reply to the card of an incident or to a helper's file."""

from __future__ import annotations

from html import escape

from aiogram import Bot, F, Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ForceReply, Message, ReplyParameters

from bot.cards.reviews import moment
from bot.filters import May, RepliesTo, RepliesToBot
from bot.safeguarding import HelperTap, IncidentTap
from bot.texts import said_in, short_name
from domain.incident import Incident
from domain.network import COUNTRIES
from domain.notices.names import file_card, incident_card
from domain.people import StaffChat
from domain.permissions import Action
from domain.sanction import LONGEST_NOTE
from domain.words import length
from i18n import _, use_language
from services import helper_files, incidents
from services.moderator import Moderator, require_not_about
from storage.unit_of_work import Store

ASKED = "notes_asked"
MOST_ASKED = 5
"""So many cards on which somebody has tapped the button wait for their note at once."""


class IsAskedNote(Filter):
    """A reply to what this moderator was asked by "Add a note"; hands over the name of the card as `card`."""

    async def __call__(self, message: Message, state: FSMContext | None = None) -> bool | dict[str, str]:
        if message.reply_to_message is None or state is None:  # a channel's post is nobody's, and in no conversation
            return False
        asked = (await state.get_data()).get(ASKED) or {}
        card = asked.get(str(message.reply_to_message.message_id))
        return {"card": card} if card is not None else False


async def ask_for_note(
    query: CallbackQuery,
    callback_data: IncidentTap | HelperTap,
    state: FSMContext,
    bot: Bot,
    store: Store,
    moderator: Moderator,
    staff_chat: StaffChat,
) -> None:
    """Which note? The app opens a reply by itself, for whoever tapped alone."""
    whose = callback_data.helper if isinstance(callback_data, HelperTap) else None
    if isinstance(callback_data, IncidentTap):
        whose = (await incidents.find(store, callback_data.incident)).helper_id
    await require_not_about(store, moderator, whose)
    await query.answer()
    if query.message is None:
        return
    with use_language(staff_chat.language):
        text = _("🗒 {name}, please reply to this message with your note on {about}. Only moderators see it.")
        if isinstance(callback_data, IncidentTap):
            card = incident_card(callback_data.incident)
            about = _("concern #{number}").format(number=callback_data.incident)
        else:
            card = file_card(callback_data.helper)
            about = _("helper #{number}").format(number=callback_data.helper)
    name = f'<a href="tg://user?id={query.from_user.id}">{escape(short_name(moderator.name))}</a>'
    sent = await bot.send_message(
        query.message.chat.id,
        text.format(name=name, about=about),
        reply_markup=ForceReply(selective=True),
        reply_parameters=ReplyParameters(message_id=query.message.message_id),
    )
    asked = {**((await state.get_data()).get(ASKED) or {}), str(sent.message_id): card}
    await state.update_data({ASKED: dict(list(asked.items())[-MOST_ASKED:])})


async def keep_note(message: Message, card: str, store: Store, moderator: Moderator) -> None:
    """A reply to the card of an incident or of a helper's file. One that is changed is noted once more."""
    what, _colon, number = card.partition(":")
    text = said_in(message)
    if not text:
        await message.reply(_("A note is text. Please write it once more."))
        return
    if length(text) > LONGEST_NOTE:
        await message.reply(_("Please keep it under {count} characters.").format(count=LONGEST_NOTE))
        return
    if what == "file":
        await helper_files.note(store, int(number), moderator, text)
        noted = _("🗒 Noted.")
    else:
        noted = _noted(await incidents.note(store, int(number), moderator, text))
    stays = _("Nothing that was noted before is replaced.")
    await message.reply(f"{noted} {stays}" if message.edit_date else noted)


async def unmask_reply(message: Message) -> None:
    """A reply by an anonymous administrator of the group."""
    await message.reply(
        _(
            "I can't see who you are: you write here anonymously, so I have neither passed that on nor noted it. Please"
            " open the group's settings, Administrators, your own name, switch off “Remain anonymous” for a moment, and"
            " reply once more."
        )
    )


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
    taps.register(ask_for_note, IncidentTap.filter(F.do == "note"), May(Action.HANDLE_INCIDENT))
    taps.register(ask_for_note, HelperTap.filter(F.do == "note"), May(Action.SEE_HELPER))
    taps.register(forget_note, HelperTap.filter(F.do == "unnote"), May(Action.NOTE))
    no_command = ~F.text.startswith("/")
    for written_or_changed, words in ((router.message, no_command), (router.edited_message, F.text & no_command)):
        written_or_changed.register(unmask_reply, F.sender_chat, words, RepliesToBot(), May(Action.READ_STAFF_HELP))
        written_or_changed.register(keep_note, words, RepliesTo("incident", "file"), May(Action.NOTE))
        written_or_changed.register(keep_note, words, IsAskedNote(), May(Action.NOTE))
    return router
