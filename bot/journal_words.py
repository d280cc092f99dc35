"""What the journal says of somebody, in the words of whoever reads it. The journal itself has codes."""

from __future__ import annotations

from collections.abc import Mapping

from domain.network import N_
from domain.turnover import TOLD_OF_MANY_DOORS
from i18n import _

DONE: Mapping[str, str] = {
    "applied": N_("applied as a helper"),
    "left": N_("stopped helping"),
    "forgotten": N_("deleted everything about a person"),
    "unreachable": N_("could not be written to"),
    "validation expired": N_("a validation expired"),
    "accepted": N_("accepted a mission"),
    "released": N_("handed a mission on"),
    "completed": N_("completed a mission"),
    "ended": N_("closed a mission"),
    "cancelled": N_("cancelled a mission"),
    "cancelled with those that follow": N_("ended the repetition of a mission"),
    "took away": N_("gave a mission to others"),
    "took back": N_("gave a mission to others"),
    "gave": N_("gave a mission to a helper"),
    "published": N_("published a mission"),
    "saw": N_("looked at it"),
    "looked for": N_("looked for helpers"),
    "looked in vain": N_("looked for a caller who is not known"),
    "called back": N_("called a caller back"),
    "changed details": N_("changed details of a mission"),
    "answers": N_("changed how a caller answers the code word"),
    "asked everybody": N_("asked everybody for a mission"),
    "widened": N_("asked helpers further away"),
    "stopped repeating": N_("ended the repetition of a mission"),
    "stopped everything": N_("stopped everything for a caller"),
    "concern": N_("raised a concern"),
    "not passed on": N_("said more than was passed on"),
    "claimed": N_("took it on"),
    "took": N_("took it on"),
    "closed": N_("closed a concern"),
    "reopened": N_("opened a concern again"),
    "suspended the helper": N_("suspended a helper"),
    "gave back": N_("left it to others"),
    "approved": N_("approved an identity check"),
    "rejected": N_("rejected an identity check"),
    "asked again": N_("asked for new pictures"),
    "talk opened": N_("opened a talk with a moderator"),
    "talk allowed": N_("allowed another try"),
    "talk closed": N_("closed a talk"),
    "wrote": N_("wrote in a talk"),
    "suspended": N_("suspended a helper"),
    "banned": N_("banned a helper"),
    "reinstated": N_("reinstated a helper"),
    "noted": N_("wrote a note"),
    "deleted a note": N_("deleted a note"),
    "deleted by hand": N_("deleted pictures by hand"),
    "froze": N_("kept two people apart"),
    "unfroze": N_("let two people meet again"),
    "named the helper": N_("said whom a concern is about"),
    "took the name back": N_("took back whom a concern is about"),
    "held the door": N_("let nobody go to a caller before an operator has phoned"),
    "let others be asked": N_("phoned a caller first, and let helpers be asked again"),
    "asked": N_("asked for a second person"),
    "confirmed": N_("confirmed something as the second person"),
    "refused": N_("said no as the second person"),
    "exported": N_("took out a caller's file"),
    "invited": N_("invited somebody"),
    "withdrew invitation": N_("withdrew an invitation"),
    "opened invitation": N_("opened an invitation"),
    "became operator": N_("became an operator"),
    "became moderator": N_("became a moderator"),
    "came by invitation": N_("came by an invitation"),
    "came in vain": N_("opened an invitation in vain"),
    "seen as moderator": N_("was first seen as a moderator"),
    "found gone": N_("was in the moderators' chat no more"),
    "dismissed": N_("ended somebody's work for the network"),
    "registered chat": N_("registered a staff chat"),
    "asked to move chat": N_("asked for another group as a staff chat"),
    "left chat behind": N_("moved a staff chat to another group"),
    "changed language": N_("changed the language of a chat"),
}

NOBODYS = frozenset({"erased", "pruned", "purge fails", "purge left to people", "purge given up", TOLD_OF_MANY_DOORS})
"""What the bot does by itself: said as anybody's work."""

_ANYTHING = N_("worked for the network")

_THINGS: Mapping[str, str] = {
    "mission": N_("mission #{number}"),
    "check": N_("identity check #{number}"),
    "talk": N_("talk #{number}"),
    "incident": N_("concern #{number}"),
    "helpee": N_("caller #{number}"),
    "invitation": N_("invitation #{number}"),
}


def done(action: str) -> str:
    """What was done. What is after a colon in the journal is a detail of it."""
    return _(DONE.get(action.partition(":")[0], _ANYTHING))


def about(subject: str, own: frozenset[str]) -> str:
    """What it was about; `own`: how the journal names the reader."""
    if subject in own:
        return _("you")
    kind, _colon, number = subject.partition(":")
    if kind in _THINGS and number.isdecimal():
        return _(_THINGS[kind]).format(number=number)
    return _("somebody else") if kind == "person" else _("the network")
