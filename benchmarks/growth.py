"""What one mission costs, published and offered, as the network grows a hundredfold: on both databases."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

import numpy as np

from benchmarks.databases import KINDS, fresh
from benchmarks.population import Population, invent, settle
from benchmarks.report import Figures, Run, Runs
from domain.draft import Draft
from domain.network import COUNTRIES
from services import desk, people
from storage.unit_of_work import Store

SIZES = {"ms_10k": 10_000, "ms_100k": 100_000, "ms_1m": 1_000_000}
QUICK_SIZES = {"ms_1k": 1_000, "ms_10k": 10_000}
MISSIONS, QUICK_MISSIONS, WARM_UP = 150, 30, 10


async def run(*, quick: bool) -> Runs:
    """The median cost of a mission at each size; the baseline is the smallest network."""
    sizes, count = (QUICK_SIZES, QUICK_MISSIONS) if quick else (SIZES, MISSIONS)
    runs: Runs = {}
    for kind in KINDS:
        figures: Figures = {}
        for name, size in sizes.items():
            figures[name] = await _measure(kind, invent(size), count)
        first, last = next(iter(sizes)), list(sizes)[-1]
        runs[kind] = Run(figures, {first: figures[first]}, {last: round(figures[last] / figures[first], 2)})
    return runs


async def _measure(kind: str, population: Population, count: int) -> float:
    """Milliseconds that publishing takes, with its first wave."""
    async with fresh(kind) as database:
        await settle(population, database)
        store = Store(database)
        operator = await _operator(store)
        taken: list[float] = []
        for draft in _drafts(store, population, WARM_UP + count):
            started = time.perf_counter()
            await desk.publish(store, operator, draft)
            taken.append(time.perf_counter() - started)
    return round(median(taken[WARM_UP:]) * 1000, 2)


async def _operator(store: Store) -> int:
    person = await people.meet(store, "bench", "operator", "fr")
    invitation = await people.invite(store, "BE", "bench:0")
    await people.accept_invitation(store, person.id, invitation.token, "Odile")
    return person.id


def _drafts(store: Store, population: Population, count: int) -> Sequence[Draft]:
    """Missions where helpers live, since that is where the people are whom they help."""
    chance = random.Random(11)
    rows = [chance.randrange(len(population.helper_id)) for _ in range(count)]
    starts = store.now() + timedelta(hours=1)
    return [
        Draft(
            key=f"growth-{number}",
            phone=f"+32470{number:06d}",
            name="Josée Modèle",
            country=str(population.country[row]),
            language=COUNTRIES[str(population.country[row])].languages[0],
            kind=chance.choice(["groceries", "pharmacy", "dog_walk"]),
            address="Rue de l'Exemple 1",
            latitude=float(np.round(population.latitude[row], 4)),
            longitude=float(np.round(population.longitude[row], 4)),
            neighbourhood="…",
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
            urgent=True,
        )
        for number, row in enumerate(rows)
    ]
