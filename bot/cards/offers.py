"""What a helper sees of a mission: the offer without personal data, and everything needed once it is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.card import Card, Renderer
from bot.keyboards import MenuTap, MissionTap, button, copy_button, keyboard
from bot.phones import shown
from bot.place_names import called
from bot.repeats import repeat_lines
from domain.helper import Helper
from domain.impersonal import impersonal
from domain.mission import Mission, MissionStatus, Outcome
from domain.network import COUNTRIES, DANGER, KINDS
from domain.notices.missions import (
    BreakOver,
    MissionCancelled,
    MissionChanged,
    MissionGiven,
    MissionOffered,
    OfferChanged,
)
from domain.notices.notice import Notice
from domain.offer import NO_LONGER, Offer, OfferStatus
from domain.waves import HEAD_START
from domain.words import cut
from i18n import _
from i18n.formats import distance, language_name, money, window
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork

LONGEST_EARLIER_NOTE = 200  # five of them beside everything else still fit a message
LONGEST_IN_A_LIST = 250


def headline(mission: Mission) -> str:
    """Kind and number, in bold."""
    kind = KINDS[mission.kind]
    return f"<b>{kind.icon} {_(kind.name)} · #{mission.id}</b>"


def outline(mission: Mission, metres: float | None, helper: Helper, now: datetime, *, in_list: bool = False) -> str:
    """What everybody who is asked may know: kind, neighbourhood, rounded distance, when, language, details."""
    country = COUNTRIES[mission.country]
    where = _("By phone, from home")
    if not KINDS[mission.kind].by_phone:
        where = escape(called(mission.neighbourhood, mission.country))
        if metres is not None:
            where = _("{place}, {distance} from you").format(place=where, distance=distance(metres))
    lines = [headline(mission), f"📍 {where}"]
    when = window(mission.starts_at, mission.ends_at, country.zone, now)
    urgent = _("urgent")
    lines.append(f"🕒 {when} · <b>{urgent}</b>" if mission.urgent else f"🕒 {when}")
    lines += repeat_lines(mission, now)
    spoken = _("Speaks {language}").format(language=language_name(mission.language))
    if mission.language not in helper.languages:
        spoken = _("Speaks {language} (you did not list it)").format(language=language_name(mission.language))
    lines.append(f"💬 {spoken}")
    if mission.limit_cents is not None:
        limit = money(mission.limit_cents, country.currency)
        lines.append("💶 " + _("Up to {amount}, paid back against the receipt").format(amount=limit))
    told = impersonal(mission.details, name=mission.helpee.name, address=mission.address)
    if told:
        told = cut(told, LONGEST_IN_A_LIST) if in_list else told
        lines.append(f"📝 {escape(told)}")
    return "\n".join(lines)


def offer_keyboard(mission: Mission) -> InlineKeyboardMarkup:
    """Accept or not."""
    return keyboard(
        [
            button(_("Accept"), MissionTap(do="accept", mission=mission.id), "success"),
            button(_("Not this one"), MissionTap(do="decline", mission=mission.id)),
        ]
    )


def hand_keyboard(mission: Mission, *, details: bool = True) -> InlineKeyboardMarkup:
    """What somebody does who has the mission in hand."""
    stays = mission.on_my_way_at is not None or KINDS[mission.kind].by_phone
    way = [] if stays else [button(_("On my way"), MissionTap(do="way", mission=mission.id), "primary")]
    show = [button(_("Show details"), MissionTap(do="show", mission=mission.id))] if details else []
    return keyboard(
        [*way, button(_("Complete"), MissionTap(do="complete", mission=mission.id), "success")],
        [*show, button(_("I can't make it"), MissionTap(do="release", mission=mission.id), "danger")],
        [concern_button(mission)],
    )


def concern_button(mission: Mission) -> InlineKeyboardButton:
    """Something is not right: to the moderators."""
    # button
    return button(_("Raise a concern"), MissionTap(do="concern", mission=mission.id))


def release_keyboard(mission: Mission, *, waits: bool) -> InlineKeyboardMarkup:
    """Is it really to be handed on? `waits`: an operator phones before anybody else is asked."""
    # button
    yes = _("Yes, I can't make it") if waits else _("Yes, ask somebody else")
    return keyboard(
        [button(yes, MissionTap(do="release_yes", mission=mission.id), "danger")],
        [button(_("No, I'll do it"), MissionTap(do="stay", mission=mission.id))],
    )


def details(mission: Mission, notes: Iterable[str], now: datetime) -> tuple[str, InlineKeyboardMarkup]:
    """Everything the winner needs, with the buttons for it; never shown to anybody else."""
    helpee, country, kind = mission.helpee, COUNTRIES[mission.country], KINDS[mission.kind]
    lines = [
        headline(mission),
        "🕒 " + window(mission.starts_at, mission.ends_at, country.zone, now),
        *repeat_lines(mission, now),
        f"👤 <b>{escape(helpee.name)}</b> · {language_name(mission.language)}",
        f"📞 {escape(shown(helpee.phone, country.code))}",
    ]
    if mission.address and not kind.by_phone:
        lines.append(f"🏠 {escape(mission.address)}")
        if mission.access_notes:
            lines.append(f"🚪 {escape(mission.access_notes)}")
    if mission.details:
        lines.append(f"📝 {escape(mission.details)}")
    if mission.limit_cents is not None:
        lines.append(
            "💶 "
            + _("Spend at most {amount} and keep the receipt: you are paid back at the door.").format(
                amount=money(mission.limit_cents, country.currency)
            )
        )
    lines += code_word_lines(mission)
    earlier = [escape(cut(note, LONGEST_EARLIER_NOTE)) for note in notes]
    if earlier:
        lines.append("🗒 " + _("From helpers before you: {notes}").format(notes=" · ".join(earlier)))
    title = _("Safety first")
    lines.append("\n".join(["", f"<i>{title}</i>", *(f"• {rule}" for rule in safety_rules(mission))]))
    copies = [copy_button(_("Copy the phone number"), helpee.phone)]
    rows = hand_keyboard(mission, details=False).inline_keyboard
    return "\n".join(lines), keyboard(copies, *rows)


def safety_rules(mission: Mission) -> list[str]:
    """The few rules of this kind of help."""
    number = COUNTRIES[mission.country].emergency
    return [_(rule).format(number=number) for rule in (*KINDS[mission.kind].rules, DANGER)]


def code_word_lines(mission: Mission) -> list[str]:
    """What the helper says first, what they are answered, and what to do if they are not."""
    country = COUNTRIES[mission.country]
    word = _("Code word: <b>{word}</b>. Say it first, so that they know it is you.").format(word=mission.code_word)
    if mission.answer is None:
        return [f"🔑 {word}"]
    by_phone = KINDS[mission.kind].by_phone
    wrong = _("If the answer is another one, or nobody knows it, don't go in.")
    if by_phone:
        wrong = _("If the answer is another one, or nobody knows it, ring off.")
    if country.hotline:
        wrong += " " + _("Call the hotline: {number}.").format(number=country.hotline)
    return [f"🔑 {word}", "🗝 " + _("They answer: <b>{word}</b>.").format(word=mission.answer) + " " + wrong]


async def render_offer(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """The card of one offer, as it stands now. An offer that is over before it was sent is not sent."""
    assert isinstance(notice, MissionOffered)  # noqa: S101 - registered for these only
    helper_id = int(recipient.key.partition(":")[2])
    mission = await work.missions.get(notice.mission_id)
    offer = await work.missions.offer(notice.mission_id, helper_id)
    helper = await work.helpers.get(helper_id)
    if mission is not None and mission.erased_at is not None:
        return Card(f"{headline(mission)}\n{over(mission)}") if isinstance(notice, OfferChanged) else None
    if mission is None or offer is None or helper is None:
        return None
    if mission.is_open(work.now) and offer.status is OfferStatus.OFFERED:
        text = outline(mission, offer.distance_m, helper, work.now)
        if offer.wave == HEAD_START:
            text += "\n🤝 " + _("You have helped here before, so you are asked first.")
        return Card(text, offer_keyboard(mission))
    if not isinstance(notice, OfferChanged):
        return None
    if mission.helper_id == helper_id and mission.is_active:
        on_way = "\n🚶 " + _("You are on your way.") if mission.on_my_way_at else ""
        text = outline(mission, offer.distance_m, helper, work.now) + "\n\n✅ " + _("This one is yours. Thank you!")
        return Card(text + on_way, hand_keyboard(mission))
    ended = f"{headline(mission)}\n{_ended(mission, offer, helper_id, work.now)}"
    did_it = mission.status is MissionStatus.COMPLETED and mission.helper_id == helper_id
    return Card(ended, keyboard([concern_button(mission)]) if did_it else None)


def over(mission: Mission) -> str:
    """Of one that is erased: who had it, or passed on it, is nobody's business any more."""
    if mission.status is MissionStatus.CANCELLED:
        return _("Cancelled: it is no longer needed. Thank you all the same!")
    return _("Its time is over.")


def _ended(mission: Mission, offer: Offer, helper_id: int, now: datetime) -> str:
    if mission.status is MissionStatus.CANCELLED:
        return _("Cancelled: it is no longer needed. Thank you all the same!")
    if offer.status is OfferStatus.DECLINED:
        return _("You passed on this one. There will be others.")
    if offer.status in NO_LONGER:
        if mission.is_held:
            return _("You don't have this one any more.")
        return _("You don't have this one any more: others are asked.")
    if mission.status is MissionStatus.COMPLETED and mission.helper_id == helper_id:
        if mission.outcome is Outcome.NOT_DONE:
            return _("It could not be done this time. Thank you for having tried!")
        return "✅ " + _("Completed. Thank you!")
    if mission.status in {MissionStatus.TAKEN, MissionStatus.COMPLETED}:
        return _("Taken by somebody else, thank you!")
    if mission.status is MissionStatus.EXPIRED or now >= mission.ends_at:
        return _("Its time is over.")
    return _("No longer open for you.")


async def render_cancelled(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who had it."""
    assert isinstance(notice, MissionCancelled)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    if mission is None:
        return None
    text = _("The mission is cancelled: it is no longer needed. Please don't go. Thank you for having been ready!")
    return Card(f"{headline(mission)}\n⚠️ {text}")


async def render_given(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper with whom an operator has agreed on the phone."""
    assert isinstance(notice, MissionGiven)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    if mission is None or not mission.is_in_hands_of(int(recipient.key.partition(":")[2])):
        return None
    when = window(mission.starts_at, mission.ends_at, COUNTRIES[mission.country].zone, work.now)
    text = _("As you agreed with the operator, this one is yours. Thank you! “Show details” has everything you need.")
    return Card(f"{headline(mission)}\n🕒 {when}\n🤝 {text}", hand_keyboard(mission))


async def render_break_over(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To a helper who is back; not to one who has gone on another break meanwhile."""
    helper = await work.helpers.get(int(recipient.key.partition(":")[2]))
    if helper is None or not helper.can_be_offered:
        return None
    text = _("👋 Your break is over: I send you missions again. If you need more time, /profile gives it to you.")
    # button
    return Card(text, keyboard([button(_("Missions around me"), MenuTap(to="around"), "primary")]))


async def render_changed(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper who has it: the new details, or that there are none any more."""
    assert isinstance(notice, MissionChanged)  # noqa: S101
    mission = await work.missions.get(notice.mission_id)
    if mission is None or mission.helper_id != int(recipient.key.partition(":")[2]) or not mission.is_active:
        return None
    text = _("The details have changed: there are none any more.")
    if mission.details:
        text = _("The details have changed. Now it says:") + f"\n📝 {escape(mission.details)}"
    return Card(f"{headline(mission)}\n⚠️ {text}", hand_keyboard(mission))


RENDERERS: dict[type[Notice], Renderer] = {
    MissionOffered: render_offer,
    OfferChanged: render_offer,
    MissionCancelled: render_cancelled,
    MissionChanged: render_changed,
    MissionGiven: render_given,
    BreakOver: render_break_over,
}
