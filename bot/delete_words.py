"""What somebody reads before everything about them is deleted: only what applies to them.

Of a concern that others have raised nobody learns here: whoever could have met a caller reads the same about it.
"""

from __future__ import annotations

from domain.helper import HelperStatus
from domain.identity import FAILED, Reason
from domain.refusal import KEPT_FOR, RefusalKind
from i18n import _, ngettext
from services.privacy import Record


def goes(record: Record, *, administrator: bool, unsent: bool, unread: bool) -> list[str]:
    """What is deleted, and what follows from it. `unsent`: they have begun to say a concern, of which they were
    promised that it is sent; `unread`: they wrote something after a command, of which they were not.
    """
    said = []
    if unsent:
        said.append(_("The concern that you began to write is sent to the moderators first, as it is."))
    if unread:
        text = _("What you wrote after a command is deleted, and nobody has read it. To send it first, use /concern.")
        said.append(text)
    if record.helper is not None:
        said.append(_("Your profile, your answers and your pictures are deleted at once."))
        if record.helper.status is HelperStatus.VALIDATED:
            said.append(_("I send you no missions any more; those in hand are passed on to others first."))
    else:
        said.append(_("What is stored about you is deleted at once."))
    if record.person.is_operator:
        said.append(_("You take no calls any more."))
    if administrator:
        said.append(_("You stay an administrator: that stands in the settings of the bot."))
    return [*said, _("This can't be undone.")]


def stays(record: Record, *, unsent: bool) -> str | None:
    """What is kept for its time, under a number."""
    kept = []
    if record.rows.get("concerns_raised") or unsent:
        kept.append(_("concerns that you raised"))
    if record.rows.get("sanctions"):
        kept.append(_("what moderators have decided about you"))
    if record.rows.get("journal"):
        kept.append(_("the journal of who saw and did what"))
    if not kept:
        return None
    return _("What stays for its time, under a number and without your name: {things}.").format(things=", ".join(kept))


def traces(record: Record) -> list[str]:
    """By what they would be known again."""
    causes, helper = [], record.helper
    if helper is not None and helper.status is HelperStatus.BANNED:
        causes.append(_for_years(_("that you are banned"), RefusalKind.BANNED))
    if helper is not None and helper.status is HelperStatus.SUSPENDED:
        causes.append(_for_years(_("that you are suspended"), RefusalKind.SUSPENDED))
    checks = [one for one in record.rows.get("identity_checks", []) if one["status"] in FAILED]
    if any(one["reason"] == Reason.UNDER_AGE for one in checks):
        causes.append(_for_years(_("that you are under age"), RefusalKind.UNDER_AGE))
    if checks:
        days = KEPT_FOR[RefusalKind.FAILED].days
        text = ngettext(
            "checks that did not work out, for {count} day", "checks that did not work out, for {count} days", days
        )
        causes.append(text.format(count=days))
    if record.missions or record.rows.get("offers"):
        causes.append(_("if there is one, a concern that is looked into, or a caller whom you were not to meet again"))
    if not causes:
        return []
    text = _(
        "So that others stay safe, I keep a trace by which I would know your account and your phone number again, and"
        " which nobody can read back, of this:"
    )
    return [text, *(f"• {one}" for one in causes)]


def _for_years(what: str, kind: RefusalKind) -> str:
    years = KEPT_FOR[kind].days // 365
    text = ngettext("{what}, for {count} year", "{what}, for {count} years", years)
    return text.format(what=what, count=years)
