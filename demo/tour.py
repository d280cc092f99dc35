"""The guided tour: it plays one mission with people of the sandbox, and leaves the decisive buttons to the visitor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Literal, TypeVar

import structlog

from demo import acts
from demo.asked import asked_for, take_back
from demo.calls import SCENARIOS, Scenario
from demo.opening import Staff
from demo.serving import FAILURES
from demo.stage import Player, Stage
from domain.errors import RuleBroken
from i18n import normalise
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from sandbox.wire import Json
from storage.unit_of_work import Store

STEPS = 5
PACE = 1.5  # seconds before each thing that somebody writes or taps, so that it can be read
PATIENCE = 15.0  # seconds for what the bot does
VISITOR = 3600.0  # seconds for what the visitor does
GRACE = 2.0  # seconds until it is said that the awaited button has gone

Found = TypeVar("Found")
Phase = Literal["playing", "yours", "done", "stuck"]
log = structlog.get_logger("tour")
_calls = count()  # of all tours: nobody calls twice, since of somebody who does the bot knows too much to ask


class DemoTour:
    """See `sandbox.network.Tour`. What was left unfinished is called off when the tour begins anew."""

    def __init__(
        self,
        sandbox: Sandbox,
        store: Store,
        staff: Staff,
        *,
        pace: float = PACE,
        patience: float = PATIENCE,
        visitor: float = VISITOR,
    ) -> None:
        self._sandbox = sandbox
        self._store = store
        self._staff = staff
        self._pace, self._patience, self._visitor = pace, patience, visitor
        self._state: Json = _state(0, "done", (), None)
        self._unfinished: tuple[Person, int] | None = None
        self._changing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._stage: Stage | None = None

    @property
    def state(self) -> Json:
        """Where it stands."""
        return self._state

    async def start(self, language: str) -> None:
        """Begin, or begin anew, in this language; English for one that there is no tour in."""
        async with self._changing:
            await self._leave()
            language = normalise(language)
            operator = self._staff.desk[language]
            self._show(1, "playing", (operator,))
            self._task = asyncio.create_task(self._play(operator, SCENARIOS[language]))

    async def press(self) -> None:
        """Press the awaited button for the visitor; if none is awaited, nothing happens."""
        target = self._state["target"]
        if target is None:
            return
        person = next(one for one in self._sandbox.people if one.id == target["person"])
        message = next((one for one in person.messages() if one.message_id == target["message_id"]), None)
        if message is not None:
            person.presses(message, target["data"])

    async def hurry(self) -> None:
        """Let the players take no time until it is the visitor's turn."""
        if self._stage and self._state["phase"] == "playing":
            self._stage.hurry()

    async def stop(self) -> None:
        """Leave the tour where it is."""
        async with self._changing:
            await self._leave()
            self._show(0, "done", ())

    async def _leave(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _play(self, operator: Person, scenario: Scenario) -> None:
        self._stage = stage = Stage(self._sandbox, pace=self._pace, patience=self._patience)
        try:
            if self._unfinished:
                await take_back(self._store, *self._unfinished)
                self._unfinished = None
            await self._steps(Player(operator, stage), scenario)
        except (*FAILURES, RuleBroken, TimeoutError) as why:
            log.info("the tour is stuck", why=type(why).__name__)
            self._show(self._state["step"], "stuck", self._state["people"])
        except Exception:
            log.exception("the tour broke off")
            self._show(self._state["step"], "stuck", self._state["people"])
        finally:
            stage.close()

    async def _steps(self, operator: Player, scenario: Scenario) -> None:
        number = await self._phone_rings(operator, scenario)
        self._unfinished = operator.person, number
        helper, others = await self._helpers_are_asked(operator, number)
        await self._operator_calls_back(operator, helper, number)
        await self._helper_helps(operator, helper, number, scenario)
        self._unfinished = None
        self._show(5, "done", (helper.person, operator.person, *others))

    async def _phone_rings(self, operator: Player, scenario: Scenario) -> int:
        """The operator writes a call down; the visitor publishes it. Returns the mission's number."""
        call = scenario.called_for(next(_calls))
        on_the_phone, known = operator.from_here(), acts.missions_of(operator)
        await acts.take_call(operator, call)
        return await self._yours(
            operator.stage,
            1,
            (operator.person,),
            lambda: _target(on_the_phone, "a:new_ready:publish"),
            lambda: next(iter(acts.missions_of(operator) - known), None),
        )

    async def _helpers_are_asked(self, operator: Player, number: int) -> tuple[Player, tuple[Person, ...]]:
        """The visitor accepts as the one who is asked first, or as whoever they like. Returns who has it, and another
        one who was asked.
        """
        stage, read = operator.stage, operator.person.language or ""
        asked = [Player(one, stage) for one in await asked_for(self._store, self._sandbox, number, read)]
        if not asked:
            raise LookupError(f"nobody was asked for mission {number}")
        first, other = asked[0], tuple(one.person for one in asked[1:2])
        self._show(2, "playing", (first.person, *other, operator.person))
        accept, complete = f"m:accept:{number}", f"m:complete:{number}"
        await first.waits(lambda: accept in first.buttons(), "the offer")
        everybody = [*asked, *(Player(one, stage) for one in self._sandbox.people)]
        helper = await self._yours(
            stage,
            2,
            (first.person, *other, operator.person),
            lambda: next((target for one in everybody if (target := _target(one, accept))), None),
            lambda: next((one for one in everybody if complete in one.buttons()), None),
        )
        return helper, tuple(one.person for one in asked if one.person is not helper.person)[:1]

    async def _operator_calls_back(self, operator: Player, helper: Player, number: int) -> None:
        """The visitor ticks that the person in need knows who is coming."""
        people, called = (operator.person, helper.person), f"d:called:{number}:"
        self._show(3, "playing", people)
        await operator.waits(lambda: operator.with_button(called) is not None, "news of who takes it")
        card = operator.with_button(f"d:edit:{number}:")
        if card is None:
            raise LookupError(f"the operator has no card of mission {number}")
        await operator.waits(lambda: operator.still(card, called), "the card to say who takes it")
        await self._yours(
            operator.stage,
            3,
            people,
            lambda: _target(operator, called),
            lambda: not operator.still(card, called) or None,
        )

    async def _helper_helps(self, operator: Player, helper: Player, number: int, scenario: Scenario) -> None:
        """The helper sets out; the visitor says that it is done, and the questions after that answer themselves."""
        people, way, complete = (helper.person, operator.person), f"m:way:{number}", f"m:complete:{number}"
        self._show(4, "playing", people)
        await helper.waits(lambda: complete in helper.buttons(), "the mission in hand")
        if way in helper.buttons():
            await helper.taps(way)
        before = helper.newest()

        def asked_how_it_went() -> bool | None:
            outcome = helper.with_button("a:complete.outcome:")
            return (outcome is not None and outcome.message_id > before) or complete not in helper.buttons() or None

        await self._yours(operator.stage, 4, people, lambda: _target(helper, complete), asked_how_it_went)
        self._show(4, "playing", people)
        if complete in helper.buttons():
            await acts.answer_completion(helper, scenario.receipt, scenario.note)
        await helper.waits(lambda: complete not in helper.buttons(), "the mission to be closed")
        await operator.waits(lambda: number not in acts.missions_of(operator), "the card to say that it is closed")

    async def _yours(
        self,
        stage: Stage,
        step: int,
        people: Sequence[Person],
        target: Callable[[], Json | None],
        done: Callable[[], Found | None],
    ) -> Found:
        """Wait for the visitor: until `done` gives something.

        When `target` stays away they are told that the tour is stuck; it goes on as soon as it is there again. Raises
        TimeoutError when they do nothing.
        """
        now = asyncio.get_running_loop().time
        end, missed = now() + self._visitor, now() + self._patience
        while (found := done()) is None:
            button = target()
            if button:
                missed = now() + min(GRACE, self._patience)
            is_missed = now() >= missed
            self._show(step, "yours" if button else "stuck" if is_missed else "playing", people, button)
            if now() >= end:
                raise TimeoutError
            with suppress(TimeoutError):
                await stage.stirs((end if button or is_missed else min(end, missed)) - now())
        stage.relax()
        return found

    def _show(self, step: int, phase: Phase, people: Sequence[Person | int], target: Json | None = None) -> None:
        state = _state(step, phase, [one.id if isinstance(one, Person) else one for one in people], target)
        if state != self._state:
            self._state = state
            self._sandbox.world.events.publish("tour", lambda: state)


def _state(step: int, phase: Phase, people: Sequence[int], target: Json | None) -> Json:
    return {"step": step, "steps": STEPS, "phase": phase, "people": list(people), "target": target}


def _target(player: Player, data: str) -> Json | None:
    """The newest button with this callback data or, if it ends in a colon, with such that begins so."""
    for message in reversed(player.person.messages()):
        for found in (button.data or "" for row in message.buttons for button in row):
            if (
                message.by_bot
                and message.message_id > player.after
                and (found == data or (data.endswith(":") and found.startswith(data)))
            ):
                chat = message.author.id
                return {"person": player.person.id, "chat": chat, "message_id": message.message_id, "data": found}
    return None
