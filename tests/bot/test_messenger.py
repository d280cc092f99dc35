"""What becomes of Telegram's refusals."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteMessage, SendMessage

from bot.cards.card import Card
from bot.messenger import TelegramMessenger
from bot.pace import Pace
from domain.notices.names import MODERATORS, OPERATORS, pictures_card
from domain.notices.notice import CardGone
from domain.notices.staff import ErrorMet
from services.messenger import Later, Recipient, Refused, Unreachable
from storage.outbox import SentCard
from storage.unit_of_work import Store

METHOD = SendMessage(chat_id=1, text="…")


class Refusing:
    """A bot whose messages are refused."""

    def __init__(self, why: str | Exception) -> None:
        self.why = why

    async def delete_message(self, chat: int, message: int) -> None:
        raise TelegramForbiddenError(DeleteMessage(chat_id=chat, message_id=message), f"Forbidden: {self.why}")

    async def send_message(self, *_: Any, **__: Any) -> None:
        raise self.why if isinstance(self.why, Exception) else TelegramBadRequest(METHOD, f"Bad Request: {self.why}")


async def deliver(store: Store, recipient: Recipient, why: str | Exception) -> None:
    async def card(*_: Any) -> Card:
        return Card("…")

    bot: Bot = Refusing(why)  # type: ignore[assignment]
    await TelegramMessenger(bot, store, Pace(), {ErrorMet: card}).deliver(recipient, ErrorMet("E", 1), [])


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_is_meant_for_a_silenced_staff_chat_waits(store: Store) -> None:
    operators = Recipient(OPERATORS, "telegram", "-100", "en")
    for why in ("not enough rights to send text messages to the chat", "CHAT_WRITE_FORBIDDEN"):
        with pytest.raises(Unreachable):
            await deliver(store, operators, why)
    with pytest.raises(Refused):
        await deliver(store, operators, "can't parse entities: …")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_who_is_gone_is_unreachable(store: Store) -> None:
    zoe = Recipient("person:1", "telegram", "7", "fr")
    with pytest.raises(Unreachable):
        await deliver(store, zoe, "chat not found")
    with pytest.raises(Refused):
        await deliver(store, zoe, "not enough rights to send text messages to the chat")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "error",
    [
        TelegramNotFound(METHOD, "Not Found"),  # nobody has this token
        TelegramUnauthorizedError(METHOD, "Unauthorized"),
        TelegramBadRequest(METHOD, "Logged out"),
        TelegramBadRequest(METHOD, "Bad Request: the bot has already been closed"),
        TelegramAPIError(METHOD, "Misdirected Request: unallowed token specified"),
        TelegramServerError(METHOD, "Bad Gateway"),
        TelegramNetworkError(METHOD, "ClientConnectorError"),
        ClientDecodeError("Failed to decode object", ValueError(), "<html>403 Forbidden</html>"),
    ],
)
async def test_what_is_wrong_with_telegram_the_bot_or_the_way_there_is_no_fault_of_a_letter(
    store: Store, error: Exception
) -> None:
    with pytest.raises(Later) as caught:
        await deliver(store, Recipient("person:1", "telegram", "7", "fr"), error)
    assert caught.value.seconds is None


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_letter_comes_back_when_telegram_wants_it(store: Store) -> None:
    with pytest.raises(Later) as caught:
        await deliver(store, Recipient("person:1", "telegram", "7", "fr"), TelegramRetryAfter(METHOD, "…", 900))
    assert caught.value.seconds == 900


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_pictures_in_a_staff_chat_are_deleted_once_the_bot_is_back(store: Store) -> None:
    bot: Bot = Refusing("bot was kicked from the supergroup chat")  # type: ignore[assignment]
    messenger, name = TelegramMessenger(bot, store, Pace(), {}), pictures_card(1)
    moderators = Recipient(MODERATORS, "telegram", "-100", "en")
    with pytest.raises(Unreachable):
        await messenger.deliver(moderators, CardGone(name), [SentCard(MODERATORS, name, "-100", "5")])
    assert await messenger.deliver(moderators, CardGone(name), [SentCard(MODERATORS, name, "-99", "5")]) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_was_sent_is_not_sent_again_because_the_answer_makes_no_sense(store: Store) -> None:
    class Babbling:
        async def send_message(self, *_: Any, **__: Any) -> None:
            raise ClientDecodeError("no message", ValueError(), {"ok": True, "result": "sent"})

    async def card(*_: Any) -> Card:
        return Card("…")

    bot: Bot = Babbling()  # type: ignore[assignment]
    zoe = Recipient("person:1", "telegram", "7", "fr")
    assert await TelegramMessenger(bot, store, Pace(), {ErrorMet: card}).deliver(zoe, ErrorMet("E", 1), []) == []
