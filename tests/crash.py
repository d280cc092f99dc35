"""Kill the bot at random moments of a played day, and look for anything that was lost or done twice.

    python -m tests.crash --kills 50 --database postgresql

The sandbox lives in this process and goes on; the bot is `main.py run` in another, killed with SIGKILL and started
again.
People behave as people do: operators publish, helpers accept or decline what they are offered, and complete it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from domain.mission import Mission, MissionStatus, OfferStatus
from domain.network import MAX_ACTIVE_MISSIONS
from sandbox import Message, Person, Sandbox
from sandbox.view import transcript
from storage import tables
from storage.database import Database, migrate
from storage.unit_of_work import Store
from tests.journeys.network import TOKEN, Network
from tests.storage.postgresql import running

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 90
OPERATORS, HELPERS = 3, 12
TYPED = {  # the second one: a name that was typed twice, since it was asked twice, has become the address
    "What is the caller's name?": "Josée Voorbeeld",
    "on the map. Please check": "1050 Ixelles",
}
ANSWERS = re.compile(r"Publish|.*(Go on|Yes, that is it|Skip|Nothing|Français|€40).*")


class RealClock:
    """The real time, where stories have a clock that stands still."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)

    @property
    def now(self) -> datetime:
        """This instant."""
        return self()


@dataclass
class Day:
    """What was done in the day, as the people saw it, and what turned out wrong."""

    network: Network
    random: random.Random
    published: list[str] = field(default_factory=list)
    answered: set[tuple[int, int]] = field(default_factory=set)
    """Cards on which a helper has tapped: person and message."""
    answers: set[tuple[int, int]] = field(default_factory=set)
    """The same as person and mission."""
    tapped: set[tuple[int, int, str]] = field(default_factory=set)
    accepted: int = 0
    wrong: list[str] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def operator(self, olive: Person, number: int) -> None:
        """Publish one mission after the other until the day is over."""
        count = 0
        while not self.over.is_set():
            count += 1
            phone = f"+322555{number}{count:03d}"
            line = f'/new groceries {phone} "1050 Ixelles" now bread {number}-{count}'
            self.published.append(phone)
            await self._publish(olive, line)
            await asyncio.sleep(self.random.uniform(0.2, 1.5))

    async def _publish(self, olive: Person, line: str) -> None:
        """Write the line, answer what is asked, and publish; wait until some time after the last kill."""
        tried = {message.message_id for message in olive.messages()}
        before = _published(olive)
        await olive.says(line)
        until = None
        while until is None or time.monotonic() < until:
            if until is None and self.over.is_set():
                until = time.monotonic() + PATIENCE_SECONDS
            await asyncio.sleep(0.15)
            if _published(olive) - before:
                return
            for message in reversed(olive.messages()):
                answer = next((one for asked, one in TYPED.items() if asked in (message.text or "")), None)
                if message.message_id not in tried and answer:
                    tried.add(message.message_id)
                    await olive.says(answer)
                    break
                tap = next((text for text in message.button_texts if ANSWERS.fullmatch(text)), None)
                if message.message_id not in tried and tap:
                    tried.add(message.message_id)
                    with suppress(AssertionError):
                        await olive.taps(tap, on=message, wait=False)
                    break
        print(f"{line} was never published. What {olive.name} saw:\n", transcript(olive.chat()), file=sys.stderr)

    async def helper(self, zoe: Person) -> None:
        """Take what is offered, or not, and do it."""
        while not self.over.is_set():
            await asyncio.sleep(self.random.uniform(0.1, 0.6))
            for message in zoe.messages() if self._has_time(zoe) else ():
                fresh = (zoe.id, message.message_id) not in self.answered
                if fresh and "Accept" in message.button_texts and self.random.random() < 0.8:
                    await self._answer(zoe, message.message_id)
                    break
            await self._complete(zoe)

    def _has_time(self, zoe: Person) -> bool:
        """Whether nothing that this helper accepts now would be one too many."""
        held = {_number_of(one) for one in zoe.messages() if "Complete" in one.button_texts}
        asked = {
            _number_of(one)
            for one in zoe.messages()
            if "Accept" in one.button_texts and (zoe.id, one.message_id) in self.answered
        }
        return len(held | asked) < MAX_ACTIVE_MISSIONS

    async def _answer(self, zoe: Person, message_id: int) -> None:
        choice = "Accept" if self.random.random() < 0.85 else "Not this one"
        for message in zoe.messages():
            if message.message_id == message_id:
                with suppress(AssertionError):  # the card has changed in the meantime
                    await zoe.taps(choice, on=message, wait=False)
                    self.accepted += choice == "Accept"
                    self.answered.add((zoe.id, message_id))
                    self.answers.add((zoe.id, _number_of(message)))

    async def _complete(self, zoe: Person) -> None:
        for wanted, step in (("All done 👍", 1), ("No money was spent", 1), ("Skip", 1), ("Complete", 0.2)):
            for message in reversed(zoe.messages()):
                tap = (zoe.id, message.message_id, wanted)
                if wanted in message.button_texts and tap not in self.tapped and self.random.random() < step:
                    with suppress(AssertionError):
                        await zoe.taps(wanted, on=message, wait=False)
                        self.tapped.add(tap)
                    return


def _published(olive: Person) -> set[str]:
    """The numbers that an operator was told; a number may be told again after a kill."""
    return {number for message in olive.messages() for number in re.findall(r"Published as #(\d+)", message.text or "")}


async def run(kills: int, seed: int, database_url: str) -> list[str]:
    """Play the day; return what was wrong."""
    chance = random.Random(seed)
    await migrate(database_url)
    database = Database(database_url)
    async with Sandbox() as telegram:
        bot = telegram.create_bot("solidarity_crash_bot", token=TOKEN, first_name="Solidarity")
        ada = telegram.create_person("Ada", language="en")
        network = Network(telegram, bot, database, RealClock(), ada)  # type: ignore[arg-type]  # it only reads it
        day = Day(network, chance)
        await network.operators_chat()
        operators = [await network.operator(f"Olive {number}") for number in range(OPERATORS)]
        helpers = [await network.helper(f"Helper {number}", language="en") for number in range(HELPERS)]
        started = time.monotonic()
        people = [
            *(asyncio.create_task(day.operator(one, number)) for number, one in enumerate(operators)),
            *(asyncio.create_task(day.helper(one)) for one in helpers),
        ]
        await _kill_again_and_again(kills, chance, database_url, telegram, ada)
        process = await _start(database_url, telegram, ada)
        day.over.set()
        await asyncio.gather(*people)
        quiet = await _wait_until_quiet(network.store)
        orphans = await mend(day, await _missions(network.store), helpers)
        if not (quiet and await _wait_until_quiet(network.store)):
            day.wrong.append("there are still notices that are not delivered")
        process.send_signal(signal.SIGTERM)
        if await process.wait() != 0:
            day.wrong.append("the bot did not stop gracefully")
        missions = await _missions(network.store)
        day.wrong += await look(day, missions, operators, helpers)
        counted = {status: sum(one.status is status for one in missions) for status in MissionStatus}
        print(
            f"{kills} kills in {time.monotonic() - started:.0f} s: {len(day.published)} published, "
            f"{day.accepted} taps on Accept; missions: "
            + ", ".join(f"{count} {status}" for status, count in counted.items() if count)
            + f"; {orphans} messages sent right before a kill, mended when tapped"
        )
    await database.close()
    return day.wrong


async def look(day: Day, missions: list[Mission], operators: list[Person], helpers: list[Person]) -> list[str]:
    """Everything that is not as it should be: in the database, and in what people see."""
    phones = [mission.helpee.phone for mission in missions]
    wrong = [
        f"published once, is there {phones.count(phone)} times: {phone}"
        for phone in day.published
        if phones.count(phone) != 1
    ]
    numbers = {await day.network.id_of(one): one for one in helpers}
    for mission in missions:
        told = [number for number, one in numbers.items() if _has_details(one, mission)]
        in_hands = [mission.helper_id] if mission.status is MissionStatus.TAKEN else []
        if told != in_hands:  # what a helper was told of the caller is deleted when the mission is over
            wrong.append(f"#{mission.id} is in the hands of {in_hands}, and {told} have the caller's details")
        for one in (*helpers, *operators):
            wrong += [f"{one.name} is still offered #{mission.id}, {mission.status}" for _ in _inviting(mission, one)]
        wrong += await _untold(day, mission, operators)
        wrong += await _lost_answers(day, mission, numbers)
    async with day.network.store.reading() as work:
        for row in await work.session.execute(select(tables.undeliverable)):
            wrong.append(f"{row.kind} to {row.recipient} was given up: {row.error}")
    return wrong


async def _untold(day: Day, mission: Mission, operators: list[Person]) -> list[str]:
    """What the mission's operator should have been told, and has not."""
    (olive,) = [one for one in operators if await day.network.id_of(one) == mission.operator.id]
    states = {MissionStatus.OPEN: "Open", MissionStatus.TAKEN: "Taken by", MissionStatus.COMPLETED: "Completed by"}
    expected = ["Published as", states[mission.status]]
    if mission.status is MissionStatus.TAKEN:
        expected.append("takes it")  # who completes at once leaves nothing to call back for
    if mission.status is MissionStatus.COMPLETED:
        expected.append("says: ")
    texts = [one.text or "" for one in olive.messages() if _speaks_of(one, mission)]
    missing = [words for words in expected if not any(words in text for text in texts)]
    return [f"{olive.name} never saw “{words}” of #{mission.id}" for words in missing]


async def _lost_answers(day: Day, mission: Mission, helpers: Mapping[int, Person]) -> list[str]:
    """Taps on Accept or Not this one that had no effect, accepts that were counted twice, offers never delivered."""
    async with day.network.store.reading() as work:
        accepts = [entry for entry in await work.journal.about(f"mission:{mission.id}") if entry.action == "accepted"]
        offers = await work.missions.offers(mission.id)
    wrong = []
    if len(accepts) != (mission.status is not MissionStatus.OPEN):
        wrong.append(f"#{mission.id} is {mission.status} and was accepted {len(accepts)} times")
    for offer in offers:
        if offer.status is not OfferStatus.OFFERED:
            continue
        zoe = helpers[offer.helper_id]
        if (zoe.id, mission.id) in day.answers:
            wrong.append(f"{zoe.name}'s answer to #{mission.id} was lost")
        if not any(_speaks_of(one, mission) and "Accept" in one.button_texts for one in zoe.messages()):
            wrong.append(f"{zoe.name} never saw the offer of #{mission.id}")
    return wrong


def _speaks_of(message: Message, mission: Mission) -> bool:
    return re.search(rf"#{mission.id}\b", message.text or "") is not None


def _number_of(message: Message) -> int:
    found = re.search(r"#(\d+)", message.text or "")
    return int(found[1]) if found else 0


def _has_details(person: Person, mission: Mission) -> bool:
    return bool(_details(person, mission))


def _details(person: Person, mission: Mission) -> list[Message]:
    return [one for one in person.messages() if _speaks_of(one, mission) and mission.code_word in (one.text or "")]


def _inviting(mission: Mission, person: Person) -> list[Message]:
    """Messages that still invite somebody to take a mission that is not open."""
    if mission.status is MissionStatus.OPEN:
        return []
    return [one for one in person.messages() if _speaks_of(one, mission) and "Accept" in one.button_texts]


async def mend(day: Day, missions: list[Mission], helpers: list[Person]) -> int:
    """Tap the messages that were sent and, killed before it was noted, are not known: offers, and details of missions
    that are over. Return how many there were.

    Each tap has to be answered and the message to be rewritten or deleted; one that is not shows up in `look`.
    """
    count = 0
    for mission in missions:
        over = mission.status is not MissionStatus.TAKEN
        for one in helpers:
            count += await _tap_all(one, "Accept", partial(_inviting, mission, one))
            count += await _tap_all(one, "I can't make it", partial(_details, one, mission)) if over else 0
    return count


async def _tap_all(one: Person, button: str, found: Callable[[], list[Message]]) -> int:
    orphans = found()
    for orphan in orphans:
        await one.taps(button, on=orphan)
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                while orphan.message_id in {message.message_id for message in found()}:
                    await asyncio.sleep(0.1)
    return len(orphans)


async def _kill_again_and_again(
    kills: int, chance: random.Random, database_url: str, telegram: Sandbox, ada: Person
) -> None:
    for number in range(kills):
        process = await _start(database_url, telegram, ada)
        before = len(telegram.calls)
        while len(telegram.calls) == before and process.returncode is None:
            await asyncio.sleep(0.05)
        await asyncio.sleep(chance.uniform(0.0, 3.0))
        if process.returncode is not None:
            raise SystemExit(f"the bot stopped by itself with {process.returncode}")
        process.kill()
        await process.wait()
        print(f"\r{number + 1} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


async def _start(database_url: str, telegram: Sandbox, ada: Person) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        "run",
        "--env-file",
        os.devnull,
        cwd=ROOT,
        env={
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": database_url,
            "TELEGRAM_API_URL": telegram.url,
            "ADMINISTRATORS": str(ada.id),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "error"),
        },
    )


async def _wait_until_quiet(store: Store) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    quiet = 0
    while quiet < 5 and time.monotonic() < until:
        await asyncio.sleep(1)
        async with store.reading() as work:
            quiet = quiet + 1 if not await work.outbox.waiting() else 0
    return quiet >= 5


async def _missions(store: Store) -> list[Mission]:
    async with store.reading() as work:
        missions, _total = await work.missions.listing(
            status=list(MissionStatus), operator_id=None, limit=100_000, offset=0
        )
        return missions


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.database == "sqlite":
            wrong = asyncio.run(run(asked.kills, asked.seed, f"sqlite:///{folder}/crash.sqlite3"))
        else:
            with running() as address:
                wrong = asyncio.run(run(asked.kills, asked.seed, address.format("postgres")))
    for sentence in wrong:
        print(f"✗ {sentence}")
    print("nothing was lost, nothing was done twice" if not wrong else f"{len(wrong)} wrong")
    return min(len(wrong), 1)


if __name__ == "__main__":
    sys.exit(main())
