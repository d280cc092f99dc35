"""However much there is to say, a card fits into one message: Telegram refuses a longer one, and it stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.caller_screens import caller_text
from bot.cards.approvals import render_asked
from bot.cards.asked import explained
from bot.cards.card import Card, Renderer
from bot.cards.incidents import ASKED_BELOW, render_file, render_incident
from bot.cards.reviews import render_review
from bot.cards.staff_view import full, lean
from bot.queue_screen import queue_screen
from bot.room import LONGEST, fitting, size
from domain.approval import Deed
from domain.helper import HelperPlace, HelperStatus
from domain.identity import CheckStatus, IdentityCheck, Reason, Side
from domain.incident import LONGEST_IN_ALL, LONGEST_WORDS, Reporter
from domain.matching import Exclusion
from domain.mission import LONGEST_DETAILS, Mission, MissionStatus, Outcome
from domain.network import COUNTRIES, KINDS, LANGUAGES
from domain.notices.identity import ReviewRequested
from domain.notices.names import MODERATORS, OPERATORS
from domain.notices.notice import Notice
from domain.notices.safeguarding import HelperFile, IncidentCard
from domain.notices.staff import ApprovalAsked
from domain.offer import Offer, OfferStatus
from domain.people import Helpee
from domain.refusal import Marks
from domain.sanction import LONGEST_NOTE
from domain.words import LONGEST_NAME, length
from handlers.completion import LONGEST_NOTE as LONGEST_OUTCOME
from handlers.intake_questions.base import LONGEST as LONGEST_ASKED
from i18n import use_language
from services import approvals, desk, finding, helper_files, incidents, missions, sanctions
from services.callers import Caller, Visit
from services.concerns import Had
from services.desk import Followed
from services.finding import Explained
from services.incidents import Report
from services.messenger import Recipient
from services.moderator import Moderator
from services.queue import Queue
from storage.unit_of_work import Store
from tests.domain.builders import NOW, a_helper, a_mission
from tests.services.seeds import a_draft, seed_helper, seed_operator

pytestmark = pytest.mark.parametrize("language", ["fr", "nl", "en"])
NAME = "Wim " + "& W" * 25 + "W"
MO = Moderator("telegram:7", NAME)
ZONE = COUNTRIES["BE"].zone


def of(most: int) -> str:
    """As much as may be written where there is room for so many characters."""
    return "😀" * (most // 2)


async def rendered(store: Store, language: str, renderer: Renderer, notice: Notice, key: str = MODERATORS) -> Card:
    async with store.reading() as work:
        with use_language(language):
            card = await renderer(work, Recipient(key, "telegram", "-100", language), notice)
    assert card is not None
    return card


async def test_an_incident_s_shows_the_latest_notes_that_fit(store: Store, language: str) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, name=NAME)
    mission = await desk.publish(store, operator, a_draft(store, name=NAME))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, zoe, Report("k", mission.id, "unsafe", of(LONGEST_WORDS), goes_on=True))
    assert await incidents.add_words(store, zoe, "k2", of(LONGEST_IN_ALL - LONGEST_WORDS - 2)) is not None
    incident = await incidents.find(store, incident.id)
    await incidents.suspend_helper(store, incident.id, MO, 30)
    await incidents.take(store, incident.id, MO)
    await incidents.note(store, incident.id, MO, "The first")
    seen = []
    for number in range(6):
        note = f"{number}{of(LONGEST_NOTE - 2)}"
        await incidents.note(store, incident.id, MO, note)
        card = await rendered(store, language, render_incident, IncidentCard(incident.id))
        assert size(card.text) <= LONGEST
        assert note in card.text
        assert incident.words in card.text
        seen.append("The first" in card.text)
    assert seen == sorted(seen, reverse=True)
    assert seen[0]
    more = {"fr": "notes plus anciennes", "nl": "eerdere notities", "en": "earlier notes: look further up in this chat"}
    assert more[language] in card.text


async def test_an_incident_s_of_which_nobody_knows_who_it_was(store: Store, language: str) -> None:
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store, name=NAME))
    for _ in range(12):
        helper = await seed_helper(store, name=NAME)
        await missions.accept(store, mission.id, helper)
        await missions.release(store, mission.id, helper)
    said = Report("k", mission.id, "money", of(LONGEST_WORDS), reporter=Reporter.OPERATOR)
    incident = await incidents.report(store, operator, said)
    for _ in range(3):
        await incidents.note(store, incident.id, MO, of(LONGEST_NOTE))
    card = await rendered(store, language, render_incident, IncidentCard(incident.id))
    assert size(card.text) <= LONGEST
    assert card.keyboard is not None
    assert len(card.keyboard.inline_keyboard) == 15  # every one of them can be named


async def test_a_helper_s_file_leaves_room_for_what_is_asked_below_it(store: Store, language: str) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, name=NAME)
    for number in range(10):
        mission = await desk.publish(store, operator, a_draft(store))
        await finding.give(store, operator, mission.id, zoe)
        await incidents.report(store, zoe, Report(f"k{number}", mission.id, "money", goes_on=False))
    numbers = range(1, 1_000)
    for _ in range(5):
        await sanctions.suspend(store, zoe, MO, "unreliable", 30)
        await sanctions.reinstate(store, zoe, MO, despite=numbers)
    await sanctions.suspend(store, zoe, MO, "unreliable", 30)
    async with store.writing() as work:
        for _ in range(4):
            check = IdentityCheck.start(zoe, work.now)
            check.status, check.decided_by_name, check.decided_at = CheckStatus.REJECTED, NAME, work.now
            check.reason = Reason.NOT_SAME_PERSON
            work.identity.add(check)
    for _ in range(5):
        await helper_files.note(store, zoe, MO, of(LONGEST_NOTE))
    card = await rendered(store, language, render_file, HelperFile(zoe))
    assert size(card.text) <= LONGEST - ASKED_BELOW


async def test_a_review_s(store: Store, language: str) -> None:
    place = "Sint-Pieters-Woluwe - Woluwe-Saint-Pierre"
    places = [HelperPlace(latitude=50.83, longitude=4.36, name=place, country="BE", radius_m=5_000) for _ in range(5)]
    for number in range(14):
        phone = "+32470999999" if number % 2 else f"+3247088{number:04d}"
        await seed_helper(store, name=NAME, phone=phone, status=HelperStatus.SUSPENDED)
    zoe = await seed_helper(store, name=NAME, phone="+32470999999")
    async with store.writing() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        helper.kinds, helper.languages = frozenset(KINDS), frozenset(LANGUAGES)
        for one in places[1:]:
            helper.places.append(one)
        check = IdentityCheck.start(zoe, work.now)
        for side in Side:
            check.add(side, f"file-{side}", str(side), work.now)
        check.submit(helper, work.now)
        check.claim(MO.address, NAME, work.now)
        work.identity.add(check)
    card = await rendered(store, language, render_review, ReviewRequested(check.id))
    assert size(card.text) <= LONGEST
    assert NAME.replace("&", "&amp;") in card.text


async def test_an_approval_s(store: Store, language: str) -> None:
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store, name=NAME))
    asked = await approvals.ask(store, operator, Deed.FORGET_CALLER, mission.helpee.id)
    card = await rendered(store, language, render_asked, ApprovalAsked(asked.id), OPERATORS)
    assert size(card.text) <= LONGEST - 2 * LONGEST_NAME


def a_check(number: int) -> IdentityCheck:
    check = IdentityCheck.start(number, NOW)
    check.id, check.submitted_at = number, NOW
    check.status, check.claimed_by_name, check.claimed_at = CheckStatus.SUBMITTED, NAME, NOW
    check.claimed_by = MO.address
    return check


def test_the_queue_s(language: str) -> None:
    decided = dict.fromkeys(CheckStatus, 1_000)
    failing = dict.fromkeys(range(1_000, 1_400), 2)
    queue = Queue([a_check(number) for number in range(1, 61)], decided, decided, timedelta(days=3), failing, 50)
    with use_language(language):
        text, markup = queue_screen(queue, NOW, ZONE)
    assert size(text) <= LONGEST
    assert markup is not None


def a_full_mission(number: int, **fields: object) -> Mission:
    helpee = Helpee(phone="+3225550001", name=NAME, country="BE", language="fr", created_at=NOW, id=1)
    said = {
        "id": number, "helpee": helpee, "code_word": "W" * 20, "answer_word": "W" * 20, "details": of(LONGEST_DETAILS),
        "address": of(LONGEST_ASKED["address"]), "access_notes": of(LONGEST_ASKED["access_notes"]),
        "limit_cents": 99_999, "urgent": True, "accepted_at": NOW, "called_back_at": NOW, "on_my_way_at": NOW,
    }  # fmt: skip
    return a_mission(**{**said, **fields})


@pytest.mark.parametrize("status", [MissionStatus.OPEN, MissionStatus.TAKEN, MissionStatus.COMPLETED])
def test_a_mission_s(language: str, status: MissionStatus) -> None:
    over = {"outcome": Outcome.PARTLY, "note": of(LONGEST_OUTCOME), "receipt_cents": 99_999, "closed_at": NOW}
    mission = a_full_mission(142, status=status, **(over if status is MissionStatus.COMPLETED else {}))
    mission.operator.operator_name = NAME
    helper = a_helper(name=NAME)
    helper.person.reachable = False
    followed = Followed(mission, None if status is MissionStatus.OPEN else helper, [])
    with use_language(language):
        assert size(full(followed, NOW)) <= LONGEST
        assert size(lean(followed, NOW)) <= LONGEST


def test_a_caller_s_file(language: str) -> None:
    had = tuple(Had(number, NAME, NOW, until_then=True, marks=Marks("", "", "", "")) for number in range(12))
    coming = [
        Visit(a_full_mission(1_000 + one, status=MissionStatus.TAKEN), a_helper(name=NAME), had) for one in range(25)
    ]
    over = {"status": MissionStatus.COMPLETED, "outcome": Outcome.PARTLY, "receipt_cents": 99_999}
    past = [Visit(a_full_mission(900 + one, **over), a_helper(name=NAME), had) for one in range(5)]
    helpee = coming[0].mission.helpee
    helpee.address = of(LONGEST_ASKED["address"])
    with use_language(language):
        everything = caller_text(Caller(helpee, coming, past, repeats=True), NOW)
        little = caller_text(Caller(helpee, coming[:2], past[:1], repeats=True), NOW)
    assert size(everything) <= LONGEST
    assert "#1000" in everything
    assert "#1024" not in everything
    assert everything.count("/missions") == 2
    for number in ("#1000", "#1001", "#900"):
        assert number in little
    assert "/missions" not in little


def test_who_was_asked(language: str) -> None:
    offers = [
        (
            Offer(
                mission_id=142,
                helper_id=one,
                offered_at=NOW,
                distance_m=12_345,
                wave=one // 4,
                status=OfferStatus.WITHDRAWN,
            ),
            NAME,
        )
        for one in range(60)
    ]
    found = Explained(a_full_mission(142), offers, dict.fromkeys(Exclusion, 1_000), waves=15)
    with use_language(language):
        text = explained(found, NOW)
        short = explained(Explained(found.mission, offers[:5], {}, waves=2), NOW)
    assert size(text) <= LONGEST
    assert "\n1. " in text
    assert "\n60. " not in text
    assert "\n5. " in short


def test_characters_are_counted_as_telegram_does(language: str) -> None:
    assert size('<b>a</b> &amp; <a href="tg://user?id=1">😀</a>') == length("a & 😀") == 6
    assert fitting(["x" * 2_000] * 3) == 2
    assert fitting(["x" * 2_000] * 3, "y" * 200) == 1
    assert fitting([]) == 0
