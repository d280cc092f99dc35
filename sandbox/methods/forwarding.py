"""Copying and forwarding."""

from __future__ import annotations

from sandbox.bots import Bot
from sandbox.chats import Entry
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import Json, bad_request
from sandbox.world import is_service

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "voice",
    "sticker",
    "video",
    "audio",
    "animation",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "location",
    "venue",
    "contact",
)


@method("copyMessage")
def copy_message(api: Api, call: Call) -> Json:
    """Send the content again as the bot's own message. Returns its id alone.

    Protected content may be copied: TDLib exempts bots that copy, and forbids them only to forward.
    """
    entry = _source(api, call, "message to copy", "copied")
    chat = api.chat_to_write(call)
    content = _content(api, call.bot, entry)
    if call.text("caption") and "text" not in content:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= api.caption(call.params, call.bot)
    markup, fields = api.markup(call, chat), api.placed(call, chat)
    api.pace(call.bot, chat)
    wire = api.sent(call, chat, content, fields, markup)
    return {"message_id": wire["message_id"]}


@method("forwardMessage")
def forward_message(api: Api, call: Call) -> Json:
    """Send the message on, with its origin."""
    entry = _source(api, call, "message to forward", "forwarded")
    if entry.wire.get("has_protected_content"):
        raise bad_request("message has protected content and can't be forwarded")
    chat = api.chat_to_write(call)
    fields = api.placed(call, chat)
    api.pace(call.bot, chat)
    content = {"forward_origin": _origin(entry.wire)} | _content(api, call.bot, entry)
    return api.sent(call, chat, content, fields, None)


def forward_content(entry: Entry) -> Json:
    """What a message becomes when a person forwards it."""
    wire = entry.wire
    return {"forward_origin": _origin(wire)} | {name: wire[name] for name in _CONTENT if name in wire}


def _origin(wire: Json) -> Json:
    """Who wrote the message first: an anonymous administrator stays one."""
    if "forward_origin" in wire:
        origin: Json = wire["forward_origin"]
        return origin
    if "sender_chat" in wire:
        return {"type": "chat", "date": wire["date"], "sender_chat": wire["sender_chat"]}
    return {"type": "user", "date": wire["date"], "sender_user": wire["from"]}


def _source(api: Api, call: Call, what: str, done: str) -> Entry:
    asked = Call(call.bot, call.method, call.params | {"chat_id": call.text("from_chat_id")}, {})
    chat = api.chat(asked)
    entry = api.message(call, chat, what)
    if is_service(entry.wire):
        raise bad_request(f"message can't be {done}")
    return entry


def _content(api: Api, bot: Bot, entry: Entry) -> Json:
    wire = api.world.wire_for(bot, entry)
    return {name: wire[name] for name in _CONTENT if name in wire}
