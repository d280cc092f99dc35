"""Links to groups, requests to join and bans, as the Bot API describes them."""

from __future__ import annotations

import pytest

from sandbox import Bot, Group, Person
from tests.conftest import Clock
from tests.sandbox.conftest import Call


async def a_link(call: Call, group: Group, **params: object) -> str:
    return str((await call("createChatInviteLink", chat_id=group.id, **params)).result["invite_link"])


async def test_a_request_to_join_is_approved_or_declined(call: Call, group: Group, zoe: Person) -> None:
    link = await a_link(call, group, creates_join_request=True, name="for Zoé")
    await zoe.opens(link)
    assert zoe not in group.members
    update = (await call("getUpdates")).result[-1]["chat_join_request"]
    assert (update["from"]["id"], update["user_chat_id"], update["chat"]["id"]) == (zoe.id, zoe.id, group.id)
    assert (update["invite_link"]["invite_link"], update["invite_link"]["name"]) == (link, "for Zoé")
    assert (await call("declineChatJoinRequest", chat_id=group.id, user_id=zoe.id)).result is True
    answer = await call("approveChatJoinRequest", chat_id=group.id, user_id=zoe.id)
    assert answer.refusal == "Bad Request: HIDE_REQUESTER_MISSING"
    await zoe.opens(link)
    assert (await call("approveChatJoinRequest", chat_id=group.id, user_id=zoe.id)).result is True
    assert zoe in group.members
    answer = await call("approveChatJoinRequest", chat_id=group.id, user_id=zoe.id)
    assert answer.refusal == "Bad Request: USER_ALREADY_PARTICIPANT"


async def test_links_end(call: Call, group: Group, clock: Clock, zoe: Person) -> None:
    answer = await call("createChatInviteLink", chat_id=group.id, creates_join_request=True, member_limit=1)
    assert answer.refusal.endswith("member limit can't be specified for links requiring administrator approval")
    late = await a_link(call, group, expire_date=int(clock().timestamp()) + 60)
    revoked = await a_link(call, group)
    assert (await call("revokeChatInviteLink", chat_id=group.id, invite_link=revoked)).result["is_revoked"] is True
    clock.advance(minutes=2)
    for link in (late, revoked):
        with pytest.raises(AssertionError, match="has expired"):
            await zoe.opens(link)
    once = await a_link(call, group, member_limit=1)
    await zoe.opens(once)
    assert zoe in group.members
    answer = await call("revokeChatInviteLink", chat_id=group.id, invite_link="https://t.me/+nothing")
    assert answer.refusal == "Bad Request: INVITE_HASH_EXPIRED"


async def test_a_ban_lasts_until_it_is_lifted(call: Call, group: Group, mo: Person, zoe: Person) -> None:
    await zoe.joins(group)
    assert (await call("banChatMember", chat_id=group.id, user_id=zoe.id)).result is True
    assert (await call("getChatMember", chat_id=group.id, user_id=zoe.id)).result["status"] == "kicked"
    with pytest.raises(AssertionError, match="thrown out"):
        await zoe.joins(group)
    assert (await call("unbanChatMember", chat_id=group.id, user_id=zoe.id, only_if_banned=True)).result is True
    await zoe.joins(group)
    assert (await call("unbanChatMember", chat_id=group.id, user_id=zoe.id, only_if_banned=True)).result is True
    assert zoe in group.members
    assert (
        await call("banChatMember", chat_id=group.id, user_id=mo.id)
    ).refusal == "Bad Request: can't remove chat owner"


async def test_without_the_rights(call: Call, bot: Bot, group: Group, zoe: Person) -> None:
    await zoe.joins(group)
    group.promote(bot, ["can_delete_messages"])
    for method in ("banChatMember", "unbanChatMember"):
        answer = await call(method, chat_id=group.id, user_id=zoe.id)
        assert answer.refusal == "Bad Request: not enough rights to restrict/unrestrict chat member"
    assert (await call("revokeChatInviteLink", chat_id=group.id, invite_link="x")).status == 400
    assert (await call("approveChatJoinRequest", chat_id=group.id, user_id=zoe.id)).status == 400
