"""What the moderators should know of an applicant from before, or from another account. A step of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.helper import Helper, HelperStatus
from domain.identity import FAILED, CheckStatus, IdentityCheck, Reason
from domain.notices import to_person
from domain.refusal import RefusalKind
from services import refusals
from storage.unit_of_work import UnitOfWork


class Sign(StrEnum):
    """What was found. Only the last one may well be a coincidence."""

    BANNED = "banned"
    SUSPENDED = "suspended"
    UNDER_AGE = "under_age"
    SAME_PHONE = "same_phone"
    LEFT = "left"
    FAILED = "failed"
    SAME_NAME = "same_name"


@dataclass(frozen=True, slots=True)
class Finding:
    """`others`: helpers it is about, with where they stand; `count`: how often. Of the same account there are none."""

    sign: Sign
    others: tuple[tuple[int, HelperStatus], ...] = ()
    count: int = 1


async def findings(work: UnitOfWork, check: IdentityCheck, helper: Helper) -> Sequence[Finding]:
    """What is known about the helper of a check that waits, what matters most first."""
    same_phone = [one for one in await work.helpers.with_phone(helper.phone) if one.id != helper.id]
    kinds = {one.kind for one in await refusals.look(work, helper.person, helper.phone)}
    suspended = [one for one in same_phone if one.status is HelperStatus.SUSPENDED]
    accounts = [helper.id, *(one.id for one in same_phone)]
    earlier = [one for account in accounts for one in await work.identity.of_person(account) if one.id != check.id]
    left = sum(entry.action == "left" for entry in await work.journal.about(to_person(helper.id)))
    failed = sum(one.status in FAILED and one.person_id == helper.id for one in earlier)
    too_young = sum(one.status is CheckStatus.REJECTED and one.reason is Reason.UNDER_AGE for one in earlier)
    namesakes = [
        one
        for one in await work.helpers.namesakes(helper)
        if one.id != helper.id and one.id not in {other.id for other in same_phone}
    ]
    found = [
        Finding(Sign.BANNED) if RefusalKind.BANNED in kinds else None,
        Finding(Sign.SUSPENDED, _named(suspended)) if RefusalKind.SUSPENDED in kinds or suspended else None,
        Finding(Sign.UNDER_AGE, count=too_young) if too_young else None,
        Finding(Sign.SAME_PHONE, _named(same_phone)) if same_phone else None,
        Finding(Sign.LEFT, count=left) if left else None,
        Finding(Sign.FAILED, count=failed) if failed else None,
        Finding(Sign.SAME_NAME, _named(namesakes)) if namesakes else None,
    ]
    return [one for one in found if one is not None]


def _named(helpers: Sequence[Helper]) -> tuple[tuple[int, HelperStatus], ...]:
    return tuple((one.id, one.status) for one in helpers)
