"""A mission as staff see it: in full to an operator in private, lean in the operators' chat."""

from __future__ import annotations

from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.erased import erased_mission
from bot.cards.offers import headline
from bot.keyboards import DeskTap, button, copy_button, keyboard
from bot.oneline import TITLES
from bot.phones import shown
from bot.place_names import called
from bot.repeats import repeat_lines
from bot.standing_words import outcome_mark, outcome_text
from bot.times import fold
from domain.mission import Mission, MissionStatus, Outcome
from domain.network import COUNTRIES, KINDS
from domain.offer import HAD, OfferStatus
from domain.timetable import next_window
from domain.waves import HEAD_START
from i18n import _, ngettext
from i18n.formats import language_name, money, when, window
from services.desk import Followed


def lean(followed: Followed, now: datetime) -> str:
    """What happens with a mission: neighbourhood and first name, nothing by which a stranger would find the helpee."""
    mission = followed.mission
    first_name = next((word for word in mission.helpee.name.split() if fold(word).rstrip(".") not in TITLES), "·")
    lines = [
        f"{headline(mission)} · {escape(first_name)}",
        f"📍 {_place(mission)}",
        _when(mission, now),
        *repeat_lines(mission, now),
        *status_lines(followed, now),
    ]
    if followed.to_be_phoned is not None:
        lines.append("📵 " + _("Can't be reached in the chat: please phone"))
    return "\n".join(lines)


def full(followed: Followed, now: datetime) -> str:
    """Everything that an operator needs on the phone, and what has happened so far; of an erased one, what is left."""
    mission, helper = followed.mission, followed.helper
    if mission.erased_at is not None:
        what = [headline(mission), f"📍 {_place(mission)}", _when(mission, now), *status_lines(followed, now)]
        return "\n".join([*what, erased_mission(), "", *_timeline(mission, now)])
    helpee, country, kind = mission.helpee, COUNTRIES[mission.country], KINDS[mission.kind]
    lines = [
        headline(mission),
        f"👤 <b>{escape(helpee.name)}</b> · {language_name(mission.language)}",
        f"📞 {escape(shown(helpee.phone, country.code))}",
    ]
    if not kind.by_phone:
        lines.append(f"🏠 {escape(with_neighbourhood(mission.address, mission.neighbourhood, mission.country))}")
    if mission.access_notes:
        lines.append(f"🚪 {escape(mission.access_notes)}")
    lines += [_when(mission, now), *repeat_lines(mission, now)]
    if mission.details:
        lines.append(f"📝 {escape(mission.details)}")
    if mission.limit_cents is not None:
        limit = money(mission.limit_cents, country.currency)
        lines.append("💶 " + _("Up to {amount}, paid back against the receipt").format(amount=limit))
    if mission.is_active:
        lines.append("🔑 " + words(mission))
    lines += ["", *status_lines(followed, now)]
    if (lost := followed.to_be_phoned) is not None:
        text = _("{name} can't be reached in the chat: please phone {phone}")
        lines.append("📵 " + text.format(name=escape(lost.name), phone=escape(shown(lost.phone, country.code))))
    elif helper is not None and mission.is_active:
        phone = escape(shown(helper.phone, country.code))
        lines.append("🙋 " + _("{name}, phone {phone}").format(name=escape(helper.name), phone=phone))
    return "\n".join([*lines, "", *_timeline(mission, now)])


def words(mission: Mission) -> str:
    """The code word, and the one with which the caller answers it."""
    if mission.answer is None:
        return _("Code word: <b>{word}</b> (only the helper says one)").format(word=mission.code_word)
    text = _("Code word: <b>{word}</b>, answer: <b>{answer}</b>")
    return text.format(word=mission.code_word, answer=mission.answer)


def with_neighbourhood(address: str, neighbourhood: str, country: str) -> str:
    """An address, and where the map has it unless that stands in the address."""
    return address if neighbourhood in address else f"{address} ({called(neighbourhood, country)})"


def private_card(followed: Followed, now: datetime) -> tuple[str, InlineKeyboardMarkup]:
    """What the operator holds of a mission: in full while something is to be done, lean afterwards."""
    mission = followed.mission
    if mission.is_active or mission.erased_at is not None:
        return full(followed, now), desk_keyboard(followed)
    # button
    show = button(_("Show everything"), DeskTap(do="show", mission=mission.id))
    ways = ([_again(mission)], _phoned(mission), _stop(mission), [show], [_concern(mission)])
    return lean(followed, now), keyboard(*ways)


def desk_keyboard(followed: Followed) -> InlineKeyboardMarkup:
    """What an operator can do with a mission now."""
    mission = followed.mission
    if not mission.is_active:
        if mission.erased_at is not None:
            return keyboard(_stop(mission))
        return keyboard([_again(mission)], _phoned(mission), _stop(mission), _trouble(followed))
    # button
    copies = [copy_button(_("Copy the caller's number"), mission.helpee.phone)]
    if followed.helper is not None:
        # button
        copies.append(copy_button(_("Copy the helper's number"), followed.helper.phone))
    called: list[InlineKeyboardButton] = []
    searching: list[list[InlineKeyboardButton]] = []
    if mission.helper_id is not None and mission.called_back_at is None:
        tap = DeskTap(do="called", mission=mission.id, helper=mission.helper_id)
        # button
        called.append(button(_("I called back"), tap, "success"))
    if mission.status is MissionStatus.OPEN:
        searching = search_rows(mission)
    about = [
        # button
        button(_("Who was asked?"), DeskTap(do="why", mission=mission.id)),
        # button
        button(_("Edit the details"), DeskTap(do="edit", mission=mission.id)),
    ]
    # button
    cancel = button(_("Cancel it"), DeskTap(do="cancel", mission=mission.id), "danger")
    return keyboard(called, _phoned(mission), *searching, copies, about, _trouble(followed), [cancel])


def _trouble(followed: Followed) -> list[InlineKeyboardButton]:
    """What an operator does when a caller says that something was not right."""
    concern, mission = _concern(followed.mission), followed.mission
    had = [one.helper_id for one in followed.offers if one.status in HAD]
    if not had:
        return [concern]
    helper = had[0] if len(had) == 1 else 0  # who of several is asked then
    # button
    apart = button(_("Never again these two"), DeskTap(do="part", mission=mission.id, helper=helper))
    return [concern, apart]


def _concern(mission: Mission) -> InlineKeyboardButton:
    # button
    return button(_("Raise a concern"), DeskTap(do="concern", mission=mission.id))


def phoned_button(mission: Mission) -> InlineKeyboardButton:
    """The operator has phoned, and all is well at that door."""
    # button
    text = _("I have phoned: ask others") if mission.is_held else _("I have phoned: it is safe")
    return button(text, DeskTap(do="others", mission=mission.id), "primary")


def _phoned(mission: Mission) -> list[InlineKeyboardButton]:
    """The same where nobody is to be asked now, but the door is held."""
    return [phoned_button(mission)] if mission.helpee.is_held and not mission.is_held else []


def search_rows(mission: Mission) -> list[list[InlineKeyboardButton]]:
    """How an operator finds somebody for an open mission: more helpers now, everybody, or one by name. While it is
    held, nobody is looked for before they have phoned.
    """
    if mission.is_held:
        return [[phoned_button(mission)]]
    # button
    ask = [button(_("Ask everybody"), DeskTap(do="everybody", mission=mission.id), "primary")]
    if mission.exhausted_at is None:
        # button
        ask.insert(0, button(_("Ask more now"), DeskTap(do="widen", mission=mission.id), "primary"))
    # button
    return [ask, [button(_("Give it to somebody"), DeskTap(do="find", mission=mission.id))]]


def confirm_keyboard(mission: Mission) -> InlineKeyboardMarkup:
    """Is it really to be cancelled, and of one that repeats, which?"""
    # button
    keep = [button(_("No, keep it"), DeskTap(do="keep", mission=mission.id))]
    if next_window(mission) is None and mission.followed_at is None:
        # button
        yes = button(_("Yes, cancel the mission"), DeskTap(do="cancel_yes", mission=mission.id), "danger")
        return keyboard([yes], keep)
    return keyboard(
        # button
        [button(_("Only this one"), DeskTap(do="cancel_yes", mission=mission.id), "danger")],
        # button
        [button(_("This one and all that follow"), DeskTap(do="cancel_all", mission=mission.id), "danger")],
        # button
        [button(_("Only those that follow"), DeskTap(do="stop", mission=mission.id), "danger")],
        keep,
    )


def status_lines(followed: Followed, now: datetime) -> list[str]:
    """Where a mission stands, in words."""
    mission = followed.mission
    name = escape(followed.helper.name) if followed.helper is not None else _("a helper")
    if mission.status is MissionStatus.TAKEN:
        lines = ["🟢 " + _("Taken by {name}").format(name=name)]
        if mission.on_my_way_at:
            lines.append("🚶 " + _("On the way"))
        lines.append("☑️ " + _("The caller knows") if mission.called_back_at else "📞 " + _("To be called back"))
        if mission.helpee.is_held:
            lines.append("✋ " + _("Something may be wrong at this door: phone them both."))
        return lines
    if mission.is_held:
        return ["✋ " + _("Held: something may be wrong at this door. Phone first, then ask others or cancel.")]
    if mission.status is MissionStatus.OPEN:
        return ["🟡 " + _("Open"), *_offer_lines(followed, now)]
    texts = {
        MissionStatus.COMPLETED: _ended(mission.outcome, name),
        MissionStatus.CANCELLED: "✖️ " + _("Cancelled"),
        MissionStatus.EXPIRED: "⌛ " + _("Nobody took it in time"),
    }
    early = ["⚠️ " + _("Said before its time had begun")] if mission.was_done_early else []
    return [texts[mission.status], *early]


def _ended(outcome: Outcome | None, name: str) -> str:
    outcome = outcome or Outcome.WELL
    text = {
        Outcome.WELL: _("Completed by {name}"),
        Outcome.PARTLY: _("Partly done by {name}"),
        Outcome.NOT_DONE: _("{name} could not do it"),
    }[outcome]
    return f"{outcome_mark(outcome)} {text.format(name=name)}"


def _offer_lines(followed: Followed, now: datetime) -> list[str]:
    mission = followed.mission
    waiting, declined = followed.count(OfferStatus.OFFERED), followed.count(OfferStatus.DECLINED)
    lines = []
    if waiting:
        text = ngettext("{count} helper has not answered yet", "{count} helpers have not answered yet", waiting)
        lines.append("👀 " + text.format(count=waiting))
        if mission.wave == HEAD_START:
            lines.append("🤝 " + _("Asked first: whom the caller knows"))
    else:
        lines.append("⚠️ " + _("Nobody is left to ask"))
    if declined:
        text = ngettext("{count} helper has declined", "{count} helpers have declined", declined)
        lines.append("🙅 " + text.format(count=declined))
    if waiting and mission.exhausted_at is not None:
        lines.append("⚠️ " + _("Nobody else is left to ask"))
    elif waiting and mission.wave_at is not None and mission.wave_at > now:
        at = when(mission.wave_at, COUNTRIES[mission.country].zone, now)
        lines.append("⏭ " + _("More are asked: {time}").format(time=at))
    return lines


def _place(mission: Mission) -> str:
    return _("By phone") if KINDS[mission.kind].by_phone else escape(called(mission.neighbourhood, mission.country))


def _when(mission: Mission, now: datetime) -> str:
    text = window(mission.starts_at, mission.ends_at, COUNTRIES[mission.country].zone, now)
    urgent = _("urgent")
    return f"🕒 {text} · <b>{urgent}</b>" if mission.urgent else f"🕒 {text}"


def _timeline(mission: Mission, now: datetime) -> list[str]:
    zone = COUNTRIES[mission.country].zone
    operator = escape(mission.operator.operator_name or _("an operator"))
    published = _("Published by {name}: {time}")
    if mission.follows_id is not None:
        published = _("Published after #{number}, for {name}: {time}")
    steps = [
        (mission.published_at, published),
        (mission.accepted_at, _("Accepted: {time}")),
        (mission.called_back_at, _("Called back: {time}")),
        (mission.on_my_way_at, _("On the way: {time}")),
        (mission.closed_at, _("Closed: {time}")),
    ]
    lines = [
        f"• {text.format(name=operator, number=mission.follows_id, time=when(instant, zone, now))}"
        for instant, text in steps
        if instant is not None
    ]
    if mission.outcome is not None:
        lines.append(f"• {outcome_text(mission.outcome)}")
    if mission.receipt_cents is not None:
        amount = money(mission.receipt_cents, COUNTRIES[mission.country].currency)
        lines.append("• " + _("Receipt: {amount}").format(amount=amount))
    if mission.note:
        lines.append("• " + _("Note for the next helper: {note}").format(note=escape(mission.note)))
    return lines


def _stop(mission: Mission) -> list[InlineKeyboardButton]:
    if next_window(mission) is None:
        return []
    # button
    return [button(_("Stop repeating it"), DeskTap(do="stop", mission=mission.id), "danger")]


def _again(mission: Mission) -> InlineKeyboardButton:
    # button
    return button(_("Publish again"), DeskTap(do="again", mission=mission.id), "primary")
