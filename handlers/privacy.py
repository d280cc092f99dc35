"""/privacy: see, download and delete what is stored about oneself, at any time."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InputMediaDocument,
    MediaUnion,
    Message,
    ReplyKeyboardRemove,
)

from bot import said_first
from bot.filters import May
from bot.fsm_storage import DatabaseStorage
from bot.keyboards import MenuTap
from bot.privacy_file import as_json
from bot.privacy_page import Page
from bot.privacy_screens import PrivacyTap, delete_screen, privacy_screen
from bot.rewriting import rewrite, turn
from bot.settings import Settings
from bot.talk_words import to_talk_about_it
from domain.network import COUNTRIES
from domain.people import Person
from domain.permissions import Action
from i18n import _, ngettext
from services import begun, refusals, registration
from services.privacy import record_of, to_delete_for
from storage.unit_of_work import Store


async def show(
    event: Message | CallbackQuery, store: Store, settings: Settings, person: Person, state: FSMContext, bot: Bot
) -> None:
    """What is stored about me?"""
    if isinstance(event, CallbackQuery):
        await event.answer()
    record = await record_of(store, person)
    zone = COUNTRIES[settings.country].zone
    unread = bool(await said_first.kept(state, store.now()))
    text, markup = privacy_screen(record, await state.get_data(), zone, store.now(), unread=unread)
    await bot.send_message(int(person.external_id), text, reply_markup=markup)


async def export(
    query: CallbackQuery, store: Store, settings: Settings, person: Person, state: FSMContext, bot: Bot
) -> None:
    """All of it, as two files that come together: one to be read, and one for another program."""
    await query.answer()
    record, unfinished, now = await record_of(store, person), await state.get_data(), store.now()
    unread = await said_first.kept(state, now)
    read = Page(record, unfinished, COUNTRIES[settings.country].zone, now, unread=unread).html(settings.periods)
    # caption
    said = _("This is everything that is stored about you: a page to read, and the same for a computer.")
    files = [
        InputMediaDocument(media=BufferedInputFile(read, filename="my-data.html")),
        InputMediaDocument(
            media=BufferedInputFile(as_json(record, unfinished, now, unread=unread), filename="my-data.json"),
            caption=said,
        ),
    ]
    await bot.send_media_group(int(person.external_id), list[MediaUnion](files))


async def confirm(query: CallbackQuery, store: Store, person: Person, administrator: bool, state: FSMContext) -> None:
    """Really?"""
    await query.answer()
    unsent, unread = await begun.is_any_of(store, person.id), bool(await said_first.kept(state, store.now()))
    record = await record_of(store, person)
    text, markup = delete_screen(record, administrator=administrator, unsent=unsent, unread=unread)
    await rewrite(query, text, markup)


async def keep(query: CallbackQuery) -> None:
    """No, after all."""
    await query.answer()
    await rewrite(query, _("Nothing was deleted. /privacy shows what is stored about you."))


async def forget(
    query: CallbackQuery, store: Store, settings: Settings, person: Person, state: FSMContext, bot: Bot
) -> None:
    """Delete everything: the pictures in this chat, what was left unfinished, and all that is stored. What was begun of
    a concern is sent before, as it was promised.

    A second tap has made the person known again by its mere arrival: so it forgets them again.
    """
    await begun.send_those_of(store, person.id, settings.administrators_by_address, told=False)
    left, gone = 0, []
    for message in await to_delete_for(store, person):
        try:
            await bot.delete_message(int(person.external_id), int(message))
        except TelegramBadRequest as error:
            left += "can't be deleted" in error.message
            if "message to delete not found" not in error.message:
                continue
        gone.append(message)
    shut_out = await refusals.is_shut_out(store, person)
    await registration.forget(store, person.id, gone)
    if isinstance(state.storage, DatabaseStorage):
        await state.storage.forget(state.key)
    await query.answer()
    text = _("Everything about you is deleted. Goodbye, and thank you! If you ever want to come back, send /start.")
    if shut_out:
        text = " ".join([_("Everything about you is deleted. Goodbye."), *to_talk_about_it(settings.country)])
    if left:
        more = ngettext(
            "Telegram does not let me delete {count} message in this chat any more. Please delete this chat, or that"
            " message, yourself.",
            "Telegram does not let me delete {count} messages in this chat any more. Please delete this chat, or those"
            " messages, yourself.",
            left,
        )
        text = f"{text}\n\n{more.format(count=left)}"
    if await turn(query, None):
        await bot.send_message(int(person.external_id), text, reply_markup=ReplyKeyboardRemove())


def router() -> Router:
    """The command and its buttons."""
    router = Router(name="privacy")
    seeing, deleting = May(Action.SEE_OWN_DATA), May(Action.DELETE_OWN_DATA)
    router.message.register(show, Command("privacy"), seeing)
    router.callback_query.register(show, MenuTap.filter(F.to == "privacy"), seeing)
    router.callback_query.register(export, PrivacyTap.filter(F.do == "export"), seeing)
    router.callback_query.register(confirm, PrivacyTap.filter(F.do == "delete"), deleting)
    router.callback_query.register(keep, PrivacyTap.filter(F.do == "keep"), deleting)
    router.callback_query.register(forget, PrivacyTap.filter(F.do == "delete_yes"), deleting)
    return router
