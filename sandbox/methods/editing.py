"""Changing messages that were sent."""

from __future__ import annotations

from sandbox import keyboards
from sandbox.chats import Chat, Entry
from sandbox.methods.albums import input_media
from sandbox.methods.scope import Api, method
from sandbox.methods.sending import described
from sandbox.request import Call
from sandbox.wire import Json, bad_request

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
_TEXT = frozenset({"text", "entities", "link_preview_options"})
_CAPTION = frozenset({"caption", "caption_entities", "show_caption_above_media"})
_MEDIA = frozenset({"photo", "document", "has_media_spoiler"})
_WITH_CAPTION = frozenset({"photo", "document", "video", "audio", "voice", "animation"})


@method("editMessageText")
def edit_message_text(api: Api, call: Call) -> Json:
    """Replace the text."""
    content = api.text(call)
    preview = call.data("link_preview_options", "link preview options")
    if isinstance(preview, dict) and preview:
        content["link_preview_options"] = preview
    chat, entry = _own(api, call)
    if "text" not in entry.wire:
        raise bad_request("there is no text in the message to edit")
    return _replace(api, call, chat, entry, _TEXT, content)


@method("editMessageCaption")
def edit_message_caption(api: Api, call: Call) -> Json:
    """Replace the caption; without one, remove it."""
    content = {key: value for key, value in described(api, call, call.params).items() if key in _CAPTION}
    chat, entry = _own(api, call)
    if _WITH_CAPTION.isdisjoint(entry.wire):
        raise bad_request("there is no caption in the message to edit")
    return _replace(api, call, chat, entry, _CAPTION, content)


@method("editMessageMedia")
def edit_message_media(api: Api, call: Call) -> Json:
    """Replace picture or document, and the caption with it."""
    media = call.data("media", "input media")
    if media is None:
        raise bad_request("input media is not specified")
    chat, entry = _own(api, call)
    content = input_media(api, call, media)
    if _MEDIA.isdisjoint(entry.wire) and "text" not in entry.wire:
        raise bad_request("there is no media in the message to edit")
    if "media_group_id" in entry.wire and ("photo" in content) != ("photo" in entry.wire):
        raise bad_request("can't use the media of the specified type in the album")
    return _replace(api, call, chat, entry, _MEDIA | _CAPTION | _TEXT, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(api: Api, call: Call) -> Json:
    """Replace the inline keyboard; without one, remove it."""
    chat, entry = _own(api, call)
    return _replace(api, call, chat, entry, frozenset(), {})


def _own(api: Api, call: Call) -> tuple[Chat, Entry]:
    """The bot's own message that is to be edited. Raises Telegram's refusals."""
    if call.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = api.chat_to_write(call)
    entry = api.message(call, chat, "message to edit")
    if entry.author is not call.bot or "forward_origin" in entry.wire or keyboards.inline(entry.markup) != entry.markup:
        raise bad_request("message can't be edited")
    return chat, entry


def _replace(api: Api, call: Call, chat: Chat, entry: Entry, parts: frozenset[str], content: Json) -> Json:
    markup = api.markup(call, chat)
    if keyboards.inline(markup) != markup:
        raise bad_request("inline keyboard expected")
    old = {key: value for key, value in entry.wire.items() if key in parts}
    if old == content and markup == entry.markup:
        raise bad_request(NOT_MODIFIED)
    wire = {key: value for key, value in entry.wire.items() if key not in parts and key != "reply_markup"} | content
    if markup:
        wire["reply_markup"] = markup
    entry.markup = markup
    api.world.edit(chat, entry, wire, silent=old == content)
    return wire
