"""Groups: who is told what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Bot, Group, Person, Sandbox
from tests.sandbox.conftest import Call

Updates = Callable[[], Awaitable[list[dict[str, Any]]]]


async def heard(updates: Updates) -> list[str]:
    """The texts the bot gets."""
    return [update["message"]["text"] for update in await updates() if "text" in update.get("message", {})]


@pytest.fixture
def plain(telegram: Sandbox, bot: Bot, mo: Person, zoe: Person) -> Group:
    """A group in which the bot is a plain member."""
    group = telegram.create_group("Neighbours", owner=mo)
    group.add(bot)
    group.add(zoe)
    return group


async def test_privacy_mode(call: Call, plain: Group, zoe: Person, updates: Updates, bot: Bot) -> None:
    sent = (await call("sendMessage", chat_id=plain.id, text="Hello")).result["message_id"]
    mine = next(message for message in plain.messages if message.message_id == sent)
    await updates()
    await zoe.says("Talk among people", to=plain)
    await zoe.says("/command", to=plain)
    await zoe.says("/command@solidarity_bot now", to=plain)
    await zoe.says("/command@another_bot", to=plain)
    await zoe.says("A reply", to=plain, reply_to=mine)
    await zoe.sends_photo(to=plain)
    assert await heard(updates) == ["/command", "/command@solidarity_bot now", "A reply"]
    plain.promote(bot)
    await updates()
    await zoe.says("Talk among people", to=plain)
    assert await heard(updates) == ["Talk among people"]
    plain.demote(bot)
    bot.privacy = False
    await zoe.says("More talk", to=plain)
    assert await heard(updates) == ["More talk"]
    assert (await call("getMe")).result["can_read_all_group_messages"] is True


async def test_coming_and_going(telegram: Sandbox, bot: Bot, mo: Person, zoe: Person, updates: Updates) -> None:
    group = telegram.create_group("Helpers", owner=mo)
    group.add(bot)
    added, joined = await updates()
    assert added["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["message"]["new_chat_members"] == [bot.user()]
    group.promote(bot, {"can_pin_messages": True, "can_delete_messages": False})
    (promoted,) = await updates()
    rights = promoted["my_chat_member"]["new_chat_member"]
    assert (rights["status"], rights["can_pin_messages"], rights["can_delete_messages"]) == (
        "administrator",
        True,
        False,
    )
    await zoe.joins(group)
    (came,) = await updates()
    assert came["message"]["new_chat_members"][0]["id"] == zoe.id
    await zoe.leaves(group)
    (went,) = await updates()
    assert went["message"]["left_chat_member"]["id"] == zoe.id
    group.remove(bot)
    (removed,) = await updates()
    assert removed["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_members(plain: Group, zoe: Person, mo: Person, telegram: Sandbox) -> None:
    assert [member.first_name for member in plain.members] == ["Mo", "Solidarity", "Zoé"]
    with pytest.raises(AssertionError, match="in Neighbours already"):
        await zoe.joins(plain)
    plain.remove(zoe)
    with pytest.raises(AssertionError, match="was thrown out"):
        await zoe.joins(plain)
    with pytest.raises(AssertionError, match="isn't in Neighbours"):
        plain.promote(zoe)
    with pytest.raises(AssertionError, match="isn't in Neighbours"):
        await zoe.leaves(plain)
    plain.add(zoe)
    assert zoe in plain.members
    with pytest.raises(ValueError, match="only a supergroup"):
        telegram.create_group("x", owner=mo, supergroup=False, forum=True)
    with pytest.raises(AssertionError, match="is no forum"):
        plain.open_topic("x")
    with pytest.raises(AssertionError, match="already"):
        plain.become_supergroup()
    with pytest.raises(AssertionError, match="there is no topic"):
        await zoe.says("x", to=plain, topic=7)


async def test_people_see_a_group(call: Call, plain: Group, zoe: Person, mo: Person, telegram: Sandbox) -> None:
    await mo.says("The code is 1234", to=plain)
    markup = {"inline_keyboard": [[{"text": "Claim", "callback_data": "claim"}]]}
    await call("sendMessage", chat_id=plain.id, text="A request", reply_markup=markup)
    await zoe.sees("A request", plain)
    await mo.sees("A request", plain)
    with pytest.raises(AssertionError):
        zoe.does_not_see("1234", plain)
    await zoe.taps("Claim", in_=plain, wait=False)
    query = (await call("getUpdates", offset=-1)).result[0]["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (zoe.id, plain.id)
    assert telegram.transcript(plain).splitlines()[-2:] == ["09:00 Solidarity: A request", "        [Claim]"]


async def test_selective_keyboards(call: Call, plain: Group, zoe: Person, mo: Person) -> None:
    asked = await zoe.says("/who", to=plain)
    markup = {"keyboard": [["Me"]], "selective": True}
    reply = {"message_id": asked.message_id}
    await call("sendMessage", chat_id=plain.id, text="Who?", reply_markup=markup, reply_parameters=reply)
    assert zoe.keyboard_in(plain)
    assert mo.keyboard_in(plain) is None


async def test_a_reply_shows_what_it_answers(plain: Group, zoe: Person, mo: Person, updates: Updates) -> None:
    first = await mo.says("/first", to=plain)
    second = await zoe.says("/second", to=plain, reply_to=first)
    third = await mo.says("/third", to=plain, reply_to=second)
    assert third.reply_to == second.message_id
    replied = (await updates())[-1]["message"]["reply_to_message"]
    assert replied["text"] == "/second"
    assert "reply_to_message" not in replied
