"""A thousand helpers accept one mission at once: the service, against the same transaction in bare SQLAlchemy Core."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from benchmarks import bare
from benchmarks.crowd import publish, settle
from benchmarks.databases import KINDS, fresh
from benchmarks.report import Figures, Run, Runs, percentile
from domain.errors import AlreadyTaken
from services import missions
from storage.unit_of_work import Store

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
        helpers = await settle(store, [str(number) for number in range(count)])
        ours: list[Race] = []
        theirs: list[Race] = []
        contenders: list[tuple[list[Race], Accept]] = [
            (ours, partial(missions.accept, store)),
            (theirs, partial(bare.accept, engine)),
        ]
        for _ in range(rounds):
            for races, accept in contenders:
                mission_id = await publish(store, helpers)
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


async def _close(store: Store, mission_id: int) -> None:
    """Free the winner for the next race."""
    async with store.writing() as work:
        mission = await work.missions.lock(mission_id)
        assert mission is not None
        mission.cancel(work.now)
