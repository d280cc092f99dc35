"""Deleting messages."""

from __future__ import annotations

from sandbox.bots import Bot
from sandbox.chats import Chat, Entry
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import bad_request

DELETABLE_FOR = 48 * 3600  # seconds
MOST_IDS = 100
_REFUSAL = "message can't be deleted for everyone"


@method("deleteMessage")
def delete_message(api: Api, call: Call) -> bool:
    """Delete one message."""
    chat = api.chat(call)
    entry = api.message(call, chat, "message to delete")
    if not _may_delete(api, call.bot, chat, entry):
        raise bad_request(_REFUSAL)
    return api.world.delete(chat, entry.message_id)


@method("deleteMessages")
def delete_messages(api: Api, call: Call) -> bool:
    """Delete up to a hundred; those that are gone already don't matter."""
    chat = api.chat(call)
    entries = [entry for number in message_ids(call) if (entry := chat.messages.get(number))]
    if not all(_may_delete(api, call.bot, chat, entry) for entry in entries):
        raise bad_request(_REFUSAL)
    for entry in entries:
        api.world.delete(chat, entry.message_id)
    return True


def message_ids(call: Call) -> list[int]:
    """The parameter `message_ids`. Raises Telegram's refusals."""
    numbers = call.data("message_ids", "message identifiers")
    if numbers is None:
        raise bad_request("message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad_request("expected an Array of message identifiers")
    if len(numbers) > MOST_IDS:
        raise bad_request("too many message identifiers specified")
    try:
        ids = [int(number) for number in numbers]
    except (TypeError, ValueError):
        raise bad_request("message identifier must be a Number") from None
    if any(number <= 0 for number in ids):
        raise bad_request("invalid message identifier specified")
    return ids


def _may_delete(api: Api, bot: Bot, chat: Chat, entry: Entry) -> bool:
    if api.world.timestamp() - entry.wire["date"] > DELETABLE_FOR:
        return False
    if chat.private or entry.author is bot:
        return True
    member = chat.member(bot.id)
    return member is not None and member.may("can_delete_messages")
