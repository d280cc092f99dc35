"""All that is stored about one person who writes with the bot, as it is stored. A test sees to it that no column is
forgotten: each is handed over, or named in `storage/withheld.py` with the reason; so are the rows that are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, and_, case, literal, null, or_, select

from domain.incident import Reporter
from domain.notices.names import to_person
from domain.people import Person
from domain.sanction import LOOKED_INTO, UNSAID
from storage import tables
from storage.transaction import Transaction
from storage.withheld import DEEDS_NOT_TOLD

Row = Mapping[str, Any]
Whom = TypeVar("Whom")


@dataclass(frozen=True, slots=True)
class Whose:
    """How rows name a person: by number, as the outbox and the journal do, and by their address in the app."""

    number: int
    key: str
    address: str


@dataclass(frozen=True, slots=True)
class Part(Generic[Whom]):
    """Rows of a table that are about somebody; `columns` of them are told, and what is said of them `beside` these."""

    name: str
    table: Table
    columns: str
    which: Callable[[Whom], ColumnElement[bool]]
    beside: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


_checks, _missions, _journal = tables.identity_checks.c, tables.missions.c, tables.journal.c
_cause = tables.sanctions.c.cause
_talks, _said, _incidents = tables.talks.c, tables.talk_messages.c, tables.incidents.c


def _by(*columns: ColumnElement[Any]) -> Callable[[Whose], ColumnElement[bool]]:
    """Whatever names them as staff in one of these columns."""
    return lambda whose: or_(*(one.in_([whose.address, whose.key]) for one in columns))


_verdict = "id status claimed_by claimed_by_name claimed_at decided_by decided_by_name decided_at"

PARTS: tuple[Part[Whose], ...] = (
    Part(
        "person",
        tables.people,
        "id app external_id language created_at seen_at reachable operator_since operator_country operator_name",
        lambda whose: tables.people.c.id == whose.number,
    ),
    Part(
        "helper",
        tables.helpers,
        "name phone country kinds languages slots status applied_at validated_at valid_until suspended_until"
        " consent_version consent_at paused_at paused_until free_until last_offered_at completed",
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
        "check_id side file message received_at mark",
        lambda whose: tables.pictures.c.check_id.in_(select(_checks.id).where(_checks.person_id == whose.number)),
    ),
    Part(
        "pictures_not_deleted_yet",
        tables.purges,
        "check_id recipient chat message until due_at tries why told_at by_hand_at",
        lambda whose: tables.purges.c.recipient == whose.key,
    ),
    Part(
        "talks",
        tables.talks,
        "id opened_at closed_at ending",
        lambda whose: _talks.person_id == whose.number,
    ),
    Part(
        "said_in_talks",
        tables.talk_messages,
        "id talk_id text said_at",
        lambda whose: _said.talk_id.in_(select(_talks.id).where(_talks.person_id == whose.number)),
        {"by": case((_said.by_name.is_(None), literal("you")), else_=literal("moderator"))},
    ),
    Part(
        "sanctions",
        tables.sanctions,
        "id what at until before",
        lambda whose: tables.sanctions.c.helper_id == whose.number,
        {"cause": case((_cause == LOOKED_INTO, literal(UNSAID)), else_=_cause)},
    ),
    Part(
        "concerns_raised",
        tables.incidents,
        "id concern also mission_id reported_at words status closed_at",
        lambda whose: and_(_incidents.reporter == Reporter.HELPER, _incidents.reporter_id == whose.number),
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
        lambda whose: and_(tables.pairings.c.helper_id == whose.number, tables.pairings.c.last_at.is_not(None)),
    ),
    Part(
        "missions_published",
        tables.missions,
        "id kind country status published_at called_back_at closed_at",
        lambda whose: _missions.operator_id == whose.number,
    ),
    Part(
        "concerns_passed_on",
        tables.incidents,
        "id concern also mission_id reported_at status closed_at",
        lambda whose: and_(_incidents.reporter == Reporter.OPERATOR, _incidents.reporter_id == whose.number),
    ),
    Part(
        "approvals_asked",
        tables.approvals,
        "id deed asked_by_id asked_at due_at status answered_at",
        lambda whose: tables.approvals.c.asked_by_id == whose.number,
    ),
    Part(
        "approvals_answered",
        tables.approvals,
        "id deed answered_by_id status answered_at",
        lambda whose: tables.approvals.c.answered_by_id == whose.number,
    ),
    Part(
        "codes_tried",
        tables.attempts,
        "kind count since paused_until",
        lambda whose: tables.attempts.c.person_id == whose.number,
    ),
    Part(
        "moderator",
        tables.moderators,
        "address name since",
        lambda whose: tables.moderators.c.address == whose.address,
    ),
    Part(
        "moderators_invited",
        tables.moderators,
        "invited_by since",
        _by(tables.moderators.c.invited_by),
    ),
    Part(
        "decided_as_moderator",
        tables.identity_checks,
        _verdict,
        _by(_checks.claimed_by, _checks.decided_by),
    ),
    Part(
        "talks_held",
        tables.talks,
        "id claimed_by claimed_by_name claimed_at closed_by closed_by_name closed_at ending",
        _by(_talks.claimed_by, _talks.closed_by),
    ),
    Part(
        "incidents_seen_to",
        tables.incidents,
        "id concern status owner owner_name taken_at closed_by_name closed_at",
        _by(_incidents.owner),
    ),
    Part(
        "sanctions_decided",
        tables.sanctions,
        "id what by by_name at",
        _by(tables.sanctions.c.by),
    ),
    Part(
        "notes_made",
        tables.notes,
        "id by by_name at",
        _by(tables.notes.c.by),
    ),
    Part(
        "invitation_used",
        tables.invitations,
        "id digest role country created_at used_at used_by_id",
        lambda whose: tables.invitations.c.used_by_id == whose.number,
    ),
    Part(
        "invitations_made",
        tables.invitations,
        "id digest role country invited_by created_at used_at withdrawn_at",
        _by(tables.invitations.c.invited_by),
    ),
    Part(
        "chats_registered",
        tables.staff_chats,
        "role registered_by registered_at",
        _by(tables.staff_chats.c.registered_by),
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
        "recipient name chat message due_at",
        lambda whose: tables.cards.c.recipient == whose.key,
    ),
    Part(
        "journal",
        tables.journal,
        "id at actor action subject details",
        lambda whose: or_(
            _journal.actor.in_([whose.key, whose.address]),
            and_(
                _journal.subject.in_([whose.key, whose.address, f"moderator:{whose.address}"]),
                _journal.action.not_in(DEEDS_NOT_TOLD),
            ),
        ),
    ),
)


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
        columns += [value.label(name) for name, value in part.beside.items()]
        rows = await transaction.read(select(*columns).where(part.which(whose)).order_by(*part.table.primary_key))
        found[part.name] = [dict(row) for row in rows.mappings()]
    return found
