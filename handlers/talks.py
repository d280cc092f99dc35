"""Talks after too many failed identity checks: moderators reply to the card, the helper answers in private."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter, or_f
from aiogram.types import CallbackQuery, Message

from bot.cards.talks import TalkTap
from bot.filters import May, Private, RepliesTo
from bot.pictures import discard
from bot.settings import Settings
from bot.talk_words import only_words
from bot.texts import said_in
from domain.people import Person
from domain.permissions import Action
from domain.talk import Ending
from domain.words import length
from i18n import _
from services import talks
from services.moderator import Moderator
from services.registration import helper_of
from storage.unit_of_work import Store

WORDLESS = or_f(F.photo, F.voice, F.audio, F.video, F.video_note, F.animation, F.document, F.sticker)


class IsToAnswer(Filter):
    """By somebody with whom a moderator talks, or is about to."""

    async def __call__(self, message: Message, store: Store, person: Person | None = None) -> bool:
        said_at = message.date if message.edit_date else store.now()
        return person is not None and await talks.may_answer(store, person.id, said_at)


async def claim(query: CallbackQuery, callback_data: TalkTap, store: Store, moderator: Moderator) -> None:
    """I see to it."""
    await talks.claim(store, callback_data.talk, moderator)
    # alert
    await query.answer(_("Thank you! What you reply to this card, I pass on to the helper."))


async def allow(query: CallbackQuery, callback_data: TalkTap, store: Store, moderator: Moderator) -> None:
    """Once more, please."""
    await talks.end(store, callback_data.talk, moderator, Ending.ALLOWED)
    # alert
    await query.answer(_("The helper hears that they can send pictures once more."))


async def close(query: CallbackQuery, callback_data: TalkTap, store: Store, moderator: Moderator) -> None:
    """It is left at that."""
    await talks.end(store, callback_data.talk, moderator, Ending.CLOSED)
    # alert
    await query.answer(_("Closed. The helper is told, kindly."))


async def say(message: Message, card: str, store: Store, moderator: Moderator) -> None:
    """A moderator replies to a talk, or changes what they replied. Replies to other cards are nobody's business."""
    text = said_in(message)
    if length(text) > talks.LONGEST:
        await message.reply(_("That is too long to pass on. Please say it in fewer words."))
        return
    said = await talks.say(store, card, text, moderator)
    if said is not None:
        told = await message.reply(_("Passed on. The answer comes here."))
        await talks.keep_receipt(store, said, str(told.chat.id), str(told.message_id))


async def say_in_words(message: Message) -> None:
    """A moderator replies to a talk with a picture or a voice message."""
    await message.reply(_("I can only pass on what is written, so the helper has not got this. Please type it."))


async def answer(message: Message, store: Store, person: Person) -> None:
    """The helper answers, or changes what they answered."""
    text = said_in(message)
    if length(text) > talks.LONGEST:
        await message.answer(_("That is too long to pass on. Please say it in fewer words."))
        return
    await talks.answer(store, person.id, text)
    await message.answer(_("Thank you, I have passed that on to the moderators."))


async def ask_for_words(message: Message, settings: Settings, store: Store, person: Person) -> None:
    """The helper sends a picture or a voice message: pictures are deleted, as everywhere but in a check."""
    helper = await helper_of(store, person.id)
    country = settings.country if helper is None else helper.country
    has_picture = message.voice is None and await discard(message)
    await message.answer(only_words(country, deleted=has_picture))


def router() -> Router:
    """Buttons, replies and answers; what is no answer goes on to others."""
    router = Router(name="talks")
    taps = router.callback_query
    taps.register(claim, TalkTap.filter(F.do == "claim"), May(Action.REVIEW))
    taps.register(allow, TalkTap.filter(F.do == "allow"), May(Action.REVIEW))
    taps.register(close, TalkTap.filter(F.do == "close"), May(Action.REVIEW))
    words = F.text & ~F.text.startswith("/")
    for written_or_changed in (router.message, router.edited_message):
        written_or_changed.register(say, words, RepliesTo("talk", "said"), May(Action.TALK))
    router.message.register(say_in_words, ~F.text, RepliesTo("talk", "said"), May(Action.TALK))
    private = (Private(), StateFilter(None))
    for written_or_changed in (router.message, router.edited_message):
        written_or_changed.register(answer, *private, words, IsToAnswer(), May(Action.ANSWER_MODERATORS))
    router.message.register(ask_for_words, *private, WORDLESS, IsToAnswer(), May(Action.ANSWER_MODERATORS))
    return router
