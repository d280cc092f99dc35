"""Every role tries every command and every button: what is not theirs has no effect, shows nothing, and is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, get_args, get_origin

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import select

from bot.keyboards import DeskTap, MissionTap, ReviewTap
from bot.privacy_screens import PrivacyTap
from bot.profile_screens import ProfileTap
from domain.identity import Reason
from handlers import routers
from sandbox import Message, Person
from services import desk, missions, people
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import Network

ROLES = ("newcomer", "applicant", "helper", "suspended", "operator", "dismissed", "moderator", "administrator")
OWN = {"outbox", "cards", "journal", "conversations"}
"""Tables in which a conversation leaves its traces, whoever leads it."""
HELPERS = frozenset({"applicant", "helper", "suspended"})
THEIRS: dict[str, frozenset[str]] = {
    "/accept open": frozenset({"helper"}),
    "/decline open": frozenset({"helper"}),
    "/new": frozenset({"operator"}),
    "/mission": frozenset({"operator"}),
    "/cancel": frozenset({"operator"}),
    "/invite": frozenset({"administrator"}),
    "/operators": frozenset({"administrator"}),
    "m:accept:open": frozenset({"helper"}),
    "m:take:open": frozenset({"helper"}),
    "m:decline:open": frozenset({"helper"}),
    "d": frozenset({"operator"}),
    "i": frozenset({"administrator"}),
    "u": frozenset({"administrator"}),
    "o": HELPERS,
    "n:identity": HELPERS,
    "y": frozenset(ROLES),  # everybody's own data
}
"""What may have an effect, by whom; everything else has none, by anybody."""


@dataclass
class Story:
    """A network in the midst of its work, and somebody in a role."""

    network: Network
    who: Person
    open: int
    taken: int
    check: int
    operator: int
    helper: int
    secrets: list[str]
    screen: Message
    before: dict[str, list[Any]] = field(default_factory=dict)

    async def rows(self) -> dict[str, list[Any]]:
        """Everything that is stored, apart from conversations and who the person is to the bot."""
        own = await people.find(self.network.store, "telegram", str(self.who.id))
        found: dict[str, list[Any]] = {}
        async with self.network.database.engine.connect() as connection:
            for table in tables.metadata.sorted_tables:
                if table.name in OWN:
                    continue
                rows = [tuple(row) for row in await connection.execute(select(table))]
                if table is tables.people:
                    rows = [row for row in rows if own is None or row[0] != own.id]
                found[table.name] = sorted(rows, key=repr)
        return found

    async def is_untouched(self, what: str) -> None:
        """Nothing has changed, nor been shown."""
        assert await self.rows() == self.before, f"{what} had an effect"
        for message in self.who.messages():
            for text in message.texts():
                found = [secret for secret in self.secrets if message.by_bot and secret in text]
                assert not found, f"{what} showed {found}"


@pytest.fixture
async def story(network: Network, role: str) -> Story:
    """A mission that is taken, one that is open, a check that waits; all of other people's."""
    group = await network.moderators()
    olive = await network.operator("Olive")
    nina = await network.helper("Nina Secret", "en")
    taken, opened = await network.publish(olive), await network.publish(olive)
    nina_id = await network.id_of(nina)
    await missions.accept(network.store, taken.id, nina_id)
    _person, check = await applicant(network, "Anton Secret")
    await network.mo.sees("Anton Secret", in_=group)
    who = await _somebody(network, role)
    followed = await desk.follow(network.store, await network.id_of(olive), taken.id)
    helper = followed.helper
    assert helper is not None
    secrets = ["Josée", "Exemple", "Secret", "Code word"]
    secrets += [helper.phone[-6:], taken.helpee.phone[-6:], opened.helpee.phone[-6:]]
    if role == "newcomer":
        await who.says("/start")
        screen = await who.sees("Which language do you prefer?")
    else:
        await who.says("/help")
        screen = await who.sees("/privacy")
    story = Story(
        network, who, opened.id, taken.id, check.id, await network.id_of(olive), nina_id, secrets, screen,
    )  # fmt: skip
    story.before = await story.rows()
    return story


async def _somebody(network: Network, role: str) -> Person:
    match role:
        case "newcomer":
            return await network.person("Newcomer")
        case "applicant":
            return await network.helper("Applicant", "en", validated=False)
        case "helper" | "suspended":
            person = await network.helper(role.capitalize(), "en", languages=("en",))
            if role == "suspended":
                async with network.store.writing() as work:
                    helper = await work.helpers.get(await network.id_of(person))
                    assert helper is not None
                    helper.suspend()
            return person
        case "operator" | "dismissed":
            person = await network.operator(role.capitalize())
            if role == "dismissed":
                await people.dismiss_operator(network.store, await network.id_of(person), "telegram:0")
            return person
        case "moderator":
            return network.mo
    return network.administrator


def commands_of(router: Router) -> Iterator[str]:
    """Every command that a handler of this router, or of one in it, listens to."""
    for handler in router.message.handlers:
        for one in handler.filters or ():
            if isinstance(one.callback, Command):
                yield from (str(command) for command in one.callback.commands)
    for below in router.sub_routers:
        yield from commands_of(below)


def kinds_of_taps() -> list[type[CallbackData]]:
    """Every kind of callback data there is."""
    return sorted((kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")), key=repr)


def variants(kind: type[CallbackData], story: Story) -> Iterator[tuple[str, str]]:
    """Every button of a kind, as (name, callback data): all choices, with numbers and words that mean something."""
    words: dict[str, list[Any]] = {
        "mission": [story.open, story.taken],
        "check": [story.check],
        "person": [story.operator, story.helper],
        "place": [0, 1],
        "page": [0, 1],
        "reason": [None, Reason.OTHER],
        "country": ["BE"],
        "code": ["en"],
        "list": ["around", "desk_open", "desk_taken", "desk_mine", "desk_done"],
        "question": ["name", "summary", "complete.note", "new_phone", "new_ready", "desk_details"],
        "value": ["", "send", "publish"],
    }
    if kind.__prefix__ == "n":
        words["to"] = ["around", "profile", "privacy", "language", "help", "identity"]
    choices = []
    for name, one in kind.model_fields.items():
        literal = get_origin(one.annotation) is Literal
        choices.append(list(get_args(one.annotation)) if literal else words[name])
    for values in product(*choices):
        tap = kind(**dict(zip(kind.model_fields, values, strict=True)))
        do = [str(value) for name, value in zip(kind.model_fields, values, strict=True) if name in {"do", "to"}]
        on = ["open" if story.open in values else "taken"] if kind is MissionTap else []
        yield ":".join([kind.__prefix__, *do, *on]), tap.pack()


def test_every_kind_of_button_has_a_prefix_of_its_own() -> None:
    prefixes = [kind.__prefix__ for kind in kinds_of_taps()]
    assert len(prefixes) == len(set(prefixes))
    assert {MissionTap, DeskTap, ReviewTap, ProfileTap, PrivacyTap} <= set(kinds_of_taps())


@pytest.mark.parametrize("role", ROLES)
async def test_every_command(story: Story, role: str) -> None:
    numbered = ("accept", "decline", "release", "complete", "mission", "cancel")
    found = {command for router in routers() for command in commands_of(router)}
    assert found >= {*numbered, "missions", "mine", "new", "invite", "operators", "moderators", "queue", "privacy"}
    said = [(f"/{command}", f"/{command}") for command in sorted(found - {"cancel"})]
    for command in numbered:
        said += [(f"/{command} open", f"/{command} {story.open}"), (f"/{command} taken", f"/{command} {story.taken}")]
    said.append(("/new", "/new +3225551234 pharmacy tomorrow 9-12"))
    for name, text in said:
        if role in THEIRS.get(name, THEIRS.get(name.split()[0], frozenset())):
            continue
        last = story.who.messages()[-1]
        await story.who.says(text)
        await story.who.sees("", since=last)
        await story.who.waits_for(lambda: story.who.messages()[-1].by_bot or None)
        await story.is_untouched(f"{text} by {role}")


@pytest.mark.parametrize("role", ROLES)
async def test_every_button(story: Story, role: str) -> None:
    for kind in kinds_of_taps():
        for name, data in variants(kind, story):
            prefix = name.partition(":")[0]
            if role in THEIRS.get(name, THEIRS.get(prefix, frozenset())):
                continue
            async with asyncio.timeout(10):
                answer = await story.who.presses(story.screen, data)
            if prefix not in {"l", "n", "p"}:
                assert answer.text, f"{data} by {role} was answered with nothing"
            await story.is_untouched(f"{data} by {role}")
