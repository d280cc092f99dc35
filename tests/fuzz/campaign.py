"""Feeding updates to the running bot, batch after batch, and looking after each at what must hold."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from sandbox.updates import Update
from storage.database import Database
from tests.fuzz.strategies import Generated, generated, spoil
from tests.fuzz.town import Town, town
from tests.services.consistency import assert_consistent, assert_texts_are_fit

CHUNK = 24
AT_ONCE = 8
BATCH = 1_000
STUCK_SECONDS = 90.0
SLOW_START_SECONDS = 2.0
WARM_UP = 0.2
"""The part of a campaign after which memory is expected to be flat: caches are full then."""


@dataclass
class Campaign:
    """What was done, and what came of it. `found`: sentence → the updates that were there."""

    updates: int = 0
    seconds: float = 0.0
    found: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[int, dict[str, int]]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    slowest: tuple[int, str] = (0, "")

    def finds(self, what: str, *bodies: str) -> None:
        """Something does not hold."""
        self.counts[what] += 1
        kept = self.found.setdefault(what, [])
        kept += [one for one in bodies if len(kept) < 3]

    def growth(self, of: str) -> tuple[int, int, float]:
        """What a sample says after the warm-up and at the end, and the slope for 1000 updates (least squares)."""
        kept = [(at, one[of]) for at, one in self.samples if at >= self.updates * WARM_UP] or [(0, 0)]
        middle = sum(at for at, _ in kept) / len(kept)
        mean = sum(one for _, one in kept) / len(kept)
        spread = sum((at - middle) ** 2 for at, _ in kept)
        slope = sum((at - middle) * (one - mean) for at, one in kept) / spread if spread else 0.0
        return kept[0][1], kept[-1][1], slope * 1_000

    def tenth(self, *, last: bool) -> float:
        """Updates a second, in the first or in the last tenth."""
        size = max(len(self.rates) // 10, 1)
        return median(self.rates[-size:] if last else self.rates[:size])


async def campaign(
    database: Database,
    folder: Path,
    updates: int,
    seed: int,
    batch: int = BATCH,
    tell: Callable[[Campaign], None] = lambda _: None,
) -> Campaign:
    """Feed so many updates to a bot on this database. The same seed makes the same updates. `tell`: after a batch."""
    done = Campaign()
    async with town(database, folder) as place:
        await place.begin()
        done.starts.append(await _start_again(place, done))
        while done.updates < updates:
            size = min(batch, updates - done.updates)
            await place.settle()
            some = batch_of(seed + done.updates, size)
            begun = time.monotonic()
            bodies = await feed(place, some, done)
            spent = time.monotonic() - begun
            done.updates += len(some)
            done.seconds += spent
            done.rates.append(len(some) / spent)
            await _look(place, done, bodies)
            tell(done)
    return done


def batch_of(seed: int, size: int) -> list[Generated]:
    """So many updates, as the seed says."""
    found: list[Generated] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(size // AT_ONCE, 1),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(st.lists(generated(), min_size=AT_ONCE, max_size=AT_ONCE))
    def collect(some: list[Generated]) -> None:
        found.extend(some)

    collect()
    return found[:size]


async def feed(place: Town, some: list[Generated], done: Campaign) -> dict[int, str]:
    """Send them, a few at a time, as people write at the same time; by number, what was sent."""
    bodies: dict[int, str] = {}
    queue = place.network.bot.updates
    for start in range(0, len(some), CHUNK):
        for one in some[start : start + CHUNK]:
            sent = push(place, one)
            bodies[sent.id] = sent.body
        until = time.monotonic() + STUCK_SECONDS
        while len(queue):
            if place.process.returncode is not None:
                raise AssertionError(f"the bot has ended with {place.process.returncode}")
            if time.monotonic() > until:
                done.finds("an update is never finished", *[one.body for one in queue.pending()[:1]])
                queue.clear()
            await asyncio.sleep(0.003)
    return bodies


def push(place: Town, one: Generated) -> Update:
    """Send an update as it is now, spoilt if it is to be."""
    update: Any = place.ground(one.update)
    if one.spoilt:
        update = spoil(deepcopy(update), one.spoilt)  # the message that was tapped is Telegram's own
    body = (
        {"update_id": "{update_id}", **update}
        if isinstance(update, dict)
        else {"update_id": "{update_id}", "x": update}
    )
    return place.network.bot.updates.push_raw(json.dumps(body).replace('"{update_id}"', "{update_id}", 1))


async def _look(place: Town, done: Campaign, bodies: dict[int, str]) -> None:
    """After a batch: what was logged, what is stored, how the bot answers, and what it takes."""
    started = await _start_again(place, done)
    done.starts.append(started)
    if started > SLOW_START_SECONDS:
        done.finds("/start is answered late")
    for line in place.new_lines():
        _read_line(line, done, bodies)
    for check in (assert_consistent, assert_texts_are_fit):
        try:
            await check(place.network.store)
        except AssertionError as error:
            done.finds(f"broken state: {check.__name__}: {str(error)[:300]}")
    place.forget_the_past()
    done.samples.append((done.updates, await place.sample()))


def _read_line(line: dict[str, Any], done: Campaign, bodies: dict[int, str]) -> None:
    level, event = line.get("level"), str(line.get("event"))
    if level in {"error", "critical"}:
        body = bodies.get(line.get("update_id") or 0, "")
        done.finds(" | ".join([event, str(line.get("kinds", line.get("error", ""))), _place(line)]), body)
    elif level == "warning":
        done.warnings[event] += 1
    elif line.get("logger") == "update" and "ms" in line:
        done.outcomes[event.partition(":")[0]] += 1
        if line["ms"] > done.slowest[0]:
            done.slowest = (line["ms"], bodies.get(line.get("update_id") or 0, ""))


def _place(line: dict[str, Any]) -> str:
    where = str(line.get("where") or line.get("exception") or "").strip().splitlines()
    files = [one.strip() for one in where if one.strip().startswith("File ")]
    ours = [one for one in files if "site-packages" not in one]
    return (ours or files or [""])[-1]


async def _start_again(place: Town, done: Campaign) -> float:
    """Seconds until the prober's /start is answered."""
    begun = time.monotonic()
    await place.prober.says("/start")
    try:
        await place.prober.sees("", timeout=60)
    except AssertionError:
        done.finds("/start is not answered")
    return time.monotonic() - begun
