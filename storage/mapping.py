"""The domain's classes laid over the tables, by importing this module. What a caller reads is loaded at once."""

from __future__ import annotations

from sqlalchemy import Connection, and_, event, inspect
from sqlalchemy.orm import Mapper, registry, relationship

from domain.approval import Approval
from domain.helper import Helper, HelperPlace
from domain.identity import IdentityCheck, Picture
from domain.incident import Incident
from domain.limits import Attempts
from domain.mission import Mission
from domain.offer import Offer
from domain.people import Helpee, Invitation, ModeratorSeen, Pairing, Person, StaffChat
from domain.purge import Purge
from domain.refusal import Refusal
from domain.sanction import Decision, Note
from domain.talk import Talk, TalkMessage
from domain.timetable import next_step
from storage import tables
from storage.journal import Entry

mapped = registry(metadata=tables.metadata)

mapped.map_imperatively(Person, tables.people)
mapped.map_imperatively(StaffChat, tables.staff_chats)
mapped.map_imperatively(Invitation, tables.invitations)
mapped.map_imperatively(ModeratorSeen, tables.moderators)
mapped.map_imperatively(Attempts, tables.attempts)
mapped.map_imperatively(Helpee, tables.helpees)
mapped.map_imperatively(HelperPlace, tables.helper_places)
_of_helper, _live_until = tables.helper_places.c.helper_id == tables.helpers.c.id, tables.helper_places.c.live_until
mapped.map_imperatively(
    Helper,
    tables.helpers,
    properties={
        "person": relationship(Person, lazy="joined", innerjoin=True),
        "places": relationship(
            HelperPlace,
            primaryjoin=and_(_of_helper, _live_until.is_(None)),
            lazy="selectin",
            cascade="all, delete-orphan",
            passive_deletes=True,
            order_by=tables.helper_places.c.id,
        ),
        "live": relationship(
            HelperPlace,
            primaryjoin=and_(_of_helper, _live_until.is_not(None)),
            uselist=False,
            lazy="joined",
            cascade="all, delete-orphan",
            passive_deletes=True,
            overlaps="places",
        ),
    },
)
mapped.map_imperatively(Picture, tables.pictures)
mapped.map_imperatively(Purge, tables.purges)
mapped.map_imperatively(Refusal, tables.refusals)
mapped.map_imperatively(Talk, tables.talks)
mapped.map_imperatively(TalkMessage, tables.talk_messages)
mapped.map_imperatively(
    IdentityCheck,
    tables.identity_checks,
    properties={
        "helper": relationship(Helper, lazy="joined"),
        "pictures": relationship(
            Picture,
            lazy="selectin",
            cascade="all, delete-orphan",
            passive_deletes=True,
            order_by=tables.pictures.c.id,
        ),
    },
)
mapped.map_imperatively(
    Mission,
    tables.missions,
    properties={
        "helpee": relationship(Helpee, lazy="joined", innerjoin=True),
        "operator": relationship(Person, lazy="joined", innerjoin=True),
    },
)
mapped.map_imperatively(Offer, tables.offers)
mapped.map_imperatively(Pairing, tables.pairings)
mapped.map_imperatively(Incident, tables.incidents)
mapped.map_imperatively(Decision, tables.sanctions)
mapped.map_imperatively(Note, tables.notes)
mapped.map_imperatively(Approval, tables.approvals)
mapped.map_imperatively(Entry, tables.journal)


def _leave_numbering_to_the_database(mapper: Mapper[object], connection: Connection, target: object) -> None:
    """The domain says 0 for "not kept yet"."""
    if target.__dict__.get("id") == 0:
        target.id = None  # type: ignore[attr-defined]


def _note_what_is_due(mapper: Mapper[object], connection: Connection, target: Mission) -> None:
    """When time does something to a mission follows from everything else about it; the column is there to search by."""
    step = next_step(target)
    target.due_at = None if step is None else step[0]  # type: ignore[attr-defined]


def _note_what_it_is_found_by(mapper: Mapper[object], connection: Connection, target: Helpee | Helper) -> None:
    """A phone number is sealed; the column beside it is there to look it up by. A new row has it by default."""
    if inspect(target).attrs["phone"].history.has_changes():
        target.phone_lookup = target.phone  # type: ignore[union-attr]


for _moment in ("before_insert", "before_update"):
    event.listen(Mission, _moment, _note_what_is_due)
for _phoning in (Helpee, Helper):
    event.listen(_phoning, "before_update", _note_what_it_is_found_by)
for _numbered in (
    Person, Invitation, Helpee, HelperPlace, IdentityCheck, Picture, Purge, Refusal, Talk, TalkMessage, Mission, Offer,
    Entry, Incident, Decision, Note, Approval,
):  # fmt: skip
    event.listen(_numbered, "before_insert", _leave_numbering_to_the_database)
