"""What the demo's page begins with."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from demo.people import APPLICANT, MAX, MIEKE, NEWCOMER, OPERATORS, VOLUNTEERS
from demo.seeding import APP
from demo.showing import by_day, ready
from domain.helper import HelperStatus
from domain.network import coarse
from i18n import LANGUAGES
from sandbox import Sandbox
from sandbox.clock import Clock
from services import desk, people, registration
from tests.demo.conftest import Town

WELCOMES = {"fr": "Bienvenue", "nl": "Welkom", "en": "Welcome"}


async def test_everybody_is_a_helper_and_welcomed_in_their_language(town: Town) -> None:
    assert len(town.helpers) == len(VOLUNTEERS) > 30
    for person, one in zip(town.helpers, VOLUNTEERS, strict=True):
        known = await people.find(town.store, APP, str(person.id))
        assert known is not None
        helper = await registration.helper_of(town.store, known.id)
        assert helper is not None
        assert helper.status is HelperStatus.VALIDATED
        assert helper.name == person.name == one.who.name
        assert {one.who.language, *one.spoken} == helper.languages
        assert [place.point for place in helper.places] == [tuple(map(coarse, one.at))]
        assert (helper.paused_at is not None) is one.on_break
        await person.sees(WELCOMES[one.who.language], since=0)


async def test_people_are_many_sorted_and_can_be_told_apart(town: Town) -> None:
    everybody = town.sandbox.people
    assert len({one.name for one in everybody}) == len(everybody)
    assert len({one.phone for one in everybody}) == len(everybody)
    for person in everybody:
        assert phonenumbers.is_possible_number(phonenumbers.parse(f"+{person.phone}"))
    assert {one.language for one in everybody} == set(LANGUAGES)


async def test_the_staff_is_at_work(town: Town) -> None:
    operators = {one.operator_name: one for one in await people.operators(town.store)}
    for country, some in OPERATORS.items():
        for one in some:
            assert operators[one.name].operator_country == country
            assert operators[one.name].language == one.language
    names = {member.name for member in town.staff.moderators.members}
    assert {MIEKE.name, MAX.name} < names


async def test_a_check_and_a_mission_wait_and_a_newcomer_is_unknown(town: Town) -> None:
    mieke, odile, lea = town.person(MIEKE.first_name), town.staff.desk["fr"], town.person("Léa")
    card = await mieke.sees(APPLICANT.name, town.staff.moderators, since=0, timeout=30)
    assert card.button("Approve")
    assert len(town.sandbox.files) == 4  # two pictures, in two chats
    known = await people.find(town.store, APP, str(odile.id))
    assert known is not None
    followed = await desk.follow(town.store, known.id, town.mission)
    assert followed.mission.helpee.name == "Marcel Fictif"
    assert len(followed.offers) >= 3
    assert (await lea.sees("Accepter", since=0)).contains("1060 Saint-Gilles")
    for name, button, place in (("Bram", "Aannemen", "9000 Gent"), ("Emily", "Accept", "Leeds")):
        assert (await town.person(name).sees(button, since=0)).contains(place)
    assert await people.find(town.store, APP, str(town.person(NEWCOMER.first_name).id)) is None


class Fixed(Clock):
    """It is always this hour in Brussels, on a Monday in November, unless it is moved."""

    def __init__(self, hour: int) -> None:
        super().__init__()
        self.instant = datetime(2026, 11, 23, hour, 30, tzinfo=ZoneInfo("Europe/Brussels"))

    def __call__(self) -> datetime:
        return self.instant.astimezone(UTC) + self.ahead


@pytest.mark.parametrize(
    ("hour", "begins"), [(0, "23 09:00"), (7, "23 09:00"), (8, "23 08:30"), (19, "23 19:30"), (20, "24 09:00")]
)
def test_it_never_begins_by_night(hour: int, begins: str) -> None:
    assert by_day(Fixed(hour))().astimezone(ZoneInfo("Europe/Brussels")).strftime("%d %H:%M") == begins


OTHERS = "192.0.2.7"


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", "Nothing leaves"), ("::1", "Nothing leaves"), (OTHERS, f"Whoever reaches {OTHERS}")],
)
def test_whoever_else_can_use_it_is_said(host: str, said: str) -> None:
    assert said in ready(Sandbox(host=host, port=8081), 1)
