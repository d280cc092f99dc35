"""What operators read of a mission."""

from __future__ import annotations

import pytest

from bot.cards.card import Card
from bot.cards.desk import RENDERERS
from domain.mission import Outcome
from domain.notices.missions import MissionCard, MissionCompleted
from domain.notices.names import OPERATORS, to_person
from domain.notices.notice import Notice
from i18n import use_language
from services import desk, missions
from services.messenger import Recipient
from storage.unit_of_work import Store
from tests.services.seeds import a_draft, seed_helper, seed_operator


async def rendered(store: Store, key: str, notice: Notice) -> Card:
    """A notice as its recipient reads it in English."""
    async with store.reading() as work:
        with use_language("en"):
            card = await RENDERERS[type(notice)](work, Recipient(key, "telegram", "1", "en"), notice)
    assert card is not None
    return card


@pytest.mark.parametrize(
    ("outcome", "status", "quiet"),
    [
        (Outcome.WELL, "✅ Completed by Zoé", True),
        (Outcome.PARTLY, "🟠 Partly done by Zoé", False),
        (Outcome.NOT_DONE, "❌ Zoé could not do it", False),
    ],
)
async def test_what_was_not_all_done_makes_itself_heard(
    store: Store, outcome: Outcome, status: str, quiet: bool
) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, name="Zoé")
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, outcome)
    told = await rendered(store, to_person(operator), MissionCompleted(mission.id))
    assert told.quiet is quiet
    assert ("Please call Josée Voorbeeld and ask what is still needed" in told.text) is not quiet
    for recipient in (to_person(operator), OPERATORS):
        assert status in (await rendered(store, recipient, MissionCard(mission.id))).text
