"""What is left to be read where something personal stood."""

from __future__ import annotations

from bot.cards.card import Card, Renderer
from bot.cards.offers import headline, over
from domain.notices.names import offer_card
from domain.notices.notice import CardErased, Notice
from i18n import _
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


def erased() -> str:
    """In place of what can't be deleted any more."""
    return _("🧹 What stood here was personal, and is not needed any more.")


def moved_on() -> str:
    """In place of what stands anew at the end of the chat, and can't be deleted here any more."""
    return _("⬇️ This goes on below, in a newer message.")


async def render_erased(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """A mission of which nothing personal is left."""
    assert isinstance(notice, CardErased)  # noqa: S101 - registered for these only
    mission = await work.missions.get(notice.mission_id)
    if mission is None:
        return Card(erased())
    said = over(mission) if notice.name == offer_card(notice.mission_id) else erased_mission()
    return Card(f"{headline(mission)}\n{said}")


def erased_mission() -> str:
    """Of a mission that is erased."""
    return "🧹 " + _("It is over, and what was personal about it is erased.")


RENDERERS: dict[type[Notice], Renderer] = {CardErased: render_erased}
