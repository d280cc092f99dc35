"""What is asked before each handler."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from aiogram import Dispatcher, F, Router
from aiogram.filters import and_f, invert_f, or_f
from aiogram.types import Chat, Message

from bot.at_once import answer_at_once, filters_of
from handlers import routers

HELLO = Message(message_id=1, date=datetime(2026, 3, 2, tzinfo=UTC), chat=Chat(id=1, type="private"), text="Hello you")


def test_none_of_our_filters_is_asked_in_a_thread() -> None:
    dispatcher = Dispatcher()
    dispatcher.include_routers(*routers())
    before = [one for one in filters_of(dispatcher) if not one.awaitable]
    assert before
    assert all(one.magic is not None for one in before), "an ordinary function as a filter: make it asynchronous"
    answer_at_once(dispatcher)
    assert [one for one in filters_of(dispatcher) if not one.awaitable] == []


async def test_a_magic_filter_answers_what_it_did_and_hands_on_what_it_found() -> None:
    asked_in = set()

    def note_thread(text: str) -> bool:
        asked_in.add(threading.get_ident())
        return text.startswith("Hello")

    async def handle(message: Message) -> None: ...

    router = Router()
    router.message.register(handle, F.text.func(note_thread), F.text.split().as_("words"))
    router.message.register(handle, or_f(F.photo, and_f(invert_f(F.text.func(note_thread)), F.voice)))
    answer_at_once(router)
    words, photos = router.message.handlers
    assert await words.check(HELLO) == (True, {"words": ["Hello", "you"]})
    assert await photos.check(HELLO) == (False, {})
    assert asked_in == {threading.get_ident()}
