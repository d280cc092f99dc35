"""What is not handed over to somebody who asks what is stored about them, and why: by table and column."""

from __future__ import annotations

from collections.abc import Mapping

from domain.network import N_
from domain.turnover import TOLD_OF_MANY_DOORS

REPEATS = N_("it repeats what is told elsewhere, for the search")
INNER = N_("it is how the bot does its work, and says nothing of anybody")
OTHERS = N_("it is about somebody else")
THEIRS = N_("it is the person's own number, by which the row was found")
EITHER = N_("it is the person's own number, or somebody else's")
CONFIDENCE = N_("it may rest on what somebody said in confidence; they may ask the moderators")
MODERATORS_ALONE = N_(
    "nobody but moderators reads what was said of a concern, and an operator hands this over; they may ask the"
    " moderators"
)
ABOUT_THEM = N_("concerns about them may rest on what somebody said in confidence; they may ask the moderators")
NOTED = N_("what moderators note may rest on what somebody said in confidence; they may ask the moderators")
MARKS = N_("somebody is known again by these marks, not found; why, they were told then; they may ask the moderators")
IN_GENERAL = N_(
    "where it may rest on what was said in confidence, it is told in general words; they may ask the moderators"
)
WHICH_ONE = N_("whether it was they or a moderator is told; which moderator is not")
NOT_HELPED = N_(
    "of callers whom they have not helped: that two are not to meet may rest on what somebody said in confidence;"
    " they may ask the moderators"
)
LOOKED_AT = N_(
    "that their file was looked at or something was noted may rest on what somebody said in confidence; they may ask"
    " the moderators"
)
NEVER_CAME = N_(
    "of helpers who have not helped them: that two are not to meet may rest on what somebody said in confidence; they"
    " may ask the moderators"
)
ELSE_DONE = N_("what else was done may rest on what somebody said in confidence; they may ask the moderators")
ANSWERS = N_("the answers in it are told apart, by whoever reads them")
GROUPS = N_("it is the group's")
NOBODYS = N_("it is nobody's")

NOT_TOLD: Mapping[str, Mapping[str, str]] = {
    "helpers": {"id": THEIRS, "phone_lookup": REPEATS, "validity_due_at": INNER},
    "helper_places": {
        "id": INNER, "helper_id": THEIRS, "cell": REPEATS, "kinds": REPEATS, "slots": REPEATS,
        "searchable": REPEATS,
    },
    "identity_checks": {"person_id": THEIRS, "helper_id": THEIRS, "reminded": INNER, "remind_at": INNER},
    "pictures": {"id": INNER},
    "purges": {"id": INNER},
    "talks": {"person_id": THEIRS, "remind_at": INNER},
    "talk_messages": dict.fromkeys(("by", "by_name"), WHICH_ONE),
    "sanctions": {"helper_id": THEIRS, "incident_id": CONFIDENCE, "cause": IN_GENERAL},
    "incidents": {
        "helper_id": ABOUT_THEM,
        **dict.fromkeys(("times", "outcome"), CONFIDENCE),
        **dict.fromkeys(("reporter", "reporter_id"), THEIRS),
        "helpee_id": OTHERS,
        **dict.fromkeys(("key", "country", "finished", "remind_at", "reminders", "held_until"), INNER),
    },
    "notes": dict.fromkeys(("subject", "text"), NOTED),
    "refusals": dict.fromkeys(
        ("id", "kind", "app_mark", "phone_mark", "since", "kept_until", "until", "incident_id", "count"), MARKS
    ),
    "partings": dict.fromkeys(("id", "helpee_id", "app_mark", "phone_mark", "kept_until"), MARKS),
    "approvals": {"helpee_id": OTHERS},
    "attempts": {"person_id": THEIRS},
    "encryption": dict.fromkeys(("name", "value"), INNER),
    "missions": {
        **dict.fromkeys(
            ("helpee_id", "language", "latitude", "longitude", "point", "neighbourhood", "address", "access_notes",
             "details", "code_word", "answer_word", "recurrence", "follows_id", "urgent"),
            OTHERS,
        ),
        **dict.fromkeys(("helper_id", "operator_id"), EITHER),
        **dict.fromkeys(
            ("key", "exhausted_at", "first_wave", "wave", "wave_at", "warned_at", "call_reminded_at", "followed_at",
             "due_at", "erased_at"),
            INNER,
        ),
    },
    "offers": {"helper_id": THEIRS},
    "pairings": {"helper_id": THEIRS, "frozen": CONFIDENCE},
    "staff_chats": dict.fromkeys(("app", "external_id", "language", "lost_at"), GROUPS),
    "journal": dict.fromkeys(("position", "seal"), INNER),
    "outbox": dict.fromkeys(("same", "priority", "failures", "put_off_at", "claimed_until"), INNER),
    "helpees": dict.fromkeys(
        ("id", "phone", "phone_lookup", "name", "country", "language", "created_at", "address", "access_notes", "point",
         "neighbourhood", "erased_at", "answers", "held_at", "remind_at"),
        OTHERS,
    ),
    "past_offers": dict.fromkeys(("id", "mission_id", "offered_at", "wave", "status", "answered_at"), NOBODYS),
    "couriers": dict.fromkeys(("name", "beats"), INNER),
    "conversations": dict.fromkeys(
        ("key", "state", "data", "updates", "updated_at"), ANSWERS
    ),
}  # fmt: skip

ROWS_NOT_TOLD: Mapping[str, str] = {"pairings": NOT_HELPED, "journal": LOOKED_AT}
"""Tables of which somebody is told some rows only, with the reason for the others."""

DEEDS_NOT_TOLD = ("saw", "noted", "deleted a note", TOLD_OF_MANY_DOORS)
"""What others did with somebody's file, by the actions of the journal, and that they were to look at it: whether a
concern was raised shows in it.
"""
