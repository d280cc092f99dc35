"""A month of missions among helpers with different habits, through the real matching and waves, on a moved clock.

Four policies meet the same missions and the same people: everybody eligible at once, the nearest five and nobody else,
the bot's waves without what it learns, and the bot as it is. Nothing is real but the code; who answers, and how soon,
is invented after what is published: between 2 and 47 of a hundred offers are accepted, depending on the person (JMIR
2023, GoodSAM, Covidliste); half of the answers come within minutes, others within hours, some are a no; and whoever was
asked lately answers less (Manshadi and Rodilitz).
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from unittest.mock import patch

from sqlalchemy import delete, select

from benchmarks.databases import fresh
from benchmarks.report import Figures, Run, Runs
from domain.availability import ALWAYS, EVENINGS, WEEKENDS, WORKDAYS
from domain.draft import Draft
from domain.errors import RuleBroken
from domain.helper import Helper, HelperPlace
from domain.matching import Candidate, exclusion
from domain.mission import Mission, Outcome
from domain.network import KINDS, MAX_RADIUS_M
from domain.people import Person
from domain.waves import Experience, Haste, Policy, Wave
from services import desk, missions, people, timetable
from storage.database import Database
from storage.tables import offers, outbox
from storage.unit_of_work import Store

SEED = 2026
MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # six in the morning in Brussels
STEP = timedelta(minutes=1)
LONGEST = timedelta(hours=4)  # a mission's window
COMPARED = ("accepted_15", "accepted_60", "offers_per_accept")
CHART = Path(__file__).parents[1] / "docs" / "dispatch.png"

TOWNS = (  # latitude, longitude, name, part of the helpers: a dense town, a middling one, and villages
    (50.8503, 4.3517, "Bruxelles", 0.70),
    (50.6326, 5.5797, "Liège", 0.25),
    (49.9290, 5.3760, "Libramont", 0.05),
)
SPREAD = {"Bruxelles": 0.035, "Liège": 0.03, "Libramont": 0.09}  # degrees
KIND_PARTS = {"groceries": 0.5, "pharmacy": 0.2, "dog_walk": 0.1, "moral_support": 0.2}


@dataclass(frozen=True)
class Size:
    """How large the world is."""

    helpers: int
    days: int
    missions_a_day: int


MONTH, QUICK = Size(helpers=3_000, days=30, missions_a_day=40), Size(helpers=400, days=3, missions_a_day=15)


@dataclass
class Habits:
    """How one helper answers: the part of offers they accept and decline, and how soon (median, in minutes)."""

    accepts: float
    declines: float
    minutes: float
    asked: list[datetime] = field(default_factory=list)

    def answer(self, now: datetime, chance: random.Random) -> tuple[timedelta, bool] | None:
        """When they answer, and whether they accept; None: they never do. Each offer of the last day tires a little."""
        lately = sum(now - at < timedelta(days=1) for at in self.asked)
        self.asked = [at for at in self.asked if now - at < timedelta(days=1)]
        self.asked.append(now)
        mood = chance.random() / 0.9**lately
        after = timedelta(minutes=self.minutes * chance.lognormvariate(0.0, 1.2))
        if mood < self.accepts:
            return after, True
        return (after, False) if mood < self.accepts + self.declines else None


@dataclass(frozen=True)
class Call:
    """A mission that somebody needs: when it is published, and what it is."""

    at: datetime
    draft: Draft


@dataclass
class Tally:
    """What came of it all."""

    published: int = 0
    waits: list[float] = field(default_factory=list)  # minutes until somebody accepted
    offers: Counter[int] = field(default_factory=Counter)
    offers_a_day: Counter[tuple[int, int]] = field(default_factory=Counter)


async def run(*, quick: bool) -> Runs:
    """Let each policy live through the same month."""
    size = QUICK if quick else MONTH
    tallies = {name: await _month(size, policy) for name, policy in POLICIES.items()}
    figures = {name: _figures(tally, size) for name, tally in tallies.items()}
    if not quick:
        _draw(tallies)
    everyone = figures["everyone"]
    return {
        name: Run(
            own, dict(everyone), {key: _ratio(own[key], everyone[key]) for key in ("accepted_60", "offers_per_accept")}
        )
        for name, own in figures.items()
    }


async def _month(size: Size, policy: Callable[[ExitStack], None]) -> Tally:
    with ExitStack() as stack:
        policy(stack)
        async with fresh("sqlite") as database:
            return await _World(database, size).live()


class _World:
    """One network, one policy."""

    def __init__(self, database: Database, size: Size) -> None:
        self._size = size
        self._chance = random.Random(SEED)
        self._now = MONDAY
        self._store = Store(database, lambda: self._now)
        self._habits: dict[int, Habits] = {}
        self._tally = Tally()
        self._answers: list[tuple[datetime, int, int, int, bool]] = []  # when, tie-break, mission, helper, yes
        self._numbers = itertools.count()
        self._seen = 0  # the highest number of an offer that was looked at
        self._published: dict[int, datetime] = {}
        self._held: list[tuple[datetime, int, int]] = []  # when it is completed, mission, helper

    async def live(self) -> Tally:
        """From the first day to the last."""
        operator = await self._operator()
        await self._settle()
        calls = list(_calls(self._size))
        end = MONDAY + timedelta(days=self._size.days)
        upcoming = iter(calls)
        call = next(upcoming, None)
        while self._now < end:
            while call is not None and call.at <= self._now:
                mission = await desk.publish(self._store, operator, call.draft)
                self._published[mission.id] = self._now
                self._tally.published += 1
                call = next(upcoming, None)
            await timetable.keep_time(self._store)
            await self._hear()
            await self._act()
            self._now = self._next(call, end)
        return self._tally

    def _next(self, call: Call | None, end: datetime) -> datetime:
        """The next minute in which something may happen; nights are long."""
        soonest = min(
            [
                end,
                *([call.at] if call else []),
                *(one[0] for one in self._answers[:1]),
                *(one[0] for one in self._held[:1]),
            ]
        )
        quiet = not self._published
        return max(self._now + STEP, soonest) if quiet else self._now + STEP

    async def _hear(self) -> None:
        """Those who are offered something now decide whether and when they answer."""
        async with self._store.writing() as work:
            new = select(offers.c.id, offers.c.mission_id, offers.c.helper_id).where(
                offers.c.id > self._seen, offers.c.wave != 0
            )
            rows = (await work.session.execute(new.order_by(offers.c.id))).all()
            await work.session.execute(delete(outbox))  # nobody reads it here
        for number, mission_id, helper_id in rows:
            self._seen = number
            self._tally.offers[helper_id] += 1
            self._tally.offers_a_day[helper_id, (self._now - MONDAY).days] += 1
            answer = self._habits[helper_id].answer(self._now, self._chance)
            if answer is not None:
                due = (self._now + answer[0], next(self._numbers), mission_id, helper_id, answer[1])
                heapq.heappush(self._answers, due)

    async def _act(self) -> None:
        """Those whose moment has come accept or decline, where it is still open; what is done is completed."""
        while self._answers and self._answers[0][0] <= self._now:
            _at, _tie, mission_id, helper_id, accepts = heapq.heappop(self._answers)
            if mission_id not in self._published:
                continue
            try:
                if accepts:
                    await missions.accept(self._store, mission_id, helper_id)
                    await missions.confirm(self._store, mission_id, helper_id)
                    waited = self._now - self._published.pop(mission_id)
                    self._tally.waits.append(waited.total_seconds() / 60)
                    heapq.heappush(self._held, (self._now + timedelta(hours=2), mission_id, helper_id))
                else:
                    await missions.decline(self._store, mission_id, helper_id)
            except RuleBroken:
                continue
        while self._held and self._held[0][0] <= self._now:
            _at, mission_id, helper_id = heapq.heappop(self._held)
            await missions.complete(self._store, mission_id, helper_id, Outcome.WELL)
        for mission_id, at in list(self._published.items()):
            if self._now - at > LONGEST:
                del self._published[mission_id]  # it has expired

    async def _operator(self) -> int:
        person = await people.meet(self._store, "bench", "operator", "fr")
        invitation = await people.invite(self._store, "BE", "bench:0")
        await people.accept_invitation(self._store, person.id, invitation.token, "Odile")
        return person.id

    async def _settle(self) -> None:
        chance = random.Random(SEED + 1)
        for number in range(self._size.helpers):
            latitude, longitude, name = _somewhere(chance)
            person = await people.meet(self._store, "bench", str(number), "fr")
            async with self._store.writing() as work:
                owner = await work.people.by_id(person.id)
                assert owner is not None
                radius = chance.choice([2_000, 5_000, 5_000, 10_000, 20_000])
                place = HelperPlace(latitude=latitude, longitude=longitude, name=name, country="BE", radius_m=radius)
                work.helpers.add(_helper(owner, place, chance, self._now))
            share = min(0.47, max(0.02, chance.betavariate(1.4, 6.0)))
            self._habits[person.id] = Habits(share, chance.uniform(0.05, 0.3), chance.lognormvariate(1.8, 0.9))


def _helper(owner: Person, place: HelperPlace, chance: random.Random, now: datetime) -> Helper:
    kinds = frozenset(kind for kind in KINDS if chance.random() < 0.7) or frozenset({"groceries"})
    helper = Helper(
        person=owner,
        id=owner.id,
        name="Zoé Exemple",
        phone="+32470000000",
        country="BE",
        kinds=kinds,
        languages=frozenset({"fr"}) if chance.random() < 0.8 else frozenset({"fr", "nl"}),
        slots=chance.choices([ALWAYS, WORKDAYS, EVENINGS, WEEKENDS], [0.4, 0.25, 0.2, 0.15])[0],
        places=[place],
        applied_at=now,
        consent_version="1",
        consent_at=now,
    )
    helper.approve(now)
    return helper


def _somewhere(chance: random.Random) -> tuple[float, float, str]:
    latitude, longitude, name, _part = chance.choices(TOWNS, [town[3] for town in TOWNS])[0]
    return latitude + chance.gauss(0, SPREAD[name]), longitude + chance.gauss(0, 1.5 * SPREAD[name]), name


def _calls(size: Size) -> Iterator[Call]:
    """Calls come between eight and eight; most are for now or this afternoon, a few are urgent."""
    chance = random.Random(SEED + 2)
    found = []
    for number in range(size.days * size.missions_a_day):
        day, minute = number // size.missions_a_day, chance.randrange(2 * 60, 14 * 60)
        at = MONDAY + timedelta(days=day, minutes=minute)
        kind = chance.choices(list(KIND_PARTS), list(KIND_PARTS.values()))[0]
        by_phone = KINDS[kind].by_phone
        latitude, longitude, name = _somewhere(chance)
        draft = Draft(
            key=f"call-{number}",
            phone=f"+32470{chance.randrange(600):06d}",
            name="Josée Modèle",
            country="BE",
            language="fr",
            kind=kind,
            address="" if by_phone else "Rue de l'Exemple 1",
            latitude=None if by_phone else latitude,
            longitude=None if by_phone else longitude,
            neighbourhood="" if by_phone else name,
            starts_at=at,
            ends_at=at + LONGEST,
            urgent=chance.random() < 0.1,
        )
        found.append(Call(at, draft))
    return iter(sorted(found, key=lambda call: (call.at, call.draft.key)))


def _figures(tally: Tally, size: Size) -> Figures:
    waits = sorted(tally.waits)
    asked = list(tally.offers.values())
    never = size.helpers - len(asked)
    days = sorted(tally.offers_a_day.values())
    all_days = [0] * (size.helpers * size.days - len(days)) + days
    total = sum(tally.offers.values())
    return {
        "published": tally.published,
        "accepted_15": _part(waits, 15, tally.published),
        "accepted_60": _part(waits, 60, tally.published),
        "offers_per_mission": round(total / tally.published, 1),
        "offers_per_accept": round(total / max(1, len(waits)), 1),
        "offers_per_helper_day_p50": _quantile(all_days, 50),
        "offers_per_helper_day_p95": _quantile(all_days, 95),
        "offers_per_helper_day_max": max(days, default=0),
        "never_asked": never,
        "gini": round(_gini([0] * never + sorted(asked)), 3),
        "accept_p50_min": round(_quantile(waits, 50), 1),
        "accept_p90_min": round(_quantile(waits, 90), 1),
    }


def _part(waits: list[float], minutes: float, published: int) -> float:
    return round(sum(wait <= minutes for wait in waits) / max(1, published), 4)


def _quantile(values: list[float] | list[int], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else 0.0


def _gini(ascending: list[int]) -> float:
    total = sum(ascending)
    if not total:
        return 0.0
    count = len(ascending)
    return (2 * sum(rank * value for rank, value in enumerate(ascending, start=1)) / (count * total)) - (
        count + 1
    ) / count


def _ratio(own: float, other: float) -> float:
    return round(own / other, 3) if other else 0.0


def _draw(tallies: dict[str, Tally]) -> None:
    """How many missions were taken within how many minutes, and at what cost: a PNG for the documentation."""
    import matplotlib as mpl  # noqa: PLC0415 - a second, for a chart that is drawn once

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, (curve, cost) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(3, 2))
    for name, tally in tallies.items():
        minutes = sorted(tally.waits)
        shares = [100 * (rank + 1) / tally.published for rank in range(len(minutes))]
        curve.step(minutes, shares, where="post", label=LABELS[name], linewidth=2)
    curve.set(xlim=(0, 120), ylim=(0, 100), xlabel="minutes since it was published", ylabel="missions taken, %")
    curve.grid(alpha=0.3)
    curve.legend(loc="lower right")
    sent = [sum(tally.offers.values()) / tally.published for tally in tallies.values()]
    bars = cost.barh([LABELS[name] for name in tallies], sent, color=[f"C{number}" for number in range(len(sent))])
    cost.bar_label(bars, fmt="%.0f", padding=3)
    cost.invert_yaxis()
    cost.set(xlabel="offers sent per mission")
    cost.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(CHART, dpi=110, metadata={"Software": None})
    plt.close(figure)


LABELS = {
    "everyone": "everybody at once",
    "nearest_five": "the nearest five, once",
    "fixed_waves": "waves, not learning",
    "ours": "this bot",
}


def _everywhere(policy: Policy) -> dict[tuple[str, Haste], Policy]:
    return {(kind, haste): policy for kind in KINDS for haste in Haste}


def _without_learning(stack: ExitStack) -> None:
    stack.enter_context(patch.object(Experience, "first_wave", lambda _self, policy: policy.waves[0].open))


def _uncapped(stack: ExitStack) -> None:
    stack.enter_context(patch("domain.matching.DAILY_OFFER_CAP", 10**9))


def _everyone(stack: ExitStack) -> None:
    policy = Policy((Wave(10**6, MAX_RADIUS_M),), timedelta(days=1), timedelta(days=1))
    stack.enter_context(patch.dict("domain.waves.OWN", _everywhere(policy)))
    _without_learning(stack)
    _uncapped(stack)


def _nearest_five(stack: ExitStack) -> None:
    policy = Policy((Wave(5, MAX_RADIUS_M),), timedelta(days=1), timedelta(days=1))
    stack.enter_context(patch.dict("domain.waves.OWN", _everywhere(policy)))
    stack.enter_context(patch("services.dispatch.order", _by_distance))
    _without_learning(stack)
    _uncapped(stack)


def _by_distance(candidates: list[Candidate], mission: Mission) -> list[Candidate]:
    eligible = [one for one in candidates if exclusion(one, mission) is None]
    return sorted(eligible, key=lambda one: (one.distance_m or 0.0, one.helper_id))


POLICIES: dict[str, Callable[[ExitStack], None]] = {
    "everyone": _everyone,
    "nearest_five": _nearest_five,
    "fixed_waves": _without_learning,
    "ours": lambda _stack: None,
}
