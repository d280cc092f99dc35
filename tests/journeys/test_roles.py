"""Every role tries every command and every button, in private and in groups: what is not theirs has no effect, shows
nothing, and is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby, product
from typing import Any, Literal, get_args, get_origin

import pytest
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData

from bot.keyboards import ChatLanguageTap, DeskTap, MissionTap, ReviewTap
from bot.privacy_screens import PrivacyTap
from bot.profile_screens import ProfileTap
from bot.texts import explain
from domain.errors import ChatInUse
from domain.helper import HelperStatus
from domain.identity import Reason
from domain.people import StaffRole
from domain.permissions import MAY, Action, Reach, Role, Where, allowed, held_by
from i18n import _, use_language
from sandbox import Group, Person
from services import people
from tests.journeys.doors import DOORS, actions_of
from tests.journeys.network import Network
from tests.journeys.scene import PLACES, Scene, set_scene

HELD: Mapping[str, frozenset[Role]] = {
    "newcomer": held_by(None, operator=False, administrator=False),
    "applicant": held_by(HelperStatus.APPLIED, operator=False, administrator=False),
    "helper": held_by(HelperStatus.VALIDATED, operator=False, administrator=False),
    "suspended": held_by(HelperStatus.SUSPENDED, operator=False, administrator=False),
    "banned": held_by(HelperStatus.BANNED, operator=False, administrator=False),
    "expired": held_by(HelperStatus.EXPIRED, operator=False, administrator=False),
    "former": held_by(HelperStatus.LEFT, operator=False, administrator=False),
    "operator": held_by(None, operator=True, administrator=False),
    "dismissed": held_by(None, operator=False, administrator=False),
    "moderator": held_by(None, operator=False, administrator=False),
    "administrator": held_by(None, operator=False, administrator=True),
    "helping operator": held_by(HelperStatus.VALIDATED, operator=True, administrator=False),
    "helping moderator": held_by(HelperStatus.VALIDATED, operator=False, administrator=False),
    "helping administrator": held_by(HelperStatus.VALIDATED, operator=False, administrator=True),
}
"""What the cast are wherever they go."""

MEMBERS: Mapping[str, frozenset[Role]] = {
    "private": frozenset(),
    "moderators": frozenset({Role.COLLEAGUE, Role.MODERATOR}),
    "operators": frozenset({Role.COLLEAGUE}),
    "foreign": frozenset(),
}
"""What whoever is in a group is there: all who act in it are."""

PLACE = {
    "private": Where.PRIVATE,
    "moderators": Where.MODERATORS,
    "operators": Where.OPERATORS,
    "foreign": Where.ANY_GROUP,
}
IN_ANY_GROUP = frozenset(action for action, may in MAY.items() if Where.ANY_GROUP in may.where)
ENDS = ("o", "y")  # they end with leaving and with deleting everything


class Expected(StrEnum):
    """What the table says of a command or a button: not for them, or about what is not theirs; it touches nothing but
    their own; or it may have an effect, and is not tried.
    """

    REFUSED = "refused"
    OWN = "own"
    DONE = "done"


def expected(scene: Scene, role: str, said: str | CallbackData) -> Expected:
    """By the table of who may do what, and nothing else."""
    roles = HELD[role] | MEMBERS[scene.place]
    actions = {action for action in actions_of(said) if allowed(action, roles, PLACE[scene.place])}
    theirs = {MAY[action].reach_for(roles) for action in actions}
    named = said.split()[-1] if isinstance(said, str) else str(getattr(said, "mission", getattr(said, "check", "")))
    if not theirs or (theirs == {Reach.OWN} and named.isdigit()):
        return Expected.REFUSED
    if actions == {Action.ACCEPT_MISSION} and named == str(scene.taken.id):
        return Expected.REFUSED  # it is somebody else's
    about_callers = {Action.KEEP_APART, Action.SET_ANSWER, Action.RAISE_CONCERN}  # whatever has become of the mission
    closed = named == str(scene.done.id) and not actions & about_callers
    return Expected.DONE if Reach.ALL in theirs and not closed else Expected.OWN


def commands() -> set[str]:
    """Every command that the bot listens to."""
    listening = [one for door in DOORS for one in door.filters if isinstance(one, Command)]
    return {f"/{command}" for one in listening for command in one.commands if isinstance(command, str)}


def every_command(scene: Scene) -> list[tuple[str, str]]:
    """Every command, as (name, what is said): alone, and with the numbers of missions where it takes one."""
    numbered = ("accept", "decline", "release", "complete", "mission", "why", "cancel", "concern")
    assert commands() >= {*(f"/{command}" for command in numbered), "/missions", "/mine", "/new", "/queue", "/privacy"}
    said = [(command, command) for command in sorted(commands())]
    for command in numbered:
        said += [
            (f"/{command} open", f"/{command} {scene.open.id}"),
            (f"/{command} taken", f"/{command} {scene.taken.id}"),
        ]
    said += [(f"/{one} open", f"/{one} {scene.open.helpee.phone}") for one in ("caller", "stop", "forget")]
    said.append(("/concern done", f"/concern {scene.done.id}"))
    return [*said, ("/new", "/new +3225551234 pharmacy tomorrow 9-12"), ("/invite", "/invite BE")]


def kinds_of_taps() -> list[type[CallbackData]]:
    """Every kind of callback data there is."""
    kinds = [kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")]
    return sorted(kinds, key=lambda kind: (kind.__prefix__ in ENDS, kind.__prefix__))


def every_button(kind: type[CallbackData], scene: Scene) -> Iterator[tuple[str, CallbackData]]:
    """Every button of a kind, by name: all choices, with numbers and words that mean something."""
    missions = {scene.open.id: "open", scene.taken.id: "taken", scene.done.id: "done"}
    people = {scene.operator: "operator", scene.helper: "helper"}
    words: dict[str, list[Any]] = {
        "mission": list(missions),
        "check": [scene.check],
        "talk": [1],
        "person": list(people),
        "helper": [scene.helper],
        "helpee": [scene.open.helpee.id],
        "approval": [scene.approval],
        "place": [scene.home],
        "page": [0],
        "days": [0],
        "metres": [2_000],
        "incident": [1],
        "cause": ["conduct"],
        "reason": [Reason.OTHER],
        "country": ["BE"],
        "which": ["1"],
        "code": ["en"],
        "list": ["around", "desk_open", "desk_taken", "desk_mine", "desk_done"],
        "question": ["summary", "complete.note", "new_ready", "desk_details"],
        "value": ["send", "publish"],
        "to": ["around", "profile", "privacy", "language", "help", "identity", "register", "resume", "concern"],
    }
    choices = []
    for name, one in kind.model_fields.items():
        literal = get_origin(one.annotation) is Literal
        every = list(get_args(one.annotation)) if literal else words[name]
        telling = scene.place == "private" or literal or name in {"to", "list"}
        choices.append(every if telling else every[:1])
    for values in product(*choices):
        fields = dict(zip(kind.model_fields, values, strict=True))
        named = [fields[name] for name in ("do", "to", "list") if name in fields]
        named += [people[fields["person"]]] if "person" in fields else []
        named += [missions[fields["mission"]]] if "mission" in fields else []
        yield ":".join([kind.__prefix__, *named]), kind(**fields)


def test_every_kind_of_button_has_a_prefix_of_its_own() -> None:
    prefixes = [kind.__prefix__ for kind in kinds_of_taps()]
    assert len(prefixes) == len(set(prefixes))
    assert {MissionTap, DeskTap, ReviewTap, ProfileTap, PrivacyTap} <= set(kinds_of_taps())


@pytest.mark.no_cover  # it takes twice as long with it, and comes where others have been
@pytest.mark.timeout(400)  # it presses some thousand buttons
@pytest.mark.parametrize("place", PLACES)
async def test_every_command_and_every_button(network: Network, place: str) -> None:
    scene = await set_scene(network, place)
    await try_every_command(scene)
    await try_every_button(scene)


async def try_every_command(scene: Scene) -> None:
    """Each role says what is not for it to say here, and then what touches nothing but its own."""
    for role, who in scene.cast.items():
        said = {text: expected(scene, role, text) for _name, text in every_command(scene)}
        for wanted in (Expected.REFUSED, Expected.OWN):
            number = await scene.known_as(who) if wanted is Expected.OWN else None
            before = await scene.seen(who, apart_from=number)
            some = [text for text, one in said.items() if one is wanted]
            for text in some:
                await say(scene, role, text)
            await all_is_done(scene, role)
            assert await scene.seen(who, apart_from=number) == before, f"a command by {role} had an effect"
            assert not scene.shown(role), f"to {role}"
            if scene.place == "foreign":
                some = [text for text in some if actions_of(text) & IN_ANY_GROUP]
            if scene.place != "private":
                assert len(scene.answers(who)) == len(some), f"each command of {role}'s has one answer"
            scene.begins()


async def all_is_done(scene: Scene, role: str) -> None:
    """What somebody does in a chat is handled in order: once a last tap is answered, nothing is under way."""
    await scene.cast[role].presses(scene.screens[role], "anything")


async def say(scene: Scene, role: str, text: str) -> None:
    """Say it; in private each is to be answered before the next."""
    who = scene.cast[role]
    await who.says(text, to=scene.group)
    if scene.group is None:
        await who.sees("")
        await who.waits_for(lambda: who.messages()[-1].by_bot or None)


async def try_every_button(scene: Scene) -> None:
    """Each role presses what is not for it to press here, and then what is its own."""
    every = [(kind, name, tap, tap.pack()) for kind in kinds_of_taps() for name, tap in every_button(kind, scene)]
    for role, who in scene.cast.items():
        before = await scene.seen(who)
        tried = [(kind, name, data, expected(scene, role, tap)) for kind, name, tap, data in every]
        for _kind, one in groupby(tried, key=lambda one: one[0]):
            buttons = {data: name for _kind, name, data, wanted in one if wanted is Expected.REFUSED}
            answers = await press(scene, role, buttons)
            silent = [buttons[data] for data, text in answers.items() if not text]
            assert not silent, f"{silent} by {role} were answered with nothing"
        assert await scene.seen(who) == before, f"a button that is not for {role} had an effect"

        number = await scene.known_as(who)
        before = await scene.seen(who, apart_from=number)
        await press(scene, role, {data: name for _kind, name, data, wanted in tried if wanted is Expected.OWN})
        assert await scene.seen(who, apart_from=number) == before, f"what is {role}'s own touched somebody else's"


async def press(scene: Scene, role: str, buttons: Mapping[str, str]) -> dict[str, str | None]:
    """Press buttons one after the other, given as data → name; return what was answered to each."""
    who, screen = scene.cast[role], scene.screens[role]
    async with asyncio.timeout(60):
        answers = await asyncio.gather(*(who.presses(screen, data) for data in buttons))
        await all_is_done(scene, role)
    texts = {data: answer.text for data, answer in zip(buttons, answers, strict=True)}
    assert not scene.answers(who), f"{[*buttons.values()]} by {role} were answered to everybody"
    assert not scene.shown(role, texts.values()), f"by {[*buttons.values()]} to {role}"
    return texts


async def test_somebody_who_has_just_left_the_moderators_does_nothing_more(network: Network) -> None:
    scene = await set_scene(network, "moderators")
    max_ = scene.cast["left"] = network.max
    before = await scene.seen(max_)
    card = next(one for one in max_.messages(scene.group) if one.contains("Anton Discreet"))
    buttons = [*every_button(ReviewTap, scene), *every_button(ChatLanguageTap, scene)]
    network.telegram.hold_updates()
    answers = [max_.presses(card, tap.pack()) for _name, tap in buttons]
    assert scene.group is not None
    scene.group.remove(max_)
    network.telegram.release_updates()
    assert all([(await answer).alert for answer in answers])
    noted = f"moderator:telegram:{max_.id}"  # that they were taken out
    left = {fact for fact in await scene.seen(max_) if fact not in before and noted not in fact}
    assert not left


@pytest.mark.parametrize("role", StaffRole)
async def test_a_staff_chat_says_where_its_commands_belong(network: Network, role: StaffRole) -> None:
    mo, group = await somebody_in(network, role)
    with use_language("nl"):
        private = _("Let's do that in our private chat, where nobody else reads along: please send it to @{bot}.")
        queue = _("Identity checks are looked at in the moderators' chat: please send /queue there.")
        files = _("Concerns and helpers' files are looked at in the moderators' chat: please send it there.")
        language = _("In which language shall I write here?")
        administrators = _("Only an administrator of the network can do this. Here that is: {names}.")
    expected = {
        "/language": language,
        "/moderators": administrators.format(names="Ada Ministrator"),
        "/operators": administrators.format(names="Ada Ministrator"),
        "/anything@solidarity_test_bot": private.format(bot="solidarity_test_bot"),
    }
    if role is StaffRole.OPERATORS:
        expected["/queue"] = queue
        expected["/helper"] = expected["/incidents"] = files
    for command in sorted({*commands(), *expected}):
        if command in {"/queue", "/help", "/helper", "/incidents"} and role is StaffRole.MODERATORS:
            continue
        await mo.says(command, to=group)
        answer = await mo.sees("", in_=group)
        assert answer.text == expected.get(command, expected["/anything@solidarity_test_bot"]), command
    for talk in ("Good morning!", "/help@other_bot", "/new@other_bot", "/dance", "who has /new calls?", "/"):
        await mo.says(talk, to=group)
    await mo.presses(answer, "anything")  # handled in order: once that is answered, nothing is under way
    assert not mo.messages(group)[-1].by_bot


@pytest.mark.parametrize("role", StaffRole)
async def test_a_rule_is_explained_in_the_language_of_the_staff_chat(network: Network, role: StaffRole) -> None:
    _mo, group = await somebody_in(network, role)
    other = next(one for one in StaffRole if one is not role)
    with use_language("nl"):
        expected = explain(ChatInUse(role))
    await network.administrator.says(f"/{other}", to=group)
    await network.administrator.sees(expected, in_=group)


async def somebody_in(network: Network, role: StaffRole) -> tuple[Person, Group]:
    """A staff chat that speaks Dutch, and somebody in it who reads English."""
    group = await (network.moderators() if role is StaffRole.MODERATORS else network.operators_chat())
    await people.change_chat_language(network.store, role, "nl", "telegram:1")
    # That the bot came is told only now and then, in one message of the bot's: nothing else comes between from then on.
    await network.administrator.waits_for(lambda: any(one.by_bot for one in group.messages) or None, in_=group)
    await network.quiet()
    person = await network.helper("Colleague", "en")
    group.add(person)
    return person, group
