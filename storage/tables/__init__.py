"""The tables, one file a subject. `mapping.py` lays the domain's classes over them; a change here wants a migration."""

from __future__ import annotations

from storage.tables.approvals import approvals
from storage.tables.delivery import cards, couriers, outbox, undeliverable
from storage.tables.helpers import IN_SERVICE, SEARCHABLE, helper_places, helpers
from storage.tables.identity import identity_checks, partings, pictures, purges, refusals, talk_messages, talks
from storage.tables.keys import encryption
from storage.tables.missions import missions, offers, past_offers
from storage.tables.people import attempts, helpees, invitations, moderators, pairings, people, staff_chats
from storage.tables.records import conversations, journal
from storage.tables.safeguarding import incidents, notes, sanctions
from storage.tables.schema import metadata

__all__ = [
    "IN_SERVICE",
    "SEARCHABLE",
    "approvals",
    "attempts",
    "cards",
    "conversations",
    "couriers",
    "encryption",
    "helpees",
    "helper_places",
    "helpers",
    "identity_checks",
    "incidents",
    "invitations",
    "journal",
    "metadata",
    "missions",
    "moderators",
    "notes",
    "offers",
    "outbox",
    "pairings",
    "partings",
    "past_offers",
    "people",
    "pictures",
    "purges",
    "refusals",
    "sanctions",
    "staff_chats",
    "talk_messages",
    "talks",
    "undeliverable",
]
