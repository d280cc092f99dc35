"""The same over HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Bot, Group, Person, Sandbox
from sandbox.files import drawn_picture
from tests.sandbox.conftest import Call

Control = Callable[..., Awaitable[Any]]


@pytest.fixture
def control(telegram: Sandbox, bot: Bot, http: aiohttp.ClientSession) -> Control:
    """`await control("POST", "/people", first_name="Zoé")`: the JSON of the answer; a refusal as status and words."""

    async def make(verb: str, path: str, /, **fields: Any) -> Any:
        body = {"json": fields} if verb == "POST" else {}
        async with http.request(verb, f"{telegram.url}/sandbox{path}", **body) as response:  # type: ignore[arg-type]
            answer = await response.json()
            return answer if response.status == 200 else (response.status, answer["description"])

    return make


async def test_a_world_is_built(control: Control, telegram: Sandbox) -> None:
    second = await control("POST", "/bots", username="second_bot", first_name="Second", privacy=False)
    assert second["can_read_all_group_messages"] is True
    ann = await control("POST", "/people", first_name="Ann", language="nl", phone="+32471", location=[51.05, 3.72])
    bob = await control("POST", "/people", first_name="Bob")
    group = await control("POST", "/groups", title="Helpers", owner=ann["id"], forum=True)
    at = f"/groups/{group['id']}"
    await control("POST", f"{at}/add", user_id=bob["id"])
    await control("POST", f"{at}/add", user_id=42, administrator=True)
    await control("POST", f"{at}/promote", user_id=bob["id"], rights={"can_pin_messages": True}, anonymous=True)
    group = await control("POST", f"{at}/open_topic", name="Requests")
    assert [member["status"] for member in group["members"]] == ["creator", "administrator", "administrator"]
    assert group["topics"][0]["name"] == "Requests"
    group = await control("POST", f"{at}/demote", user_id=bob["id"])
    group = await control("POST", f"{at}/remove", user_id=bob["id"])
    assert [member["status"] for member in group["members"]] == ["creator", "kicked", "administrator"]
    small = await control("POST", "/groups", title="Small", owner=ann["id"], supergroup=False)
    big = await control("POST", f"/groups/{small['id']}/become_supergroup")
    assert (big["type"], big["id"] < small["id"]) == ("supergroup", True)
    state = await control("GET", "/state")
    assert [person["first_name"] for person in state["people"]] == ["Ann", "Bob"]
    assert [each["username"] for each in state["bots"]] == ["solidarity_bot", "second_bot"]
    assert state["people"][0]["location"] == [51.05, 3.72]
    assert state["now"] == "2026-03-18T09:00:00+00:00"


async def test_a_person_acts(control: Control, call: Call, zoe: Person, mo: Person, group: Group) -> None:
    at = f"/people/{zoe.id}"
    said = await control("POST", f"{at}/says", text="/start <script>")
    assert said["own"] is True
    assert said["html"] == "/start &lt;script&gt;"
    number = said["message"]["message_id"]
    edited = await control("POST", f"{at}/edits", message_id=number, text="Hello")
    assert edited["message"]["text"] == "Hello"
    await control("POST", f"{at}/says", text="A reply", reply_to=number)
    await control("POST", f"{at}/shares_contact")
    await control("POST", f"{at}/shares_contact", of=mo.id)
    await control("POST", f"{at}/shares_contact", phone="+32471", name="Nobody")
    live = await control("POST", f"{at}/shares_location", latitude=50.85, longitude=4, live_period=900, accuracy=10)
    await control("POST", f"{at}/moves", message_id=live["message"]["message_id"], latitude=50.86, longitude=4.1)
    stopped = await control("POST", f"{at}/stops_sharing", message_id=live["message"]["message_id"])
    assert stopped["message"]["location"] == {"latitude": 50.86, "longitude": 4.1, "horizontal_accuracy": 10}
    await control("POST", f"{at}/shares_location", latitude=50.85, longitude=4.35, forwarded_from=mo.id)
    picture = base64.b64encode(drawn_picture(7)).decode()
    photo = await control("POST", f"{at}/sends_photo", data=picture, caption="Card", spoiler=True)
    await control("POST", f"{at}/sends_photo")
    await control("POST", f"{at}/sends_album", pictures=[picture, None], caption="Two")
    await control("POST", f"{at}/sends_file", data=picture, name="a.png", mime_type="image/png")
    await control("POST", f"{at}/sends_sticker")
    await control("POST", f"{at}/sends_voice")
    await control("POST", f"{at}/forwards", message_id=photo["message"]["message_id"])
    await control("POST", f"{at}/deletes", message_id=number)
    await control("POST", f"{at}/joins", **{"in": group.id})
    await control("POST", f"{at}/says", text="In the group", **{"in": group.id})
    chats = await control("GET", f"{at}/chats")
    assert [(chat["title"], chat["count"]) for chat in chats] == [
        ("Zoé Exemple with Solidarity", 14),
        ("Moderators", 3),
    ]
    await control("POST", f"{at}/leaves", **{"in": group.id})
    await control("POST", f"{at}/blocks")
    assert (await control("GET", f"{at}/chat"))["blocked"] is True
    await control("POST", f"{at}/unblocks")
    await control("POST", f"{at}/opens", link="https://t.me/solidarity_bot?start=1")
    assert "contact" in {key for update in (await call("getUpdates")).result for key in update.get("message", ())}


async def test_a_chat_as_a_person_sees_it(control: Control, call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Key?", reply_markup={"keyboard": [["Yes"]]})
    await call("sendMessage", chat_id=zoe.id, text="<b>Choose</b>", parse_mode="HTML", reply_markup=markup())
    await call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    await call("sendChatAction", chat_id=zoe.id, action="typing")
    chat = await control("GET", f"/people/{zoe.id}/chat")
    assert [(each["own"], each["html"]) for each in chat["messages"]] == [
        (True, "/start"),
        (False, "Key?"),
        (False, "<b>Choose</b>"),
    ]
    assert chat["messages"][2]["message"]["reply_markup"] == markup()
    assert chat["reply_keyboard"]["keyboard"] == [[{"text": "Yes"}]]
    assert chat["commands"] == [{"command": "start", "description": "Begin"}]
    assert chat["typing"] == {"42": "typing"}


def markup() -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}


@pytest.mark.parametrize("by_data", [True, False])
async def test_a_tap_returns_the_answer(control: Control, call: Call, zoe: Person, by_data: bool) -> None:
    await zoe.says("/start")
    sent = (await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=markup())).result["message_id"]
    await call("getUpdates", offset=-1)
    fields = {"message_id": sent, "data": "tap"} if by_data else {"button": "Tap"}
    tapping = asyncio.ensure_future(control("POST", f"/people/{zoe.id}/taps", **fields))
    offset, query = 0, None
    while not query:
        for update in (await call("getUpdates", offset=offset, timeout=5)).result:
            offset, query = update["update_id"] + 1, update.get("callback_query")
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Thanks", show_alert=True)
    assert await tapping == {"text": "Thanks", "alert": True, "url": None}


async def test_refusals(control: Control, telegram: Sandbox, zoe: Person, http: aiohttp.ClientSession) -> None:
    at = f"/people/{zoe.id}"
    for path, fields, status in (
        ("/people", {}, 400),
        ("/people", {"first_name": "x" * 65}, 400),
        ("/people", {"first_name": "x", "location": [1]}, 400),
        ("/people", {"first_name": "x", "location": ["a", "b"]}, 400),
        ("/people/1/says", {"text": "x"}, 404),
        ("/people/x/says", {"text": "x"}, 400),
        (f"{at}/flies", {}, 404),
        (f"{at}/says", {"text": 7}, 400),
        (f"{at}/says", {"text": "x", "in": "y"}, 400),
        (f"{at}/says", {"text": "x", "in": 7}, 404),
        (f"{at}/says", {"text": " "}, 409),
        (f"{at}/edits", {"text": "x", "message_id": 7}, 404),
        (f"{at}/shares_location", {"latitude": "x", "longitude": 4}, 400),
        (f"{at}/sends_photo", {"data": "?"}, 400),
        (f"{at}/sends_photo", {"data": "AAAA"}, 400),
        (f"{at}/sends_photo", {"spoiler": 1}, 400),
        (f"{at}/sends_album", {"pictures": "x"}, 400),
        (f"{at}/joins", {"in": 7}, 409),
        ("/groups/7/add", {}, 409),
        ("/faults", {"kind": "earthquake"}, 409),
        ("/bots/42/updates", {"do": "dance"}, 400),
        ("/bots/43/updates", {"do": "hold"}, 404),
    ):
        answer = await control("POST", path, **fields)
        assert answer[0] == status, (path, fields, answer)
    assert (await control("GET", "/files/nothing"))[0] == 404
    async with http.post(f"{telegram.url}/sandbox/people", data='{"first_name": "x"}') as response:
        assert response.status == 415
    headers = {"Content-Type": "application/json"}
    for broken in ("{", "[]"):
        async with http.post(f"{telegram.url}/sandbox/people", data=broken, headers=headers) as response:
            assert response.status == 400
    async with http.get(f"{telegram.url}/sandbox/state", headers={"Host": "evil.example.org"}) as response:
        assert response.status == 403


async def test_faults_files_calls_and_transcripts(
    control: Control, call: Call, telegram: Sandbox, zoe: Person, group: Group, http: aiohttp.ClientSession
) -> None:
    fault = await control("POST", "/faults", kind="flood", methods=["sendMessage"], chats=[zoe.id], times=0, wait=9)
    assert (fault["times"], fault["wait"]) == (None, 9.0)
    await zoe.says("/start")
    assert (await call("sendMessage", chat_id=zoe.id, text="x")).status == 429
    assert [each["happened"] for each in await control("GET", "/faults")] == [1]
    assert await control("DELETE", "/faults") is True
    assert (await call("sendMessage", chat_id=zoe.id, text="Hello")).status == 200
    calls = await control("GET", "/calls?last=2")
    assert [(each["method"], each["status"]) for each in calls] == [("sendMessage", 429), ("sendMessage", 200)]
    photo = await zoe.sends_photo(drawn_picture(3))
    assert photo.photo
    async with http.get(f"{telegram.url}/sandbox/files/{photo.photo[-1]['file_unique_id']}") as response:
        assert (response.content_type, await response.read()) == ("image/png", drawn_picture(3))
    file = await zoe.sends_file(b"<script>alert(1)</script>", name="x.html", mime_type="text/html")
    assert file.document
    async with http.get(f"{telegram.url}/sandbox/files/{file.document['file_unique_id']}") as response:
        assert response.content_type == "application/octet-stream"
    async with http.get(f"{telegram.url}/sandbox/transcript", params={"person": zoe.id}) as response:
        assert await response.text() == telegram.transcript(zoe)
    async with http.get(f"{telegram.url}/sandbox/transcript", params={"in": group.id}) as response:
        assert await response.text() == telegram.transcript(group)


async def test_updates_are_held_and_repeated(control: Control, call: Call, zoe: Person) -> None:
    await control("POST", "/bots/42/updates", do="hold")
    await zoe.says("one")
    await zoe.says("two")
    assert (await call("getUpdates")).result == []
    await control("POST", "/bots/42/updates", do="release_backwards")
    found = (await call("getUpdates")).result
    assert [update["message"]["text"] for update in found] == ["two", "one"]
    await call("getUpdates", offset=found[-1]["update_id"] + 1)
    await control("POST", "/bots/42/updates", do="resend")
    assert (await call("getUpdates", offset=found[-1]["update_id"] + 1)).result == found[-1:]


class Stream:
    """A client of the event stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[int, str, Any]:
        """Number, kind and content of the next event."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            while line := (await self._response.content.readline()).decode():
                if line == "\n" and "data" in fields:
                    return int(fields.get("id", 0)), fields["event"], json.loads(fields["data"])
                name, _, value = line.rstrip("\n").partition(": ")
                fields[name] = value
        raise EOFError


@pytest.fixture
async def stream(telegram: Sandbox, http: aiohttp.ClientSession) -> AsyncIterator[Stream]:
    async with http.get(f"{telegram.url}/sandbox/events") as response:
        stream = Stream(response)
        assert (await stream.next())[1:] == ("hello", {"boot": telegram.world.events.boot, "event": 0})
        yield stream


async def test_everything_is_streamed(
    stream: Stream, call: Call, telegram: Sandbox, zoe: Person, http: aiohttp.ClientSession
) -> None:
    assert (await stream.next())[1:] == ("person", zoe.user())
    await zoe.says("/start")
    assert [(await stream.next())[1] for _ in range(3)] == ["read", "update", "message"]
    sent = (await call("sendMessage", chat_id=zoe.id, text="Tap", reply_markup=markup())).result["message_id"]
    _, kind, event = await stream.next()
    assert (kind, event["message"]["text"], event["chat"]) == (
        "message",
        "Tap",
        {"id": zoe.id, "bot": 42, "type": "private"},
    )
    _, kind, event = await stream.next()
    assert (kind, event["method"], event["result"]["message_id"]) == ("call", "sendMessage", sent)
    await zoe.taps("Tap", wait=False)
    assert (await stream.next())[1:] == (
        "read",
        {"chat": {"id": zoe.id, "bot": 42, "type": "private"}, "person": zoe.id, "news": 0},
    )
    _, kind, event = await stream.next()
    query = event["update"]["callback_query"]
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Thanks")
    number, kind, event = await stream.next()
    assert (kind, event["text"], event["person"]) == ("answer", "Thanks", zoe.id)
    await call("editMessageText", chat_id=zoe.id, message_id=sent, text="Done")
    await call("deleteMessage", chat_id=zoe.id, message_id=sent)
    kinds = [(await stream.next())[1] for _ in range(5)]
    assert kinds == ["call", "edited_message", "call", "deleted", "call"]
    headers = {"Last-Event-ID": str(number)}
    async with http.get(f"{telegram.url}/sandbox/events", headers=headers) as response:
        again = Stream(response)
        assert [(await again.next())[1] for _ in range(6)] == ["hello", *kinds]


async def test_half_of_a_pair_of_surrogates_is_shown_and_streamed(
    stream: Stream, control: Control, telegram: Sandbox, http: aiohttp.ClientSession
) -> None:
    half = telegram.create_person("Half \ud83d")
    assert (await stream.next())[1:] == ("person", half.user())
    await half.says("Hello")
    chat = await control("GET", f"/people/{half.id}/chat")
    assert chat["messages"][-1]["message"]["from"] == half.user()
    async with http.get(f"{telegram.url}/sandbox/transcript", params={"person": half.id}) as response:
        assert "Half ?: Hello" in await response.text()


async def test_a_listener_that_is_too_slow_is_let_go(telegram: Sandbox, zoe: Person) -> None:
    events = telegram.world.events
    slow = events.listen()
    for number in range(slow.maxsize + 1):
        events.publish("test", lambda number=number: {"number": number})  # type: ignore[misc]
    held = [slow.get_nowait() for _ in range(slow.qsize())]
    assert held[-1] is None
    fresh = events.listen(after=1)
    assert not fresh.empty()
    events.close()
    assert fresh.get_nowait() is not None


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert Sandbox(host="::1", port=8081).url == "http://[::1]:8081"
