"""How things stand when the page is opened: a staff at work, helpers all over, missions and a check that wait."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from demo import acts
from demo.calls import WAITING
from demo.people import ADA, APPLICANT, MAX, MIEKE, NEWCOMER, OPERATORS, VOLUNTEERS
from demo.seeding import create, seed
from demo.stage import Player, Stage
from places import Gazetteer
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who has something to do but helpers; `desk` are the operators by the language that they read."""

    ada: Person
    mieke: Person
    desk: dict[str, Person]
    applicant: Person
    moderators: Group
    operators: Group


def staff_of(sandbox: Sandbox) -> Staff:
    """Create them, with their two groups, and a newcomer of whom the bot knows nothing."""
    ada, mieke, max_ = (create(sandbox, one) for one in (ADA, MIEKE, MAX))
    desk = {one.language: create(sandbox, one) for some in OPERATORS.values() for one in some}
    create(sandbox, NEWCOMER)
    applicant = create(sandbox, APPLICANT)
    moderators = sandbox.create_group("Modération · Moderation", owner=ada)
    operators = sandbox.create_group("Permanence · Hotline", owner=ada)
    for one in (mieke, max_):
        moderators.add(one)
    for one in desk.values():
        operators.add(one)
    return Staff(ada, mieke, desk, applicant, moderators, operators)


async def seed_helpers(sandbox: Sandbox, store: Store, staff: Staff) -> list[Person]:
    """Fill the store with helpers, before the bot runs; it welcomes them as soon as it does."""
    gazetteer = Gazetteer()
    try:
        return await seed(sandbox, store, gazetteer, VOLUNTEERS, staff.mieke)
    finally:
        gazetteer.close()


async def begin_work(sandbox: Sandbox, staff: Staff) -> dict[str, int]:
    """Chats of the staff, operators, an applicant, and calls; the numbers of the missions that wait then, by language.

    Raises AssertionError, with the chat so far, when the bot doesn't do its part in time.
    """
    stage = Stage(sandbox)
    try:
        ada = Player(staff.ada, stage)
        await acts.register_chat(ada, staff.operators, "/operators")
        for country, some in OPERATORS.items():
            for one in some:
                await acts.appoint(ada, Player(staff.desk[one.language], stage), country)
        await acts.register_chat(ada, staff.moderators, "/moderators")
        await _read_everything(sandbox, staff, stage)
        await acts.apply(Player(staff.applicant, stage), APPLICANT.language, spoken=("en",))
        missions = {}
        for language, call in WAITING.items():
            operator = Player(staff.desk[language], stage)
            await acts.take_call(operator, call)
            missions[language] = await acts.publish(operator)
        return missions
    finally:
        stage.close()


def _cards(staff: Staff) -> int:
    return sum(one.by_bot for one in staff.moderators.messages)


def _has_more_cards(staff: Staff, than: int) -> bool:
    return _cards(staff) > than


async def _read_everything(sandbox: Sandbox, staff: Staff, stage: Stage) -> None:
    """Let everybody read what their past has brought, so that only what waits now is news."""
    mieke, chats = Player(staff.mieke, stage), [bot.chats for bot in sandbox.bots]
    helpers = [chat for some in chats for chat in some.values() if chat.started and chat.person is not None]
    await mieke.waits(lambda: all(chat.messages for chat in helpers), "every helper's welcome")
    while (come := _cards(staff)) <= len(VOLUNTEERS):  # a step each: a busy machine takes minutes for all
        await mieke.waits(partial(_has_more_cards, staff, come), "the next card", in_=staff.moderators)
    for chat in [*helpers, staff.moderators.chat, staff.operators.chat]:
        for person in sandbox.people:
            if chat.has(person.id):
                sandbox.world.acted(chat, person)
