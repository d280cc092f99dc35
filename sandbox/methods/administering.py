"""Pins, topics, invitations, and leaving."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import Json, bad_request

TOPIC_COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
_NO_RIGHT_TO_PIN = "not enough rights to manage pinned messages in the chat"


@method("pinChatMessage")
def pin_chat_message(api: Api, call: Call) -> bool:
    """Pin a message; a service message tells of it."""
    chat = api.chat_to_write(call)
    if not chat.private:
        api.needs(chat, call.bot, "can_pin_messages", _NO_RIGHT_TO_PIN)
    entry = api.message(call, chat, "message to pin")
    if entry.message_id in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.append(entry.message_id)
    pinned = {key: value for key, value in entry.wire.items() if key != "reply_to_message"}
    api.world.service(chat, call.bot, pinned_message=pinned)
    return True


@method("unpinChatMessage")
def unpin_chat_message(api: Api, call: Call) -> bool:
    """Unpin a message; without an id, the one pinned last."""
    chat = api.chat_to_write(call)
    if not chat.private:
        api.needs(chat, call.bot, "can_pin_messages", _NO_RIGHT_TO_PIN)
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    chat.changed()
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(api: Api, call: Call) -> bool:
    """Unpin everything."""
    chat = api.chat_to_write(call)
    if not chat.private:
        api.needs(chat, call.bot, "can_pin_messages", _NO_RIGHT_TO_PIN)
    chat.pinned.clear()
    chat.changed()
    return True


@method("createForumTopic")
def create_forum_topic(api: Api, call: Call) -> Json:
    """A new topic: its id is that of the service message that opens it."""
    chat = api.chat_to_write(call)
    name = call.text("name").strip()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    api.needs(chat, call.bot, "can_manage_topics", "not enough rights to create a topic")
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_INVALID" if name else "TOPIC_TITLE_EMPTY")
    colour = call.integer("icon_color", TOPIC_COLOURS[0])
    if colour not in TOPIC_COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    opened = {"name": name, "icon_color": colour}
    entry = api.world.service(chat, call.bot, forum_topic_created=opened, is_topic_message=True)
    topic = {"message_thread_id": entry.message_id, **opened}
    chat.topics[entry.message_id] = topic
    return topic


@method("leaveChat")
def leave_chat(api: Api, call: Call) -> bool:
    """Leave a group."""
    chat = api.chat(call)
    if chat.private:
        raise bad_request("chat is not a group, a supergroup or a channel chat")
    member = api.world.member(chat, call.bot)
    left = replace(member, status="left", rights=frozenset())
    chat.members[call.bot.id] = left
    supergroup = chat.supergroup
    api.world.tell_member_changed(chat, call.bot, member.wire(supergroup=supergroup), left.wire(supergroup=supergroup))
    return True


@method("createChatInviteLink")
def create_chat_invite_link(api: Api, call: Call) -> Json:
    """A link by which people may join."""
    chat = api.chat(call)
    if chat.private:
        raise bad_request("can't invite members to a private chat")
    api.needs(chat, call.bot, "can_invite_users", "not enough rights to manage chat invite link")
    url = f"https://t.me/+{secrets.token_urlsafe(12)}"
    link: Json = {
        "invite_link": url,
        "creator": call.bot.user(),
        "creates_join_request": call.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    if call.text("name"):
        if len(call.text("name")) > 32:
            raise bad_request("chat invite link name is too long")
        link["name"] = call.text("name")
    if call.integer("member_limit") and link["creates_join_request"]:
        raise bad_request("member limit can't be specified for links requiring administrator approval")
    for name in ("expire_date", "member_limit"):
        if call.integer(name):
            link[name] = call.integer(name)
    chat.links[url] = link
    return link
