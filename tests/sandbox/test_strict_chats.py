"""Whom a bot may write to, what it may do in groups, and what it may take back."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Bot, Group, Person, Sandbox
from tests.conftest import Clock
from tests.sandbox.conftest import Call

GONE = "Bad Request: message to delete not found"
TOO_LATE = "Bad Request: message can't be deleted for everyone"


async def send(call: Call, chat_id: int | str, **params: Any) -> Any:
    return await call("sendMessage", chat_id=chat_id, text="Hello", **params)


async def test_strangers(call: Call, telegram: Sandbox, zoe: Person, mo: Person, group: Group) -> None:
    assert (await send(call, 12345)).refusal == "Bad Request: chat not found"
    assert (await send(call, zoe.id)).refusal == "Bad Request: chat not found"
    assert (await send(call, "@nobody")).refusal == "Bad Request: chat not found"
    assert (await call("sendMessage", text="x")).refusal == "Bad Request: chat_id is empty"
    answer = await send(call, mo.id)
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot can't initiate conversation with a user")
    answer = await send(call, telegram.bots[0].id)
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot can't send messages to bots")
    await mo.says("/start")
    assert (await send(call, mo.id)).status == 200


async def test_a_group_by_its_name(call: Call, telegram: Sandbox, mo: Person, bot: Bot) -> None:
    group = telegram.create_group("Public", owner=mo, username="public_group")
    group.add(bot)
    assert (await send(call, "@Public_Group")).result["chat"]["id"] == group.id


async def test_blocking_and_leaving_for_good(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    await zoe.blocks()
    answer = await send(call, zoe.id)
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await zoe.says("Hello")
    await zoe.unblocks()
    assert (await send(call, zoe.id)).status == 200
    zoe.deactivated = True
    answer = await send(call, zoe.id)
    assert (answer.status, answer.refusal) == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize("supergroup", [True, False])
async def test_a_bot_that_is_not_in_the_group(
    call: Call, telegram: Sandbox, mo: Person, bot: Bot, supergroup: bool
) -> None:
    kind = "supergroup" if supergroup else "group"
    group = telegram.create_group("Helpers", owner=mo, supergroup=supergroup)
    assert (await send(call, group.id)).refusal == "Bad Request: chat not found"
    group.add(bot)
    assert (await call("leaveChat", chat_id=group.id)).result is True
    answer = await send(call, group.id)
    assert (answer.status, answer.refusal) == (403, f"Forbidden: bot is not a member of the {kind} chat")
    group.add(bot)
    group.remove(bot)
    answer = await send(call, group.id)
    assert (answer.status, answer.refusal) == (403, f"Forbidden: bot was kicked from the {kind} chat")


async def test_a_group_becomes_a_supergroup(call: Call, telegram: Sandbox, mo: Person, bot: Bot) -> None:
    group = telegram.create_group("Helpers", owner=mo, supergroup=False)
    group.add(bot, administrator=True)
    await send(call, group.id)
    old = group.id
    group.become_supergroup()
    assert group.id < -1_000_000_000_000 < old
    answer = await send(call, old)
    assert (answer.status, answer.refusal) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert answer.body["parameters"] == {"migrate_to_chat_id": group.id}
    assert (await send(call, group.id)).status == 200
    sent = [update["message"] for update in (await call("getUpdates")).result if "message" in update]
    assert [(m["chat"]["id"], m.get("migrate_to_chat_id"), m.get("migrate_from_chat_id")) for m in sent[-2:]] == [
        (old, group.id, None),
        (group.id, None, old),
    ]
    assert [message.text for message in mo.messages(group) if message.text] == ["Hello", "Hello"]


async def test_deleting_in_private(call: Call, clock: Clock, zoe: Person) -> None:
    said = await zoe.says("/start")
    sent = (await send(call, zoe.id)).result
    assert (await call("deleteMessage", chat_id=zoe.id, message_id=said.message_id)).result is True
    assert (await call("deleteMessage", chat_id=zoe.id, message_id=said.message_id)).refusal == GONE
    clock.advance(hours=48)
    assert (await call("deleteMessage", chat_id=zoe.id, message_id=sent["message_id"])).result is True
    late = (await send(call, zoe.id)).result["message_id"]
    clock.advance(hours=48, seconds=1)
    assert (await call("deleteMessage", chat_id=zoe.id, message_id=late)).refusal == TOO_LATE
    assert (await call("deleteMessages", chat_id=zoe.id, message_ids=[late])).refusal == TOO_LATE
    assert [message.message_id for message in zoe.messages()] == [late]


async def test_deleting_in_groups_needs_the_right(call: Call, group: Group, mo: Person, bot: Bot) -> None:
    first, second = [await mo.says(text, to=group) for text in ("one", "two")]
    own = (await send(call, group.id)).result["message_id"]
    group.promote(bot, ["can_pin_messages"])
    assert (await call("deleteMessage", chat_id=group.id, message_id=first.message_id)).refusal == TOO_LATE
    assert (await call("deleteMessage", chat_id=group.id, message_id=own)).result is True
    group.promote(bot, {"can_delete_messages": True})
    ids = [first.message_id, 999, second.message_id]
    assert (await call("deleteMessages", chat_id=group.id, message_ids=ids)).result is True
    assert [message.text for message in group.messages if message.text] == []


@pytest.mark.parametrize(
    ("ids", "refusal"),
    [
        (None, "message identifiers are not specified"),
        ("7", "expected an Array of message identifiers"),
        (list(range(1, 102)), "too many message identifiers specified"),
        (["x"], "message identifier must be a Number"),
        ([0], "invalid message identifier specified"),
    ],
)
async def test_lists_of_messages_are_refused(call: Call, zoe: Person, ids: Any, refusal: str) -> None:
    await zoe.says("/start")
    answer = await call("deleteMessages", chat_id=zoe.id, message_ids=ids)
    assert answer.refusal == f"Bad Request: {refusal}"


async def test_protected_content(call: Call, zoe: Person, group: Group) -> None:
    await zoe.says("/start")
    sent = (await send(call, zoe.id, protect_content=True)).result
    assert sent["has_protected_content"] is True
    source = {"chat_id": group.id, "from_chat_id": zoe.id, "message_id": sent["message_id"]}
    answer = await call("forwardMessage", **source)
    assert answer.refusal == "Bad Request: message has protected content and can't be forwarded"
    assert (await call("copyMessage", **source)).status == 200
    with pytest.raises(AssertionError, match="protected"):
        await zoe.forwards(zoe.messages()[-1])


async def test_what_cannot_be_copied(call: Call, zoe: Person, group: Group) -> None:
    await zoe.says("/start")
    joined = group.messages[0].message_id
    for method, done in (("copyMessage", "copied"), ("forwardMessage", "forwarded")):
        answer = await call(method, chat_id=zoe.id, from_chat_id=group.id, message_id=joined)
        assert answer.refusal == f"Bad Request: message can't be {done}"
    answer = await call("copyMessage", chat_id=zoe.id, from_chat_id=group.id, message_id=99)
    assert answer.refusal == "Bad Request: message to copy not found"
    answer = await call("forwardMessage", chat_id=zoe.id, from_chat_id=group.id, message_id=99)
    assert answer.refusal == "Bad Request: message to forward not found"


async def test_a_forward_names_its_origin(call: Call, zoe: Person, group: Group, mo: Person) -> None:
    await zoe.says("/start")
    said = await zoe.says("My words")
    params = {"from_chat_id": zoe.id, "message_id": said.message_id}
    forwarded = (await call("forwardMessage", chat_id=group.id, **params)).result
    assert forwarded["forward_origin"]["sender_user"]["id"] == zoe.id
    again = (
        await call("forwardMessage", chat_id=zoe.id, from_chat_id=group.id, message_id=forwarded["message_id"])
    ).result
    assert again["forward_origin"] == forwarded["forward_origin"]


async def test_pins_and_topics_need_rights(call: Call, telegram: Sandbox, mo: Person, bot: Bot) -> None:
    group = telegram.create_group("Helpers", owner=mo)
    group.add(bot, rights=["can_delete_messages"])
    sent = (await send(call, group.id)).result["message_id"]
    no_right = "Bad Request: not enough rights to manage pinned messages in the chat"
    assert (await call("pinChatMessage", chat_id=group.id, message_id=sent)).refusal == no_right
    assert (await call("unpinChatMessage", chat_id=group.id)).refusal == no_right
    assert (await call("unpinAllChatMessages", chat_id=group.id)).refusal == no_right
    assert (await call("createForumTopic", chat_id=group.id, name="x")).refusal == (
        "Bad Request: the chat is not a forum"
    )
    answer = await call("createChatInviteLink", chat_id=group.id)
    assert answer.refusal == "Bad Request: not enough rights to manage chat invite link"
    forum = telegram.create_group("Forum", owner=mo, forum=True)
    forum.add(bot)
    answer = await call("createForumTopic", chat_id=forum.id, name="x")
    assert answer.refusal == "Bad Request: not enough rights to create a topic"
    forum.promote(bot, ["can_manage_topics"])
    assert (await call("createForumTopic", chat_id=forum.id, name="")).refusal == "Bad Request: TOPIC_TITLE_EMPTY"
    assert (await call("createForumTopic", chat_id=forum.id, name="x" * 129)).status == 400
    topic = (await call("createForumTopic", chat_id=forum.id, name="Requests")).result
    sent = (await send(call, forum.id, message_thread_id=topic["message_thread_id"])).result
    assert sent["is_topic_message"] is True
    answered = await mo.says("In the topic", to=forum, topic=topic["message_thread_id"])
    assert answered.topic == topic["message_thread_id"]


async def test_a_pin_is_told(call: Call, group: Group) -> None:
    sent = (await send(call, group.id)).result["message_id"]
    assert (await call("pinChatMessage", chat_id=group.id, message_id=99)).refusal == (
        "Bad Request: message to pin not found"
    )
    assert (await call("pinChatMessage", chat_id=group.id, message_id=sent)).result is True
    assert (await call("getChat", chat_id=group.id)).result["pinned_message"]["message_id"] == sent
    told = (await call("getUpdates", offset=-1)).result[0]["message"]
    assert told["pinned_message"]["message_id"] == sent
    assert (await call("unpinChatMessage", chat_id=group.id)).result is True
    assert (await call("unpinChatMessage", chat_id=group.id)).refusal == "Bad Request: message to unpin not found"


async def test_reading_private_chats(call: Call, zoe: Person, bot: Bot, mo: Person) -> None:
    await zoe.says("/start")
    assert (await call("getChatMemberCount", chat_id=zoe.id)).result == 2
    assert (await call("getChatMember", chat_id=zoe.id, user_id=bot.id)).result["status"] == "member"
    assert (await call("getChatMember", chat_id=zoe.id, user_id=mo.id)).refusal == "Bad Request: member not found"
    assert (await call("getChatAdministrators", chat_id=zoe.id)).refusal == (
        "Bad Request: there are no administrators in the private chat"
    )
    assert (await call("leaveChat", chat_id=zoe.id)).status == 400
    assert (await call("createChatInviteLink", chat_id=zoe.id)).status == 400


async def test_a_member_nobody_knows(call: Call, group: Group, zoe: Person) -> None:
    answer = await call("getChatMember", chat_id=group.id, user_id=zoe.id)
    assert answer.refusal == "Bad Request: PARTICIPANT_ID_INVALID"
    await zoe.says("/start")
    assert (await call("getChatMember", chat_id=group.id, user_id=zoe.id)).result["status"] == "left"


async def test_an_anonymous_administrator(call: Call, group: Group, zoe: Person, bot: Bot) -> None:
    group.add(zoe, administrator=True, anonymous=True)
    await zoe.says("Who am I?", to=group)
    seen = (await call("getUpdates", offset=-1)).result[0]["message"]
    assert seen["from"]["id"] == 1087968824
    assert seen["sender_chat"]["id"] == group.id
    markup = {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}
    await send(call, group.id, reply_markup=markup)
    await zoe.taps("Tap", in_=group, wait=False)
    assert (await call("getUpdates", offset=-1)).result[0]["callback_query"]["from"]["id"] == zoe.id


async def test_limits_are_switched_on(clock: Clock, http: Any) -> None:
    async with Sandbox(clock, limits=True) as telegram:
        telegram.create_bot("limited_bot", token="43:TEST")
        zoe = telegram.create_person("Zoé")
        await zoe.says("/start")
        url = f"{telegram.url}/bot43:TEST/sendMessage"
        refused = None
        for _ in range(10):
            async with http.post(url, json={"chat_id": zoe.id, "text": "Hello"}) as response:
                if response.status == 429:
                    refused = await response.json()
                    assert response.headers["Retry-After"] == str(refused["parameters"]["retry_after"])
                    break
        assert refused
        wait = refused["parameters"]["retry_after"]
        assert refused["description"] == f"Too Many Requests: retry after {wait}"
        clock.advance(seconds=wait)
        async with http.post(url, json={"chat_id": zoe.id, "text": "Hello"}) as response:
            assert response.status == 200
