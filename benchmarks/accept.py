"""A thousand helpers accept one mission at once: the service, against the same transaction in bare SQLAlchemy Core."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from statistics import median

from benchmarks import bare
from benchmarks.databases import KINDS, fresh
from benchmarks.report import Figures, Run, Runs, percentile
from domain.errors import AlreadyTaken
from domain.helper import Helper, HelperPlace
from domain.mission import Mission, Offer
from domain.network import KINDS as KINDS_OF_HELP
from domain.people import Helpee
from services import missions
from storage.unit_of_work import Store, UnitOfWork

HELPERS, QUICK_HELPERS = 1_000, 200
ROUNDS, QUICK_ROUNDS = 9, 1

Accept = Callable[[int, int], Awaitable[object]]


@dataclass
class Race:
    """What came of one mission that everybody wants."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    winners: int = 0
    errors: int = 0


async def run(*, quick: bool) -> Runs:
    """Let them race for several missions, ours and bare by turns, and take the medians, also of the ratios."""
    count, rounds = (QUICK_HELPERS, QUICK_ROUNDS) if quick else (HELPERS, ROUNDS)
    return {kind: await _on(kind, count, rounds) for kind in KINDS}


async def _on(kind: str, count: int, rounds: int) -> Run:
    async with fresh(kind) as database:
        store, engine = Store(database), bare.engine_for(database.url)
        helpers = await _settle(store, count)
        ours: list[Race] = []
        theirs: list[Race] = []
        contenders: list[tuple[list[Race], Accept]] = [
            (ours, partial(missions.accept, store)),
            (theirs, partial(bare.accept, engine)),
        ]
        for _ in range(rounds):
            for races, accept in contenders:
                mission_id = await _publish(store, helpers)
                race = await _race(accept, mission_id, helpers)
                await _close(store, mission_id)
                races.append(race)
            contenders.reverse()
        await engine.dispose()
    figures, baseline = _figures(ours, count), _figures(theirs, count)
    ratio = median(bare_one.seconds / one.seconds for one, bare_one in zip(ours, theirs, strict=True))
    return Run(figures, baseline, {"tx_per_s": round(ratio, 3)})


async def _race(accept: Accept, mission_id: int, helpers: list[int]) -> Race:
    race = Race()

    async def one(helper_id: int) -> None:
        started = time.perf_counter()
        try:
            await accept(mission_id, helper_id)
            race.winners += 1
        except AlreadyTaken:
            pass
        except Exception as error:  # noqa: BLE001 - counted, and said
            race.errors += 1
            print(repr(error), file=sys.stderr)
        race.taken.append(time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(one(helper_id) for helper_id in helpers))
    race.seconds = time.perf_counter() - started
    return race


def _figures(races: list[Race], count: int) -> Figures:
    return {
        "helpers": count,
        "winners": max(races, key=lambda race: abs(race.winners - 1)).winners,
        "errors": sum(race.errors for race in races),
        "tx_per_s": round(median(count / race.seconds for race in races), 1),
        "p50_ms": median(percentile(race.taken, 50) for race in races),
        "p99_ms": median(percentile(race.taken, 99) for race in races),
    }


async def _settle(store: Store, count: int) -> list[int]:
    """Validated helpers around one place, and an operator (the first person) who publishes."""
    numbers = []
    async with store.writing() as work:
        operator = await work.people.meet("telegram", "operator", "en")
        operator.appoint("BE", "Olive", work.now)
        for number in range(count):
            person = await work.people.meet("telegram", str(number), "fr")
            helper = Helper(
                person=person,
                name="Zoé",
                phone="+32470000000",
                country="BE",
                kinds=frozenset(KINDS_OF_HELP),
                languages=frozenset({"fr"}),
                applied_at=work.now,
                consent_version="1",
                consent_at=work.now,
            )
            helper.approve(work.now)
            step = number * 1e-5
            place = HelperPlace(
                latitude=50.83 + step, longitude=4.36 + step, name="Ixelles", country="BE", radius_m=5_000
            )
            helper.move([place])
            work.helpers.add(helper)
            numbers.append(person.id)
    return numbers


async def _publish(store: Store, helpers: list[int]) -> int:
    """A mission that all of them have been offered: the operator has asked everybody."""
    async with store.writing() as work:
        operator = await work.people.get("telegram", "operator")
        assert operator is not None
        mission = Mission(
            key=f"{time.monotonic_ns()}",
            helpee=await _helpee(work),
            operator=operator,
            kind="groceries",
            country="BE",
            language="fr",
            starts_at=work.now,
            ends_at=work.now + timedelta(hours=3),
            published_at=work.now,
            latitude=50.83,
            longitude=4.36,
            neighbourhood="Ixelles",
            address="Rue de l'Exemple 12",
        )
        work.missions.add(mission)
        await work.flush()
        for number in helpers:
            work.missions.add_offer(Offer(mission_id=mission.id, helper_id=number, offered_at=work.now, distance_m=500))
    return mission.id


async def _helpee(work: UnitOfWork) -> Helpee:
    helpee = await work.people.helpee_by_phone("+3225550001")
    if helpee is None:
        helpee = Helpee(phone="+3225550001", name="Josée", country="BE", language="fr", created_at=work.now)
        work.people.add(helpee)
    return helpee


async def _close(store: Store, mission_id: int) -> None:
    """Free the winner for the next race."""
    async with store.writing() as work:
        mission = await work.missions.lock(mission_id)
        assert mission is not None
        mission.cancel(work.now)
