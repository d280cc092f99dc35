"""What somebody writes who has raised a concern lately, while something else is asked, or nothing: it is meant for the
moderators, and whom to call comes first.
"""

from __future__ import annotations

import re
from datetime import datetime

from aiogram.types import Message

from bot.alarms import whom_to_tell
from bot.settings import Settings
from domain.incident import FOLLOWED_FOR, Incident
from domain.people import Person
from domain.words import written
from i18n import _
from services import cries, incidents
from storage.unit_of_work import Store

COMMAND = re.compile(r"/\w")
"""How a command begins; a stroke alone is an answer, that of somebody who has nothing to say."""


async def if_in_need(store: Store, person_id: int) -> list[str]:
    """To whoever has or had a mission, and may be writing of what they met with there: whom to call first."""
    country = await cries.country(store, person_id)
    return [] if country is None else whom_to_tell(country)


def words_of(message: Message) -> str:
    """What is written in it, or below a picture."""
    return written(message.text or message.caption or "")


async def passed_on(message: Message, store: Store, settings: Settings, person: Person, raised: Incident) -> str | None:
    """Add the words of a message to a concern, and say so; None where it has none, or no concern is open.
    Raises EnoughHeard.
    """
    words = words_of(message)
    if not words or COMMAND.match(words):
        return None
    key = f"message-{person.id}-{message.message_id}-{message.edit_date or 0}"
    added = await incidents.add_words(store, person.id, key, words, settings.administrators_by_address)
    if added is None:
        return None
    return _("I have passed that on to the moderators, with what you told us before.")


def may_be_meant(message: Message, now: datetime) -> bool:
    """Whether words that were changed may be about what is so now: the message is not one of long ago."""
    return bool(words_of(message)) and now - message.date < FOLLOWED_FOR


def wordless(message: Message) -> str | None:
    """Why a picture, or something else that has no words, is not taken."""
    if message.photo or message.document or message.video or message.voice or message.video_note:
        return _("I can't pass on pictures, files or voices. Please keep it, and tell us in words what happened.")
    if message.location or message.venue:
        return _("I can't pass on a place. Please write in words where you are.")
    return None
