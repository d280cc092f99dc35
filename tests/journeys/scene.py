"""A network in the midst of its work, with somebody of every role in it, whose every act is noticed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from bot.middlewares import APP
from domain.approval import Deed
from domain.mission import Mission, Outcome
from domain.notices.names import STAFF_CARD
from sandbox import Group, Message, Person
from services import approvals, missions, people
from services.registration import helper_of
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import PATIENCE_SECONDS, Network

PLACES = ("private", "moderators", "operators", "foreign")
HELPING = frozenset({"helping operator", "helping moderator", "helping administrator"})
"""People with two roles: each is a helper as well."""
ROLES = (
    "newcomer", "applicant", "helper", "suspended", "banned", "expired", "former", "operator", "dismissed", "moderator",
    "administrator", *sorted(HELPING),
)  # fmt: skip
EVERYWHERE = ("newcomer", "helper", "operator", "moderator", "administrator", "helping administrator")
IN_GROUPS = {
    "moderators": (*EVERYWHERE, "banned", "helping moderator"),
    "operators": (*EVERYWHERE, "banned", "helping operator"),
    "foreign": EVERYWHERE,
}
OWNERS = {
    "attempts": "person_id",
    "people": "external_id",
    "helpers": "id",
    "helper_places": "helper_id",
    "identity_checks": "person_id",
    "outbox": "recipient",
    "cards": "recipient",
    "journal": "subject",
    "moderators": "address",
}
"""The column of each table that says of whom a row is."""
NOT_LOOKED_AT = {tables.couriers, tables.refusals}
"""Couriers show that they are there; a suspended helper who deletes everything is known again by a mark, as they should
be, which says of nobody whose it is.
"""
CALLER = "+3225559876"
NOBODY: frozenset[str] = frozenset()
TO_BE_NOTED = {"saw", "seen as moderator"}
"""What is noted of whoever may look: that it is, is no effect."""


@dataclass(repr=False)
class Scene:
    """What everybody of the cast finds: missions that are open, taken and done, a check that waits, a call that goes
    on; none of it theirs. They act in private, or in the group of that name.
    """

    network: Network
    place: str
    group: Group | None
    open: Mission
    taken: Mission
    done: Mission
    check: int
    operator: int
    helper: int
    home: int
    approval: int
    secrets: dict[str, frozenset[str]]
    cast: dict[str, Person] = field(default_factory=dict)
    screens: dict[str, Message] = field(default_factory=dict)
    lookers: set[str] = field(default_factory=set)
    """The operators of the cast, who may look at missions; that it is noted is right."""
    began: int = 0

    def begins(self) -> None:
        """What is written in the group from now on is what was said to the bot, and its answers."""
        self.began = self.network.telegram.world.next_event()

    async def known_as(self, who: Person) -> int | None:
        """The number by which the bot knows somebody."""
        found = await people.find(self.network.store, APP, str(who.id))
        return found.id if found else None

    async def seen(self, who: Person, *, apart_from: int | None = None) -> set[str]:
        """Everything that is stored and everything that stands in a chat, but for what `who` says to the bot and is
        answered, and but for what is stored about the person with the number `apart_from`.
        """
        facts = set()
        async with self.network.database.engine.connect() as connection:
            for table in set(tables.metadata.sorted_tables) - NOT_LOOKED_AT:
                for found in (await connection.execute(select(table))).mappings():
                    row = dict(found)
                    # What is forgotten together with a person, and what time does to the journal.
                    for name in ("used_by_id", "invited_by", "registered_by", "position", "seal"):
                        row.pop(name, None)
                    looked = {*self.lookers, f"{APP}:{who.id}"}
                    noted = table is tables.journal and row["action"] in TO_BE_NOTED and row["actor"] in looked
                    if not noted and not _is_of(who, apart_from, table, row):
                        facts.add(f"{table.name}: {row}")
        for chat in [*self.network.telegram.world.groups.values(), *self.network.bot.chats.values()]:
            if chat.id == who.id:
                continue
            for entry in chat.messages.values():
                if entry.event < self.began or self.group is None or chat is not self.group.chat:
                    facts.add(f"{chat.title or chat.id}: {json.dumps(entry.wire)}")
        return facts

    def answers(self, who: Person) -> list[Message]:
        """What the bot has written in the group since it began."""
        return [one for one in who.messages(self.group) if one.by_bot and one.event > self.began] if self.group else []

    def shown(self, role: str, alerts: Iterable[str | None] = ()) -> list[str]:
        """The secrets that are not for this role's eyes and were shown in private, and those shown to a whole group."""
        who = self.cast[role]
        group = [text for one in self.answers(who) for text in one.texts()]
        private = [text for one in who.messages() if one.by_bot for text in one.texts()]
        private += [alert or "" for alert in alerts]
        return [
            secret
            for secret, roles in self.secrets.items()
            if any(secret in text.replace(" ", "") for text in (group if role in roles else [*group, *private]))
        ]


async def set_scene(network: Network, place: str) -> Scene:
    """All that was said to the cast is said, and the courier rests: what is written from now on stays to be seen."""
    network.more_administrators.append(await network.person("Helping"))
    await network.restart()
    moderators, operators = await network.moderators(), await network.operators_chat()
    foreign = network.telegram.create_group("Neighbours", owner=network.administrator)
    foreign.add(network.bot, administrator=True)
    groups = {"moderators": moderators, "operators": operators, "foreign": foreign}
    olive, nina = await network.operator("Olive Reticent"), await network.helper("Nina Discreet", "en")
    nina_id = await network.id_of(nina)
    opened, taken, done = [await network.publish(olive, neighbourhood=f"{one} Hill") for one in ("Open", "Held", "Old")]
    for mission in (taken, done):
        await missions.accept(network.store, mission.id, nina_id)
    await missions.complete(network.store, done.id, nina_id, Outcome.WELL, note="Beware of the dog")
    _anton, check = await applicant(network, "Anton Discreet")
    await olive.says(f"/new {CALLER}")
    await olive.sees("What is the caller's name?")
    asked = await approvals.ask(network.store, await network.id_of(olive), Deed.EXPORT_CALLER, opened.helpee.id)
    helper = await helper_of(network.store, nina_id)
    assert helper is not None
    for_operators = ("Josée", "Exemple", "Codeword", "HeldHill", "OldHill", "Bewareofthedog", "NinaDiscreet")
    numbers = [f"#{taken.id}", f"#{done.id}"]
    numbers += [phone[-8:] for phone in (helper.phone, *(one.helpee.phone for one in (opened, taken, done)))]
    secrets = {
        **dict.fromkeys([*for_operators, *numbers], frozenset({"operator", "helping operator"})),
        "OpenHill": frozenset({"operator", "helper", *HELPING}),
        "OliveReticent": frozenset({"operator", "helping operator", "administrator", "helping administrator"}),
        **dict.fromkeys(["AntonDiscreet", CALLER[-8:]], NOBODY),
    }
    if place != "moderators":
        secrets["identitycheckiswaiting"] = NOBODY
    scene = Scene(
        network, place, groups.get(place), opened, taken, done, check.id, await network.id_of(olive), nina_id,
        helper.places[0].id, asked.id, secrets,
    )  # fmt: skip
    await network.mo.sees("Anton Discreet", in_=moderators)
    await network.administrator.sees("Open Hill", in_=operators)
    for role in IN_GROUPS.get(place, ROLES):
        scene.cast[role] = await _somebody(network, role, moderators)
        scene.screens[role] = await _screen(scene, role)
    await network.quiet()  # who has just come to a group is noted
    await _rest(network)
    scene.lookers = {f"person:{await scene.known_as(who)}" for one, who in scene.cast.items() if "operator" in one}
    scene.begins()
    return scene


async def _somebody(network: Network, role: str, moderators: Group) -> Person:
    match role:
        case "newcomer":
            return await network.person("Newcomer")
        case "applicant":
            return await network.helper("Applicant", "en", validated=False)
        case "helper" | "suspended" | "banned" | "expired" | "former":
            person = await network.helper(role.capitalize(), "en", languages=("en",))
            async with network.store.writing() as work:
                helper = await work.helpers.get(await network.id_of(person))
                assert helper is not None
                if role == "suspended":
                    helper.suspend()
                elif role == "banned":
                    helper.ban()
                elif role == "expired":
                    helper.expire()
                elif role == "former":
                    helper.leave()
            return person
        case "operator" | "dismissed":
            person = await network.operator(role.capitalize())
            if role == "dismissed":
                await people.dismiss_operator(network.store, await network.id_of(person), "telegram:0")
            return person
        case "helping operator":
            person = await network.helper("Helping", "en", languages=("en",))
            invitation = await people.invite(network.store, "BE", "telegram:0")
            await people.accept_invitation(network.store, await network.id_of(person), invitation.token, "Helping")
            return person
        case "helping moderator":
            person = await network.helper("Helping", "en", languages=("en",))
            moderators.add(person)
            return person
        case "helping administrator":
            (person,) = network.more_administrators
            return await network.helper("Helping", "en", languages=("en",), person=person)
        case "moderator":
            return network.mo
    return network.administrator


async def _screen(scene: Scene, role: str) -> Message:
    """A message of the bot's, from which somebody in this role can press whatever button they like."""
    who = scene.cast[role]
    if role == "newcomer":
        await who.says("/start")
        screen = await who.sees("Which language do you prefer?")
    else:
        await who.says("/help")
        screen = await who.sees("/privacy")
    if scene.group is None:
        return screen
    if not scene.group.chat.has(who.id):
        scene.group.add(who)
    return next(one for one in who.messages(scene.group) if one.by_bot)


async def _rest(network: Network) -> None:
    """Let the courier deliver what waits, and then nothing any more."""
    waiting = True
    async with asyncio.timeout(PATIENCE_SECONDS):
        while waiting:
            await asyncio.sleep(0.02)
            async with network.store.reading() as work:
                waiting = await work.outbox.waiting() > 0
    assert network.app is not None
    network.app.courier.stop()


def _is_of(who: Person, number: int | None, table: Table, row: dict[str, Any]) -> bool:
    if table is tables.conversations:
        return f":{who.id}:" in row["key"]
    if table is tables.outbox and row["payload"].get("name") == STAFF_CARD:
        return True  # a list of the team goes, wherever it is shown, once one of them has everything deleted
    owner = row.get(OWNERS.get(table.name, ""))
    return number is not None and owner in {number, f"person:{number}", str(who.id), f"{APP}:{who.id}"}
