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
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from domain.mission import Mission, MissionStatus
from domain.network import MAX_ACTIVE_MISSIONS
from domain.notices.names import details_card, offer_card, to_person
from domain.offer import OfferStatus
from sandbox import Bot, Message, Person, Sandbox
from sandbox.server import ApiCall
from sandbox.view import transcript
from storage import tables
from storage.database import Database, migrate
from storage.unit_of_work import Store
from tests.journeys.network import TOKEN, Network
from tests.keys import KEY, KEYS
from tests.storage.postgresql import running

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 90
QUIET_SECONDS = 1
IN_FLIGHT = 3
"""Messages that one kill may strike between sending and noting; a bug would leave or double far more of them."""
OPERATORS, HELPERS = 3, 12
TYPED = {  # the second one: a name that was typed twice, since it was asked twice, has become the address
    "What is the caller's name?": "Josée Voorbeeld",
    "on the map. Please check": "1050 Ixelles",
}
SAID_ONCE = ("Published as", "takes it. Please call", "says: ")
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
    await migrate(database_url, KEYS)
    database = Database(database_url, KEYS)
    async with Sandbox() as telegram:
        bot = telegram.create_bot("solidarity_crash_bot", token=TOKEN, first_name="Solidarity")
        ada = telegram.create_person("Ada", language="en")
        network = Network(telegram, bot, database, RealClock(), ada)  # type: ignore[arg-type]  # it only reads it
        day = Day(network, chance)
        await network.operators_chat()
        operators = [await network.operator(f"Olive {number}") for number in range(OPERATORS)]
        helpers = [await network.helper(f"Helper {number}", language="en") for number in range(HELPERS)]
        started = time.monotonic()
        running_bot = partial(a_running_bot, database_url, telegram, ada)
        people = [
            *(asyncio.create_task(day.operator(one, number)) for number, one in enumerate(operators)),
            *(asyncio.create_task(day.helper(one)) for one in helpers),
        ]
        await _kill_again_and_again(kills, day, running_bot)
        async with running_bot() as process:
            if not await _until(partial(_any_completed, network.store)):
                day.wrong.append("the day was empty: nobody completed a mission")
            day.over.set()
            await asyncio.gather(*people)
            quiet = await _wait_until_quiet(network.store, bot, telegram)
            orphans = await mend(day, await _missions(network.store), helpers)
            if not (quiet and await _wait_until_quiet(network.store, bot, telegram)):
                day.wrong.append("there are still notices that are not delivered")
            process.send_signal(signal.SIGTERM)
            if await process.wait() != 0:
                day.wrong.append("the bot did not stop gracefully")
        missions = await _missions(network.store)
        day.wrong += await look(day, missions, operators, helpers)
        doubles = [twice for mission in missions for twice in said_twice(mission, operators, helpers)]
        if orphans > IN_FLIGHT * kills:
            day.wrong.append(f"{orphans} messages are not on record, which is more than {kills} kills can leave")
        if len(doubles) > IN_FLIGHT * kills:
            day.wrong.append(f"{len(doubles)} messages more than once, with {kills} kills: {', '.join(doubles)}")
        counted = {status: sum(one.status is status for one in missions) for status in MissionStatus}
        print(
            f"{kills} kills in {time.monotonic() - started:.0f} s: {len(day.published)} published, "
            f"{day.accepted} taps on Accept; missions: "
            + ", ".join(f"{count} {status}" for status, count in counted.items() if count)
            + f"; sent right before a kill: {orphans} messages, mended when tapped, and {len(doubles)} sent again"
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


def said_twice(mission: Mission, operators: list[Person], helpers: list[Person]) -> list[str]:
    """What somebody was told more than once about a mission, as often as it was too much."""
    told = Counter({("offer", one.name): len(_offers(one, mission)) for one in helpers})
    for one in operators:
        texts = [message.text or "" for message in one.messages() if _speaks_of(message, mission)]
        told.update((words, one.name) for text in texts for words in SAID_ONCE if words in text)
    return [f"{what} #{mission.id} to {name}" for (what, name), count in told.items() for _ in range(count - 1)]


async def _untold(day: Day, mission: Mission, operators: list[Person]) -> list[str]:
    """What the mission's operator should have been told, and has not."""
    (olive,) = [one for one in operators if await day.network.id_of(one) == mission.operator.id]
    states = {MissionStatus.OPEN: "Open", MissionStatus.TAKEN: "Taken by", MissionStatus.COMPLETED: "Completed by"}
    expected = ["Published as", states[mission.status]]
    if mission.status is MissionStatus.TAKEN:
        expected.append("takes it. Please call")  # who completes at once leaves nothing to call back for
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


def _offers(person: Person, mission: Mission) -> list[Message]:
    """The cards of an offer, whatever became of it, unless it was withdrawn: then it may have been made once more. Only
    what is for the winner is protected.
    """
    return [
        one
        for one in person.messages()
        if re.search(rf"· #{mission.id}\n", one.text or "")
        and "No longer open for you" not in (one.text or "")
        and not one.wire.get("has_protected_content")
    ]


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
    """Tap the messages that were sent and, killed before it was noted, are not on record: offers, and details of
    missions that are over. Return how many there were.

    Each tap has to be answered and the message to be rewritten or deleted; one that is not shows up in `look`, and so
    does one on record, which the bot has to see to by itself.
    """
    count = 0
    for mission in missions:
        over = mission.status is not MissionStatus.TAKEN
        for one in helpers:
            known = await _on_record(day.network, one, mission)
            count += await _tap_all(one, "Accept", partial(_inviting, mission, one), known)
            count += await _tap_all(one, "I can't make it", partial(_details, one, mission), known) if over else 0
    return count


async def _on_record(network: Network, one: Person, mission: Mission) -> set[int]:
    """The messages about a mission of which the bot knows that this helper has them."""
    recipient = to_person(await network.id_of(one))
    async with network.store.reading() as work:
        cards = [
            card
            for name in (offer_card(mission.id), details_card(mission.id))
            for card in await work.outbox.cards(recipient, name)
        ]
    return {int(card.message) for card in cards}


async def _tap_all(one: Person, button: str, found: Callable[[], list[Message]], known: set[int]) -> int:
    orphans = [message for message in found() if message.message_id not in known]
    for orphan in orphans:
        await one.taps(button, on=orphan)
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                while orphan.message_id in {message.message_id for message in found()}:
                    await asyncio.sleep(0.1)
    return len(orphans)


async def _kill_again_and_again(
    kills: int, day: Day, running_bot: Callable[[], AbstractAsyncContextManager[Process]]
) -> None:
    """Kills begin with the first accept: who kills a bot that has nothing to do learns nothing."""
    telegram = day.network.telegram
    for number in range(kills):
        before = _latest_call(telegram)
        async with running_bot() as process:
            if not await _until(partial(_at_work, process, day, before)):
                raise SystemExit("nothing was called, or nobody accepted anything")
            await asyncio.sleep(day.random.uniform(0.0, 3.0))
            if process.returncode is not None:
                raise SystemExit(f"the bot stopped by itself with {process.returncode}")
        print(f"\r{number + 1} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


@asynccontextmanager
async def a_running_bot(database_url: str, telegram: Sandbox, ada: Person) -> AsyncIterator[Process]:
    """The bot in a process of its own, which is killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        "run",
        "--env-file",
        os.devnull,
        cwd=ROOT,
        env={
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": database_url,
            "ENCRYPTION_KEY": KEY.written(),
            "TELEGRAM_API_URL": telegram.url,
            "ADMINISTRATORS": str(ada.id),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "error"),
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _latest_call(telegram: Sandbox) -> ApiCall | None:
    """To be compared by identity: the number of calls that are kept stands still once there are enough."""
    return telegram.calls[-1] if telegram.calls else None


async def _wait_until_quiet(store: Store, bot: Bot, telegram: Sandbox) -> bool:
    """Whether there came a time at which nothing was to be handled or delivered, and nobody called."""

    async def quiet() -> bool:
        before = _latest_call(telegram)
        await asyncio.sleep(QUIET_SECONDS)
        async with store.reading() as work:
            return not await work.outbox.waiting() and not len(bot.updates) and _latest_call(telegram) is before

    return await _until(quiet)


async def _at_work(process: Process, day: Day, before: ApiCall | None) -> bool:
    called = _latest_call(day.network.telegram) is not before
    return process.returncode is not None or (called and day.accepted > 0)


async def _any_completed(store: Store) -> bool:
    return any(mission.status is MissionStatus.COMPLETED for mission in await _missions(store))


async def _until(condition: Callable[[], Awaitable[bool]]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if await condition():
            return True
        await asyncio.sleep(0.1)
    return False


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
    parser.add_argument(
        "--seed", type=int, default=1, help="repeats what people choose, but not the timing: no two days are the same"
    )
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
    print(
        "nothing was lost, nothing was done twice, and no more was said twice than kills explain"
        if not wrong
        else f"{len(wrong)} wrong"
    )
    return min(len(wrong), 1)


if __name__ == "__main__":
    sys.exit(main())
