"""Answers of Bot API servers that speak a little differently from Telegram's own."""

from __future__ import annotations

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import GetMyName, SendMessage

from bot.incoming import GetRawUpdates, read
from bot.session import Session, acknowledged

BOT = Bot("123456:AAE-invented")
MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": {"id": 5, "type": "private"}, "text": "Hello"}
METHOD = SendMessage(chat_id=5, text="Hello")


def answer(result: object) -> str:
    """A good answer of a server."""
    return json.dumps({"ok": True, "result": result})


def test_what_is_echoed_as_json_text_is_understood() -> None:
    echoed = MESSAGE | {"link_preview_options": '{"is_disabled": true}', "entities": "[]"}
    sent = Session().check_response(BOT, METHOD, 200, answer(echoed)).result
    assert sent is not None
    assert sent.message_id == 3


def test_a_tap_without_a_chat_instance_is_understood() -> None:
    tap = {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "Zoé"}, "message": MESSAGE, "data": "a:b"}
    updates = Session().check_response(BOT, GetRawUpdates(), 200, answer([{"update_id": 1, "callback_query": tap}]))
    assert updates.result is not None
    assert read(updates.result[0], BOT).callback_query is not None


@pytest.mark.parametrize("content", ['{"message": "no such method"}', "<html>", '{"ok": true, "result": {"text": 1}}'])
def test_what_makes_no_sense_stays_an_error(content: str) -> None:
    with pytest.raises(ClientDecodeError):
        Session().check_response(BOT, GetMyName(), 200, content)


def test_a_message_that_is_described_oddly_was_sent_all_the_same() -> None:
    odd = {"message_id": 3, "chat": {"id": "5", "type": "bot"}, "text": {"odd": 1}, "entities": "none", "date": "now"}
    sent = Session().check_response(BOT, METHOD, 200, answer(odd)).result
    assert sent is not None
    assert (sent.message_id, sent.chat.id) == (3, 5)


def test_a_gateway_s_error_page_is_an_outage() -> None:
    with pytest.raises(TelegramServerError):
        Session().check_response(BOT, METHOD, 502, "<html>Bad Gateway</html>")


def test_what_was_done_is_known_from_what_was_not() -> None:
    for content, done in (('{"ok": true, "result": "sent"}', True), ('{"message": "no such method"}', False)):
        with pytest.raises(ClientDecodeError) as caught:
            Session().check_response(BOT, METHOD, 200, content)
        assert acknowledged(caught.value) is done
