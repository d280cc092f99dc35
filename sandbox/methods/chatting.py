"""Reading chats and their members."""

from __future__ import annotations

from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import Json, bad_request

_GIFTS = {
    "unlimited_gifts": True,
    "limited_gifts": True,
    "unique_gifts": True,
    "premium_subscription": True,
    "gifts_from_channels": True,
}
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
)
_KEPT_BACK = {"can_change_info", "can_pin_messages", "can_manage_topics"}


@method("getChat")
def get_chat(api: Api, call: Call) -> Json:
    """Telegram's `ChatFullInfo`."""
    chat = api.chat(call)
    wire = chat.wire() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
    if chat.username:
        wire["active_usernames"] = [chat.username]
    if not chat.private:
        wire["permissions"] = {name: name not in _KEPT_BACK for name in _PERMISSIONS}
    if chat.links and (member := chat.member(call.bot.id)) and member.may("can_invite_users"):
        wire["invite_link"] = next(iter(chat.links))
    if chat.pinned:
        wire["pinned_message"] = api.world.wire_for(call.bot, chat.messages[chat.pinned[-1]])
    return wire


@method("getChatMember")
def get_chat_member(api: Api, call: Call) -> Json:
    """Somebody's place in a chat; who left is still found."""
    chat = api.chat(call)
    user_id = call.integer("user_id")
    if chat.private:
        account = next((each for each in (chat.person, chat.bot) if each and each.id == user_id), None)
        if account is None:
            raise bad_request("member not found")
        return {"user": account.user(), "status": "member"}
    member = chat.member(user_id)
    if member:
        return member.wire(supergroup=chat.supergroup)
    person = api.world.people.get(user_id)
    if person is None or not call.bot.knows(user_id, api.world.groups):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return api.world.member(chat, person).wire(supergroup=chat.supergroup)


@method("getChatAdministrators")
def get_chat_administrators(api: Api, call: Call) -> list[Json]:
    """Owner and administrators, without other bots."""
    chat = api.chat(call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member.wire(supergroup=chat.supergroup)
        for member in chat.members.values()
        if member.administers and (not member.account.is_bot or member.account is call.bot)
    ]


@method("getChatMemberCount")
def get_chat_member_count(api: Api, call: Call) -> int:
    """How many are in the chat."""
    chat = api.chat(call)
    return 2 if chat.private else sum(member.present for member in chat.members.values())
