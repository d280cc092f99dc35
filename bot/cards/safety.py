"""What helpers are told so that they, and those whom they help, are safe."""

from __future__ import annotations

from html import escape

from bot.cards.card import Card, Renderer
from bot.cards.offers import details, hand_keyboard, headline
from bot.keyboards import MenuTap, button, keyboard
from bot.talk_words import suspended, to_talk_about_it
from domain.helper import Helper, HelperStatus
from domain.incident import IncidentStatus
from domain.network import COUNTRIES
from domain.notices.missions import AnswerChanged, DetailsChanged, MissionMoved
from domain.notices.notice import Notice
from domain.notices.safeguarding import HelperSanctioned, StaffAccused, StaffSanctioned
from domain.people import StaffRole
from domain.sanction import Sanction
from i18n import _
from services.barred_staff import works_as
from services.messenger import Recipient
from services.missions import earlier_notes
from storage.unit_of_work import UnitOfWork


async def render_answer(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who has it. The words themselves stand in the details alone, which are deleted in the end."""
    assert isinstance(notice, AnswerChanged)  # noqa: S101 - registered for these only
    mission = await work.missions.get(notice.mission_id)
    if mission is None or not mission.is_in_hands_of(int(recipient.key.partition(":")[2])):
        return None
    text = _("They answer your code word with another one now: it stands in the details.")
    if mission.answer is None:
        text = _("Only you say a code word here: they find it hard to keep one in mind. Please be patient with them.")
    return Card(f"{headline(mission)}\n🔑 {text}", hand_keyboard(mission))


async def render_details(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """What the helper who has it was handed over, as it is now."""
    assert isinstance(notice, DetailsChanged)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    if mission is None or not mission.is_in_hands_of(int(recipient.key.partition(":")[2])):
        return None
    text, markup = details(mission, await earlier_notes(work, mission), work.now)
    return Card(text, markup, protected=True)


async def render_moved(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who had it. Not who said what: it may be about anything. Where it is known to be for the end of
    their validation, there is nothing to talk about, and they are told that apart.
    """
    assert isinstance(notice, MissionMoved)  # noqa: S101
    number = int(recipient.key.partition(":")[2])
    mission, helper = await work.missions.get(notice.mission_id), await work.helpers.get(number)
    if mission is None or mission.is_in_hands_of(number):
        return None
    text = _("This mission goes to somebody else now, and the code words are others. Please don't go there.")
    if mission.helpee.is_held:
        text = _("This mission is not yours any more, and the code words are others. Please don't go there.")
    card = f"{headline(mission)}\n⚠️ {text}"
    if helper is not None and helper.status is HelperStatus.EXPIRED:
        return Card(card)
    return Card("\n".join([card, *to_talk_about_it(mission.country)]))


async def render_sanctioned(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a helper about whom moderators have decided; nothing, if they have decided otherwise since."""
    assert isinstance(notice, HelperSanctioned)  # noqa: S101
    decision = await work.sanctions.get(notice.decision_id)
    helper = await work.helpers.get(int(recipient.key.partition(":")[2]))
    if decision is None or helper is None or (await work.sanctions.history(helper.id))[-1] is not decision:
        return None
    country = COUNTRIES[helper.country]
    if decision.what is Sanction.REINSTATED:
        return _welcome_back(helper)
    if decision.what is Sanction.BANNED:
        text = _(
            "Our moderators have decided that you can't go on helping here, and can't apply again. We thank you for "
            "what you have done for others."
        )
        return Card("\n\n".join([text, *_handed_on(notice), *to_talk_about_it(country.code)]))
    text = suspended(decision.until, country.code, work.now)
    then = _(
        "This is no verdict: it gives everybody the calm to look at what happened. If you have a concern yourself, "
        "/concern is open to you."
    )
    return Card("\n\n".join([f"⏸ {text}\n{then}", *_handed_on(notice), *to_talk_about_it(country.code)]))


async def render_staff_sanctioned(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an administrator: that the same person works for the network; nothing once either is over."""
    assert isinstance(notice, StaffSanctioned)  # noqa: S101
    decision = await work.sanctions.get(notice.decision_id)
    helper = None if decision is None else await work.helpers.get(decision.helper_id)
    if decision is None or helper is None or (await work.sanctions.history(helper.id))[-1] is not decision:
        return None
    text = _("The moderators have suspended {name} as a helper.")
    if decision.what is Sanction.BANNED:
        text = _("The moderators have banned {name} as a helper.")
    return await _about_staff(work, helper, text)


async def render_staff_accused(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To an administrator: that somebody who works for the network may read along where it is looked into; nothing of
    what was said, and nothing once it is closed.
    """
    assert isinstance(notice, StaffAccused)  # noqa: S101
    incident = await work.incidents.read(notice.incident_id)
    helper = None if incident is None or incident.helper_id is None else await work.helpers.get(incident.helper_id)
    if incident is None or helper is None or incident.status is IncidentStatus.CLOSED:
        return None
    card = await _about_staff(work, helper, _("A caller has a concern about {name}. The moderators have been told."))
    if card is None or StaffRole.MODERATORS not in await works_as(work, helper.id):
        return card
    text = _("They can read there what the caller said. Please decide soon whether they stay in that chat.")
    return Card(f"{card.text}\n{text}")


async def _about_staff(work: UnitOfWork, helper: Helper, text: str) -> Card | None:
    """What happened, and as what this helper goes on; nothing if they don't work for the network any more."""
    roles = await works_as(work, helper.id)
    if not roles:
        return None
    lines = ["⚠️ " + text.format(name=f"<b>{escape(helper.name)}</b>")]
    if StaffRole.OPERATORS in roles:
        lines.append(_("They still take calls as an operator, and see callers' files. If that should end: /staff."))
    if StaffRole.MODERATORS in roles:
        lines.append(_("They are still in the moderators' chat. If that should end: /staff."))
    return Card("\n".join(lines))


def _welcome_back(helper: Helper) -> Card:
    if helper.status is HelperStatus.VALIDATED:
        text = _("Good to have you back: your participation is open again, and I send you missions as before.")
        # button
        return Card(f"✅ {text}", keyboard([button(_("Missions around me"), MenuTap(to="around"), "primary")]))
    return Card("✅ " + _("Your participation is open again. /start shows where things stand."))


def _handed_on(notice: HelperSanctioned) -> list[str]:
    if not notice.handed_on:
        return []
    return [_("Whatever you had in hand is with others now; please don't go there.")]


RENDERERS: dict[type[Notice], Renderer] = {
    AnswerChanged: render_answer,
    DetailsChanged: render_details,
    MissionMoved: render_moved,
    HelperSanctioned: render_sanctioned,
    StaffSanctioned: render_staff_sanctioned,
    StaffAccused: render_staff_accused,
}
