"""Answers to taps, and the bot's commands and texts."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Bot, Group, Person
from tests.conftest import Clock
from tests.sandbox.conftest import Call

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
MARKUP = {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}


async def tapped(call: Call, zoe: Person) -> str:
    """The id of a query."""
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=MARKUP)
    await zoe.taps("Tap", wait=False)
    return str((await call("getUpdates", offset=-1)).result[0]["callback_query"]["id"])


async def test_an_unknown_query(call: Call) -> None:
    assert (await call("answerCallbackQuery", callback_query_id="123")).refusal == TOO_OLD
    assert (await call("answerCallbackQuery")).refusal == TOO_OLD


async def test_a_stale_query(call: Call, zoe: Person, clock: Clock) -> None:
    query = await tapped(call, zoe)
    clock.advance(seconds=150)
    assert (await call("answerCallbackQuery", callback_query_id=query)).result is True
    clock.advance(seconds=1)
    assert (await call("answerCallbackQuery", callback_query_id=query)).refusal == TOO_OLD


async def test_a_long_answer(call: Call, zoe: Person) -> None:
    query = await tapped(call, zoe)
    answer = await call("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert answer.refusal == "Bad Request: MESSAGE_TOO_LONG"
    answer = await call("answerCallbackQuery", callback_query_id=query, url="https://example.org")
    assert answer.refusal == "Bad Request: URL_INVALID"
    assert (await call("answerCallbackQuery", callback_query_id=query, text="x" * 200)).result is True


async def test_a_tap_on_a_message_that_is_gone(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    sent = (await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=MARKUP)).result
    seen = await zoe.sees("Tap")
    await call("deleteMessage", chat_id=zoe.id, message_id=sent["message_id"])
    await zoe.taps("Tap", on=seen, wait=False)
    message = (await call("getUpdates", offset=-1)).result[0]["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (sent["message_id"], 0)
    assert "text" not in message


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, "expected an Array of BotCommand"),
        ({"commands": "["}, "can't parse commands JSON object"),
        ({"commands": [{"command": "a", "description": "b"}] * 101}, "too many commands specified"),
        ({"commands": [{"command": "Start", "description": "b"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "b"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "/", "description": "b"}]}, "command must be non-empty"),
        ({"commands": [{"command": "a", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "command description length must not exceed 256"),
        ({"commands": ["a"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [], "scope": {"type": "world"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        ({"commands": [], "scope": "x"}, "can't parse BotCommandScope JSON object"),
        ({"commands": [], "language_code": "fra"}, "invalid language code specified"),
    ],
)
async def test_commands_are_refused(call: Call, params: dict[str, Any], refusal: str) -> None:
    assert (await call("setMyCommands", **params)).refusal == f"Bad Request: {refusal}"


async def test_the_menu_follows_scope_and_language(call: Call, zoe: Person, mo: Person, group: Group, bot: Bot) -> None:
    await zoe.says("/start")
    await mo.says("/start")
    group.add(zoe)

    async def put(name: str, language: str = "", **scope: Any) -> None:
        commands = [{"command": name, "description": name}]
        params = {"scope": scope} if scope else {}
        assert (await call("setMyCommands", commands=commands, language_code=language, **params)).result is True

    def menu(person: Person, where: Group | None = None) -> list[str]:
        return [command["command"] for command in person.commands_in(where)]

    await put("everybody")
    assert menu(zoe) == menu(mo, group) == ["everybody"]
    await put("tous", "fr")
    assert (menu(zoe), menu(mo)) == (["tous"], ["everybody"])
    await put("private", type="all_private_chats")
    assert menu(zoe) == ["private"]
    await put("zoe", type="chat", chat_id=zoe.id)
    assert (menu(zoe), menu(mo)) == (["zoe"], ["private"])
    await put("groups", type="all_group_chats")
    await put("administrators", type="all_chat_administrators")
    assert (menu(zoe, group), menu(mo, group)) == (["groups"], ["administrators"])
    await put("this_group", type="chat", chat_id=group.id)
    assert (menu(zoe, group), menu(mo, group)) == (["this_group"], ["this_group"])
    await put("these", type="chat_administrators", chat_id=group.id)
    assert menu(mo, group) == ["these"]
    await put("her", type="chat_member", chat_id=group.id, user_id=zoe.id)
    assert menu(zoe, group) == ["her"]
    assert (await call("setMyCommands", commands=[], scope={"type": "chat", "chat_id": zoe.id})).result is True
    assert menu(zoe) == ["private"]


@pytest.mark.parametrize(("name", "longest"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)])
async def test_texts_about_the_bot(call: Call, name: str, longest: int) -> None:
    field = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[name]
    assert (await call(f"setMy{name}", **{field: "x" * (longest + 1)})).status == 400
    assert (await call(f"setMy{name}", **{field: "x" * longest})).result is True
    assert (await call(f"setMy{name}", language_code="fr", **{field: "En français"})).result is True
    assert (await call(f"getMy{name}", language_code="fr")).result == {field: "En français"}
    assert (await call(f"getMy{name}", language_code="nl")).result == {field: "x" * longest}
    assert (await call(f"setMy{name}")).result is True
    assert (await call(f"getMy{name}")).result == {field: "Solidarity" if name == "Name" else ""}
