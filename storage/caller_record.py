"""All that is stored about somebody in need, for whoever hands it over to them. A test sees to it that no column is
forgotten: each is handed over, or named here with the reason. Of helpers they may know the first name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from domain.incident import Reporter
from domain.offer import HAD, OfferStatus
from storage import tables
from storage.record import Part
from storage.transaction import Transaction
from storage.withheld import (
    CONFIDENCE,
    ELSE_DONE,
    INNER,
    MODERATORS_ALONE,
    NEVER_CAME,
    NOBODYS,
    OTHERS,
    REPEATS,
    THEIRS,
)

HELPER = "helper"

DEEDS_TOLD = ("saw", "asked", "confirmed", "refused", "exported", "answers", "stopped everything", "erased")
"""What was done about a caller that they are told of, by the actions of the journal, before the colon."""

DEEDS_NOT_TOLD_TO_CALLERS = ("froze", "unfroze")
"""The rest of it: that somebody raised a concern shows in it, and when. A test sees to it that there is no third."""


_missions, _offers, _pairings, _incidents, _journal = (
    table.c for table in (tables.missions, tables.offers, tables.pairings, tables.incidents, tables.journal)
)
_named = {HELPER: tables.helpers.c.name}

CALLER_PARTS: tuple[Part[int], ...] = (
    Part(
        "caller",
        tables.helpees,
        "id phone name country language created_at address access_notes point neighbourhood erased_at answers",
        lambda number: tables.helpees.c.id == number,
    ),
    Part(
        "missions",
        tables.missions,
        "id kind country language status starts_at ends_at published_at point neighbourhood address access_notes"
        " details urgent limit_cents code_word answer_word recurrence follows_id accepted_at on_my_way_at"
        " called_back_at closed_at outcome receipt_cents note erased_at",
        lambda number: _missions.helpee_id == number,
    ),
    Part(
        "helpers_who_had_them",
        tables.offers,
        "mission_id status answered_at",
        lambda number: and_(
            _offers.mission_id.in_(select(_missions.id).where(_missions.helpee_id == number)),
            _offers.status.in_(HAD),
            _offers.helper_id == tables.helpers.c.id,
        ),
        _named,
    ),
    Part(
        "helpers_known",
        tables.pairings,
        "liked last_at",
        lambda number: and_(
            _pairings.helpee_id == number,
            _pairings.helper_id == tables.helpers.c.id,
            _pairings.last_at.is_not(None),  # else they are parted, and nothing more
        ),
        _named,
    ),
    Part(
        "concerns_raised_for_them",
        tables.incidents,
        "id concern also mission_id reported_at status closed_at",
        lambda number: and_(_incidents.helpee_id == number, _incidents.reporter == Reporter.OPERATOR),
    ),
    Part(
        "asked_about_them",
        tables.approvals,
        "id deed asked_at due_at status answered_at",
        lambda number: tables.approvals.c.helpee_id == number,
    ),
    Part(
        "journal",
        tables.journal,
        "at action",
        lambda number: and_(
            _journal.subject == f"helpee:{number}",
            or_(_journal.action.in_(DEEDS_TOLD), *(_journal.action.startswith(f"{deed}:") for deed in DEEDS_TOLD)),
        ),
    ),
)

NOT_TOLD_TO_CALLERS: Mapping[str, Mapping[str, str]] = {
    "helpees": {"phone_lookup": REPEATS, "held_at": CONFIDENCE, "remind_at": INNER},
    "missions": {
        "helpee_id": THEIRS,
        **dict.fromkeys(("helper_id", "operator_id"), OTHERS),
        **dict.fromkeys(("latitude", "longitude"), REPEATS),
        **dict.fromkeys(
            ("key", "exhausted_at", "first_wave", "wave", "wave_at", "warned_at", "confirmed_at", "nudges", "nudged_at",
             "call_reminded_at", "followed_at", "due_at"),
            INNER,
        ),
    },
    "offers": {"helper_id": OTHERS, "distance_m": OTHERS, **dict.fromkeys(("id", "offered_at", "wave"), INNER)},
    "past_offers": dict.fromkeys(("id", "mission_id", "offered_at", "wave", "status", "answered_at"), NOBODYS),
    "pairings": {"helpee_id": THEIRS, "helper_id": OTHERS, "frozen": CONFIDENCE},
    "incidents": {
        "helpee_id": THEIRS,
        **dict.fromkeys(("helper_id", "reporter", "reporter_id", "owner", "owner_name", "closed_by_name"), OTHERS),
        **dict.fromkeys(("times", "outcome", "taken_at"), CONFIDENCE),
        "words": MODERATORS_ALONE,
        **dict.fromkeys(("key", "country", "finished", "remind_at", "reminders", "held_until"), INNER),
    },
    "approvals": {"helpee_id": THEIRS, **dict.fromkeys(("asked_by_id", "answered_by_id"), OTHERS)},
    "partings": dict.fromkeys(("id", "helpee_id", "app_mark", "phone_mark", "kept_until"), OTHERS),
    "journal": {
        **dict.fromkeys(("actor", "details"), OTHERS),
        "subject": THEIRS,
        **dict.fromkeys(("id", "position", "seal"), INNER),
    },
}  # fmt: skip

ROWS_NOT_TOLD_TO_CALLERS: Mapping[str, str] = {
    "pairings": NEVER_CAME, "incidents": CONFIDENCE, "journal": ELSE_DONE
}  # fmt: skip
"""Tables of which they are told some rows only, with the reason for the others."""


async def record_of_caller(transaction: Transaction, helpee_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows about a helpee, by the names of `CALLER_PARTS`, the oldest first."""
    found = {}
    for part in CALLER_PARTS:
        columns: list[ColumnElement[Any]] = [part.table.c[name] for name in part.columns.split()]
        columns += [value.label(name) for name, value in part.beside.items()]
        rows = await transaction.read(select(*columns).where(part.which(helpee_id)).order_by(*part.table.primary_key))
        found[part.name] = [_as_told(dict(row)) for row in rows.mappings()]
    return found


def _as_told(row: dict[str, Any]) -> dict[str, Any]:
    """Of helpers the first name; and not whether they handed a mission on or it was taken back: it may be a concern."""
    if row.get("status") == OfferStatus.TAKEN_BACK:
        row["status"] = OfferStatus.RELEASED
    if HELPER in row:
        row[HELPER] = (row[HELPER].split() or [""])[0]
    return row
