"""Whatever people do, in whatever order, and however slow their letters are: what has to hold of missions holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import RuleBroken
from domain.mission import ACTIVE, Outcome
from domain.offer import OfferStatus
from storage.unit_of_work import Store
from tests.conftest import START, Clock
from tests.services.life import MOST_MISSIONS, Life

WHOEVER_IS_ASKED = ("accepts", "accepts", "accept at once", "declines", "declines")
WHOEVER_HAS_IT = (
    "releases", "releases", "sets out", "confirms", "completes", "is called back", "is taken back", "is ended",
)  # fmt: skip
OF_STAFF = ("is cancelled", "is edited", "is given", "is widened", "is for everybody", "is frozen", "is a concern",
)  # fmt: skip
OF_HELPERS = (
    "rests", "rests a day", "resumes", "resumes", "is free", "does all", "blocks", "comes back", "comes back",
)  # fmt: skip
SELDOM = ("walks dogs", "does all", "has evenings", "leaves", "is suspended", "is suspended", "is reinstated")
LETTERS = ("delivers", "delivers", "delivers", "sets out slowly")
TURNS = (*WHOEVER_IS_ASKED * 2, *WHOEVER_HAS_IT, *OF_STAFF, *OF_HELPERS, *LETTERS * 3, *["publishes", "passes"] * 6)


class Days:
    """Some days of a small network, as the dice have them."""

    def __init__(self, life: Life, dice: Random) -> None:
        self.life, self.dice = life, dice

    async def act(self) -> None:
        """Something happens."""
        life, dice = self.life, self.dice
        turn = dice.choice(TURNS if dice.random() > 0.03 else SELDOM)
        if turn in {*OF_HELPERS, *SELDOM, *LETTERS, "passes", "publishes"} or not life.missions:
            await self._go_on(turn)
            return
        mission = self._a_mission()
        asked = [one for one in life.helpers if life.stood.get((mission, one)) is OfferStatus.OFFERED]
        has_it = [one for one in life.helpers if life.stood.get((mission, one)) is OfferStatus.ACCEPTED]
        if turn == "accept at once":
            await life.does(self._accept_at_once(mission, asked or life.helpers))
            return
        helper = self._somebody(asked if turn in WHOEVER_IS_ASKED else has_it if turn in WHOEVER_HAS_IT else ())
        if turn == "accepts":
            await life.does(life.accepts(mission, helper))
        elif turn == "is frozen":
            await life.does(life.freezes(mission, self._somebody([*asked, *has_it])))
        elif turn == "is a concern":
            who = dice.choice([life.operator, self._somebody(has_it)])
            await life.does(life.raises_a_concern(mission, who, goes_on=dice.random() < 0.5))
        else:
            await life.act(turn, mission, helper, outcome=dice.choice(list(Outcome)))

    async def _go_on(self, turn: str) -> None:
        life, dice = self.life, self.dice
        helper = dice.choice(life.helpers)
        match turn:
            case "delivers":
                await life.delivers(dice.randint(1, 12))
            case "sets out slowly":
                life.phones.hold_up()
                await life.claims(dice.randint(1, 6))
            case "passes":
                await life.passes(dice.choice([1, 5, 11, 31, 50, 130, 400]))
            case "is suspended":
                await life.does(life.is_suspended(helper, dice.choice([0, 7])))
            case "is reinstated":
                await life.does(life.is_reinstated(helper))
            case "blocks":
                await life.does(life.blocks(helper))
            case "comes back":
                await life.does(life.comes_back(helper))
            case (
                "rests" | "rests a day" | "resumes" | "is free" | "walks dogs" | "does all" | "has evenings" | "leaves"
            ):
                await life.act(turn, 0, helper)
            case _ if sum(life.statuses[one] in ACTIVE for one in life.missions) < MOST_MISSIONS:
                await life.does(
                    life.publishes(
                        kind=dice.choice(["groceries", "groceries", "moral_support"]),
                        starts_in_h=dice.choice([0, 2, 20]),
                        lasts_h=dice.choice([1, 4]),
                        urgent=dice.random() < 0.3,
                        caller=dice.randint(1, 2),
                    )
                )

    async def _accept_at_once(self, mission: int, helpers: Sequence[int]) -> None:
        several = self.dice.sample(helpers, min(len(helpers), self.dice.randint(2, 4)))
        tries = (self.life.accepts(mission, one) for one in several)
        for outcome in await asyncio.gather(*tries, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, RuleBroken):
                raise outcome

    def _a_mission(self) -> int:
        """Mostly one that is not over."""
        active = [one for one in self.life.missions if self.life.statuses[one] in ACTIVE]
        return self.dice.choice(active if active and self.dice.random() < 0.9 else self.life.missions)

    def _somebody(self, likely: Sequence[int]) -> int:
        return self.dice.choice(likely if likely and self.dice.random() < 0.85 else self.life.helpers)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@settings(max_examples=7, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), acts=st.sampled_from([15, 50]), hour=st.integers(0, 23))
async def test_some_days(store: Store, clock: Clock, seed: int, acts: int, hour: int) -> None:
    await some_days(store, clock, seed=seed, acts=acts, hour=hour)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_day_on_postgresql(store: Store, clock: Clock) -> None:
    await some_days(store, clock, seed=7, acts=50, hour=9)


async def some_days(store: Store, clock: Clock, *, seed: int, acts: int, hour: int) -> Life:
    """So many acts, and everything told at the end."""
    clock.now = START + timedelta(hours=hour)
    life = Life(store, clock)
    await life.begin()
    days = Days(life, Random(seed))
    for _ in range(acts):
        await days.act()
    await life.end()
    return life
