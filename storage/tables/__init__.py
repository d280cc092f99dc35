"""The tables, one file a subject. `mapping.py` lays the domain's classes over them; a change here wants a migration."""

from __future__ import annotations

from storage.tables.approvals import approvals
from storage.tables.delivery import cards, couriers, outbox, undeliverable
from storage.tables.helpers import IN_SERVICE, SEARCHABLE, helper_places, helpers
from storage.tables.identity import identity_checks, pictures
from storage.tables.missions import missions, offers
from storage.tables.people import helpees, invitations, pairings, people, staff_chats
from storage.tables.records import conversations, journal
from storage.tables.schema import metadata

__all__ = [
    "IN_SERVICE",
    "SEARCHABLE",
    "approvals",
    "cards",
    "conversations",
    "couriers",
    "helpees",
    "helper_places",
    "helpers",
    "identity_checks",
    "invitations",
    "journal",
    "metadata",
    "missions",
    "offers",
    "outbox",
    "pairings",
    "people",
    "pictures",
    "staff_chats",
    "undeliverable",
]
