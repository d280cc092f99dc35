"""The nearest 50 helpers among a million who may be offered a mission, against looking at every one of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.databases import KINDS, fresh
from benchmarks.population import Population, invent, settle
from benchmarks.report import Run, Runs, percentile
from domain.matching import EARTH_RADIUS_M
from domain.network import MAX_RADIUS_M
from storage.unit_of_work import Store

HELPERS, QUICK_HELPERS = 1_000_000, 50_000
QUERIES, QUICK_QUERIES, WARM_UP = 1_000, 200, 100
REPEATS = 3  # the median of them counts, so that a neighbour on the same machine does not
NEAREST = 50
SAME_M = 0.01


@dataclass(frozen=True)
class Query:
    """Where a mission is, and the bits that a helper must share."""

    latitude: float
    longitude: float
    kinds: int
    slots: int


async def run(*, quick: bool) -> Runs:
    """Measure the search as services call it, in a unit of work of its own each time."""
    population = invent(QUICK_HELPERS if quick else HELPERS)
    queries = _queries(population, QUICK_QUERIES if quick else QUERIES)
    expected, looked = _brute_force(population, queries)
    baseline = {"brute_force_p50_ms": percentile(looked, 50), "brute_force_p99_ms": percentile(looked, 99)}
    runs: Runs = {}
    for kind in KINDS:
        async with fresh(kind) as database:
            started = time.perf_counter()
            await settle(population, database)
            build = time.perf_counter() - started
            taken, wrong = await _search(Store(database), queries, expected)
        figures = {
            "helpers": population.helpers,
            "p50_ms": percentile(taken, 50),
            "p99_ms": percentile(taken, 99),
            "wrong": wrong,
            "build_s": round(build, 1),
        }
        ratio = {"p50": round(figures["p50_ms"] / baseline["brute_force_p50_ms"], 4)}
        runs[kind] = Run(figures, baseline, ratio)
    return runs


def _queries(population: Population, count: int) -> list[Query]:
    """Missions are where helpers live, within a kilometre or so; each wants one kind of help in one weekly slot."""
    random = np.random.default_rng(8)
    near = random.choice(population.helpers, count)
    return [
        Query(
            float(population.latitude[place] + random.normal(0, 0.01)),
            float(population.longitude[place] + random.normal(0, 0.01)),
            1 << int(random.integers(3)),
            1 << int(random.integers(21)),
        )
        for place in near
    ]


async def _search(store: Store, queries: list[Query], expected: list[list[float]]) -> tuple[list[float], int]:
    taken, wrong = [], 0
    found: list[float] = []
    for query in queries[:WARM_UP]:
        await _nearest(store, query)
    for query, distances in zip(queries, expected, strict=True):
        thrice = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            found = await _nearest(store, query)
            thrice.append(time.perf_counter() - started)
        taken.append(median(thrice))
        same = len(found) == len(distances) and np.allclose(found, distances, rtol=0, atol=SAME_M)
        wrong += not same
    return taken, wrong


async def _nearest(store: Store, query: Query) -> list[float]:
    async with store.reading() as work:
        found = await work.helpers.nearest(
            query.latitude, query.longitude, kind_mask=query.kinds, slot_mask=query.slots, limit=NEAREST
        )
    return [distance for _, distance in found]


def _brute_force(population: Population, queries: list[Query]) -> tuple[list[list[float]], list[float]]:
    """The distances of the nearest of all helpers, each once, and the seconds that it took."""
    phi, places = np.radians(population.latitude), np.cos(np.radians(population.latitude))
    found, taken = [], []
    for query in queries:
        started = time.perf_counter()
        north = np.sin((phi - np.radians(query.latitude)) / 2) ** 2
        east = np.sin(np.radians(population.longitude - query.longitude) / 2) ** 2
        half = north + np.cos(np.radians(query.latitude)) * places * east
        distance = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
        counts = (distance <= np.minimum(population.radius_m, MAX_RADIUS_M)) & population.searchable
        counts &= (population.kinds & query.kinds != 0) & (population.slots & query.slots != 0)
        near = np.flatnonzero(counts)
        near = near[np.argsort(distance[near], kind="stable")]
        _, first = np.unique(population.helper_id[near], return_index=True)
        found.append(distance[near[np.sort(first)]][:NEAREST].tolist())
        taken.append(time.perf_counter() - started)
    return found, taken
