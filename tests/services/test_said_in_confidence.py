"""What helpers and callers get who ask what is stored about them doesn't betray that somebody raised a concern about
them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.caller_file import as_file
from bot.privacy_file import as_json
from bot.privacy_page import Page
from domain.incident import CONCERNS
from domain.keeping import Periods
from domain.mission import Outcome
from i18n import use_language
from services import desk, dispatch, helper_files, incidents, missions, privacy, safety, sanctions
from services.approvals import CallerRecord
from services.incidents import Report
from services.moderator import Moderator
from storage.database import Database
from storage.unit_of_work import Store
from tests.conftest import Clock, fresh_database
from tests.keys import KEYS
from tests.services import seeds
from tests.services.seeds import a_draft, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")
NUMBERED_FOR_ALL = ("journal", "messages_on_their_way")
"""Parts whose rows have their numbers from a count that goes on with whatever anybody does."""


@dataclass(frozen=True, slots=True)
class Life:
    """Of a helper who has accepted a mission of Olive's."""

    store: Store
    helper: int
    operator: int
    mission: int


async def begin(store: Store, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Everybody has the same names and numbers in each life."""
    monkeypatch.setattr(seeds, "numbers", itertools.count(1))
    helper, operator = await seed_helper(store), await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, helper)
    return Life(store, helper, operator, mission.id)


async def exported(life: Life) -> tuple[str, str]:
    """All of what they get: as data, and as a page."""
    async with life.store.reading() as work:
        person = await work.people.by_id(life.helper)
    assert person is not None
    record, now = await privacy.record_of(life.store, person), life.store.now()
    for part in NUMBERED_FOR_ALL:
        for row in record.rows[part]:
            del row["id"]
    with use_language("en"):
        page = Page(record, {}, ZoneInfo("Europe/Brussels"), now).html(Periods()).decode()
    return as_json(record, {}, now).decode(), page


@pytest.fixture
async def another_store(migrated: Path | str, tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """For another life, at the same time."""
    folder = tmp_path / "another"
    folder.mkdir()
    async with fresh_database(migrated, folder) as address:
        database = Database(address, KEYS)
        yield Store(database, clock)
        await database.close()


@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("completed", [False, True], ids=["in hand", "completed"])
async def test_the_file_of_who_is_accused_is_anybodys(
    store: Store, another_store: Store, monkeypatch: pytest.MonkeyPatch, concern: str, completed: bool
) -> None:
    zoe, tom = await begin(store, monkeypatch), await begin(another_store, monkeypatch)
    if completed:
        for one in (zoe, tom):
            await missions.complete(one.store, one.mission, one.helper, Outcome.WELL)
    said = Report("k", zoe.mission, concern, words="Gin was bought", helper_id=zoe.helper)
    incident = await incidents.report(store, zoe.operator, said)
    if not completed and not CONCERNS[concern].goes_on:
        await taken_away(tom)
    assert await exported(zoe) == await exported(tom), "raised"

    number = incident.id
    stages: dict[str, Callable[[], Awaitable[object]]] = {
        "looked at": lambda: helper_files.bring_up(store, zoe.helper, MO.address),
        "found": lambda: helper_files.find(store, f"#{zoe.helper}", MO.address),
        "brought up": lambda: incidents.bring_up(store, number, MO),
        "taken": lambda: incidents.take(store, number, MO),
        "noted of it": lambda: incidents.note(store, number, MO, "She phones back"),
        "noted of her": lambda: helper_files.note(store, zoe.helper, MO, "Was asked about it"),
        "note deleted": lambda: helper_files.forget_note(store, zoe.helper, MO),
        "closed": lambda: incidents.close(store, number, MO, "cleared"),
        "reopened": lambda: incidents.reopen(store, number, MO),
        "unfrozen": lambda: incidents.unfreeze(store, number, MO),
    }
    for stage, step in stages.items():
        await step()
        assert await exported(zoe) == await exported(tom), stage

    await incidents.suspend_helper(store, number, MO, 7)
    await sanctions.suspend(another_store, tom.helper, MO, "other", 7)
    told = await exported(zoe)
    assert told == await exported(tom), "suspended"
    assert [one["cause"] for one in json.loads(told[0])["sanctions"]] == ["other"]
    assert "Another reason" in told[1]
    for one in (zoe, tom):
        await sanctions.reinstate(one.store, one.helper, MO, despite=[number])
    assert await exported(zoe) == await exported(tom), "reinstated"
    await incidents.keep_apart(store, number, MO)
    assert await exported(zoe) == await exported(tom), "kept apart"


async def taken_away(life: Life) -> None:
    """The hotline has found somebody else for their mission, for whatever reason."""
    async with life.store.writing() as work:
        await dispatch.lock(work, life.helper, life.mission)
        mission = await work.missions.lock(life.mission)
        assert mission is not None
        await missions.take_away(work, mission, life.helper, "telegram:8")


async def test_callers_whom_they_have_helped_are_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = await begin(store, monkeypatch)
    await missions.complete(store, zoe.mission, zoe.helper, Outcome.WELL)
    data, page = await exported(zoe)
    assert [one["liked"] for one in json.loads(data)["callers_helped"]] == [True]
    assert "Callers you have helped" in page


async def test_what_somebody_did_themselves_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also to a moderator, of whomever they looked at."""
    zoe, tom = await begin(store, monkeypatch), await seed_helper(store)
    async with store.reading() as work:
        person = await work.people.by_id(zoe.helper)
    assert person is not None
    herself = Moderator(f"{person.app}:{person.external_id}", "Zoé")
    await helper_files.bring_up(store, tom, herself.address)
    await helper_files.note(store, tom, herself, "Speaks Dutch too")
    data, _page = await exported(zoe)
    about = [
        (one["action"], one["subject"]) for one in json.loads(data)["journal"] if one["subject"].endswith(f":{tom}")
    ]
    assert about == [("saw", f"person:{tom}"), ("noted", f"person:{tom}")]


async def test_any_other_cause_is_told_as_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = await begin(store, monkeypatch)
    await sanctions.suspend(store, zoe.helper, MO, "unreliable", 7)
    await sanctions.reinstate(store, zoe.helper, MO)
    data, _page = await exported(zoe)
    assert [one["cause"] for one in json.loads(data)["sanctions"]] == ["unreliable", None]


async def handed_over(life: Life) -> dict[str, list[dict[str, object]]]:
    """All of what Olive's caller gets, but for the words that are drawn anew for whoever comes next."""
    async with life.store.reading() as work:
        mission = await desk.get(work, life.mission)
        rows = await work.people.record_of_caller(mission.helpee)
        with use_language("en"):
            found: dict[str, list[dict[str, object]]] = json.loads(as_file(CallerRecord(mission.helpee, rows)))
    for row in found["missions"]:
        row["code_word"] = row["answer_word"] = "drawn"
    return found


@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("goes_on", [False, True], ids=["handed on", "kept"])
async def test_the_file_of_a_caller_of_whom_a_helper_is_afraid_is_anybodys(
    store: Store, another_store: Store, monkeypatch: pytest.MonkeyPatch, concern: str, goes_on: bool
) -> None:
    """Also where the helper has another account, which is kept away from that caller too."""
    zoe, tom = await begin(store, monkeypatch), await begin(another_store, monkeypatch)
    for one in (zoe, tom):
        async with one.store.reading() as work:
            helper = await work.helpers.get(one.helper)
        assert helper is not None
        await seed_helper(one.store, name="Another Account", phone=helper.phone)
    said = Report("k", zoe.mission, concern, words="He barred the door", goes_on=goes_on)
    number = (await incidents.report(store, zoe.helper, said)).id
    if not goes_on:
        await missions.release(another_store, tom.mission, tom.helper)
    assert await handed_over(zoe) == await handed_over(tom), "raised"

    stages: dict[str, Callable[[], Awaitable[object]]] = {
        "brought up": lambda: incidents.bring_up(store, number, MO),
        "taken": lambda: incidents.take(store, number, MO),
        "noted": lambda: incidents.note(store, number, MO, "He phones back"),
        "closed": lambda: incidents.close(store, number, MO, "passed_on"),
        "reopened": lambda: incidents.reopen(store, number, MO),
        "unfrozen": lambda: incidents.unfreeze(store, number, MO),
    }
    if not goes_on:
        if CONCERNS[concern].door:
            stages["others asked"] = lambda: safety.ask_others(store, zoe.operator, zoe.mission)
        stages["kept apart"] = lambda: incidents.keep_apart(store, number, MO)
    for stage, step in stages.items():
        await step()
        assert await handed_over(zoe) == await handed_over(tom), stage


async def test_helpers_who_came_and_whoever_looked_are_told_to_a_caller(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = await begin(store, monkeypatch)
    await missions.complete(store, zoe.mission, zoe.helper, Outcome.WELL)
    async with store.reading() as work:
        phone = (await desk.get(work, zoe.mission)).helpee.phone
    await desk.file_of(store, zoe.operator, phone)
    found = await handed_over(zoe)
    assert [(one["liked"], one["helper"]) for one in found["helpers_known"]] == [(True, "Zoé")]
    assert [one["action"] for one in found["journal"]] == ["saw"]
    assert {"pairings.*", "journal.*", "incidents.*"} <= set(found["not_handed_over"])
