"""The tables. `mapping.py` lays the domain's classes over them; a change here wants a migration."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    literal,
)
from sqlalchemy import UniqueConstraint as Unique

from domain.helper import HelperStatus
from domain.identity import CheckStatus, Reason, Side
from domain.mission import MissionStatus, OfferStatus, Outcome
from domain.people import StaffRole
from storage.columns import Instant, KindCodes, LanguageCodes, Recurring, code

NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("ix", "uq", "fk")}
metadata = MetaData(naming_convention={**NAMES, "pk": "pk_%(table_name)s"})


def _partial_index(name: str, table: Table, columns: str, only: ColumnElement[bool]) -> None:
    Index(name, *(table.c[column] for column in columns.split()), sqlite_where=only, postgresql_where=only)


def _strings(*names: str) -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in names]


def _number() -> Column[int]:
    """A number that the database counts up and never uses again."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


people = Table(
    "people",
    metadata,
    _number(),
    *_strings("app", "external_id", "language"),
    Column("created_at", Instant, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("operator_since", Instant),
    Column("operator_country", String),
    Column("operator_name", String),
    Unique("app", "external_id"),
    sqlite_autoincrement=True,
)
_partial_index("ix_people_operators", people, "id", people.c.operator_since.is_not(None))

staff_chats = Table(
    "staff_chats",
    metadata,
    Column("role", code(StaffRole), primary_key=True),
    *_strings("app", "external_id", "language", "registered_by"),
    Column("registered_at", Instant, nullable=False),
    Column("lost_at", Instant),
    Unique("app", "external_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token", String, primary_key=True),
    *_strings("country", "invited_by"),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
)

helpees = Table(
    "helpees",
    metadata,
    _number(),
    Column("phone", String, nullable=False, unique=True),
    *_strings("name", "country", "language"),
    Column("created_at", Instant, nullable=False),
    Column("address", Text, nullable=False),
    Column("access_notes", Text, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("neighbourhood", String, nullable=False),
    sqlite_autoincrement=True,
)

helpers = Table(
    "helpers",
    metadata,
    Column("id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    *_strings("name", "phone", "country"),
    Column("kinds", KindCodes, nullable=False),
    Column("languages", LanguageCodes, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("consent_version", String, nullable=False),
    Column("consent_at", Instant, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("status", code(HelperStatus), nullable=False),
    Column("paused_at", Instant),
    Column("paused_until", Instant, index=True),
    Column("free_until", Instant, index=True),
    Column("validated_at", Instant),
    Column("last_offered_at", Instant),
    Column("completed", Integer, nullable=False),
)
IN_SERVICE = and_(
    helpers.c.status == literal(HelperStatus.VALIDATED, code(HelperStatus), literal_execute=True),
    helpers.c.paused_at.is_(None),
)
# By phone: a country's helpers, those who waited longest first; with the masks, no row is fetched to be passed over.
_partial_index("ix_helpers_waiting", helpers, "country last_offered_at id kinds languages slots", IN_SERVICE)

# `cell`, `kinds`, `slots`, `searchable` repeat what the helper says, for the search; `search_columns.py` sees to it.
helper_places = Table(
    "helper_places",
    metadata,
    _number(),
    Column("helper_id", ForeignKey("helpers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    *_strings("name", "country"),
    Column("radius_m", Integer, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("kinds", Integer, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("searchable", Boolean, nullable=False),
    Column("live_until", Instant),
    sqlite_autoincrement=True,
)
_partial_index("ix_helper_places_live", helper_places, "live_until", helper_places.c.live_until.is_not(None))
SEARCHABLE = helper_places.c.searchable.is_(True)
# `searchable` is always true in it; without the column SQLite would fetch each row to see that.
SEARCH = "cell latitude longitude kinds slots radius_m helper_id searchable"
_partial_index("ix_helper_places_search", helper_places, SEARCH, SEARCHABLE)

identity_checks = Table(
    "identity_checks",
    metadata,
    _number(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("helper_id", ForeignKey("helpers.id"), index=True),
    Column("code", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("status", code(CheckStatus), nullable=False),
    Column("purge_due_at", Instant, index=True),
    Column("submitted_at", Instant),
    Column("claimed_by", String),
    Column("claimed_by_name", String),
    Column("claimed_at", Instant),
    Column("decided_by", String),
    Column("decided_by_name", String),
    Column("decided_at", Instant),
    Column("reason", code(Reason)),
    Index("ix_identity_checks_person", "person_id", "id"),
    Index("ix_identity_checks_waiting", "status", "submitted_at"),
    sqlite_autoincrement=True,
)

pictures = Table(
    "pictures",
    metadata,
    _number(),
    Column("check_id", ForeignKey("identity_checks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("side", code(Side), nullable=False),
    Column("file", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

missions = Table(
    "missions",
    metadata,
    _number(),
    Column("key", String, nullable=False, unique=True),
    Column("helpee_id", ForeignKey("helpees.id"), nullable=False),
    Column("operator_id", ForeignKey("people.id"), nullable=False),
    *_strings("kind", "country", "language"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("neighbourhood", String, nullable=False),
    Column("address", Text, nullable=False),
    Column("access_notes", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("limit_cents", Integer),
    Column("status", code(MissionStatus), nullable=False),
    Column("code_word", String, nullable=False),
    Column("helper_id", ForeignKey("helpers.id")),
    Column("accepted_at", Instant),
    Column("on_my_way_at", Instant),
    Column("called_back_at", Instant),
    Column("closed_at", Instant),
    Column("outcome", code(Outcome)),
    Column("receipt_cents", Integer),
    Column("note", Text, nullable=False),
    Column("exhausted_at", Instant),
    Column("first_wave", Integer),
    Column("wave", Integer, nullable=False, server_default="0"),
    Column("wave_at", Instant),
    Column("warned_at", Instant),
    Column("confirmed_at", Instant),
    Column("nudges", Integer, nullable=False, server_default="0"),
    Column("nudged_at", Instant),
    Column("call_reminded_at", Instant),
    Column("recurrence", Recurring),
    Column("follows_id", Integer, index=True, unique=True),  # so that two can't follow the same one
    Column("followed_at", Instant),
    Column("due_at", Instant, index=True),  # of `domain.timetable.next_step`; `mapping.py` sees to it
    Index("ix_missions_status", "status", "id"),
    Index("ix_missions_kind", "kind", "country", "id"),
    Index("ix_missions_helper", "helper_id", "status"),
    Index("ix_missions_helpee", "helpee_id", "id"),
    Index("ix_missions_operator", "operator_id", "id"),
    sqlite_autoincrement=True,
)

offers = Table(
    "offers",
    metadata,
    _number(),
    Column("mission_id", ForeignKey("missions.id"), nullable=False),
    Column("helper_id", ForeignKey("helpers.id"), nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("distance_m", Integer),
    Column("wave", Integer, nullable=False, server_default="0"),
    Column("status", code(OfferStatus), nullable=False),
    Column("answered_at", Instant),
    Unique("mission_id", "helper_id"),
    Index("ix_offers_helper", "helper_id", "offered_at"),
    sqlite_autoincrement=True,
)

pairings = Table(
    "pairings",
    metadata,
    Column("helpee_id", ForeignKey("helpees.id"), primary_key=True),
    Column("helper_id", ForeignKey("helpers.id"), primary_key=True, index=True),
    Column("liked", Boolean, nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("last_at", Instant),
)

# `same` names a letter whose card is read when it is delivered, so that one undelivered letter says as much as two.
outbox = Table(
    "outbox",
    metadata,
    _number(),
    *_strings("recipient", "kind"),
    Column("payload", JSON, nullable=False),
    Column("same", String),
    Column("priority", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("put_off_at", Instant),
    Column("claimed_until", Instant),
    Index("ix_outbox_order", "priority", "id"),
    Index("ix_outbox_recipient", "recipient", "id"),
    sqlite_autoincrement=True,
)

# Letters that can't be delivered, for somebody to look at.
undeliverable = Table(
    "undeliverable",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *_strings("recipient", "kind"),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("set_aside_at", Instant, nullable=False),
    Column("error", Text, nullable=False),
)

# Those who deliver letters at this moment, each in a process of its own: `beats` goes up as long as one lives.
couriers = Table(
    "couriers",
    metadata,
    Column("name", String, primary_key=True),
    Column("beats", Integer, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("recipient", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("message", String, primary_key=True),
    Index("ix_cards_name", "name", "recipient"),
)

journal = Table(
    "journal",
    metadata,
    _number(),
    Column("at", Instant, nullable=False),
    *_strings("actor", "action", "subject"),
    Column("details", JSON, nullable=False),
    Index("ix_journal_subject", "subject", "id"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("key", String, primary_key=True),
    Column("state", String),
    Column("data", JSON, nullable=False),
    Column("updates", JSON, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)
