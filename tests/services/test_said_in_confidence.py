"""What a helper is told of a suspension doesn't betray that somebody has raised a concern about them."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from bot.privacy_file import as_json
from bot.privacy_page import Page
from domain.incident import Incident
from domain.keeping import Periods
from i18n import use_language
from services import desk, incidents, missions, privacy, sanctions
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.services.seeds import a_draft, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")


async def accused(store: Store, zoe: int) -> Incident:
    """A caller's concern about Zoé."""
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    return await incidents.report(store, operator, Report("k", mission.id, "conduct", helper_id=zoe))


async def exported(store: Store, helper: int) -> tuple[str, str]:
    """What a helper gets who asks what is stored about them: as data, and as a page."""
    async with store.reading() as work:
        person = await work.people.by_id(helper)
    assert person is not None
    record = await privacy.record_of(store, person)
    with use_language("en"):
        page = Page(record, {}, ZoneInfo("Europe/Brussels"), store.now()).html(Periods()).decode()
    return as_json(record, {}, store.now()).decode(), page


async def test_that_there_is_a_concern_is_in_no_export(store: Store) -> None:
    zoe, tom = await seed_helper(store), await seed_helper(store)
    incident = await accused(store, zoe)
    await incidents.suspend_helper(store, incident.id, MO, 7)
    await sanctions.suspend(store, tom, MO, "other", 7)
    (data, page), (others, _page) = await exported(store, zoe), await exported(store, tom)
    told, of_others = json.loads(data)["sanctions"], json.loads(others)["sanctions"]
    assert [(one["what"], one["cause"]) for one in told] == [("suspended", "other")]
    assert [one.keys() for one in told] == [one.keys() for one in of_others]  # nothing tells the two apart
    assert [one["cause"] for one in of_others] == ["other"]
    assert "Another reason" in page
    assert "While a concern is looked into" not in page
    about_her = json.dumps([json.loads(data)[part] for part in ("sanctions", "journal", "concerns_raised")])
    for unsaid in ("incident", "conduct", "froze", "concern:"):
        assert unsaid not in about_her, unsaid


async def test_any_other_cause_is_told_as_it_is(store: Store) -> None:
    zoe = await seed_helper(store)
    await sanctions.suspend(store, zoe, MO, "unreliable", 7)
    await sanctions.reinstate(store, zoe, MO)
    data, _page = await exported(store, zoe)
    assert [one["cause"] for one in json.loads(data)["sanctions"]] == ["unreliable", None]
