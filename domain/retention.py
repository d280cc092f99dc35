"""What is kept, why, for how long, and who sees it: one table, from which time does its work (`services/retention.py`),
administrators read, and the record of processing is printed. A test holds it against the columns that there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum

from domain.network import N_


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many days each of these is kept, as whoever runs the bot has decided."""

    missions: int = 30
    helpees: int = 365
    applications: int = 30
    people: int = 180
    conversations: int = 7
    invitations: int = 30
    letters: int = 30
    journal: int = 1_095

    def of(self, name: str) -> timedelta:
        """One of them, by name."""
        return timedelta(days=int(getattr(self, name)))


SHORTEST: Mapping[str, int] = {**{one.name: 1 for one in fields(Periods)}, "invitations": 7, "people": 30}
LONGEST = 3_650


class Ground(StrEnum):
    """On what it may rest, by the General Data Protection Regulation: a suggestion, to be checked with a lawyer."""

    REQUEST = N_(
        "Art. 6(1)(b): steps at the person's own request; where free text speaks of health, Art. 9(2)(a): consent"
    )
    CONSENT = N_("Art. 6(1)(a): consent, recorded with its version and time")
    INTEREST = N_("Art. 6(1)(f): a legitimate interest, the safety of those who open their door")
    RUNNING = N_("Art. 6(1)(f): a legitimate interest, running the network")


class Sees(StrEnum):
    """Who sees it in the course of things; everybody sees their own by /privacy."""

    NOBODY = N_("nobody but the bot")
    OPERATORS = N_("operators")
    MODERATORS = N_("moderators")
    ADMINISTRATORS = N_("administrators")
    ACCEPTED = N_("the helper who has accepted")
    ASKED = N_("helpers who are asked: kind, neighbourhood, time, language and details only")


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data. `columns`: what of it is personal, by table. `period`: of `Periods`, counted from `since`;
    None where `since` alone says how long. `erased`: whether time erases it; where not, `since` says who does.
    """

    code: str
    what: str
    why: str
    ground: Ground
    since: str
    sees: tuple[Sees, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    period: str | None = None
    erased: bool = True
    rows_of: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """The tables that hold it."""
        return (*self.columns, *self.rows_of)


TABLE: tuple[Kept, ...] = (
    Kept(
        code="missions",
        what=N_("What is to be done for a caller: door, access, details, code word, notes, and who did it"),
        why=N_("So that a helper finds the door and does what is wanted"),
        ground=Ground.REQUEST,
        period="missions",
        since=N_("after it is closed; of one that repeats, not before the next one is there"),
        sees=(Sees.OPERATORS, Sees.ACCEPTED, Sees.ASKED),
        columns={
            "missions": "key helpee_id operator_id helper_id latitude longitude neighbourhood address access_notes"
            " details code_word note follows_id recurrence",
            "offers": "helper_id distance_m",
        },
    ),
    Kept(
        code="helpees",
        what=N_("A caller's file: name, phone number, language, address, access, and the helpers they know"),
        why=N_("So that a second call takes seconds, and somebody comes whom they know"),
        ground=Ground.REQUEST,
        period="helpees",
        since=N_("after the last mission; at once when they ask for it"),
        sees=(Sees.OPERATORS, Sees.ACCEPTED),
        columns={
            "helpees": "phone name country language created_at address access_notes latitude longitude neighbourhood",
            "pairings": "helpee_id helper_id liked frozen last_at",
        },
    ),
    Kept(
        code="helpers",
        what=N_("A helper's profile: name, phone number, places, hours, languages, consent, how often they helped"),
        why=N_("So that they are asked for what is near, and what suits them"),
        ground=Ground.CONSENT,
        since=N_("for as long as they are a helper, and then as for people who have left"),
        sees=(Sees.OPERATORS, Sees.MODERATORS),
        columns={
            "helpers": "name phone country kinds languages applied_at consent_version consent_at slots status paused_at"
            " paused_until free_until validated_at last_offered_at completed",
            "helper_places": "helper_id latitude longitude name country radius_m cell kinds slots searchable",
        },
    ),
    Kept(
        code="live",
        what=N_("Where a helper is now, if they share it"),
        why=N_("So that they are asked for what is around them"),
        ground=Ground.CONSENT,
        since=N_("until they stop, an hour at most"),
        sees=(Sees.NOBODY,),
        columns={"helper_places": "live_until"},
    ),
    Kept(
        code="pictures",
        what=N_("References to the two pictures of an identity check, and its four digits"),
        why=N_("So that moderators see that somebody is who they say"),
        ground=Ground.INTEREST,
        since=N_("until the decision, for less than two days in every case"),  # `domain.identity.PURGE_AFTER`
        sees=(Sees.MODERATORS,),
        columns={
            "pictures": "check_id side file message received_at",
            "identity_checks": "code purge_due_at",
        },
    ),
    Kept(
        code="checks",
        what=N_("Who decided on an identity check, when and how"),
        why=N_("So that it can be shown that everybody at a door was checked"),
        ground=Ground.INTEREST,
        since=N_("for as long as they are a helper, and then as for people who have left"),
        sees=(Sees.MODERATORS,),
        columns={
            "identity_checks": "person_id helper_id started_at status submitted_at claimed_by claimed_by_name"
            " claimed_at decided_by decided_by_name decided_at reason",
        },
    ),
    Kept(
        code="applications",
        what=N_("Applications that were rejected, or came to nothing"),
        why=N_("So that a mistake can be put right, and the same is not asked twice"),
        ground=Ground.INTEREST,
        period="applications",
        since=N_("after the last decision"),
        sees=(Sees.MODERATORS,),
        rows_of=("helpers", "helper_places", "identity_checks"),
    ),
    Kept(
        code="attempts",
        what=N_("Identity checks that were begun and never sent"),
        why=N_("So that somebody can go on where they stopped"),
        ground=Ground.CONSENT,
        period="applications",
        since=N_("after they were begun, or closed"),
        sees=(Sees.NOBODY,),
        rows_of=("identity_checks",),
    ),
    Kept(
        code="people",
        what=N_("Who writes with the bot: their number in the app, their language, when they were last seen"),
        why=N_("So that the bot can answer, in their language"),
        ground=Ground.RUNNING,
        period="people",
        since=N_("after they were last seen, of those who are no helpers and no staff, or have left"),
        sees=(Sees.NOBODY,),
        columns={"people": "app external_id language created_at seen_at reachable"},
    ),
    Kept(
        code="operators",
        what=N_("Who takes calls, for which country, under which name"),
        why=N_("So that callers' data are seen by those alone who take calls"),
        ground=Ground.RUNNING,
        since=N_("for as long as they take calls"),
        sees=(Sees.OPERATORS, Sees.ADMINISTRATORS),
        columns={"people": "operator_since operator_country operator_name"},
    ),
    Kept(
        code="staff_chats",
        what=N_("Who made a group the staff's chat"),
        why=N_("So that it is known who decides where staff meet"),
        ground=Ground.RUNNING,
        since=N_("until another group takes its place"),
        sees=(Sees.ADMINISTRATORS,),
        columns={"staff_chats": "registered_by"},
    ),
    Kept(
        code="invitations",
        what=N_("Invitations of operators: who made them, and who used them"),
        why=N_("So that nobody becomes an operator by themselves"),
        ground=Ground.RUNNING,
        period="invitations",
        since=N_("after they were used, or made"),
        sees=(Sees.ADMINISTRATORS,),
        columns={"invitations": "token invited_by used_at used_by_id"},
    ),
    Kept(
        code="conversations",
        what=N_("Unfinished conversations, with the answers so far"),
        why=N_("So that a question half answered survives a restart"),
        ground=Ground.RUNNING,
        period="conversations",
        since=N_("after the last answer"),
        sees=(Sees.NOBODY,),
        columns={"conversations": "key state data updates"},
    ),
    Kept(
        code="outbox",
        what=N_("Messages on their way: whom they are for, and numbers; never what they say"),
        why=N_("So that nothing is lost, and nothing said twice"),
        ground=Ground.RUNNING,
        since=N_("until they are delivered"),
        sees=(Sees.NOBODY,),
        columns={"outbox": "recipient payload same"},
    ),
    Kept(
        code="letters",
        what=N_("Messages that could not be delivered: whom they were for, and numbers"),
        why=N_("So that whoever runs the bot can find out why"),
        ground=Ground.RUNNING,
        period="letters",
        since=N_("after they were put aside"),
        sees=(Sees.ADMINISTRATORS,),
        columns={"undeliverable": "recipient payload error"},
    ),
    Kept(
        code="cards",
        what=N_("Which messages in chats show something that may change, or has to go"),
        why=N_("So that they can be rewritten and deleted"),
        ground=Ground.RUNNING,
        since=N_("as long as what they show"),
        sees=(Sees.NOBODY,),
        columns={"cards": "recipient name chat message"},
    ),
    Kept(
        code="journal",
        what=N_("Who of the staff saw or did what, and when, by numbers alone"),
        why=N_("So that misuse can be found, and shown"),
        ground=Ground.INTEREST,
        period="journal",
        since=N_("after it was written; its oldest part is not removed by the bot yet"),
        erased=False,
        sees=(Sees.ADMINISTRATORS,),
        columns={"journal": "actor subject details"},
    ),
)

BY_CODE: Mapping[str, Kept] = {one.code: one for one in TABLE}

PLAIN: Mapping[str, str] = {
    "missions": "id kind country language starts_at ends_at published_at urgent limit_cents status accepted_at"
    " on_my_way_at called_back_at closed_at outcome receipt_cents exhausted_at first_wave wave wave_at warned_at"
    " confirmed_at nudges nudged_at call_reminded_at followed_at due_at erased_at",
    "offers": "id mission_id offered_at wave status answered_at",
    "past_offers": "id mission_id offered_at wave status answered_at",
    "helpees": "id erased_at",
    "helpers": "id",
    "helper_places": "id",
    "identity_checks": "id",
    "pictures": "id",
    "people": "id",
    "staff_chats": "role app external_id language registered_at lost_at",
    "invitations": "country created_at",
    "conversations": "updated_at",
    "outbox": "id kind priority attempts failures created_at due_at put_off_at claimed_until",
    "undeliverable": "id kind created_at set_aside_at",
    "couriers": "name beats",
    "journal": "id at action",
}
"""What is nobody's, or says nothing once the rest is gone: counts, times, states, and numbers of rows."""
