"""Helpers and their places, with what the search for the nearest needs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, and_, literal

from domain.helper import HelperStatus
from storage.columns import Coarse, Instant, KindCodes, LanguageCodes, code
from storage.sealed import SealedText
from storage.tables.schema import metadata, number, partial_index, phone_lookup, strings

helpers = Table(
    "helpers",
    metadata,
    Column("id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("name", SealedText("helpers.name"), nullable=False),
    Column("phone", SealedText("helpers.phone"), nullable=False),
    phone_lookup("helpers.phone"),
    *strings("country"),
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
    Column("suspended_until", Instant, index=True),
    Column("validated_at", Instant),
    Column("valid_until", Instant),
    Column("validity_due_at", Instant, index=True),
    Column("last_offered_at", Instant),
    Column("completed", Integer, nullable=False),
)

IN_SERVICE = and_(
    helpers.c.status == literal(HelperStatus.VALIDATED, code(HelperStatus), literal_execute=True),
    helpers.c.paused_at.is_(None),
)


# By phone: a country's helpers, those who waited longest first; with the masks, no row is fetched to be passed over.
partial_index("ix_helpers_waiting", helpers, "country last_offered_at id kinds languages slots", IN_SERVICE)

# `cell`, `kinds`, `slots`, `searchable` repeat what the helper says, for the search; `search_columns.py` sees to it.
helper_places = Table(
    "helper_places",
    metadata,
    number(),
    Column("helper_id", ForeignKey("helpers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("latitude", Coarse, nullable=False),
    Column("longitude", Coarse, nullable=False),
    *strings("name", "country"),
    Column("radius_m", Integer, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("kinds", Integer, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("searchable", Boolean, nullable=False),
    Column("live_until", Instant),
    sqlite_autoincrement=True,
)

partial_index("ix_helper_places_live", helper_places, "live_until", helper_places.c.live_until.is_not(None))

SEARCHABLE = helper_places.c.searchable.is_(True)

# `searchable` is always true in it; without the column SQLite would fetch each row to see that.
SEARCH = "cell latitude longitude kinds slots radius_m helper_id searchable"

partial_index("ix_helper_places_search", helper_places, SEARCH, SEARCHABLE)
