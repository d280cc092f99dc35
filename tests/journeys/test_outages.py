"""When Telegram, the network, the database, a process or a clock fails: nothing is missed, and nothing heard twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from bot.app import make_bot
from bot.cards import RENDERERS
from bot.messenger import TelegramMessenger
from bot.middlewares import APP
from bot.pace import Pace
from bot.settings import given
from domain.audiences import AUDIENCES, EVERYBODY
from domain.notices.missions import MissionCancelled
from domain.notices.names import OPERATORS, to_person
from domain.notices.staff import ErrorMet
from sandbox import Person, Sandbox
from services import courier as courier_module
from services import fellows
from services.courier import Courier
from storage.database import Database
from storage.unit_of_work import Store
from tests.journeys.network import TOKEN, Clock, Network, until
from tests.keys import KEYS

TOLD = "The mission is cancelled"
PATIENCE_SECONDS = 180
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


async def helpers(network: Network, count: int) -> list[Person]:
    await network.operators_chat()
    return [await network.helper(f"Helper{number}", "en") for number in range(count)]


async def tell(network: Network, people: list[Person]) -> None:
    """Write a letter to each of them."""
    olive = await network.operator()
    mission = await network.publish(olive, latitude=46.2, longitude=6.1, country="CH")
    numbers = [await network.id_of(person) for person in people]
    async with network.store.writing() as work:
        for number in numbers:
            await work.outbox.add(to_person(number), MissionCancelled(mission.id))


def heard(person: Person) -> int:
    return sum(message.contains(TOLD) for message in person.messages())


async def all_told(people: list[Person]) -> None:
    await until(lambda: all(heard(person) for person in people), PATIENCE_SECONDS)


async def all_told_once(network: Network, people: list[Person]) -> None:
    await all_told(people)
    await until_quiet(network.store)
    assert [heard(person) for person in people] == [1] * len(people)


async def all_told_and_few_twice(network: Network, people: list[Person]) -> None:
    """On a machine so slow that a lease ends before a delivery is noted, what was in flight may come twice."""
    await all_told(people)
    await until_quiet(network.store)
    assert sum(heard(person) - 1 for person in people) <= courier_module.AT_ONCE


async def until_quiet(store: Store) -> None:
    async def quiet() -> bool:
        async with store.reading() as work:
            return await work.outbox.waiting() == 0

    await until(quiet, PATIENCE_SECONDS)


async def test_a_storm_of_refusals(network: Network) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    chats = [person.id for person in people]
    network.telegram.faults.add("flood", methods="sendMessage", chats=chats, times=20, wait=1)
    await tell(network, people)
    await all_told_once(network, people)
    pauses = [pause for person in people for pause in pauses_after_refusals(network, person)]
    assert len(pauses) == 20
    assert min(pauses) >= timedelta(seconds=1)


def pauses_after_refusals(network: Network, person: Person) -> list[timedelta]:
    """After how long something was sent to them again, each time that Telegram had wanted to hear nothing."""
    sent = [call for call in network.telegram.calls if call.method == "sendMessage"]
    sent = [call for call in sent if call.params["chat_id"] == str(person.id)]
    return [after.at - before.at for before, after in pairwise(sent) if before.status == 429]


async def test_what_telegram_has_put_off_waits_across_a_restart(network: Network) -> None:
    zoe, tom = await helpers(network, 2)
    flood = network.telegram.faults.add("flood", methods="sendMessage", chats=zoe.id, wait=900)
    await tell(network, [zoe])
    await until(lambda: flood.over)
    await network.restart()  # who comes now knows of it from the outbox alone
    network.clock.advance(timedelta(minutes=14))
    await tell(network, [tom])
    await all_told([tom])
    assert heard(zoe) == 0
    network.clock.advance(timedelta(minutes=1))
    await all_told([zoe])
    assert pauses_after_refusals(network, zoe) == [timedelta(minutes=15)]


async def test_telegram_is_out_of_order(network: Network) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    await out_of_order(network, 4)
    await tell(network, people)
    await all_told_once(network, people)
    zoe = people[0]
    await zoe.says("/help")
    await zoe.sees("/missions")


async def out_of_order(network: Network, seconds: float) -> None:
    """Telegram gives no sensible answer for so long."""
    network.telegram.faults.add("error", methods=["sendMessage", "getUpdates"], seconds=seconds, status=502)


async def test_connections_break(network: Network) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    network.telegram.faults.add("drop", methods="sendMessage", times=15)
    await tell(network, people)
    await all_told_once(network, people)


async def test_what_arrived_before_its_connection_broke_is_all_that_comes_twice(network: Network) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    network.telegram.faults.add("drop_after", methods="sendMessage", times=3)
    await tell(network, people)
    await all_told(people)
    await until_quiet(network.store)
    assert sum(heard(person) for person in people) <= len(people) + 3


async def test_a_clock_that_jumps(network: Network) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    network.telegram.faults.add("delay", methods="sendMessage", times=6, wait=1)
    await tell(network, people)
    await until(lambda: any(heard(person) for person in people))
    for hours in (3, -6, 3):
        network.clock.advance(timedelta(hours=hours))
        await tell(network, people[:1])
    await all_told(people)
    await until(lambda: heard(people[0]) == 4)
    await until_quiet(network.store)
    assert [heard(person) for person in people[1:]] == [1] * (len(people) - 1)
    assert heard(people[0]) == 4


async def test_nobody_is_offered_what_they_have_heard_is_taken(network: Network) -> None:
    network.clock.run()
    await network.operators_chat()
    olive = await network.operator()
    tom, zoe = await network.helper("Tom", "en"), await network.helper("Zoé", "en")
    network.telegram.faults.add("flood", methods="sendMessage", chats=zoe.id, wait=2)
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    await tom.taps("Accept")
    await tom.sees(mission.code_word)
    await zoe.says(f"/accept {mission.id}")
    taken = await zoe.sees("a little quicker")
    await until_quiet(network.store)
    assert zoe.messages()[-1].message_id == taken.message_id


@POSTGRESQL
async def test_postgresql_stops_and_comes_back(network: Network, database_url: str) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    network.telegram.faults.add("delay_after", methods="sendMessage", times=12, wait=1)
    await tell(network, people)
    await until(lambda: any(heard(person) for person in people))  # delivered, and not noted yet
    async with stopped(database_url):
        await people[0].says("/help")
        await asyncio.sleep(3)
    await all_told_and_few_twice(network, people)
    await people[0].sees("/missions")


@asynccontextmanager
async def stopped(url: str) -> AsyncIterator[None]:
    """The database as its clients see a server that has stopped: connections end, and new ones find nobody."""
    parts = urlsplit(url)
    (folder,) = parse_qs(parts.query)["host"]
    socket = Path(folder) / ".s.PGSQL.5432"
    connection = await asyncpg.connect(url.replace(parts.path, "/postgres", 1))
    hidden = socket.with_name("hidden")
    socket.rename(hidden)
    try:
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
        await connection.execute(ending.replace("$1", f"'{parts.path[1:]}'"))
        yield
    finally:
        hidden.rename(socket)
        await connection.close()


@pytest.fixture
async def limited(database_url: str) -> AsyncIterator[Network]:
    """A network on a Telegram that enforces its limits, where no bot runs yet."""
    async with asleep(database_url, limits=True) as network:
        yield network


@asynccontextmanager
async def asleep(database_url: str, *, limits: bool) -> AsyncIterator[Network]:
    """A network where no bot runs yet."""
    clock, database = Clock(), Database(database_url, KEYS)
    clock.run()
    async with Sandbox(clock, limits=limits) as telegram:
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN)
        yield Network(telegram, bot, database, clock, telegram.create_person("Ada"))
    await database.close()


@contextmanager
def noticing_quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(fellows, "LOOK_SECONDS", 0.2)
        patched.setattr(courier_module, "LEASE", timedelta(seconds=9))
        patched.setattr(
            courier_module, "REQUEST_SECONDS", 3
        )  # six remain to wait for a turn, which takes three at most
        yield


@asynccontextmanager
async def a_process(network: Network) -> AsyncIterator[asyncio.Task[None]]:
    """A courier with all that it would have in a process of its own; cancelled, it is killed."""
    settings = given(bot_token=TOKEN, database_url=network.database.url, telegram_api_url=network.telegram.url)
    pace, store = Pace(), Store(Database(network.database.url, KEYS), network.clock)
    client = make_bot(settings, pace)
    courier = Courier(store, {APP: TelegramMessenger(client, store, pace, RENDERERS)})
    running = asyncio.create_task(courier.run())
    try:
        yield running
    finally:
        courier.stop()
        await asyncio.gather(running, return_exceptions=True)
        for task in courier._under_way.values():
            task.cancel()
        await asyncio.gather(*courier._under_way.values(), return_exceptions=True)
        await client.session.close()
        await store.database.close()


@POSTGRESQL
async def test_two_processes_share_one_budget(limited: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    people = await helpers(limited, 120)
    with noticing_quickly(monkeypatch):
        async with a_process(limited), a_process(limited):
            await asyncio.sleep(1)
            await tell(limited, people)
            await all_told_once(limited, people)
    assert [call for call in limited.telegram.calls if call.status == 429] == []


@POSTGRESQL
async def test_two_processes_write_to_the_same_people_and_a_group_again_and_again(
    limited: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AUDIENCES, ErrorMet, EVERYBODY)  # any notice would do
    people = await helpers(limited, 12)
    numbers = [await limited.id_of(person) for person in people]
    (group,) = limited.telegram.groups
    with noticing_quickly(monkeypatch):
        async with a_process(limited), a_process(limited):
            await asyncio.sleep(1)
            for error in range(4):
                async with limited.store.writing() as work:
                    for recipient in (OPERATORS, *map(to_person, numbers)):
                        await work.outbox.add(recipient, ErrorMet("Anything", error))
            await until_quiet(limited.store)
    for chat in [*(person.messages() for person in people), group.messages]:
        assert len([message for message in chat if message.contains("an error")]) == 4
    assert [call for call in limited.telegram.calls if call.status == 429] == []


@POSTGRESQL
async def test_one_of_two_processes_is_killed(limited: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    people = await helpers(limited, 90)
    with noticing_quickly(monkeypatch):
        async with a_process(limited), a_process(limited) as victim:
            await asyncio.sleep(1)
            await tell(limited, people)
            await until(lambda: sum(heard(person) for person in people) > 20, PATIENCE_SECONDS)
            victim.cancel()
            await all_told(people)
            await until_quiet(limited.store)
    assert sum(heard(person) - 1 for person in people) <= courier_module.AT_ONCE
    assert [call for call in limited.telegram.calls if call.status == 429] == []
