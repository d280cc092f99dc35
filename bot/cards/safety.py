"""What helpers are told so that they, and those whom they help, are safe."""

from __future__ import annotations

from bot.cards.card import Card, Renderer
from bot.cards.offers import hand_keyboard, headline
from domain.notices import AnswerChanged, Notice
from i18n import _
from services.courier import Recipient
from storage.unit_of_work import UnitOfWork


async def render_answer(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who has it. The words themselves stand in the details alone, which are deleted in the end."""
    assert isinstance(notice, AnswerChanged)  # noqa: S101 - registered for these only
    mission = await work.missions.get(notice.mission_id)
    if mission is None or not mission.is_in_hands_of(int(recipient.key.partition(":")[2])):
        return None
    text = _("They answer your code word with another one now: “Show details” has it.")
    if mission.answer is None:
        text = _("Only you say a code word here: they find it hard to keep one in mind. Please be patient with them.")
    return Card(f"{headline(mission)}\n🔑 {text}", hand_keyboard(mission))


RENDERERS: dict[type[Notice], Renderer] = {AnswerChanged: render_answer}
