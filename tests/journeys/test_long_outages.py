"""Telegram out of order for a minute, a database that hangs or is away for twenty seconds, a process that is killed in
the midst of a broadcast, a clock that jumps under two of them, and answers that are lost on their way: what people were
told is true, and told once.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from domain.mission import Mission, MissionStatus
from domain.waves import PAUSES, Haste
from sandbox import Person
from services import courier as courier_module
from storage import tables
from tests.crash import a_running_bot
from tests.journeys.network import Network, until
from tests.journeys.test_outages import (
    POSTGRESQL,
    a_process,
    all_told,
    all_told_once,
    asleep,
    heard,
    helpers,
    limited,
    noticing_quickly,
    out_of_order,
    stopped,
    tell,
    until_quiet,
)

__all__ = ["limited"]  # a fixture
AWAY_SECONDS, MINUTE_SECONDS = 20, 60


def processes_of(url: str) -> list[int]:
    """A server and all that it started."""
    (folder,) = parse_qs(urlsplit(url).query)["host"]
    server = (Path(folder) / "data" / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(one) for one in (server, *children)]


@asynccontextmanager
async def hanging(url: str) -> AsyncIterator[None]:
    """The database as its clients see a server whose machine does nothing: connections stay, and nobody answers."""
    processes = processes_of(url)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def is_offered(person: Person, mission: Mission) -> bool:
    return any("Accept" in one.button_texts for one in person.messages() if one.contains(f"#{mission.id}"))


@POSTGRESQL
@pytest.mark.timeout(200)
@pytest.mark.parametrize("ails", [hanging, stopped])
async def test_postgresql_is_away_while_people_tap_letters_wait_and_a_wave_falls_due(
    network: Network, database_url: str, ails: Callable[[str], AbstractAsyncContextManager[None]]
) -> None:
    network.clock.run()
    people = await helpers(network, 12)
    mission = await network.publish(await network.operator())
    await network.all_delivered()
    asked = [person for person in people if is_offered(person, mission)]
    network.telegram.faults.add("delay_after", methods="sendMessage", times=12, wait=1)
    await tell(network, people)
    await until(lambda: any(heard(person) for person in people))
    async with ails(database_url):
        network.clock.advance(PAUSES[Haste.SOON])
        wave = asyncio.create_task(network.upkeep())
        for person in asked[:3]:
            await person.taps("Accept", wait=False)
        await asyncio.sleep(AWAY_SECONDS)
    await asyncio.wait_for(wave, 60)
    await all_told_once(network, people)
    await until(lambda: any(person_has(person, mission) for person in people), 60)
    await network.upkeep()
    await until_quiet(network.store)
    async with network.store.reading() as work:
        now = await work.missions.get(mission.id)
        accepts = [entry for entry in await work.journal.about(f"mission:{mission.id}") if entry.action == "accepted"]
    assert now is not None
    assert now.status is MissionStatus.TAKEN
    assert len(accepts) == 1
    assert sum(person_has(person, mission) for person in people) == 1
    assert not any(is_offered(person, mission) for person in people)  # also whoever was asked after the others tapped


def person_has(person: Person, mission: Mission) -> bool:
    """Whether they were told the code word."""
    return any(one.contains(mission.code_word) for one in person.messages())


@POSTGRESQL  # one is enough of what lasts two minutes: pauses grow meanwhile
@pytest.mark.timeout(240)
async def test_telegram_is_out_of_order_for_a_minute(network: Network) -> None:
    network.clock.run()
    olive, zoe = await network.operator("Olive"), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    offered = await zoe.sees(f"#{mission.id}")
    people = await helpers(network, 12)
    await out_of_order(network, MINUTE_SECONDS)
    await tell(network, people)
    await zoe.taps("Accept", on=offered, wait=False)
    await all_told_once(network, people)
    await olive.sees("takes it. Please call", since=0, timeout=MINUTE_SECONDS)
    await zoe.sees("I could not answer you just now", since=0, timeout=MINUTE_SECONDS)
    await zoe.taps("Show details")
    await zoe.sees("Josée Voorbeeld")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_answers_that_are_lost_on_their_way_are_given_again_and_the_deed_is_done_once(network: Network) -> None:
    await network.operators_chat()
    olive, tom = await network.operator(), await network.helper("Tom", "en")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    lost = network.telegram.faults.add("drop_after", methods=["sendMessage", "sendVenue"], chats=tom.id, times=3)
    await tom.taps("Accept", wait=False)
    await until_quiet(network.store)
    await until(lambda: lost.over or person_has(tom, mission), 20)
    await tom.says(f"/accept {mission.id}")
    await tom.sees(mission.code_word)
    async with network.store.reading() as work:
        accepts = [entry for entry in await work.journal.about(f"mission:{mission.id}") if entry.action == "accepted"]
    assert len(accepts) == 1
    assert sum(one.contains(mission.code_word) for one in tom.messages()) <= 1 + 3  # what was in flight, and no more


@POSTGRESQL
async def test_a_clock_that_jumps_under_two_processes(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each jump hands letters over that the other process was about to send: who holds one no more does not send it."""
    async with asleep(database_url, limits=False) as network:
        people = await helpers(network, 60)
        with noticing_quickly(monkeypatch):
            async with a_process(network), a_process(network):
                await asyncio.sleep(1)
                await tell(network, people)
                for hours in (3, -6, 3):
                    await asyncio.sleep(0.5)
                    network.clock.advance(timedelta(hours=hours))
                await all_told(people)
                await until_quiet(network.store)
        assert sum(heard(person) - 1 for person in people) <= 3 * 2  # for each jump, what each process had in the air


async def both_are_at_work(network: Network) -> bool:
    """Each courier has counted up its number often enough for the other one to have made room for it."""
    async with network.store.reading() as work:
        beats = list(await work.session.scalars(select(tables.couriers.c.beats)))
    return len(beats) == 2 and min(beats) > 3


@POSTGRESQL
@pytest.mark.no_cover  # the bots are other processes
@pytest.mark.timeout(300)
async def test_one_of_two_bots_is_killed_in_the_midst_of_a_broadcast(limited: Network, database_url: str) -> None:
    people = await helpers(limited, 120)
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(a_running_bot(database_url, limited.telegram, limited.administrator))
            for _ in range(2)
        ]
        await until(lambda: both_are_at_work(limited), 60)
        await tell(limited, people)
        await until(lambda: sum(heard(person) for person in people) > 20, 60)
        running[1].kill()
        await until(lambda: all(heard(person) for person in people), 120)
        await until_quiet(limited.store)
        await people[0].says("/help")
        await people[0].sees("/missions", timeout=60)
    assert sum(heard(person) - 1 for person in people) <= courier_module.AT_ONCE  # what the dead one had in the air
    assert [call for call in limited.telegram.calls if call.status == 429] == []
