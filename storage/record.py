"""All that is stored about one person who writes with the bot, as it is stored. A test sees to it that no column is
forgotten: each is handed over, or named in `NOT_TOLD` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, case, null, or_, select

from domain.notices import to_person
from domain.people import Person
from storage import tables
from storage.transaction import Transaction

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """How rows name a person: by number, as the outbox and the journal do, and by their address in the app."""

    number: int
    key: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a table that are about a person; `columns` of them are told."""

    name: str
    table: Table
    columns: str
    which: Callable[[Whose], ColumnElement[bool]]


_checks, _missions, _journal = tables.identity_checks.c, tables.missions.c, tables.journal.c
_verdict = "id status claimed_by claimed_by_name claimed_at decided_by decided_by_name decided_at"

PARTS: tuple[Part, ...] = (
    Part(
        "person",
        tables.people,
        "id app external_id language created_at seen_at reachable operator_since operator_country operator_name",
        lambda whose: tables.people.c.id == whose.number,
    ),
    Part(
        "helper",
        tables.helpers,
        "name phone country kinds languages slots status applied_at validated_at consent_version consent_at paused_at"
        " paused_until free_until last_offered_at completed",
        lambda whose: tables.helpers.c.id == whose.number,
    ),
    Part(
        "places",
        tables.helper_places,
        "name country latitude longitude radius_m live_until",
        lambda whose: tables.helper_places.c.helper_id == whose.number,
    ),
    Part(
        "identity_checks",
        tables.identity_checks,
        "id code status started_at submitted_at purge_due_at claimed_at decided_at reason",
        lambda whose: _checks.person_id == whose.number,
    ),
    Part(
        "pictures",
        tables.pictures,
        "check_id side file message received_at",
        lambda whose: tables.pictures.c.check_id.in_(select(_checks.id).where(_checks.person_id == whose.number)),
    ),
    Part(
        "missions",
        tables.missions,
        "id kind country status starts_at ends_at accepted_at confirmed_at on_my_way_at nudges nudged_at closed_at"
        " outcome receipt_cents limit_cents note",
        lambda whose: _missions.helper_id == whose.number,
    ),
    Part(
        "offers",
        tables.offers,
        "id mission_id offered_at distance_m wave status answered_at",
        lambda whose: tables.offers.c.helper_id == whose.number,
    ),
    Part(
        "callers_helped",
        tables.pairings,
        "helpee_id liked last_at",
        lambda whose: tables.pairings.c.helper_id == whose.number,
    ),
    Part(
        "missions_published",
        tables.missions,
        "id kind country status published_at called_back_at closed_at",
        lambda whose: _missions.operator_id == whose.number,
    ),
    Part(
        "decided_as_moderator",
        tables.identity_checks,
        _verdict,
        lambda whose: or_(
            _checks.claimed_by.in_([whose.address, whose.key]), _checks.decided_by.in_([whose.address, whose.key])
        ),
    ),
    Part(
        "invitation_used",
        tables.invitations,
        "token country created_at used_at used_by_id",
        lambda whose: tables.invitations.c.used_by_id == whose.number,
    ),
    Part(
        "invitations_made",
        tables.invitations,
        "country invited_by created_at used_at",
        lambda whose: tables.invitations.c.invited_by.in_([whose.address, whose.key]),
    ),
    Part(
        "chats_registered",
        tables.staff_chats,
        "role registered_by registered_at",
        lambda whose: tables.staff_chats.c.registered_by.in_([whose.address, whose.key]),
    ),
    Part(
        "messages_on_their_way",
        tables.outbox,
        "id recipient kind payload created_at due_at attempts",
        lambda whose: tables.outbox.c.recipient == whose.key,
    ),
    Part(
        "messages_put_aside",
        tables.undeliverable,
        "id recipient kind payload created_at set_aside_at error",
        lambda whose: tables.undeliverable.c.recipient == whose.key,
    ),
    Part(
        "messages_shown",
        tables.cards,
        "recipient name chat message",
        lambda whose: tables.cards.c.recipient == whose.key,
    ),
    Part(
        "journal",
        tables.journal,
        "id at actor action subject details",
        lambda whose: or_(
            _journal.actor.in_([whose.key, whose.address]), _journal.subject.in_([whose.key, whose.address])
        ),
    ),
)

REPEATS = "it repeats what is told elsewhere, for the search"
INNER = "it is how the bot does its work, and says nothing of anybody"
OTHERS = "it is about somebody else"
NOT_TOLD: Mapping[str, Mapping[str, str]] = {
    "helpers": {"id": "it is the person's"},
    "helper_places": {
        "id": INNER, "helper_id": "it is the person's", "cell": REPEATS, "kinds": REPEATS, "slots": REPEATS,
        "searchable": REPEATS,
    },
    "identity_checks": {"person_id": "it is the person's", "helper_id": "it is the person's"},
    "pictures": {"id": INNER},
    "missions": {
        **dict.fromkeys(
            ("helpee_id", "language", "latitude", "longitude", "neighbourhood", "address", "access_notes", "details",
             "code_word", "recurrence", "follows_id", "urgent"),
            OTHERS,
        ),
        **dict.fromkeys(("helper_id", "operator_id"), "it is the person's, or somebody else's"),
        **dict.fromkeys(
            ("key", "exhausted_at", "first_wave", "wave", "wave_at", "warned_at", "call_reminded_at", "followed_at",
             "due_at", "erased_at"),
            INNER,
        ),
    },
    "offers": {"helper_id": "it is the person's"},
    "pairings": {"helper_id": "it is the person's", "frozen": "it may rest on what somebody else said in confidence"},
    "staff_chats": dict.fromkeys(("app", "external_id", "language", "lost_at"), "it is the group's"),
    "outbox": dict.fromkeys(("same", "priority", "failures", "put_off_at", "claimed_until"), INNER),
    "helpees": dict.fromkeys(
        ("id", "phone", "name", "country", "language", "created_at", "address", "access_notes", "latitude", "longitude",
         "neighbourhood", "erased_at"),
        OTHERS,
    ),
    "past_offers": dict.fromkeys(("id", "mission_id", "offered_at", "wave", "status", "answered_at"), "it is nobody's"),
    "couriers": dict.fromkeys(("name", "beats"), INNER),
    "conversations": dict.fromkeys(
        ("key", "state", "data", "updates", "updated_at"), "the answers in it are told apart, by whoever reads them"
    ),
}  # fmt: skip
"""What is not handed over to somebody who asks what is stored about them, and why."""


async def record_of(transaction: Transaction, person: Person) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person, by the names of `PARTS`, the oldest first. Who did something that concerns them is told
    only if it was they themselves.
    """
    whose = Whose(person.id, to_person(person.id), f"{person.app}:{person.external_id}")
    found = {}
    for part in PARTS:
        own = _journal.actor.in_([whose.key, whose.address])
        hidden = {"actor": case((own, _journal.actor), else_=null()), "details": case((own, _journal.details))}
        columns = [
            hidden[name].label(name) if part.table is tables.journal and name in hidden else part.table.c[name]
            for name in part.columns.split()
        ]
        rows = await transaction.read(select(*columns).where(part.which(whose)).order_by(*part.table.primary_key))
        found[part.name] = [dict(row) for row in rows.mappings()]
    return found
