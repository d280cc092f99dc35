"""Everything the page has to know before it can follow the events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sandbox.chats import Chat
from sandbox.control.shapes import chat_summary, clock_shape, fault_shape, group_shape, person_shape
from sandbox.wire import Json

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox


def snapshot(sandbox: Sandbox) -> Json:
    """The world as it is now, without the messages of the chats but the last one of each.

    `event` is the number of the newest event that it takes account of; `boot` changes when the sandbox starts anew.
    """
    world = sandbox.world
    private = [chat for bot in sandbox.bots for chat in bot.chats.values()]
    return {
        "boot": world.events.boot,
        "event": world.events.last,
        "clock": clock_shape(world),
        "bots": [bot.me() for bot in sandbox.bots],
        "people": [person_shape(person) for person in sandbox.people],
        "groups": [group_shape(group) for group in sandbox.groups],
        "chats": [
            chat_summary(chat) | {"news": _news(chat)} for chat in [*private, *(group.chat for group in sandbox.groups)]
        ],
        "faults": [fault_shape(fault) for fault in sandbox.faults.lately],
        "wire": [
            {"number": number, "kind": kind, "body": json.loads(body)} for number, kind, body in world.events.wire
        ],
        "tour": sandbox.network.tour.state if sandbox.network else None,
        "map": sandbox.network is not None,
    }


def _news(chat: Chat) -> Json:
    """How many messages are news to each of those in the chat."""
    return {str(reader): chat.news(reader) for reader in chat.readers}
