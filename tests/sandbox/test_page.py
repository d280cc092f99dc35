"""The page: its files, and what it asks of the sandbox that other clients don't."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox import Bot, Group, Person, Sandbox
from sandbox.clock import Clock, next_at
from sandbox.network import HelperShown, MissionShown, NetworkShown, OfferShown, Spot
from sandbox.page import FOLDER
from sandbox.wire import Json
from tests.sandbox.conftest import Call

Ask = Callable[..., Awaitable[Any]]


class Journey:
    """A tour that only remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @property
    def state(self) -> Json:
        return {"step": len(self.told), "told": self.told}

    async def start(self, language: str) -> None:
        self.told = [f"start {language}"]

    async def press(self) -> None:
        self.told.append("press")

    async def hurry(self) -> None:
        self.told.append("hurry")

    async def stop(self) -> None:
        self.told.append("stop")


class Neighbourhood:
    """A network of one helper and one mission."""

    def __init__(self) -> None:
        self.tour = Journey()
        self.caught_up = 0
        self.fails = False
        self.failed = asyncio.Event()
        self.state: Any = "open"

    async def shown(self) -> NetworkShown:
        if self.fails:
            self.fails = False
            self.failed.set()
            raise RuntimeError("the database is away")
        start = datetime(2026, 3, 18, 10, tzinfo=UTC)
        return NetworkShown(
            (HelperShown(1, "free", (Spot("Ixelles", 50.83, 4.37, 5000),)),),
            (
                MissionShown(
                    7, "💊", {"en": "Pharmacy"}, self.state, False, "1050 Ixelles", 50.83, 4.37, start,
                    start + timedelta(hours=2), "Europe/Brussels", None, (OfferShown(1, 1, "offered"),),
                ),
            ),
        )  # fmt: skip

    async def towns(self, south: float, west: float, north: float, east: float) -> tuple[Spot, ...]:
        return (Spot("Ixelles", south, west),)

    async def catch_up(self) -> None:
        self.caught_up += 1


@pytest.fixture
async def moved() -> AsyncIterator[Sandbox]:
    """A sandbox whose clock can be moved."""
    async with Sandbox(Clock()) as sandbox:
        yield sandbox


@pytest.fixture
async def ask(moved: Sandbox) -> AsyncIterator[Ask]:
    """`await ask("POST", "/clock", by=60)`: the JSON of the answer; a refusal as status and words."""
    async with aiohttp.ClientSession(moved.url) as session:

        async def make(verb: str, path: str, /, **fields: Any) -> Any:
            body = {"json": fields} if verb == "POST" else {"params": fields}
            async with session.request(verb, f"/sandbox{path}", **body) as response:  # type: ignore[arg-type]
                answer = await response.json()
                return answer if response.status == 200 else (response.status, answer["description"])

        yield make


async def test_the_page_and_its_files_are_served(telegram: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(telegram.url) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        tag = response.headers["ETag"]
    async with http.get(telegram.url, headers={"If-None-Match": tag}) as response:
        assert response.status == 304
    for path in FOLDER.rglob("*"):
        if path.is_file():
            async with http.get(f"{telegram.url}/web/{path.relative_to(FOLDER)}") as response:
                assert (response.status, response.headers["X-Content-Type-Options"]) == (200, "nosniff")
                if path.suffix == ".js":
                    assert response.content_type == "text/javascript"


@pytest.mark.parametrize(
    "path", ["nothing.js", "../page.py", "%2e%2e/page.py", "..%2Fpage.py", "js", "/etc/hosts", "a" * 300]
)
async def test_nothing_else_is_served(telegram: Sandbox, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"{telegram.url}/web/{path}") as response:
        assert response.status == 404


async def test_another_site_cannot_rebind_its_name_to_the_page(telegram: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(telegram.url, headers={"Host": "evil.example"}) as response:
        assert response.status == 403


async def test_a_snapshot_says_what_is_there_and_who_has_news(
    telegram: Sandbox, http: aiohttp.ClientSession, call: Call, zoe: Person, group: Group, bot: Bot
) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Hello")
    await call("sendMessage", chat_id=zoe.id, text="Who are you?")
    async with http.get(f"{telegram.url}/sandbox/snapshot") as response:
        found = await response.json()
    assert found["boot"] == telegram.world.events.boot
    assert zoe.id in [person["id"] for person in found["people"]]
    private = next(chat for chat in found["chats"] if chat["bot"] == bot.id and chat["chat"]["id"] == zoe.id)
    assert (private["news"], private["last"]["message"]["text"]) == ({str(zoe.id): 2}, "Who are you?")
    zoe.reads()
    await call("editMessageText", chat_id=zoe.id, message_id=2, text="Hello again")
    async with http.get(f"{telegram.url}/sandbox/snapshot") as response:
        assert (await response.json())["chats"][0]["news"] == {str(zoe.id): 0}
    assert group.id in [chat["chat"]["id"] for chat in found["chats"]]
    assert found["clock"]["ahead"] is None
    assert found["map"] is False
    assert "token" not in str(found)


async def test_only_what_was_there_then_has_been_read(
    telegram: Sandbox, http: aiohttp.ClientSession, call: Call, zoe: Person
) -> None:
    await zoe.says("/start")
    await call("sendMessage", chat_id=zoe.id, text="Hello")
    chat = zoe.chat()
    seen = max(message.event for message in chat.messages.values())
    await call("sendMessage", chat_id=zoe.id, text="Still there?")
    await call("editMessageText", chat_id=zoe.id, message_id=2, text="Hello again")
    for up_to, left in ((seen, 1), (0, 1), (seen + 100, 0)):
        acts = f"{telegram.url}/sandbox/people/{zoe.id}/reads"
        async with http.post(acts, json={"up_to": up_to}) as response:
            assert response.status == 200
        assert chat.news(zoe.id) == left


async def test_a_long_chat_comes_in_pieces(telegram: Sandbox, http: aiohttp.ClientSession, zoe: Person) -> None:
    sent = [await zoe.says(f"number {number}") for number in range(10)]

    async def piece(**query: int) -> tuple[list[str], bool]:
        async with http.get(f"{telegram.url}/sandbox/people/{zoe.id}/chat", params=query) as response:
            found = await response.json()
        return [one["message"]["text"][7:] for one in found["messages"]], found["earlier"]

    assert await piece(last=3) == (["7", "8", "9"], True)
    assert await piece(last=5, before=sent[7].message_id) == (["2", "3", "4", "5", "6"], True)
    assert await piece(last=5, before=sent[2].message_id) == (["0", "1"], False)
    assert await piece() == ([str(number) for number in range(10)], False)


async def test_keyboards_come_and_go_as_events(telegram: Sandbox, call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    heard = telegram.world.events.listen()

    def keyboards() -> list[str]:
        found = [heard.get_nowait() for _ in range(heard.qsize())]
        return [event[2] for event in found if event and event[1] == "keyboard"]

    keys = {"keyboard": [[{"text": "Yes"}]], "one_time_keyboard": True}
    await call("sendMessage", chat_id=zoe.id, text="Sure?", reply_markup=keys)
    assert ['"text":"Yes"' in one for one in keyboards()] == [True]
    await zoe.taps("Yes")
    assert ['"reply_keyboard":null' in one for one in keyboards()] == [True]
    await call("sendMessage", chat_id=zoe.id, text="Sure?", reply_markup={"keyboard": [[{"text": "Yes"}]]})
    await call("sendMessage", chat_id=zoe.id, text="Thanks", reply_markup={"remove_keyboard": True})
    assert ['"reply_keyboard":null' in one for one in keyboards()] == [False, True]


async def test_the_clock_is_moved_and_comes_back(moved: Sandbox, ask: Ask) -> None:
    network = Neighbourhood()
    async with moved.connected(network):
        before = datetime.now(UTC)
        assert (await ask("POST", "/clock", by=900))["ahead"] == 900
        assert moved.world.now() - before >= timedelta(minutes=15)
        there = datetime.fromisoformat((await ask("POST", "/clock", to_time="09:00", zone="Europe/Brussels"))["now"])
        assert there > before
        assert network.caught_up == 2
        assert (await ask("POST", "/clock", by=-60))[0] == 409
        assert (await ask("POST", "/clock", by=40_000_000))[0] == 409
        assert (await ask("POST", "/clock", by=1e300))[0] == 409
        assert (await ask("POST", "/clock", by=float("inf")))[0] == 400
        assert (await ask("POST", "/clock", to_time="late", zone="Europe/Brussels"))[0] == 409
        assert (await ask("POST", "/clock", to_time="09:00", zone="Europe/Atlantis"))[0] == 409
        assert (await ask("POST", "/clock"))["ahead"] == 0


def test_the_next_nine_o_clock_is_by_the_clocks_of_the_place() -> None:
    night_before_summer_time = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert next_at(night_before_summer_time, "09:00", "Europe/Brussels") == datetime(2026, 3, 29, 7, tzinfo=UTC)
    morning = datetime(2026, 3, 18, 7, 30, tzinfo=UTC)
    assert next_at(morning, "09:00", "Europe/Brussels") == datetime(2026, 3, 18, 8, tzinfo=UTC)
    assert next_at(morning, "09:00", "Europe/London") == datetime(2026, 3, 18, 9, tzinfo=UTC)
    assert next_at(datetime(2026, 3, 18, 8, tzinfo=UTC), "09:00", "Europe/Brussels").day == 19


async def test_a_clock_of_somebody_else_is_not_moved(telegram: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{telegram.url}/sandbox/clock", json={"by": 60}) as response:
        assert response.status == 409


async def test_the_map_is_shown_and_kept_up_to_date(moved: Sandbox, ask: Ask) -> None:
    network = Neighbourhood()
    assert (await ask("GET", "/map"))[0] == 409
    async with moved.connected(network):
        shown = await ask("GET", "/map")
        assert shown["helpers"][0]["spots"][0]["radius_m"] == 5000
        assert shown["missions"][0]["offers"] == [{"person_id": 1, "wave": 1, "state": "offered"}]
        assert shown["missions"][0]["starts_at"] == "2026-03-18T10:00:00+00:00"
        assert (await ask("GET", "/towns", south=50, west=4, north=51, east=5))[0]["name"] == "Ixelles"
        assert (await ask("GET", "/towns", south="low"))[0] == 400
        heard = moved.world.events.listen()
        moved.create_person("Ann")
        assert [(await heard.get() or ("", ""))[1] for _ in range(2)] == ["person", "map"]
        network.state = "taken"
        moved.create_person("Bob")
        assert [(await heard.get() or ("", ""))[1] for _ in range(2)] == ["person", "map"]
        moved.create_person("Cem")
        network.state = "completed"
        news = [await heard.get() for _ in range(2)]
        assert news[1] is not None
        assert '"state":"completed"' in news[1][2]
    assert moved.network is None


async def test_the_map_survives_what_it_could_not_show(moved: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    network = Neighbourhood()
    network.fails = True
    async with moved.connected(network):
        heard = moved.world.events.listen()
        moved.create_person("Ann")
        assert (await heard.get() or ("", ""))[1] == "person"
        await network.failed.wait()
        moved.create_person("Bob")
        assert [(await heard.get() or ("", ""))[1] for _ in range(2)] == ["person", "map"]
    assert "the map can't be shown" in caplog.text


async def test_a_tap_need_not_be_waited_for(ask: Ask, moved: Sandbox) -> None:
    moved.create_bot("solidarity_bot", token="42:TEST")
    zoe = moved.create_person("Zoé")
    message = await zoe.says("/start")
    refused = await ask("POST", f"/people/{zoe.id}/taps", message_id=message.message_id, data="x", wait=False)
    assert refused == (409, "message 1 isn't a bot's")


async def test_the_tour_is_led(moved: Sandbox, ask: Ask) -> None:
    async with moved.connected(Neighbourhood()):
        await ask("POST", "/tour", do="start", language="nl")
        await ask("POST", "/tour", do="press")
        assert (await ask("POST", "/tour", do="stop"))["told"] == ["start nl", "press", "stop"]
        assert (await ask("POST", "/tour", do="dance"))[0] == 400
        assert (await ask("GET", "/snapshot"))["tour"]["step"] == 3
