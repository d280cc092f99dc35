"""Reply markup: what Telegram accepts under a message, and what it refuses."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from sandbox.wire import ApiError, Json, bad_request

STYLES = ("danger", "success", "primary")
MAX_BUTTONS = 100
MAX_REPLY_BUTTONS = 300
_LOOKS = ("text", "style", "icon_custom_emoji_id")
_INLINE_KINDS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_PRIVATE_KINDS = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_user": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "request_managed_bot": "BUTTON_TYPE_INVALID",
    "web_app": "BUTTON_TYPE_INVALID",
}


def checked(markup: Any, *, private: bool) -> Json | None:
    """The markup as it is kept, buttons in the order and with the fields Telegram knows; None for no markup.

    Raises Telegram's refusals.
    """
    if markup is None or markup == "":
        return None
    if isinstance(markup, str):
        try:
            markup = json.loads(markup)
        except ValueError:
            raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in markup:
        return _reply_keyboard(markup, private=private)
    if "inline_keyboard" in markup:
        return _inline_keyboard(markup["inline_keyboard"])
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True, "selective": bool(markup.get("selective"))}
    if markup.get("force_reply"):
        return {
            "force_reply": True,
            "selective": bool(markup.get("selective")),
            "input_field_placeholder": _placeholder(markup),
        }
    return None


def inline(markup: Json | None) -> Json | None:
    """The part of the markup that shows up in `Message`: inline keyboards, and those alone."""
    return markup if markup and "inline_keyboard" in markup else None


def _inline_keyboard(rows: Any) -> Json | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    kept = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": kept} if kept else None


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    kinds = [kind for kind in _INLINE_KINDS if button.get(kind) is not None]
    if not isinstance(button.get("text"), str):
        raise _unparsed('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not kinds:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    kind = kinds[0]
    value = button[kind]
    if kind == "callback_data" and not (isinstance(value, str) and 1 <= len(value.encode()) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "url":
        _check_url(value)
    if kind == "copy_text" and not (
        isinstance(value, dict) and isinstance(value.get("text"), str) and 1 <= len(value["text"]) <= 256
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kind in {"pay", "callback_game"}:
        raise bad_request("BUTTON_TYPE_INVALID")
    return _look(button) | {kind: value}


def _look(button: Json) -> Json:
    style = button.get("style")
    if style is not None and style not in STYLES:
        raise bad_request("invalid button style specified")
    return {field: button[field] for field in _LOOKS if button.get(field) is not None}


def _check_url(url: Any) -> None:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        parts = None
    if parts is None or any(character.isspace() for character in url):
        raise _wrong_url(url)
    if parts.scheme == "tg" or (not parts.scheme and "." in parts.path):
        return
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host.strip("."):
        raise _wrong_url(url)


def _wrong_url(url: Any) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _reply_keyboard(markup: Json, *, private: bool) -> Json:
    rows = markup["keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    kept = [[_reply_button(button, private=private) for button in row] for row in rows if row]
    if not kept:
        raise bad_request("reply keyboard is empty")
    if sum(map(len, kept)) > MAX_REPLY_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    flags = {
        flag: bool(markup.get(flag)) for flag in ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")
    }
    return {"keyboard": kept, **flags, "input_field_placeholder": _placeholder(markup)}


def _reply_button(button: Any, *, private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    kept = _look(button)
    for kind, refusal in _PRIVATE_KINDS.items():
        if button.get(kind):
            if not private:
                raise bad_request(refusal)
            kept[kind] = button[kind]
    if len(kept.keys() & _PRIVATE_KINDS.keys()) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    return kept


def _placeholder(markup: Json) -> str:
    text = markup.get("input_field_placeholder") or ""
    if not isinstance(text, str) or len(text) > 64:
        raise bad_request("INPUT_FIELD_PLACEHOLDER_INVALID")
    return text


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
