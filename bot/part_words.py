"""What the parts of a person's record are called, in words: the names of `storage.record.PARTS`."""

from __future__ import annotations

from collections.abc import Mapping

from domain.network import N_

NAMES: Mapping[str, str] = {
    "person": N_("The person, as one who writes to the bot"),
    "helper": N_("Their profile as a helper"),
    "places": N_("Their places"),
    "identity_checks": N_("Their identity checks"),
    "pictures": N_("Pictures that wait for a decision"),
    "pictures_not_deleted_yet": N_("Pictures that could not be deleted yet"),
    "talks": N_("Talks with a moderator"),
    "said_in_talks": N_("What was said in these talks"),
    "sanctions": N_("Suspensions, bans and reinstatements"),
    "concerns_raised": N_("Concerns that they raised"),
    "missions": N_("Missions that they took"),
    "offers": N_("Missions that they were asked for"),
    "callers_helped": N_("Callers whom they helped, by number"),
    "missions_published": N_("Missions that they published"),
    "concerns_passed_on": N_("Concerns that they passed on for callers"),
    "approvals_asked": N_("What they asked a second person to confirm"),
    "approvals_answered": N_("What they confirmed or refused"),
    "codes_tried": N_("Invitation codes tried in vain"),
    "moderator": N_("That they are a moderator"),
    "moderators_invited": N_("Moderators whom they invited"),
    "decided_as_moderator": N_("Identity checks that they looked at"),
    "talks_held": N_("Talks that they had as a moderator"),
    "incidents_seen_to": N_("Concerns that they saw to"),
    "sanctions_decided": N_("Suspensions and bans that they decided"),
    "notes_made": N_("Notes that they made"),
    "invitation_used": N_("The invitation that they came by"),
    "invitations_made": N_("Invitations that they made"),
    "chats_registered": N_("Groups that they made a staff's chat"),
    "messages_on_their_way": N_("Messages on their way to them"),
    "messages_put_aside": N_("Messages to them that could not be delivered"),
    "messages_shown": N_("Messages in their chat that the bot may still change"),
    "journal": N_("What the journal says of them"),
}
