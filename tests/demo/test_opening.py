"""What the demo's page begins with."""

from __future__ import annotations

import phonenumbers
import pytest

from demo.people import APPLICANT, MAX, MIEKE, NEWCOMER, OPERATORS, VOLUNTEERS
from demo.seeding import APP
from demo.showing import ready
from domain.helper import HelperStatus
from i18n import LANGUAGES
from sandbox import Sandbox
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
        assert [place.point for place in helper.places] == [one.at]
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
    assert await people.find(town.store, APP, str(town.person(NEWCOMER.first_name).id)) is None


OTHERS = "192.0.2.7"


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", "Nothing leaves"), ("::1", "Nothing leaves"), (OTHERS, f"Whoever reaches {OTHERS}")],
)
def test_whoever_else_can_use_it_is_said(host: str, said: str) -> None:
    assert said in ready(Sandbox(host=host, port=8081), 1)
