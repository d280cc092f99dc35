"""What is stored about somebody as staff: parts of their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.page import facts, table
from bot.privacy_safety import concern
from bot.standing_words import (
    approval_status,
    check_status,
    deed,
    incident_status,
    mission_status,
    sanction,
    talk_ending,
)
from domain.incident import Reporter
from domain.network import KINDS
from domain.people import Person
from i18n import _
from i18n.formats import country_name

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
At = Callable[[datetime | None], str]


def of_staff(person: Person, rows: Rows, at: At) -> list[str]:
    """Sections; `at` says when something was."""
    return [
        _roles(person, rows, at),
        _published(rows.get("missions_published", ()), at),
        _passed_on(rows.get("concerns_passed_on", ()), at),
        _approvals(rows, at),
        _decided(rows.get("decided_as_moderator", ()), at),
        _talks(rows.get("talks_held", ()), at),
        _incidents(rows.get("incidents_seen_to", ()), at),
        _about_helpers(rows, at),
    ]


def is_staff(person: Person, rows: Rows) -> bool:
    """Whether they take calls or decide, as far as is known."""
    return person.is_operator or bool(rows.get("moderator"))


def kind_of(row: Mapping[str, Any]) -> str:
    """A mission's kind of help."""
    kind = KINDS.get(row["kind"])
    return row["kind"] if kind is None else f"{kind.icon} {_(kind.name)}"


def _roles(person: Person, rows: Rows, at: At) -> str:
    pairs = []
    if person.is_operator:
        pairs += [
            (_("You take calls as"), person.operator_name or ""),
            (_("For"), country_name(person.operator_country or "BE")),
            (_("Since"), at(person.operator_since)),
        ]
    for one in rows.get("moderator", ()):
        pairs += [(_("You are a moderator, as"), one["name"]), (_("Since"), at(one["since"]))]
    moments = [
        (_("You used an invitation"), "invitation_used", "used_at"),
        (_("You made an invitation"), "invitations_made", "created_at"),
        (_("You invited a moderator"), "moderators_invited", "since"),
        (_("You made a group the staff's chat"), "chats_registered", "registered_at"),
    ]
    pairs += [(name, at(one[when])) for name, part, when in moments for one in rows.get(part, ())]
    return facts(_("As staff"), pairs)


def _published(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (f"#{one['id']}", kind_of(one), at(one["published_at"]), mission_status(one["status"], None))
        for one in reversed(rows)
    ]
    head = [_("Number"), _("Kind of help"), _("Published"), _("Where it stands")]
    return table(_("Missions you published"), head, shown)


def _passed_on(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (
            f"#{one['mission_id']}",
            concern(one["concern"], Reporter.OPERATOR),
            at(one["reported_at"]),
            incident_status(one["status"]),
        )
        for one in rows
    ]
    head = [_("Mission"), _("Concern"), _("Raised"), _("Where it stands")]
    return table(_("Concerns you passed on for callers"), head, shown)


def _approvals(rows: Rows, at: At) -> str:
    shown = [
        (deed(one["deed"]), _("you asked"), at(one["asked_at"]), approval_status(one["status"]), at(one["answered_at"]))
        for one in rows.get("approvals_asked", ())
    ]
    shown += [
        (deed(one["deed"]), _("you answered"), "–", approval_status(one["status"]), at(one["answered_at"]))
        for one in rows.get("approvals_answered", ())
    ]
    head = [_("What"), _("Who"), _("Asked"), _("Where it stands"), _("Since")]
    return table(_("What takes two people"), head, shown)


def _decided(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (f"#{one['id']}", check_status(one["status"]), at(one["claimed_at"]), at(one["decided_at"])) for one in rows
    ]
    head = [_("Number"), _("Where it stands"), _("Looked at"), _("Closed")]
    return table(_("Identity checks you looked at"), head, shown)


def _talks(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [(f"#{one['id']}", at(one["claimed_at"]), at(one["closed_at"]), talk_ending(one["ending"])) for one in rows]
    head = [_("Number"), _("Begun"), _("Closed"), _("How it ended")]
    return table(_("Talks you had as a moderator"), head, shown)


def _incidents(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (f"#{one['id']}", at(one["taken_at"]), at(one["closed_at"]), incident_status(one["status"])) for one in rows
    ]
    head = [_("Number"), _("Looked at"), _("Closed"), _("Where it stands")]
    return table(_("Concerns you saw to"), head, shown)


def _about_helpers(rows: Rows, at: At) -> str:
    shown = [(at(one["at"]), sanction(one["what"])) for one in rows.get("sanctions_decided", ())]
    shown += [(at(one["at"]), _("noted something")) for one in rows.get("notes_made", ())]
    note = _("About whom, and what, is theirs, and is not shown here.")
    return table(_("What you decided and noted about helpers"), [_("When"), _("What")], shown, note)
