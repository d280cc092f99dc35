"""How updates are fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Bot, Group, Person, Sandbox
from tests.conftest import Clock
from tests.sandbox.checking import eventually
from tests.sandbox.conftest import TOKEN, Answer, Call

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
Updates = Callable[[], Awaitable[list[dict[str, Any]]]]


async def begun(telegram: Sandbox) -> None:
    """Wait until a poll waits."""
    await eventually(lambda: telegram.bots[0].updates.polled)


async def test_an_offset_confirms_what_came_before(call: Call, zoe: Person) -> None:
    for text in ("one", "two", "three"):
        await zoe.says(text)
    found = (await call("getUpdates", limit=2)).result
    assert [update["message"]["text"] for update in found] == ["one", "two"]
    assert [found[1]["update_id"] - found[0]["update_id"]] == [1]
    rest = (await call("getUpdates", offset=found[1]["update_id"] + 1)).result
    assert [update["message"]["text"] for update in rest] == ["three"]
    assert (await call("getUpdates", offset=found[0]["update_id"])).result == rest


async def test_a_negative_offset_keeps_the_last(call: Call, zoe: Person) -> None:
    for text in ("one", "two", "three"):
        await zoe.says(text)
    assert [update["message"]["text"] for update in (await call("getUpdates", offset=-2)).result] == ["two", "three"]
    assert len((await call("getUpdates")).result) == 2
    assert len((await call("getUpdates", offset=-5)).result) == 2


async def test_a_long_poll_ends_when_something_comes(call: Call, telegram: Sandbox, zoe: Person) -> None:
    poll = asyncio.ensure_future(call("getUpdates", timeout=50))
    await begun(telegram)
    await zoe.says("Here I am")
    assert [update["message"]["text"] for update in (await poll).result] == ["Here I am"]


async def test_a_short_poll_ends_at_once(call: Call) -> None:
    assert (await call("getUpdates")).result == []


async def test_the_older_poll_is_terminated(call: Call, telegram: Sandbox, zoe: Person) -> None:
    older = asyncio.ensure_future(call("getUpdates", timeout=50))
    await begun(telegram)
    newer = asyncio.ensure_future(call("getUpdates", timeout=50))
    refused = await older
    assert (refused.status, refused.refusal) == (409, CONFLICT)
    await begun(telegram)
    await zoe.says("Hello")
    assert len((await newer).result) == 1


async def test_a_poll_whose_client_went_away_is_forgotten(
    telegram: Sandbox, bot: Bot, http: aiohttp.ClientSession
) -> None:
    gone = asyncio.ensure_future(http.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json={"timeout": 50}))
    await begun(telegram)
    gone.cancel()
    await eventually(lambda: not bot.updates.polled)


async def test_kinds_that_are_not_asked_for_are_not_sent(call: Call, group: Group, zoe: Person, mo: Person) -> None:
    await call("getUpdates", offset=-1)
    group.add(zoe)
    kinds = [next(key for key in update if key != "update_id") for update in (await call("getUpdates")).result]
    assert "chat_member" not in kinds
    await call("getUpdates", offset=-1, allowed_updates=["chat_member"])
    await zoe.says("Hello", to=group)
    await zoe.leaves(group)
    found = (await call("getUpdates", offset=-1)).result
    assert found[-1]["chat_member"]["new_chat_member"]["status"] == "left"
    assert found[-1]["chat_member"]["from"]["id"] == zoe.id
    await call("getUpdates", allowed_updates=[])
    await mo.says("Hello", to=group)
    assert "message" in (await call("getUpdates", offset=-1)).result[0]


async def test_what_is_too_old_is_not_sent(call: Call, clock: Clock, zoe: Person, group: Group) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=keyboard())
    await zoe.taps("Tap", wait=False)
    clock.advance(seconds=151)
    assert "callback_query" not in (await call("getUpdates", offset=-1)).result[0]
    clock.advance(hours=24)
    assert (await call("getUpdates")).result == []


def keyboard() -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}


async def test_an_update_comes_again(call: Call, telegram: Sandbox, zoe: Person, updates: Updates) -> None:
    await zoe.says("Hello")
    first = await updates()
    telegram.resend_last_update()
    assert await updates() == first
    assert await updates() == []


async def test_a_second_answer_to_a_tap_is_accepted_and_shows_nothing(
    call: Call, telegram: Sandbox, zoe: Person, updates: Updates
) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=keyboard())
    answered = zoe.presses(await zoe.sees("Tap"), "tap")
    *_, update = await updates()
    for text in ("", "", "Too late"):
        assert (await call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text=text)).result
    assert (await answered).text is None
    assert telegram.unseen_answers == ["Too late"]


async def test_a_tap_comes_twice(call: Call, zoe: Person, updates: Updates) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=keyboard())
    await zoe.taps("Tap", twice=True, wait=False)
    _, first, second = await updates()
    assert first["callback_query"] == second["callback_query"]
    assert first["update_id"] != second["update_id"]


async def test_updates_out_of_order(telegram: Sandbox, zoe: Person, updates: Updates) -> None:
    telegram.hold_updates()
    await zoe.says("one")
    await zoe.says("two")
    assert await updates() == []
    telegram.release_updates(backwards=True)
    assert [update["message"]["text"] for update in await updates()] == ["two", "one"]


@pytest.mark.parametrize(
    ("token", "refusal"),
    [("43:TEST", "Unauthorized"), ("nonsense", "Unauthorized: invalid token specified")],
)
async def test_a_wrong_token(call: Call, token: str, refusal: str) -> None:
    answer = await call("getMe", token)
    assert (answer.status, answer.refusal) == (401, refusal)


async def test_an_unknown_method_is_reported(call: Call, telegram: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    answer = await call("sendTelepathy", chat_id=1)
    assert (answer.status, answer.refusal) == (404, "Not Found: method not found")
    assert telegram.unknown_methods == ["sendTelepathy"]
    assert "sendTelepathy" in caplog.text
    telegram.unknown_methods.clear()


async def test_other_addresses(telegram: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{telegram.url}/somewhere") as response:
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_after_logging_out_the_token_is_refused(call: Call) -> None:
    assert (await call("logOut")).result is True
    assert (await call("getMe")).status == 401


class TestWaysToCall:
    """GET, url-encoded, JSON and multipart; parameters of the query string count as well."""

    @pytest.fixture(autouse=True)
    async def _address(self, telegram: Sandbox, zoe: Person, http: aiohttp.ClientSession) -> None:
        await zoe.says("/start")
        self.zoe = zoe
        self.address = f"{telegram.url}/bot{TOKEN}/SENDmessage"
        self.http = http

    async def _text(self, request: Any) -> str:
        async with request as response:
            answer = Answer(response.status, await response.json(), dict(response.headers))
            return str(answer.result["text"])

    async def test_get(self) -> None:
        params = {"chat_id": str(self.zoe.id), "text": "Été & hiver"}
        assert await self._text(self.http.get(self.address, params=params)) == "Été & hiver"

    async def test_url_encoded(self) -> None:
        form = {"chat_id": str(self.zoe.id), "text": "Été + hiver"}
        assert await self._text(self.http.post(self.address, data=form)) == "Été + hiver"

    async def test_multipart(self) -> None:
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("chat_id", str(self.zoe.id))
        form.add_field("text", "Été")
        assert await self._text(self.http.post(self.address, data=form)) == "Été"

    async def test_json_and_query_string(self) -> None:
        assert (
            await self._text(self.http.post(self.address, json={"text": "Été"}, params={"chat_id": self.zoe.id}))
            == "Été"
        )

    async def test_broken_json(self) -> None:
        headers = {"Content-Type": "application/json"}
        async with self.http.post(self.address, data="{", headers=headers) as response:
            assert response.status == 400

    async def test_broken_multipart(self) -> None:
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
            async with self.http.post(self.address, data=b"nonsense", headers={"Content-Type": kind}) as response:
                assert response.status == 400


async def test_half_of_a_pair_of_surrogates_is_answered_as_json_writes_it(call: Call, telegram: Sandbox) -> None:
    half = telegram.create_person("Half \ud83d")
    await half.says("/start")
    assert (await call("getChat", chat_id=half.id)).result["first_name"] == "Half \ud83d"
