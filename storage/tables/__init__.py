"""The tables, one file a subject. `mapping.py` lays the domain's classes over them; a change here wants a migration."""

from __future__ import annotations

from storage.tables.delivery import cards, couriers, outbox, undeliverable
from storage.tables.helpers import IN_SERVICE, SEARCHABLE, helper_places, helpers
from storage.tables.identity import identity_checks, pictures
from storage.tables.missions import missions, offers
from storage.tables.people import helpees, invitations, pairings, people, staff_chats
from storage.tables.records import conversations, journal
from storage.tables.safeguarding import barred, incidents, notes, sanctions
from storage.tables.schema import metadata

__all__ = [
    "IN_SERVICE",
    "SEARCHABLE",
    "barred",
    "cards",
    "conversations",
    "couriers",
    "helpees",
    "helper_places",
    "helpers",
    "identity_checks",
    "incidents",
    "invitations",
    "journal",
    "metadata",
    "missions",
    "notes",
    "offers",
    "outbox",
    "pairings",
    "people",
    "pictures",
    "sanctions",
    "staff_chats",
    "undeliverable",
]
