"""Albums: two to ten pictures or documents that belong together."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.methods.scope import Api, method
from sandbox.methods.sending import described, document, photo
from sandbox.request import Call
from sandbox.wire import Json, bad_request

FEWEST, MOST = 2, 10


@method("sendMediaGroup")
def send_media_group(api: Api, call: Call) -> list[Json]:
    """An album. Each part is a message of its own; `media_group_id` holds them together.

    One part alone is refused, as the documentation has it, although the real server lets it pass as a plain message.
    """
    media = call.data("media", "media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not media:
        raise bad_request("there are no messages to send")
    if not FEWEST <= len(media) <= MOST:
        raise bad_request(f"too {'many' if len(media) > MOST else 'few'} messages to send as an album")
    chat = api.chat_to_write(call)
    contents = [input_media(api, call, part) for part in media]
    if len({"photo" in content for content in contents}) > 1:
        raise bad_request("document can't be mixed with other media types")
    fields = api.placed(call, chat)
    api.pace(call.bot, chat, len(contents))
    group = {"media_group_id": str(secrets.randbits(56))}
    return [api.sent(call, chat, group | content, fields, None) for content in contents]


def input_media(api: Api, call: Call, media: Any) -> Json:
    """An InputMedia as the content of a message. Raises Telegram's refusals."""
    if not isinstance(media, dict):
        raise bad_request("expected an Object as InputMedia")
    named = media.get("media")
    if not isinstance(named, str) or not named:
        raise bad_request("media not found")
    if media.get("type") == "photo":
        return {"photo": photo(api, call, named)} | described(api, call, media)
    if media.get("type") == "document":
        return {"document": document(api, call, named)} | api.caption(media, call.bot)
    raise bad_request("type of InputMedia must be photo or document here")
