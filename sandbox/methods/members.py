"""Letting people in and out of groups: links, requests to join, bans."""

from __future__ import annotations

from dataclasses import replace

from sandbox.chats import Chat, Member
from sandbox.groups import join, leave
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import Json, bad_request

NO_RIGHT_TO_INVITE = "not enough rights to manage chat invite link"
NO_RIGHT_TO_RESTRICT = "not enough rights to restrict/unrestrict chat member"


@method("revokeChatInviteLink")
def revoke_chat_invite_link(api: Api, call: Call) -> Json:
    """Let nobody in by a link of the bot's own any more."""
    chat = api.chat(call)
    api.needs(chat, call.bot, "can_invite_users", NO_RIGHT_TO_INVITE)
    link = chat.links.get(call.text("invite_link"))
    if link is None or link["creator"]["id"] != call.bot.id:
        raise bad_request("INVITE_HASH_EXPIRED")
    chat.links[link["invite_link"]] = link | {"is_revoked": True}
    return chat.links[link["invite_link"]]


@method("approveChatJoinRequest")
def approve_chat_join_request(api: Api, call: Call) -> bool:
    """Let somebody in who has asked."""
    chat = _asked(api, call)
    person = api.world.people[call.integer("user_id")]
    link = chat.requests.pop(person.id)
    join(api.world, chat, person, by=person, link=link)
    return True


@method("declineChatJoinRequest")
def decline_chat_join_request(api: Api, call: Call) -> bool:
    """Don't let them in."""
    chat = _asked(api, call)
    del chat.requests[call.integer("user_id")]
    return True


@method("banChatMember")
def ban_chat_member(api: Api, call: Call) -> bool:
    """Throw somebody out; in supergroups they can't come back by themselves."""
    chat = api.chat(call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    api.needs(chat, call.bot, "can_restrict_members", NO_RIGHT_TO_RESTRICT)
    member = chat.member(call.integer("user_id"))
    if member is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    if member.present:
        leave(api.world, chat, member.account, by=call.bot, status="kicked")
    else:
        chat.members[member.account.id] = replace(member, status="kicked")
    return True


@method("unbanChatMember")
def unban_chat_member(api: Api, call: Call) -> bool:
    """Let somebody who was thrown out come back by a link; without `only_if_banned`, who is in is thrown out."""
    chat = api.chat(call)
    if not chat.supergroup:
        raise bad_request("method is available for supergroup and channel chats only")
    api.needs(chat, call.bot, "can_restrict_members", NO_RIGHT_TO_RESTRICT)
    member = chat.member(call.integer("user_id"))
    if member is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if member.status == "kicked":
        chat.members[member.account.id] = Member(member.account, "left")
    elif member.present and not call.flag("only_if_banned"):
        leave(api.world, chat, member.account, by=call.bot, status="left")
    return True


def _asked(api: Api, call: Call) -> Chat:
    """The chat in which they have asked to be let in."""
    chat = api.chat(call)
    api.needs(chat, call.bot, "can_invite_users", "not enough rights")
    if call.integer("user_id") not in chat.requests:
        member = chat.member(call.integer("user_id"))
        raise bad_request("USER_ALREADY_PARTICIPANT" if member and member.present else "HIDE_REQUESTER_MISSING")
    return chat
