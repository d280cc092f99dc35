"""Missions and the offers of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy import UniqueConstraint as Unique

from domain.mission import MissionStatus, Outcome
from domain.offer import OfferStatus
from storage.columns import Coarse, Instant, Recurring, code
from storage.sealed import SealedPoint, SealedText
from storage.tables.schema import metadata, number, partial_index, strings

missions = Table(
    "missions",
    metadata,
    number(),
    Column("key", String, nullable=False, unique=True),
    Column("helpee_id", ForeignKey("helpees.id"), nullable=False),
    Column("operator_id", ForeignKey("people.id"), nullable=False),
    *strings("kind", "country", "language"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("latitude", Coarse),
    Column("longitude", Coarse),
    Column("point", SealedPoint("missions.point")),
    Column("neighbourhood", String, nullable=False),
    Column("address", SealedText("missions.address"), nullable=False),
    Column("access_notes", SealedText("missions.access_notes"), nullable=False),
    Column("details", SealedText("missions.details"), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("limit_cents", Integer),
    Column("status", code(MissionStatus), nullable=False),
    Column("code_word", SealedText("missions.code_word"), nullable=False),
    Column("answer_word", SealedText("missions.answer_word")),
    Column("helper_id", ForeignKey("helpers.id")),
    Column("accepted_at", Instant),
    Column("on_my_way_at", Instant),
    Column("called_back_at", Instant),
    Column("closed_at", Instant),
    Column("outcome", code(Outcome)),
    Column("receipt_cents", Integer),
    Column("note", SealedText("missions.note"), nullable=False),
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
    Column("erased_at", Instant),
    Column("due_at", Instant, index=True),  # of `domain.timetable.next_step`; `mapping.py` sees to it
    Index("ix_missions_status", "status", "id"),
    Index("ix_missions_kind", "kind", "country", "id"),
    Index("ix_missions_helper", "helper_id", "status"),
    Index("ix_missions_helpee", "helpee_id", "id"),
    Index("ix_missions_operator", "operator_id", "id"),
    sqlite_autoincrement=True,
)

partial_index("ix_missions_not_erased", missions, "closed_at", missions.c.erased_at.is_(None))

offers = Table(
    "offers",
    metadata,
    number(),
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

# What came of offers whose helper is nobody's business any more: `experience.py` learns from them all the same.
past_offers = Table(
    "past_offers",
    metadata,
    number(),
    Column("mission_id", ForeignKey("missions.id"), nullable=False, index=True),
    Column("offered_at", Instant, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("status", code(OfferStatus), nullable=False),
    Column("answered_at", Instant),
    sqlite_autoincrement=True,
)
