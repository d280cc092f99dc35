"""Whoever asks gets all that is stored about them, and nothing of it is left once they have deleted it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, DateTime, Enum, Integer, Table, insert, select, update

from bot.privacy_file import as_json
from bot.privacy_page import Page
from domain.approval import ApprovalStatus, Deed
from domain.helper import HelperStatus
from domain.identity import CheckStatus, Reason, Side
from domain.incident import IncidentStatus, Reporter
from domain.keeping import Periods
from domain.mission import MissionStatus, Outcome
from domain.offer import OfferStatus
from domain.people import Person, StaffRole
from domain.sanction import Sanction
from domain.talk import Ending
from i18n import LANGUAGES, use_language
from services import desk, privacy, registration
from services.privacy import Record
from storage import tables
from storage.columns import Instant, KindCodes, LanguageCodes
from storage.record import PARTS
from storage.sealed import SealedJSON, SealedPoint
from storage.unit_of_work import Store
from storage.withheld import NOT_TOLD
from tests.services.seeds import a_draft, seed_helper, seed_operator

ADDRESS = "telegram:marked-7001"
FUTURE = datetime(2031, 1, 1, tzinfo=UTC)
STAYS = {"journal"}  # by number alone
STAY_BY_NUMBER = ("sanctions", "concerns_raised", "concerns_passed_on", "approvals_asked", "approvals_answered")
"""What was decided about them, what they said about somebody: until its own time is over."""
CODES: dict[str, Any] = {
    "status": None, "kinds": frozenset({"groceries"}), "languages": frozenset({"nl"}), "kind": "groceries",
    "country": "BE", "operator_country": "BE", "language": "nl", "side": Side.CARD, "reason": Reason.OTHER,
    "outcome": Outcome.WELL, "role": StaffRole.MODERATORS, "app": "telegram", "concern": "money", "cause": "conduct",
    "what": Sanction.SUSPENDED, "before": HelperStatus.VALIDATED, "ending": Ending.CLOSED, "deed": Deed.EXPORT_CALLER,
    "reporter": Reporter.HELPER,
}  # fmt: skip
STATUS = {
    "helpers": HelperStatus.VALIDATED, "missions": MissionStatus.COMPLETED, "offers": OfferStatus.DECLINED,
    "identity_checks": CheckStatus.WITHDRAWN, "incidents": IncidentStatus.CLOSED, "approvals": ApprovalStatus.REFUSED,
}  # fmt: skip


def test_every_column_is_handed_over_or_there_is_a_reason() -> None:
    told: dict[str, set[str]] = {}
    for part in PARTS:
        told.setdefault(part.table.name, set()).update(part.columns.split())
    for table in tables.metadata.sorted_tables:
        known = told.get(table.name, set()) | set(NOT_TOLD.get(table.name, {}))
        missing = sorted({column.name for column in table.columns} - known)
        assert not missing, (
            f"{table.name}.{', '.join(missing)}: say in storage/record.py whether people get it who ask what is stored "
            "about them: put it into the part of its table, or into storage/withheld.py with the reason."
        )
        assert known == {column.name for column in table.columns}, f"{table.name}: a column is gone"
        assert not told.get(table.name, set()) & set(NOT_TOLD.get(table.name, {})), table.name


class Marks:
    """Values that nothing else in the database has."""

    def __init__(self) -> None:
        self.number = 0
        self.made: list[tuple[str, str]] = []

    def value(self, table: Table, column: Column[Any]) -> Any:
        """One for this column; codes have the few values that they may have, and are not looked for."""
        if column.name == "status":
            return STATUS[table.name]
        plain_number = isinstance(column.type, Integer)  # a mask of codes is none to SQLAlchemy
        if column.name in CODES and not plain_number:
            return CODES[column.name]
        self.number += 1
        codes = isinstance(column.type, KindCodes | LanguageCodes | Enum)
        assert not codes, f"a code for {table.name}.{column.name} is missing"
        made = self._of(column)
        shown = made.isoformat() if isinstance(made, datetime) else str(made)
        self.made.append((f"{table.name}.{column.name}", shown if not isinstance(made, dict) else made["marked"]))
        return made

    def _of(self, column: Column[Any]) -> Any:
        if isinstance(column.type, SealedPoint):
            return (40 + self.number / 1_000, 4.5)
        if isinstance(column.type, SealedJSON):
            return {"marked": f"marked-{7000 + self.number}"}
        kind = str(column.type.compile()).upper()
        if isinstance(column.type, Instant | DateTime):
            return FUTURE + timedelta(days=self.number, seconds=self.number)
        if kind == "JSON":
            return {"marked": f"marked-{7000 + self.number}"}
        if kind.startswith("DOUBLE"):
            return 40 + self.number / 1_000
        if kind == "BOOLEAN":
            return True
        return 700_000 + self.number if isinstance(column.type, Integer) else f"marked <b>&{7000 + self.number}"


FIXED: dict[str, Callable[[int], dict[str, Any]]] = {
    "person": lambda one: {"id": one, "external_id": "marked-7001"},
    "helper": lambda one: {"id": one},
    "places": lambda one: {"helper_id": one, "live_until": None},
    "identity_checks": lambda one: {"person_id": one, "helper_id": one},
    "missions": lambda one: {"helper_id": one},
    "offers": lambda one: {"helper_id": one},
    "callers_helped": lambda one: {"helper_id": one},
    "missions_published": lambda one: {"operator_id": one},
    "pictures_not_deleted_yet": lambda one: {"recipient": f"person:{one}"},
    "talks": lambda one: {"person_id": one},
    "sanctions": lambda one: {"helper_id": one, "incident_id": 5},
    "concerns_raised": lambda one: {"reporter": Reporter.HELPER, "reporter_id": one, "helper_id": one},
    "concerns_passed_on": lambda one: {"reporter": Reporter.OPERATOR, "reporter_id": one},
    "approvals_asked": lambda one: {"asked_by_id": one, "answered_by_id": None},
    "approvals_answered": lambda one: {"asked_by_id": None, "answered_by_id": one},
    "codes_tried": lambda one: {"person_id": one},
    "moderator": lambda _: {"address": ADDRESS},
    "moderators_invited": lambda _: {"invited_by": ADDRESS},
    "talks_held": lambda _: {"claimed_by": ADDRESS, "closed_by": ADDRESS},
    "incidents_seen_to": lambda _: {"owner": ADDRESS, "reporter": Reporter.OPERATOR},
    "sanctions_decided": lambda _: {"by": ADDRESS, "helper_id": 0},
    "notes_made": lambda _: {"by": ADDRESS},
    "decided_as_moderator": lambda _: {"claimed_by": ADDRESS, "decided_by": ADDRESS},
    "invitation_used": lambda one: {"used_by_id": one},
    "invitations_made": lambda _: {"invited_by": ADDRESS},
    "chats_registered": lambda _: {"registered_by": ADDRESS},
    "messages_on_their_way": lambda one: {"recipient": f"person:{one}", "due_at": FUTURE},
    "messages_put_aside": lambda one: {"recipient": f"person:{one}"},
    "messages_shown": lambda one: {"recipient": f"person:{one}"},
    "journal": lambda one: {"actor": f"person:{one}"},
}


def _fixed(name: str, one: int) -> dict[str, Any]:
    """What makes a row of this part somebody's."""
    return FIXED[name](one) if name in FIXED else {}


async def fill(store: Store) -> tuple[Person, dict[str, list[tuple[str, str]]]]:
    """Somebody of whom there is something in every column that can be about a person; the marks, by part."""
    olive, other = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    one = await seed_helper(store)
    marks: dict[str, list[tuple[str, str]]] = {}
    async with store.writing() as work:
        for part in PARTS:
            made = Marks()
            made.number = 100 * len(marks)
            fixed = {
                "mission_id": mission.id, "helpee_id": mission.helpee.id, "operator_id": olive, "person_id": other,
                "follows_id": None, "helper_id": None, "used_by_id": None, "recurrence": None,
            } | _fixed(part.name, one)  # fmt: skip
            if part.name == "pictures":
                fixed["check_id"] = await work.session.scalar(
                    select(tables.identity_checks.c.id).where(tables.identity_checks.c.person_id == one)
                )
            if part.name == "said_in_talks":
                fixed["talk_id"] = await work.session.scalar(
                    select(tables.talks.c.id).where(tables.talks.c.person_id == one)
                )
            if part.name == "missions_published":
                fixed["helper_id"] = None
            told = part.columns.split()
            values = {
                column.name: fixed[column.name] if column.name in fixed else made.value(part.table, column)
                for column in part.table.columns
                if column.name != "id" or part.table in {tables.people, tables.helpers, tables.undeliverable}
            }
            marks[part.name] = [
                (name, shown) for name, shown in made.made if name.partition(".")[2] in told and shown != "True"
            ]
            if part.table in {tables.people, tables.helpers}:
                await work.session.execute(update(part.table).where(part.table.c.id == one).values(values))
            else:
                await work.session.execute(insert(part.table).values(values))
        person = await work.people.by_id(one)
        assert person is not None
        await work.session.refresh(person)
    return person, marks


async def test_all_that_is_stored_is_handed_over(store: Store) -> None:
    person, marks = await fill(store)
    record = await privacy.record_of(store, person)
    content = as_json(record, {}, store.now()).decode()
    missing = [
        (part, name, shown)
        for part, made in marks.items()
        for name, shown in made
        if json.dumps(shown, ensure_ascii=False)[1:-1] not in content
    ]
    assert sum(map(len, marks.values())) >= 120
    assert not missing
    assert json.loads(content)["person"][0]["external_id"] == "marked-7001"


async def test_nothing_is_left_of_somebody_who_deletes_everything(store: Store) -> None:
    person, marks = await fill(store)
    await registration.forget(store, person.id)
    left = []
    async with store.reading() as work:
        for table in tables.metadata.sorted_tables:
            if table.name not in STAYS:
                left += [json.dumps(dict(row), default=_plain, ensure_ascii=False)
                         for row in (await work.session.execute(select(table))).mappings()]  # fmt: skip
    text = "\n".join(left)
    theirs = {
        **marks, "journal": [], "missions": [one for one in marks["missions"] if one[0] == "missions.note"],
        "missions_published": [], "decided_as_moderator": [
            one for one in marks["decided_as_moderator"] if one[0].endswith(("_by", "_by_name"))
        ],
        "invitation_used": [], "invitations_made": [], "chats_registered": [], "offers": [
            one for one in marks["offers"] if one[0] == "offers.distance_m"
        ], "moderators_invited": [],
        **{name: [] for name in STAY_BY_NUMBER}, **{
            name: [one for one in marks[name] if one[0].endswith("_name")]
            for name in ("talks_held", "incidents_seen_to", "sanctions_decided", "notes_made")
        },
    }  # fmt: skip
    found = [
        (part, name) for part, made in theirs.items() for name, shown in made
        if json.dumps(shown, ensure_ascii=False)[1:-1] in text
    ]  # fmt: skip
    assert not found
    assert "marked-7001" not in text
    async with store.reading() as work:
        assert await work.session.scalar(
            select(tables.invitations.c.digest).where(tables.invitations.c.used_by_id == person.id)
        ) is None  # fmt: skip


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"} or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_it_in_words_and_runs_nothing(store: Store, language: str) -> None:
    person, marks = await fill(store)
    record = await privacy.record_of(store, person)
    async with store.reading() as work:
        record = Record(person, await work.helpers.get(person.id), None, [], record.rows)
    with use_language(language):
        html = Page(record, {}, ZoneInfo("Europe/Brussels"), store.now()).html(Periods()).decode()
    outline = Outline()
    outline.feed(html)
    assert f'<html lang="{language}">' in html
    assert not {"script", "img", "iframe", "link", "form", "b"} & set(outline.tags)
    assert not outline.links
    for name in ("name", "operator_name"):
        (shown,) = [value for key, value in marks["helper"] + marks["person"] if key.endswith(f".{name}")]
        assert shown in outline.text
    words = ("missions.note", "incidents.words", "talk_messages.text", "moderators.name", "purges.message")
    told = [value for made in marks.values() for key, value in made if key in words]
    assert len(told) == len(words)
    assert [one for one in told if one not in outline.text] == []


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
