"""What somebody reads whose identity checks failed too often, or about whom moderators have decided: where it stands,
from when they may try again, and whom they can phone.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.network import COUNTRIES
from domain.talk import Tries
from i18n import _
from i18n.formats import when


def waiting(tries: Tries, country: str, now: datetime) -> str:
    """Why no pictures are taken from them now, what they can do, and whom they can phone."""
    if tries.talking or tries.again_at is None:
        text = _(
            "Several checks did not work out, so I take no more pictures for now, and a moderator finds out with you"
            " what is in the way. <b>What you write here goes to the moderators</b>, and their answer comes here."
        )
    else:
        text = again(tries.again_at, COUNTRIES[country].zone, now)
    return "\n".join([text, *phone(country)])


def again(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """From when they may try once more."""
    text = _("Several checks did not work out, so I take no more pictures for now. You may try again from {moment}.")
    return text.format(moment=when(at, zone, now))


def phone(country: str) -> list[str]:
    """Whom they can phone, where there is somebody."""
    hotline = COUNTRIES[country].hotline
    text = _("If you would rather talk, phone {hotline} and ask for a moderator.")
    return [text.format(hotline=hotline)] if hotline else []


def to_talk_about_it(country: str) -> list[str]:
    """Whom somebody can phone about whom moderators have decided, where there is somebody."""
    hotline = COUNTRIES[country].hotline
    text = _("If you want to talk about it, call {number} and ask for a moderator: somebody will call you back.")
    return [text.format(number=hotline)] if hotline else []


def only_words(country: str, *, deleted: bool) -> str:
    """To somebody who sends a picture or a voice message into a talk."""
    if deleted:
        text = _("I can't pass pictures on, so I have deleted yours, to be safe. Please tell the moderators in words.")
    else:
        text = _("I can only pass on what is written. Please tell the moderators in words what is in the way.")
    return " ".join([text, *phone(country)])


def suspended(until: datetime | None, country: str, now: datetime) -> str:
    """To whoever is suspended: until when."""
    if until is None:
        return _("Your participation is suspended for now, until our moderators have talked it over.")
    text = _(
        "Your participation is suspended until {moment}, and for as long after that as our moderators still look into"
        " something."
    )
    return text.format(moment=when(until, COUNTRIES[country].zone, now))
