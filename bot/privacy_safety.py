"""What is stored about somebody for the safety of those who open their door, and of theirs: parts of their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.page import table
from bot.standing_words import incident_status, sanction, talk_ending
from domain.incident import CONCERNS, Reporter
from domain.sanction import CAUSES
from i18n import _

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
At = Callable[[datetime | None], str]


def of_safety(rows: Rows, at: At) -> list[str]:
    """Sections; `at` says when something was."""
    return [
        _left(rows.get("pictures_not_deleted_yet", ()), at),
        _talks(rows.get("talks", ()), at),
        _said(rows.get("said_in_talks", ()), at),
        _sanctions(rows.get("sanctions", ()), at),
        _concerns(rows.get("concerns_raised", ()), at),
        _codes(rows.get("codes_tried", ()), at),
    ]


def concern(code: str, reporter: Reporter) -> str:
    """What a concern is called by whoever said it."""
    kind = CONCERNS.get(code)
    return code if kind is None else f"{kind.icon} {_(kind.said_by(reporter) or kind.read_of(reporter))}"


def _left(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (f"#{one['check_id']}", one["message"], at(one["until"]), at(one["due_at"] or one["by_hand_at"]), one["why"])
        for one in rows
    ]
    head = [_("Check"), _("Message"), _("A bot can delete it until"), _("Tried again, or left to you, at"), _("Why")]
    return table(_("Pictures that could not be deleted yet"), head, shown)


def _talks(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [(f"#{one['id']}", at(one["opened_at"]), at(one["closed_at"]), talk_ending(one["ending"])) for one in rows]
    head = [_("Number"), _("Begun"), _("Closed"), _("How it ended")]
    note = _("What is said in it is deleted when it ends.")
    return table(_("Talks with a moderator about your identity check"), head, shown, note)


def _said(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [(at(one["said_at"]), _("you") if one["by"] == "you" else _("a moderator"), one["text"]) for one in rows]
    return table(_("What was said"), [_("When"), _("Who"), _("Words")], shown)


def _sanctions(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (
            at(one["at"]),
            sanction(one["what"]),
            _why(one["cause"]),
            at(one["until"]),
        )
        for one in rows
    ]
    head = [_("When"), _("What was decided"), _("Why"), _("Until")]
    return table(_("What moderators have decided about you"), head, shown)


def _why(code: str | None) -> str:
    cause = CAUSES.get(code or "")
    return "–" if cause is None else _(cause.name)


def _concerns(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [
        (
            f"#{one['mission_id']}",
            ", ".join(concern(code, Reporter.HELPER) for code in (one["concern"], *one["also"])),
            one["words"],
            at(one["reported_at"]),
            incident_status(one["status"]),
        )
        for one in rows
    ]
    head = [_("Mission"), _("Concern"), _("Your words"), _("Raised"), _("Where it stands")]
    note = _("What others have said in confidence is not shown here. You may ask the moderators.")
    return table(_("Concerns you raised"), head, shown, note)


def _codes(rows: Sequence[Mapping[str, Any]], at: At) -> str:
    shown = [(str(one["count"]), at(one["since"]), at(one["paused_until"])) for one in rows]
    head = [_("How often"), _("Since"), _("Paused until")]
    return table(_("Invitation codes tried in vain"), head, shown)
