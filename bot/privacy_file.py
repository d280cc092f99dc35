"""All that is stored about somebody, for another program: JSON, with keys that say what they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.availability import PARTS, WEEKDAYS, slot_bit
from services.privacy import Record

OWN_FLOWS = ("registration", "again", "identity", "profile")
ANSWERS = (
    "name",
    "phone",
    "place",
    "radius_m",
    "other_places",
    "kinds",
    "spoken",
    "slots",
    "consent_version",
    "consent_at",
)


def as_json(record: Record, unfinished: Mapping[str, Any], now: datetime, *, unread: str = "") -> bytes:
    """Every detail. `unfinished`: the data of the conversation that is going on; `unread`: what they wrote after a
    command (`bot.said_first`).
    """
    content: dict[str, Any] = {"exported_at": now, **record.rows}
    if record.helper is not None:
        slots = record.helper.slots
        content["availability"] = [
            f"{day + 1} {part}" for day in WEEKDAYS for part in PARTS if slots & slot_bit(day, part)
        ]
    if answers := answers_in(unfinished):
        content["unfinished_answers"] = answers
    if unread:
        content["written_after_a_command"] = unread
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=2).encode()


def answers_in(unfinished: Mapping[str, Any]) -> dict[str, Any]:
    """The person's own answers among the data of a conversation; what an operator notes of a caller is not theirs."""
    own = str(unfinished.get("flow", "")).partition(".")[0] in OWN_FLOWS
    return {key: unfinished[key] for key in ANSWERS if key in unfinished} if own else {}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else str(value)
