"""What is kept of somebody who has gone, so that others stay safe: no name and no number, only marks by which they are
known again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.identity import ATTEMPTS_WITHIN
from domain.limits import LIMITS, Costly
from domain.people import INVITATION_LIFETIME


class RefusalKind(StrEnum):
    """Why somebody is to be known again. INCIDENT: a concern about them was still looked into. FAILED: an identity
    check of theirs did not work out. CODES: they tried invitation codes in vain. DISMISSED: they worked for the network
    until that was ended.
    """

    SUSPENDED = "suspended"
    BANNED = "banned"
    INCIDENT = "incident"
    UNDER_AGE = "under_age"
    FAILED = "failed"
    CODES = "codes"
    DISMISSED = "dismissed"


SHUT_OUT = (RefusalKind.SUSPENDED, RefusalKind.BANNED)
"""The kinds that are noted when it is decided, and lifted when that is taken back; all others, when somebody goes."""

KEPT_FOR = {
    RefusalKind.SUSPENDED: timedelta(days=365),
    RefusalKind.BANNED: timedelta(days=5 * 365),
    RefusalKind.INCIDENT: timedelta(days=3 * 365),
    RefusalKind.UNDER_AGE: timedelta(days=365),
    RefusalKind.FAILED: ATTEMPTS_WITHIN,
    RefusalKind.CODES: LIMITS[Costly.CODES].within,
    RefusalKind.DISMISSED: INVITATION_LIFETIME,
}
"""No longer than that, also of those who have deleted everything about themselves. An incident that is deleted sooner
takes its marks along.
"""

PARTED_FOR = timedelta(days=5 * 365)
"""So long a helper who has gone is kept apart from a caller, unless that one's file goes before."""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what somebody is known again who may have everything deleted before it is needed: keyed hashes, in
    hexadecimal, of an account and a phone number, as refusals keep them, and as the marks of those who were parted do.
    """

    account: str
    phone: str
    parted_account: str
    parted_phone: str


@dataclass(eq=False, kw_only=True)
class Refusal:
    """`app_mark` and `phone_mark` are keyed hashes of an account and of a phone number. `until`: then a suspension, or
    the pause of whoever tried codes, ends, if it does; `kept_until`: then the marks go. `count`: how often.
    """

    kind: RefusalKind
    app_mark: str
    phone_mark: str | None
    since: datetime
    kept_until: datetime
    until: datetime | None = None
    incident_id: int | None = None
    count: int = 1
    id: int = 0

    @classmethod
    def of(
        cls,
        kind: RefusalKind,
        account: str,
        phone: str | None,
        since: datetime,
        until: datetime | None = None,
        *,
        incident_id: int | None = None,
    ) -> Refusal:
        """One of an account (`app:id`) and a phone number (E.164), kept from then on for as long as its kind is, or
        what is kept of an incident where it is about one, and not less than it lasts.
        """
        kept_for = KEPT_FOR[kind] if incident_id is None else KEPT_FOR[RefusalKind.INCIDENT]
        kept_until = max(since + kept_for, until or since)
        return cls(
            kind=kind, app_mark=account, phone_mark=phone, since=since, kept_until=kept_until, until=until,
            incident_id=incident_id,
        )  # fmt: skip

    def keeps_out(self, now: datetime, *, is_open: bool = False) -> bool:
        """Whether somebody who is known by it may not come back yet. `is_open`: the incident that it is about is not
        closed; where it is about one, that alone counts, since of the suspension there is a mark of its own.
        """
        if self.kind not in SHUT_OUT or now >= self.kept_until:
            return False
        if self.incident_id is not None:
            return is_open
        return self.until is None or now < self.until
