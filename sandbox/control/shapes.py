"""Bots, people, groups and chats as the control API shows them."""

from __future__ import annotations

import json

from sandbox.accounts import Account
from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.server import ApiCall
from sandbox.view import CallbackAnswer, Message, heading, messages_of
from sandbox.wire import Json, Raw
from sandbox.world import World
from sandbox.writing import Place


def bot_shape(bot: Bot) -> Json:
    """A bot, with its token: whoever reaches this address may do anything."""
    return bot.me() | {
        "token": bot.token,
        "names": bot.profile.names,
        "descriptions": bot.profile.descriptions,
        "short_descriptions": bot.profile.short_descriptions,
        "webhook": bot.webhook["url"] if bot.webhook else None,
        "pending_updates": len(bot.updates),
    }


def person_shape(person: Person) -> Json:
    """A person."""
    return person.user() | {
        "phone": person.phone,
        "location": person.location,
        "clipboard": person.clipboard,
        "opened": person.opened,
    }


def group_shape(group: Group) -> Json:
    """A group with its members."""
    chat = group.chat
    return chat.wire() | {
        "members": [member.wire(supergroup=chat.supergroup) for member in chat.members.values()],
        "topics": list(chat.topics.values()),
        "links": list(chat.links),
    }


def message_shape(message: Message, reader: Account | None = None) -> Json:
    """A message as the Bot API shows it; with who really wrote it, its HTML, and whether the reader did."""
    return {
        "message": message.wire,
        "author": message.author.id,
        "own": reader is not None and message.author is reader,
        "html": message.html,
        "event": message.event,
    }


def chat_shape(person: Person, place: Place, *, last: int | None = None, before: int | None = None) -> Json:
    """What the person sees in one chat: all messages, or the `last` so many of those `before` one, by number."""
    chat = person.chat(place)
    keyboard = person.keyboard_in(place)
    messages = person.messages(place)
    if before is not None:
        messages = [message for message in messages if message.message_id < before]
    return chat_summary(chat) | {
        "messages": [message_shape(message, person) for message in messages[-last if last else None :]],
        "earlier": last is not None and len(messages) > last,
        "reply_keyboard": keyboard.wire if keyboard else None,
        "commands": person.commands_in(place),
        "typing": chat.typing,
        "pinned": chat.pinned,
    }


def chat_summary(chat: Chat) -> Json:
    """A chat in a list of chats."""
    messages = messages_of(chat)
    return {
        "chat": chat.wire(),
        "bot": chat.bot.id if chat.bot else None,
        "title": heading(chat),
        "started": chat.started,
        "blocked": chat.blocked,
        "count": len(messages),
        "last": message_shape(messages[-1]) if messages else None,
    }


def clock_shape(world: World) -> Json:
    """The time, and how far it was moved on; None if it can't be."""
    clock = world.clock
    ahead = clock.ahead.total_seconds() if isinstance(clock, Clock) else None
    return {"now": world.now().isoformat(), "ahead": ahead}


def answer_shape(answer: CallbackAnswer) -> Json:
    """The answer to a tap."""
    return {"text": answer.text, "alert": answer.alert, "url": answer.url}


def fault_shape(fault: Fault) -> Json:
    """A fault that is switched on, or was until it had happened often or long enough."""
    return {
        "kind": fault.kind,
        "methods": sorted(fault.methods),
        "chats": sorted(fault.chats),
        "times": fault.times,
        "happened": fault.happened,
        "over": fault.over,
        "status": fault.status,
        "description": fault.description,
        "wait": fault.wait,
    }


def call_shape(call: ApiCall) -> Json:
    """A call of a bot."""
    return {
        "at": call.at.isoformat(),
        "bot": call.bot,
        "method": call.method,
        "params": call.params,
        "status": call.status,
        "result": json.loads(call.result) if isinstance(call.result, Raw) else call.result,
        "description": call.description,
    }
