"""What an operator is told of a door at which something may be wrong. Not by whom: it may be said in confidence."""

from __future__ import annotations

from datetime import datetime
from html import escape

from bot.cards.call_back import phone_of
from bot.cards.card import Card
from bot.cards.offers import headline
from bot.cards.staff_view import phoned_button
from bot.keyboards import DeskTap, button, copy_button, keyboard
from bot.phones import shown
from domain.network import COUNTRIES
from i18n import _
from i18n.formats import clock
from services.desk import Followed


def door_unsafe(found: Followed, now: datetime) -> Card | None:
    """Phone first. Pointless once somebody has."""
    mission = found.mission
    country = COUNTRIES[mission.country]
    if not mission.helpee.is_held:
        return None
    names = {"caller": escape(mission.helpee.name), "phone": phone_of(mission), "number": country.emergency}
    lines = [
        headline(mission),
        "🚪 " + _("<b>Something may be wrong at this door.</b> The moderators have it and look into it."),
        "📞 " + _("Please phone {caller} first: {phone}. If somebody may be in danger, call {number}.").format(**names),
    ]
    # button
    copies = [copy_button(_("Copy the caller's number"), mission.helpee.phone)]
    # button
    after = [button(_("Show everything"), DeskTap(do="show", mission=mission.id))]
    if mission.is_active:
        # button
        after.append(button(_("Cancel it"), DeskTap(do="cancel", mission=mission.id), "danger"))
    if mission.is_active and found.helper is not None:
        text = _("{helper} has this mission and may be on the way: please phone them too, {phone}.")
        phone = escape(shown(found.helper.phone, mission.country))
        lines.append("🙋 " + text.format(helper=escape(found.helper.name), phone=phone))
        # button
        copies.append(copy_button(_("Copy the helper's number"), found.helper.phone))
    if mission.is_held:
        then = _("Nobody is asked until you say so: then ask others, or cancel it. Its time is over at {time}.")
        lines.append("✋ " + then.format(time=clock(mission.ends_at, country.zone)))
    else:
        lines.append("✋ " + waits_until_phoned())
    return Card("\n".join(lines), keyboard(copies, [phoned_button(mission)], after))


def phone_first() -> str:
    """To an operator who takes a call from a door that is held. Not what was said, nor by whom."""
    return "\n".join(
        [
            "✋ " + _("<b>Something may be wrong at this door, so one of you phones first.</b>"),
            _(
                "You can take the call as always: what you publish waits until “I have phoned” is tapped, on its card "
                "or on the caller's. Helpers are asked then. Please don't tell the caller why."
            ),
        ]
    )


def waits_until_phoned() -> str:
    """What a hold means for everything that is, or will be, open for a caller."""
    return _("Nobody else is asked to go there, whatever is published, until one of you says that all is well.")
