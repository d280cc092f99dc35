"""What /start and /help say, by who asks."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.alarms import nobody_hears, whom_to_tell
from bot.keyboards import MenuTap, Style, button, keyboard
from bot.phones import example
from bot.profile_screens import resume_button
from bot.talk_words import suspended, to_talk_about_it, waiting
from bot.texts import change_the_name, reason_to_helper
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus, IdentityCheck, Reason
from domain.network import COUNTRIES
from domain.people import Person
from domain.talk import Tries
from i18n import _


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to the network. `country` is the bot's own; `unheard`: moderators can't be told anything."""

    person: Person
    administrator: bool
    helper: Helper | None
    check: IdentityCheck | None
    country: str
    now: datetime
    tries: Tries = field(default_factory=Tries)
    unheard: bool = False

    @property
    def newcomer(self) -> bool:
        """Nobody yet."""
        return not self.administrator and not self.person.is_operator and self.helper is None


def start_screen(standing: Standing) -> tuple[str, InlineKeyboardMarkup]:
    """Where somebody stands and what they can do next, for anybody but a newcomer."""
    parts, rows = [], []
    if standing.unheard and (standing.administrator or standing.person.is_operator):
        parts.append(nobody_hears(standing.person.operator_country or standing.country))
    if standing.administrator:
        parts.append(administrators_start())
    if standing.person.is_operator:
        parts.append(operators_start(standing.person))
    if standing.helper is not None:
        parts.append(_helpers_status(standing.helper, standing))
        rows += _helpers_rows(standing.helper, standing.check, standing.tries)
        if standing.helper.status is HelperStatus.SUSPENDED:
            rows.append([_menu(_("I have a concern"), "concern")])
    else:
        rows.append([_menu(_("Become a helper too"), "register")])
    rows.append([_menu(_("Language"), "language"), _menu(_("Help"), "help"), _menu(_("My data"), "privacy")])
    return "\n\n".join(parts), keyboard(*rows)


def help_text(
    person: Person, status: HelperStatus | None, country: str, *, administrator: bool, cry_from: str | None = None
) -> str:
    """What somebody can do here, command by command. `status`: as a helper; `country`: the bot's own. `cry_from`: where
    somebody is who may be in need; see `services.cries`.
    """
    parts = [] if cry_from is None else ["\n".join(whom_to_tell(cry_from))]
    if administrator:
        parts.append(_(
            "<b>As an administrator</b>\n/invite – invite an operator or a moderator\n"
            "/staff – who works here, and open invitations\n/retention – what is kept for how long, and what goes"
            " next\n/id – your number in Telegram, for the settings\n/moderators, sent in a group – make it the"
            " moderators' chat\n/operators, sent in a group – make it the operators' chat"
        ))  # fmt: skip
    if person.is_operator:
        parts.append(_(
            "<b>As an operator</b>\n/new – somebody phones: a new mission\n/missions – all missions\n/mission 142 – one"
            " mission\n/why 142 – who was asked for it\n/cancel 142 – it is no longer needed"
        ))  # fmt: skip
        parts.append(_(
            "<b>When a caller asks about themselves</b> (with their phone number; I delete your message"
            " once it is answered)\n/caller {phone} – who came, who is"
            " coming, what is stored\n/stop {phone} – nobody is to come any more\n/forget {phone} – they wish to be"
            " forgotten"
        ).format(phone=example(person.operator_country or country)))  # fmt: skip
    if status is HelperStatus.VALIDATED:
        parts.append(_(
            "<b>As a helper</b>\n/missions – missions around you\n/mine – what you have in hand\n/free – you have"
            " two hours\n/profile – places, kinds of help, days, pause"
        ))  # fmt: skip
    elif status is not None:
        parts.append(_("<b>As a helper</b>\n/start – where your application stands\n/profile – change your answers"))
    elif not administrator and not person.is_operator:
        parts.append(_("Would you like to help people near you? Send /start: registering takes about five minutes."))
    if cry_from is None and (person.is_operator or status is not None):
        parts.append(_("/concern – something was not right: tell the moderators"))
    parts.append(_("/privacy – see, download or delete your data\n/language – français, Nederlands, English"))
    here = COUNTRIES[country]
    if here.hotline:
        text = _("☎️ Do you need help yourself, or do you have a question? Please phone {hotline}.")
        parts.append(text.format(hotline=here.hotline))
    return "\n\n".join(parts)


def administrators_start() -> str:
    """How a network is set up."""
    return _(
        "<b>You are an administrator of this network.</b>\nTo set it up:\n1. Create a private group for the"
        " moderators, add me as an administrator who may delete messages, ban users and invite users via link, and send"
        " /moderators there.\n2. Do the same for the operators with /operators.\n3. Send /invite here, and forward the"
        " link to each person who takes calls, and to each moderator.\n/staff shows who they are, /help what else you"
        " can do."
    )


def operators_start(person: Person) -> str:
    """An operator's first steps."""
    text = _(
        "<b>Hello {name}, you take calls for this network.</b>\nWhen somebody phones, send /new and I ask you what is"
        " needed. /missions shows all missions, /mission 142 a single one."
    )
    return text.format(name=html.escape(person.operator_name or ""))


def _helpers_status(helper: Helper, standing: Standing) -> str:
    wanted = needs_pictures(helper, standing.check) or gave_another_name(helper, standing.check)
    if standing.tries.open or not wanted:
        return status_of(helper, standing.check, standing.now)
    hello = _("<b>Hello {name}.</b>").format(name=html.escape(helper.name))
    return f"{hello}\n{waiting(standing.tries, helper.country, standing.now)}"


def status_of(helper: Helper, check: IdentityCheck | None, now: datetime) -> str:
    """Where a helper stands, and what to do next."""
    name = html.escape(helper.name)
    if helper.status is HelperStatus.VALIDATED and helper.paused_at is None:
        text = _(
            "<b>Welcome back, {name}!</b>\nYou are a helper. When somebody near you needs help, I write to you. You"
            " can also look around yourself with /missions."
        )
    elif helper.status is HelperStatus.VALIDATED:
        text = _("<b>Welcome back, {name}!</b>\nYou are on a break: I send you no missions. Resume whenever you like.")
    elif helper.status is HelperStatus.BANNED:
        text = _("<b>Hello {name}.</b>\nYour account is closed for good, by a decision of our moderators.")
        return " ".join([text.format(name=name), *to_talk_about_it(helper.country)])
    elif helper.status is HelperStatus.SUSPENDED:
        return _suspended(helper, now)
    elif helper.status is HelperStatus.LEFT:
        text = _(
            "<b>Hello {name}!</b>\nYou have stopped helping. Would you like to help again? You would be most welcome."
        )
    elif helper.status is HelperStatus.EXPIRED and not needs_pictures(helper, check):
        text = _(
            "<b>Hello {name}!</b>\nYour validation has expired, and our moderators are checking your new pictures,"
            " usually within a day. I'll write to you as soon as they have decided."
        )
    elif helper.status is HelperStatus.EXPIRED:
        text = _(
            "<b>Hello {name}!</b>\nYour validation has expired. Two new pictures, and you see missions again: it takes"
            " two minutes."
        )
    elif helper.status is HelperStatus.REJECTED:
        return _rejected(helper, check)
    elif check is not None and check.status is CheckStatus.SUBMITTED:
        text = _(
            "<b>Hello {name}!</b>\nOur moderators are checking your identity, usually within a day. I'll write to you"
            " as soon as they have decided; there is nothing you need to do until then."
        )
    else:
        text = _(
            "<b>Hello {name}!</b>\nOnly new pictures for the identity check are missing. Please send them to go on."
        )
        if check is not None and check.reason is not None:
            text += "\n" + reason_to_helper(check.reason)
    return text.format(name=name)


def _rejected(helper: Helper, check: IdentityCheck | None) -> str:
    """Why, and what helps, as they were told when it was decided."""
    name = html.escape(helper.name)
    if is_too_young(helper, check):
        text = "<b>{name}</b>\n" + _("We could not accept your application. Your pictures are deleted.")
        return f"{text.format(name=name)}\n{reason_to_helper(Reason.UNDER_AGE)}"
    if gave_another_name(helper, check):
        text = _("<b>Hello {name}.</b>\nOur moderators could not accept your application.")
        return f"{text.format(name=name)}\n{reason_to_helper(Reason.NAME_DIFFERS)}\n{change_the_name()}"
    text = _(
        "<b>Hello {name}.</b>\nOur moderators could not accept your application. You can send new pictures, or go"
        " through your answers and apply again."
    ).format(name=name)
    return text if check is None or check.reason is None else f"{text}\n{reason_to_helper(check.reason)}"


def _suspended(helper: Helper, now: datetime) -> str:
    """Until when, if that is known, and that a concern of theirs is heard all the same."""
    hello = _("<b>Hello {name}.</b>").format(name=html.escape(helper.name))
    text = suspended(helper.suspended_until, helper.country, now)
    concern = _("If you have a concern yourself, /concern is open to you.")
    return "\n".join([hello, text, concern, *to_talk_about_it(helper.country)])


def gave_another_name(helper: Helper, check: IdentityCheck | None) -> bool:
    """Whether other pictures would change nothing, but another name would."""
    return helper.status is HelperStatus.REJECTED and check is not None and check.reason is Reason.NAME_DIFFERS


def is_too_young(helper: Helper, check: IdentityCheck | None) -> bool:
    """Whether other pictures would change nothing: only a new application, with another consent, does."""
    return helper.status is HelperStatus.REJECTED and check is not None and check.reason is Reason.UNDER_AGE


def needs_pictures(helper: Helper, check: IdentityCheck | None) -> bool:
    """Whether it is this helper's turn to send pictures."""
    if helper.status is HelperStatus.REJECTED:
        return not is_too_young(helper, check) and not gave_another_name(helper, check)
    return helper.status in {HelperStatus.APPLIED, HelperStatus.EXPIRED} and (
        check is None or check.status is not CheckStatus.SUBMITTED
    )


def _helpers_rows(helper: Helper, check: IdentityCheck | None, tries: Tries) -> list[list[InlineKeyboardButton]]:
    rows = []
    if helper.status is HelperStatus.VALIDATED and helper.paused_at is not None:
        rows.append([resume_button()])
    elif helper.status is HelperStatus.VALIDATED:
        rows.append([_menu(_("Missions around me"), "around", "primary")])
    if needs_pictures(helper, check) and tries.open:
        rows.append([_menu(_("Send new pictures"), "identity", "primary")])
    if helper.status is HelperStatus.REJECTED and tries.open:
        style: Style | None = "primary" if gave_another_name(helper, check) else None
        rows.append([_menu(_("Change my answers and apply again"), "register", style)])
    if helper.status is HelperStatus.LEFT:
        rows.append([_menu(_("Help again"), "register", "primary")])
    if helper.status in {HelperStatus.VALIDATED, HelperStatus.APPLIED, HelperStatus.EXPIRED}:
        rows.append([_menu(_("My profile"), "profile")])
    return rows


def _menu(text: str, to: str, style: Style | None = None) -> InlineKeyboardButton:
    return button(text, MenuTap(to=to), style)
