"""What moderators should know of an applicant from before, or from another account, on the review card, and once
somebody gives another phone number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.standing_words import helper_status
from domain.helper import Helper
from i18n import _, ngettext
from services.duplicates import Finding, Sign

MOST = 5


def lines(findings: Iterable[Finding]) -> list[str]:
    """One line each, with the numbers of other accounts and not their names."""
    return [_line(one) for one in findings]


def _line(finding: Finding) -> str:
    match finding.sign:
        case Sign.BANNED:
            return "⛔ " + _("<b>Shut out for good before</b>, with this account or phone number.")
        case Sign.SUSPENDED:
            return "⛔ " + _("<b>Suspended before</b>, with this account or phone number.") + _others(finding)
        case Sign.INCIDENT:
            text = _(
                "<b>A concern about them was being looked into</b> when they had everything deleted, with this account"
                " or phone number: {numbers}"
            )
            return "⚠️ " + text.format(numbers=", ".join(f"#{number}" for number in finding.incidents))
        case Sign.PARTED:
            text = ngettext(
                "Was not to meet {count} caller again, with this account or phone number. The two stay apart.",
                "Was not to meet {count} callers again, with this account or phone number. They stay apart.",
                finding.count,
            )
            return "🚧 " + text.format(count=finding.count)
        case Sign.UNDER_AGE:
            return "🔞 " + _("Rejected for being under age before: please look at the date of birth.")
        case Sign.SAME_PHONE:
            return "📞 " + _("Another account has the same phone number:") + _others(finding)
        case Sign.LEFT:
            return "↩️ " + _("Was a helper before, and left.")
        case Sign.FAILED:
            text = ngettext(
                "{count} earlier check did not work out, with this account or phone number.",
                "{count} earlier checks did not work out, with this account or phone number.",
                finding.count,
            )
            return "🔁 " + text.format(count=finding.count)
    return "👥 " + _("Another helper nearby has the same name. That may be a coincidence:") + _others(finding)


def same_phone(others: Sequence[Helper]) -> str:
    """The line that says who has the same number."""
    return _line(Finding(Sign.SAME_PHONE, tuple((one.id, one.status) for one in others)))


def _others(finding: Finding) -> str:
    if not finding.others:
        return ""
    named = [f"#{number} ({helper_status(status)})" for number, status in finding.others[:MOST]]
    return " " + ", ".join(named) + ("…" if len(finding.others) > MOST else "")
