"""What somebody says is heard, whoever has everything deleted while they are still writing it."""

from __future__ import annotations

import asyncio
import dataclasses
import json

import pytest
from sqlalchemy import select

from domain.errors import NotFound
from domain.incident import Incident, Reporter
from domain.mission import Mission
from services import concerns, desk, incidents, missions, people, registration, review
from services.concerns import Had
from services.duplicates import Sign
from services.erasure import erase_helpee
from services.incidents import Report
from services.moderator import Moderator
from storage import tables
from storage.unit_of_work import Store
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, seed_helper, seed_operator, statuses
from tests.services.test_coming_back import applies, deletes_everything, found, rows

MO = Moderator("telegram:7", "Mo")
PHONE, OTHER_PHONE, CALLER = "+32470777777", "+32470888888", "+3225550099"
WORDS = "He pushed her and took her purse"


async def in_hand(store: Store) -> tuple[int, int, Mission]:
    """An operator, and a helper who has their mission."""
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    mission = await desk.publish(store, olive, a_draft(store, phone=CALLER))
    return olive, zoe, await missions.accept(store, mission.id, zoe)


async def chosen(store: Store, operator: int, mission: Mission) -> Had:
    """Whom the operator means, as it was when they began."""
    (one,) = (await concerns.concerned(store, operator, mission.id)).had
    return one


def about(mission: Mission, one: Had, key: str = "k") -> Report:
    return Report(
        key, mission.id, "unsafe", WORDS, helper_id=one.helper_id, reporter=Reporter.OPERATOR, marks=one.marks
    )


async def as_kept(store: Store, incident: Incident) -> Incident:
    async with store.reading() as work:
        kept = await work.incidents.read(incident.id)
    assert kept is not None
    return kept


@pytest.mark.parametrize("known_by", ["account", "number"])
async def test_an_accused_helper_who_deletes_everything_is_known_again(store: Store, known_by: str) -> None:
    olive, zoe, mission = await in_hand(store)
    said = about(mission, await chosen(store, olive, mission))
    back = await deletes_everything(store, zoe)
    incident = await as_kept(store, await incidents.report(store, olive, said))
    assert (incident.helper_id, incident.words) == (zoe, WORDS)
    assert "accepted" not in incident.times
    if known_by == "number":
        back = await people.meet(store, "telegram", "4711", "fr")
    check_id = await applies(store, back, PHONE if known_by == "number" else OTHER_PHONE)
    signs = await found(store, check_id)
    assert signs[Sign.INCIDENT].incidents == (incident.id,)
    assert signs[Sign.PARTED].count == 1
    await review.approve(store, check_id, MO)
    again = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    assert back.id not in await statuses(store, again.id)


async def test_their_marks_are_the_same_as_if_it_had_been_said_before(store: Store) -> None:
    olive, zoe, mission = await in_hand(store)
    one = await chosen(store, olive, mission)
    before = await incidents.report(store, olive, about(mission, one, "before"))
    await registration.forget(store, zoe)
    after = await incidents.report(store, olive, about(mission, one, "after"))
    async with store.reading() as work:
        kept = list(await work.session.execute(select(tables.refusals).order_by(tables.refusals.c.id)))
        (parting,) = await work.session.execute(select(tables.partings))
    assert [row.incident_id for row in kept] == [before.id, after.id]
    assert len({(row.kind, row.app_mark, row.phone_mark, row.kept_until) for row in kept}) == 1
    assert parting.helpee_id == mission.helpee.id
    assert PHONE not in json.dumps(dataclasses.asdict(one.marks))


async def test_whoever_never_had_it_is_still_not_to_be_blamed(store: Store) -> None:
    olive, _zoe, mission = await in_hand(store)
    lea = await seed_helper(store)
    for reporter, who in ((Reporter.OPERATOR, olive), (Reporter.HELPER, lea)):
        with pytest.raises(NotFound):
            await incidents.report(store, who, Report("k", mission.id, "unsafe", helper_id=lea, reporter=reporter))
    assert await incidents.active(store) == []


@pytest.mark.parametrize("reporter", Reporter)
async def test_a_caller_who_is_forgotten_takes_no_words_along(store: Store, reporter: Reporter) -> None:
    olive, zoe, mission = await in_hand(store)
    one = await chosen(store, olive, mission)
    async with store.writing() as work:
        helpee = await work.people.helpee(mission.helpee.id)
        assert helpee is not None
        await erase_helpee(work, helpee)
    who = olive if reporter is Reporter.OPERATOR else zoe
    said = dataclasses.replace(about(mission, one), reporter=reporter)
    incident = await as_kept(store, await incidents.report(store, who, said))
    assert (incident.reporter, incident.helper_id, incident.words) == (reporter, zoe, WORDS)
    assert await rows(store, "pairings") == ""
    await assert_consistent(store)


async def test_one_who_is_asked_once_more_meanwhile_is_still_meant(store: Store) -> None:
    olive, zoe, mission = await in_hand(store)
    said = about(mission, await chosen(store, olive, mission))
    await missions.release(store, mission.id, zoe)
    async with store.writing() as work:
        offer = await work.missions.offer(mission.id, zoe)
        assert offer is not None
        offer.again(work.now, None, 1)
    assert (await incidents.report(store, olive, said)).helper_id == zoe


async def test_said_and_deleted_in_the_same_instant_nothing_is_lost(store: Store) -> None:
    olive = await seed_operator(store)
    for number in range(12):
        zoe = await seed_helper(store)
        mission = await desk.publish(store, olive, a_draft(store))
        await missions.accept(store, mission.id, zoe)
        said = about(mission, await chosen(store, olive, mission), f"k{number}")
        deeds = [incidents.report(store, olive, said), registration.forget(store, zoe)]
        await asyncio.gather(*(reversed(deeds) if number % 2 else deeds))
        assert await registration.helper_of(store, zoe) is None
        incident = (await incidents.active(store))[-1]
        assert (incident.helper_id, incident.words) == (zoe, WORDS)
        async with store.reading() as work:
            marked = select(tables.refusals).where(tables.refusals.c.incident_id == incident.id)
            assert len(list(await work.session.execute(marked))) == 1
            parted = select(tables.partings).where(tables.partings.c.helpee_id == mission.helpee.id)
            assert len(list(await work.session.execute(parted))) == 1
    await assert_consistent(store)
