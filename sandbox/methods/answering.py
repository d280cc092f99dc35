"""Answers to taps, and what shows that the bot is busy."""

from __future__ import annotations

from sandbox import entities
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.updates import QUERY_LIFETIME
from sandbox.wire import bad_request

MAX_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method("answerCallbackQuery")
def answer_callback_query(api: Api, call: Call) -> bool:
    """Answer a tap. A second answer is accepted and shows nothing: what it says is noted, as nobody sees it."""
    query = call.bot.queries.get(call.text("callback_query_id"))
    if query is None or api.world.now() - query.at > QUERY_LIFETIME:
        raise bad_request(TOO_OLD)
    text = call.text("text")
    if entities.length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.text("url")
    if url and not url.startswith(f"https://t.me/{call.bot.username}?start="):
        raise bad_request("URL_INVALID")
    answer = {"text": text or None, "alert": call.flag("show_alert"), "url": url or None}
    if query.answer is None:
        query.answer = answer
        query.deliver(answer)
    elif text and text != query.answer["text"] and not query.twice:
        call.bot.unseen_answers.append(text)
    return True


@method("sendChatAction")
def send_chat_action(api: Api, call: Call) -> bool:
    """Show that the bot is busy."""
    chat = api.chat_to_write(call)
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.typing[call.bot.id] = action
    api.world.events.publish(
        "action", lambda: {"chat": api.world.address(chat), "author": call.bot.id, "action": action}
    )
    chat.changed()
    return True
