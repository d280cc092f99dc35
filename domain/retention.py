"""What is kept, why, for how long, and who sees it: one table, from which time does its work (`services/retention.py`),
administrators read, and the record of processing is printed. A test holds it against the columns that there are.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.keeping import Ground, Kept, Sees
from domain.network import N_

TABLE: tuple[Kept, ...] = (
    Kept(
        code="missions",
        what=N_("What is to be done for a caller: door, access, details, code word, notes, and who did it"),
        why=N_("So that a helper finds the door and does what is wanted"),
        ground=Ground.REQUEST,
        period="missions",
        since=N_("after it is closed; of one that repeats, not before the next one is there"),
        sees=(Sees.OPERATORS, Sees.CONFIRMING, Sees.ACCEPTED, Sees.ASKED),
        columns={
            "missions": "key helpee_id operator_id helper_id latitude longitude point neighbourhood address"
            " access_notes details code_word answer_word note follows_id recurrence",
            "offers": "helper_id distance_m",
        },
    ),
    Kept(
        code="helpees",
        what=N_(
            "A caller's file: name, phone number, language, address, access, the helpers they know, and whether an"
            " operator phones before the next visit"
        ),
        why=N_("So that a second call takes seconds, and somebody comes whom they know"),
        ground=Ground.REQUEST,
        period="helpees",
        since=N_("after the last mission; at once when they ask for it"),
        sees=(Sees.OPERATORS, Sees.CONFIRMING, Sees.ACCEPTED),
        columns={
            "helpees": "phone phone_lookup name country language created_at address access_notes point neighbourhood"
            " answers held_at",
            "pairings": "helpee_id helper_id liked frozen last_at",
        },
    ),
    Kept(
        code="helpers",
        what=N_("A helper's profile: name, phone number, places, hours, languages, consent, how often they helped"),
        why=N_("So that they are asked for what is near, and what suits them"),
        ground=Ground.CONSENT,
        since=N_("for as long as they are a helper, and then as for people who have left, or were banned"),
        sees=(Sees.OPERATORS, Sees.MODERATORS, Sees.CALLERS),
        columns={
            "helpers": "name phone phone_lookup country kinds languages applied_at consent_version consent_at slots"
            " status paused_at paused_until free_until suspended_until validated_at valid_until validity_due_at"
            " last_offered_at completed",
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
            "pictures": "check_id side file message received_at mark",
            "identity_checks": "code purge_due_at",
        },
    ),
    Kept(
        code="checks",
        what=N_("Who decided on an identity check, when and how"),
        why=N_("So that it can be shown that everybody at a door was checked"),
        ground=Ground.INTEREST,
        since=N_("for as long as they are a helper, and then as for people who have left, or were banned"),
        sees=(Sees.MODERATORS,),
        columns={
            "identity_checks": "person_id helper_id started_at status submitted_at claimed_by claimed_by_name"
            " claimed_at decided_by decided_by_name decided_at reason",
        },
    ),
    Kept(
        code="purges",
        what=N_("Messages with pictures that could not be deleted yet, by number"),
        why=N_("So that every picture goes, also after an outage"),
        ground=Ground.INTEREST,
        since=N_("until they are deleted, by the bot or by people; of somebody who has gone, two days at most"),
        sees=(Sees.MODERATORS,),
        columns={"purges": "check_id recipient chat message"},
    ),
    Kept(
        code="talks",
        what=N_("That a moderator had to talk with somebody whose checks failed, and how it ended"),
        why=N_("So that nobody is refused by a machine alone"),
        ground=Ground.INTEREST,
        since=N_("for as long as the bot knows the person"),
        sees=(Sees.MODERATORS,),
        columns={
            "talks": "person_id opened_at claimed_by claimed_by_name claimed_at closed_by closed_by_name closed_at"
            " ending",
        },
    ),
    Kept(
        code="said",
        what=N_("What was said in such a talk"),
        why=N_("So that the moderators and the person understand each other"),
        ground=Ground.INTEREST,
        since=N_("until the talk ends"),
        sees=(Sees.MODERATORS,),
        columns={"talk_messages": "talk_id text said_at by by_name"},
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
        since=N_(
            "after they were last seen, of those who are no helpers and no staff, or have left; of those whose"
            " validation has ended, not sooner after its end"
        ),
        sees=(Sees.NOBODY,),
        columns={"people": "app external_id language created_at seen_at reachable"},
    ),
    Kept(
        code="banned",
        what=N_("The profile of a helper who was banned, or suspended until somebody decides"),
        why=N_("So that they don't come back as somebody new"),
        ground=Ground.INTEREST,
        period="banned",
        since=N_("after that was decided; not while a concern about them is looked into"),
        sees=(Sees.MODERATORS,),
        rows_of=("people", "helpers", "helper_places", "identity_checks"),
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
        code="moderators",
        what=N_("Who decides in the moderators' chat, since when, and who invited them"),
        why=N_("So that it is known who holds what, and it can be ended"),
        ground=Ground.RUNNING,
        since=N_("for as long as they are in that chat"),
        sees=(Sees.ADMINISTRATORS,),
        columns={"moderators": "address name since invited_by"},
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
        what=N_("Invitations of operators and moderators: who made them, and who used them"),
        why=N_("So that nobody becomes one by themselves"),
        ground=Ground.RUNNING,
        period="invitations",
        since=N_("after they were used, or made"),
        sees=(Sees.ADMINISTRATORS,),
        columns={"invitations": "digest invited_by used_at used_by_id withdrawn_at"},
    ),
    Kept(
        code="codes",
        what=N_("How often somebody tried invitation codes in vain"),
        why=N_("So that nobody finds one by trying"),
        ground=Ground.INTEREST,
        since=N_("for as long as the bot knows the person"),
        sees=(Sees.NOBODY,),
        columns={"attempts": "person_id kind count since paused_until"},
    ),
    Kept(
        code="approvals",
        what=N_("What one operator asked for, and a second person confirmed or refused"),
        why=N_("So that nobody deletes or hands over a caller's file alone"),
        ground=Ground.INTEREST,
        period="invitations",
        since=N_("after it was answered, or its time was over"),
        sees=(Sees.OPERATORS, Sees.ADMINISTRATORS),
        columns={"approvals": "helpee_id asked_by_id asked_at answered_by_id answered_at"},
    ),
    Kept(
        code="incidents",
        what=N_("Concerns: about which mission, who raised them, what happened when, who saw to it, what came of it"),
        why=N_("So that harm is noticed, also when it happens again"),
        ground=Ground.INTEREST,
        period="incidents",
        since=N_(
            "after they are closed; the mission, the file and the profile that they are about stay until at least three"
            " months after that"
        ),
        sees=(Sees.MODERATORS,),
        columns={
            "incidents": "key concern also reporter reporter_id mission_id helpee_id helper_id times owner owner_name"
            " taken_at outcome closed_by_name",
        },
    ),
    Kept(
        code="words",
        what=N_("What was said about a concern, and what moderators noted of it or of a helper"),
        why=N_("So that it can be looked into, and be understood by a colleague"),
        ground=Ground.INTEREST,
        since=N_(
            "of a concern until three months after it is closed, also what is noted later; of a helper until they are"
            " forgotten"
        ),
        sees=(Sees.MODERATORS,),
        columns={
            "incidents": "words",
            "notes": "subject by by_name at text",
        },
    ),
    Kept(
        code="sanctions",
        what=N_("That a helper was suspended, banned or reinstated: when, why, until when, and by whom"),
        why=N_("So that it can be accounted for, and be lifted"),
        ground=Ground.INTEREST,
        period="incidents",
        since=N_("after it was decided, once the helper is forgotten; before that as long as their profile"),
        sees=(Sees.MODERATORS,),
        columns={"sanctions": "helper_id what cause by by_name at until before incident_id"},
    ),
    Kept(
        code="refusals",
        what=N_(
            "Keyed marks of account and number, which nobody can read back: of whoever was suspended or banned; of who"
            " has gone while a concern about them was looked into, was under age, was dismissed, or failed in checks or"
            " with codes"
        ),
        why=N_("So that they don't come back as somebody new"),
        ground=Ground.INTEREST,
        since=N_(
            "one year after a suspension, or after being under age; five years after a ban; as long as the concern,"
            " three years at most; a month after a check, a week after a dismissal, two hours at most after a code; at"
            " once when it is lifted"
        ),
        sees=(Sees.MODERATORS,),
        columns={"refusals": "kind app_mark phone_mark since kept_until until incident_id count"},
    ),
    Kept(
        code="partings",
        what=N_(
            "The same marks of a helper who has gone, beside the number of a caller whom they were not to meet again"
        ),
        why=N_("So that the two don't meet when the helper comes back as somebody new"),
        ground=Ground.INTEREST,
        since=N_("as long as the caller's file, five years at most; at once when they may meet again"),
        sees=(Sees.NOBODY,),
        columns={"partings": "helpee_id app_mark phone_mark kept_until"},
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
        sees=(Sees.SERVER,),
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
        what=N_("Who saw or did what, and when, by number; moderators and administrators by their number in the app"),
        why=N_("So that misuse can be found, and shown"),
        ground=Ground.INTEREST,
        period="journal",
        since=N_("after it was written, also of those who are forgotten: it is never rewritten"),
        sees=(Sees.SERVER,),
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
    "helpees": "id erased_at remind_at",
    "helpers": "id",
    "helper_places": "id",
    "identity_checks": "id reminded remind_at",
    "pictures": "id",
    "people": "id",
    "staff_chats": "role app external_id language registered_at lost_at",
    "invitations": "id role country created_at",
    "purges": "id until due_at tries why told_at by_hand_at",
    "talks": "id remind_at",
    "talk_messages": "id",
    "approvals": "id deed due_at status",
    "incidents": "id country reported_at finished status closed_at remind_at reminders held_until",
    "notes": "id",
    "sanctions": "id",
    "refusals": "id",
    "partings": "id",
    "conversations": "updated_at",
    "outbox": "id kind priority attempts failures created_at due_at put_off_at claimed_until",
    "undeliverable": "id kind created_at set_aside_at",
    "cards": "due_at",
    "couriers": "name beats",
    "journal": "id at action position seal",
    "encryption": "name value",
}
"""What is nobody's, or says nothing once the rest is gone: counts, times, states, and numbers of rows."""
