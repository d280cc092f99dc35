"""The tour: a visitor who presses what they are asked to sees one mission from the call to the thank you."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from demo import acts
from demo.asked import take_back
from demo.calls import SCENARIOS
from demo.seeding import APP
from demo.stage import Player, Stage
from demo.tour import STEPS, DemoTour
from domain.mission import Mission, MissionStatus
from sandbox import Message, Person
from sandbox.wire import Json
from services import people
from storage.database import Database
from tests.demo.conftest import Town, at_work
from tests.journeys.network import until
from tests.keys import KEYS

LONG = 60.0  # seconds: a tour is many steps, and the machine may be busy
Press = Callable[[Json], Awaitable[None]]


@pytest.fixture(scope="module")
async def town(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One town for all of these: tours leave nothing behind that is in the way of others."""
    database = Database(
        f"sqlite:///{shutil.copyfile(migrated_file, tmp_path_factory.mktemp('town') / 'bot.sqlite3')}", KEYS
    )
    async with at_work(database) as town:
        yield town
    await database.close()


@pytest.fixture
async def tour(town: Town) -> AsyncIterator[DemoTour]:
    """The town's tour, at the speed of the machine; what it leaves unfinished is called off."""
    tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0)
    yield tour
    await tour.stop()
    if tour._unfinished:
        await take_back(town.store, *tour._unfinished)


@pytest.fixture
async def before(town: Town) -> int:
    """The newest mission before the test."""
    return max(one.id for one in await missions(town))


def person_of(town: Town, state: Json) -> Person:
    """Whose turn it is."""
    return next(one for one in town.sandbox.people if one.id == state["target"]["person"])


def message_of(town: Town, state: Json) -> Message:
    """The message with the awaited button."""
    target = state["target"]
    return next(one for one in person_of(town, state).messages() if one.message_id == target["message_id"])


async def reaches(tour: DemoTour, step: int, phase: str) -> Json:
    """Wait for a point of the tour."""
    await until(
        lambda: tour.state["phase"] == "stuck" or (tour.state["step"], tour.state["phase"]) == (step, phase), LONG
    )
    assert (tour.state["step"], tour.state["phase"]) == (step, phase)
    return tour.state


async def missions(town: Town) -> list[Mission]:
    """All missions, oldest first."""
    async with town.store.reading() as work:
        found, _total = await work.missions.listing(status=tuple(MissionStatus), operator_id=None, limit=99, offset=0)
    return found[::-1]


async def statuses(town: Town, before: int) -> list[MissionStatus]:
    """Of the missions after that one, oldest first."""
    return [one.status for one in await missions(town) if one.id > before]


def by_tap(town: Town) -> Press:
    """The visitor taps the button in the phone of the person."""

    async def press(state: Json) -> None:
        person_of(town, state).presses(message_of(town, state), state["target"]["data"])

    return press


async def play(tour: DemoTour, press: Press) -> list[Json]:
    """Press whatever is awaited; the states in which that was."""
    states = []
    for step in range(1, STEPS):
        state = await reaches(tour, step, "yours")
        states.append(state)
        await press(state)
    await reaches(tour, STEPS, "done")
    return states


@pytest.mark.parametrize("language", list(SCENARIOS))
async def test_it_leads_through_a_mission_and_does_so_again(
    town: Town, tour: DemoTour, before: int, language: str
) -> None:
    events = town.sandbox.world.events.listen()
    for press in (by_tap(town), lambda _state: tour.press()):
        await tour.start(language)
        assert (tour.state["step"], tour.state["phase"]) == (1, "playing")
        states = await play(tour, press)
        assert tour.state["people"][0] == states[1]["target"]["person"]
        helper, operator = person_of(town, states[1]), person_of(town, states[0])
        assert (helper.language, operator.language) == (language, language)
        await helper.sees("🙏", since=0)
        await until(partial(has_no_address, helper))
    assert await statuses(town, before) == [MissionStatus.COMPLETED] * 2
    kinds = [event[1] for event in (events.get_nowait() for _ in range(events.qsize())) if event]
    assert kinds.count("tour") >= 2 * STEPS
    town.sandbox.world.events.leave(events)


async def test_it_can_be_repeated_many_times(town: Town, tour: DemoTour, before: int) -> None:
    helpers = []
    for _ in range(4):
        await tour.start("en")
        helpers.append((await play(tour, by_tap(town)))[1]["target"]["person"])
    assert await statuses(town, before) == [MissionStatus.COMPLETED] * 4
    assert len(helpers) == 4


async def test_what_was_left_unfinished_is_called_off(town: Town, tour: DemoTour, before: int) -> None:
    for _ in range(4):
        await tour.start("nl")
        for step in (1, 2):
            await reaches(tour, step, "yours")
            await tour.press()
        await reaches(tour, 3, "yours")
    await tour.start("nl")
    await play(tour, by_tap(town))
    assert await statuses(town, before) == [MissionStatus.CANCELLED] * 4 + [MissionStatus.COMPLETED]


async def test_it_begins_anew_in_the_midst_of_a_call(town: Town, tour: DemoTour) -> None:
    await tour.start("fr")
    await reaches(tour, 1, "yours")
    await tour.stop()
    assert tour.state["step"] == 0
    await tour.press()
    await tour.start("fr")
    await play(tour, by_tap(town))


async def test_it_runs_at_night_too(town: Town, tour: DemoTour) -> None:
    town.clock.move_to((town.clock() + timedelta(days=1)).replace(hour=2, minute=0))
    try:
        await tour.start("fr")
        await play(tour, by_tap(town))
    finally:
        town.clock.reset()


async def test_another_helper_may_win(town: Town, tour: DemoTour) -> None:
    await tour.start("fr")
    await reaches(tour, 1, "yours")
    await tour.press()
    state = await reaches(tour, 2, "yours")
    accept = state["target"]["data"]
    other = next(one for one in town.sandbox.people if one.id == state["people"][1])
    card = await other.waits_for(lambda: next((one for one in other.messages() if has(one, accept)), None))
    other.presses(card, accept)
    state = await reaches(tour, 3, "yours")
    assert state["people"][1] == other.id
    await tour.press()
    assert person_of(town, await reaches(tour, 4, "yours")) is other
    await tour.press()
    await reaches(tour, 5, "done")


async def test_somebody_else_is_awaited_when_the_first_one_declines(town: Town, tour: DemoTour) -> None:
    await tour.start("fr")
    await reaches(tour, 1, "yours")
    await tour.press()
    state = await reaches(tour, 2, "yours")
    first = person_of(town, state)
    first.presses(message_of(town, state), state["target"]["data"].replace("accept", "decline"))
    await until(lambda: tour.state["target"] is not None and person_of(town, tour.state) is not first, LONG)
    await tour.press()
    await reaches(tour, 3, "yours")


async def test_it_is_stuck_when_nothing_is_pressed(town: Town) -> None:
    tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0, visitor=0.5)
    await tour.start("en")
    await until(lambda: tour.state["phase"] == "stuck", LONG)
    assert tour.state["step"] == 1
    await tour.stop()


async def test_it_is_stuck_when_the_operator_does_something_else(town: Town) -> None:
    tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0, patience=4.0)
    await tour.start("en")
    await reaches(tour, 1, "yours")
    await town.staff.desk["en"].says("/cancel")
    await until(lambda: tour.state["phase"] == "stuck", LONG)
    await tour.start("en")
    await reaches(tour, 1, "yours")
    await tour.stop()


async def test_it_goes_on_when_the_awaited_button_is_there_again(town: Town, tour: DemoTour) -> None:
    await tour.start("en")
    await reaches(tour, 1, "yours")
    olivia = town.staff.desk["en"]
    await olivia.says("/cancel")
    await until(lambda: tour.state["phase"] == "stuck", LONG)
    stage = Stage(town.sandbox)
    await acts.take_call(Player(olivia, stage), SCENARIOS["en"].called_for(99))
    stage.close()
    await until(lambda: tour.state["phase"] == "yours", LONG)
    await play(tour, by_tap(town))


async def test_who_does_not_want_to_wait_has_it_faster(town: Town) -> None:
    slow = DemoTour(town.sandbox, town.store, town.staff, pace=3600.0)
    await slow.start("nl")
    await until(lambda: bool(slow._stage))
    await slow.hurry()
    await reaches(slow, 1, "yours")
    await slow.hurry()
    assert slow.state["phase"] == "yours"
    await slow.stop()


async def test_it_does_not_hang_when_somebody_writes_in_between(town: Town, tour: DemoTour) -> None:
    hasty = DemoTour(town.sandbox, town.store, town.staff, pace=0.05, patience=1.0)
    olivia = town.staff.desk["en"]
    await hasty.start("en")
    await olivia.waits_for(lambda: next((one for one in olivia.messages() if has(one, "a:new_kind:pharmacy")), None))
    await olivia.says("/cancel")
    await until(lambda: hasty.state["phase"] == "stuck", LONG)
    await hasty.stop()
    await tour.start("en")
    await play(tour, by_tap(town))


async def test_an_operator_who_is_none_any_more_ends_it(town: Town) -> None:
    tour = DemoTour(town.sandbox, town.store, town.staff, pace=0.0, patience=1.0)
    known = await people.find(town.store, APP, str(town.staff.desk["nl"].id))
    assert known is not None
    await people.dismiss_operator(town.store, known.id, "telegram:0")
    await tour.start("nl")
    await until(lambda: tour.state["phase"] == "stuck", LONG)
    await tour.stop()
    assert tour.state["step"] == 0
    invitation = await people.invite(town.store, "BE", "telegram:0")
    await people.accept_invitation(town.store, known.id, invitation.token, "Otto")


def has_no_address(helper: Person) -> bool:
    """Whether no door stands in the chat."""
    return not any(one.venue for one in helper.messages())


def has(message: Message, data: str) -> bool:
    """Whether it has this button."""
    return any(button.data == data for row in message.buttons for button in row)
