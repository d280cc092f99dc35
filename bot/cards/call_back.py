"""Whom an operator is to call back, and what is said to them, word for word."""

from __future__ import annotations

from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from bot.cards.card import Card
from bot.cards.offers import headline
from bot.keyboards import DeskTap, button, copy_button, keyboard
from bot.phones import shown
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES, INTERFACE_LANGUAGES, KINDS
from i18n import _, current_language, use_language
from i18n.formats import window
from services.desk import Followed


def call_back(found: Followed, now: datetime) -> Card | None:
    """Somebody takes it: the caller is to be told who comes. Pointless once that is done, or the helper is gone."""
    if found.helper is None or found.mission.status is not MissionStatus.TAKEN:
        return None
    mission = found.mission
    if mission.called_back_at is not None:
        return None
    names = {"helper": escape(found.helper.name), "caller": escape(mission.helpee.name)}
    text = _("🙋 <b>{helper}</b> takes it. Please call <b>{caller}</b> now: {phone}.")
    lines = [
        headline(mission),
        text.format(**names, phone=phone_of(mission)),
        _("Please say: “{sentence}”").format(sentence=_sentence(mission, names["helper"], now)),
    ]
    # button
    called = button(_("I called back"), DeskTap(do="called", mission=mission.id, helper=found.helper.id), "success")
    # button
    copy = copy_button(_("Copy the caller's number"), mission.helpee.phone)
    return Card("\n".join(lines), keyboard([called], [_answering(mission)], [copy]))


def phone_of(mission: Mission) -> str:
    """The caller's number as HTML."""
    return escape(shown(mission.helpee.phone, mission.country))


def _sentence(mission: Mission, helper: str, now: datetime) -> str:
    """What is said to the caller, word for word, in their language if it is one of ours."""
    spoken = mission.language if mission.language in INTERFACE_LANGUAGES else current_language()
    with use_language(spoken):
        return _said(mission, helper, window(mission.starts_at, mission.ends_at, COUNTRIES[mission.country].zone, now))


def _said(mission: Mission, helper: str, when: str) -> str:
    if KINDS[mission.kind].by_phone:
        say = _("{helper} will phone you, {when}. They say the word <b>{word}</b> first.")
        then = _("You answer <b>{answer}</b>. Whoever says another word, or none, is not ours: please ring off.")
        only = _("Whoever says another word, or none, is not ours: please ring off.")
    else:
        say = _("{helper} is coming to you, {when}. They say the word <b>{word}</b> at the door.")
        then = _("You answer <b>{answer}</b>. Whoever says another word, or none, is not ours: please don't open.")
        only = _("Whoever says another word, or none, is not ours: please don't open.")
    said = say.format(helper=helper, when=when, word=mission.code_word)
    return f"{said} {only if mission.answer is None else then.format(answer=mission.answer)}"


def _answering(mission: Mission) -> InlineKeyboardButton:
    """Whether the caller can keep a word in mind is found out on the phone."""
    if mission.answer is None:
        # button
        return button(_("They can answer with a word"), DeskTap(do="both_say", mission=mission.id))
    # button
    return button(_("Only the helper says a word"), DeskTap(do="one_says", mission=mission.id))
