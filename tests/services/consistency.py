"""What holds in a database whenever nobody is in the middle of something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import func, select

from domain.identity import OPEN
from domain.incident import LONGEST_UNANSWERED
from domain.matching import exclusion
from domain.mission import MissionStatus, Outcome
from domain.network import MAX_ACTIVE_MISSIONS
from domain.offer import OfferStatus
from storage import tables
from storage.unit_of_work import Store

UNFIT = re.compile("[\x00\ud800-\udfff]")
LONGEST_TEXT = 2_000


async def assert_consistent(store: Store) -> None:
    """What holds whenever nobody is in the middle of something."""
    t = tables
    async with store.reading() as work:
        rows = (await work.session.execute(select(t.missions))).all()
        offers = (await work.session.execute(select(t.offers))).all()
        active = (
            await work.session.execute(
                select(t.missions.c.helper_id, func.count())
                .where(t.missions.c.status == MissionStatus.TAKEN)
                .group_by(t.missions.c.helper_id)
            )
        ).all()
        validated = set(await work.session.scalars(select(t.helpers.c.id).where(t.helpers.c.status == "validated")))
        barred = set(
            await work.session.scalars(select(t.helpers.c.id).where(t.helpers.c.status.in_(["suspended", "banned"])))
        )
        checks = (await work.session.execute(select(t.identity_checks))).all()
        live = select(t.helper_places).where(t.helper_places.c.live_until.is_not(None))
        outings = (await work.session.execute(live)).all()
        done = {
            row[0]: row[1]
            for row in await work.session.execute(
                select(t.missions.c.helper_id, func.count())
                .where(
                    t.missions.c.status == MissionStatus.COMPLETED,
                    t.missions.c.outcome != Outcome.NOT_DONE,
                    t.missions.c.helper_id.is_not(None),
                )
                .group_by(t.missions.c.helper_id)
            )
        }
        counted = {
            row[0]: row[1]
            for row in await work.session.execute(select(t.helpers.c.id, t.helpers.c.completed))
            if row[1]
        }
    for mission in rows:
        own = [offer for offer in offers if offer.mission_id == mission.id]
        accepted = {offer.helper_id for offer in own if offer.status is OfferStatus.ACCEPTED}
        asked = [offer for offer in own if offer.status is OfferStatus.OFFERED]
        ended = mission.closed_at is not None
        assert ended == (mission.status not in {MissionStatus.OPEN, MissionStatus.TAKEN}), mission
        if mission.status is MissionStatus.OPEN:
            assert mission.helper_id is None
            assert not accepted
        else:
            assert not asked, (mission.status, asked)
        if mission.status in {MissionStatus.TAKEN, MissionStatus.COMPLETED} and mission.helper_id is not None:
            assert accepted == {mission.helper_id}
        if mission.status is MissionStatus.TAKEN:
            assert mission.helper_id in validated
    assert not barred & {offer.helper_id for offer in offers if offer.status is OfferStatus.OFFERED}
    assert not barred & {place.helper_id for place in outings}
    assert not barred & {check.helper_id for check in checks if check.status in OPEN}
    assert all(count <= MAX_ACTIVE_MISSIONS for _helper, count in active), active
    assert counted == done


async def assert_nobody_is_waited_for_in_vain(store: Store) -> None:
    """Whatever is open before somebody, they can accept."""
    async with store.reading() as work:
        open_now = select(tables.offers).where(tables.offers.c.status == OfferStatus.OFFERED)
        for offer in await work.session.execute(open_now):
            mission, helper = await work.missions.get(offer.mission_id), await work.helpers.get(offer.helper_id)
            assert mission is not None
            assert helper is not None
            assert exclusion(await work.helpers.candidate(helper, mission), mission, asked=False) is None


async def assert_texts_are_fit(store: Store) -> None:
    """What people have typed can be kept, sent and shown: no null character, no half of a pair, and not without end."""
    t = tables
    async with store.reading() as work:
        for table in (t.people, t.helpers, t.helper_places, t.helpees, t.missions, t.invitations, t.conversations):
            for row in (await work.session.execute(select(table))).mappings():
                for column, value in row.items():
                    for text in texts_in(value):
                        assert not UNFIT.search(text), f"{table.name}.{column}"
                        most = LONGEST_UNANSWERED if table is t.conversations else LONGEST_TEXT
                        assert len(text) <= most, f"{table.name}.{column} has {len(text)} characters"


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value, also in one that is kept as JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)
