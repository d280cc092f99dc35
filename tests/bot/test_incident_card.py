"""What the moderators' card of an incident says once people have gone."""

from __future__ import annotations

from bot.cards.incidents import render_incident, render_many_doors, standing_text
from domain.keeping import Periods
from domain.notices.names import MODERATORS
from domain.notices.safeguarding import IncidentCard, ManyDoors
from i18n import use_language
from services import desk, incidents, missions, registration, retention
from services.incidents import Report
from services.messenger import Recipient
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")


async def shown(store: Store, incident_id: int) -> str:
    async with store.reading() as work:
        with use_language("en"):
            recipient = Recipient(MODERATORS, "telegram", "-100", "en")
            card = await render_incident(work, recipient, IncidentCard(incident_id))
    assert card is not None
    return card.text


async def test_a_caller_who_was_forgotten_is_said_to_be(store: Store, clock: Clock) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, zoe, Report("k", mission.id, "money", goes_on=False))
    assert "Caller: Josée Voorbeeld, phone" in await shown(store, incident.id)
    await incidents.close(store, incident.id, MO, "talked")
    await desk.cancel(store, olive, mission.id)
    clock.advance(days=500)
    for _ in range(3):
        await retention.erase_due(store, Periods(people=3_650))
    await incidents.reopen(store, incident.id, MO)
    text = await shown(store, incident.id)
    assert "The caller was forgotten" in text
    for wrong in ("erased", "Caller:"):
        assert wrong not in text, wrong


async def test_a_validated_helper_is_said_to_be_one_in_each_language(store: Store) -> None:
    helper = await registration.helper_of(store, await seed_helper(store))
    assert helper is not None
    said = {}
    for language in ("en", "fr", "nl"):
        with use_language(language):
            said[language] = standing_text(helper)
    assert said == {"en": "✅ Validated as a helper", "fr": "✅ Identité validée", "nl": "✅ Gevalideerd"}


async def test_what_a_helper_took_is_counted_in_words_that_agree(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    said = {"en": "1 mission taken, 0 handed on", "fr": "1 mission prise, 0 transmise", "nl": "1 opdracht aangenomen"}
    for language, text in said.items():
        async with store.reading() as work:
            with use_language(language):
                recipient = Recipient(MODERATORS, "telegram", "-100", language)
                card = await render_many_doors(work, recipient, ManyDoors(zoe))
        assert card is not None
        assert text in card.text
