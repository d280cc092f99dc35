"""What the moderators should know of a helper from before, or from another account. Steps of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.helper import Helper, HelperStatus
from domain.identity import FAILED, IdentityCheck, Reason
from domain.notices.names import MODERATORS, to_person
from domain.notices.safeguarding import NumberShared
from domain.refusal import Refusal, RefusalKind
from services import helper_files, partings, refusals
from storage.unit_of_work import UnitOfWork


class Sign(StrEnum):
    """What was found. Only the last one may well be a coincidence."""

    BANNED = "banned"
    SUSPENDED = "suspended"
    UNDER_AGE = "under_age"
    INCIDENT = "incident"
    PARTED = "parted"
    SAME_PHONE = "same_phone"
    LEFT = "left"
    FAILED = "failed"
    SAME_NAME = "same_name"


WEIGHTY = frozenset({Sign.BANNED, Sign.SUSPENDED, Sign.UNDER_AGE, Sign.INCIDENT, Sign.PARTED})
"""What nobody approves in spite of without saying so."""

OF_NUMBER = WEIGHTY | {Sign.SAME_PHONE}
"""What moderators hear of once somebody gives another number."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`others`: helpers it is about, with where they stand; `count`: how often. Of the same account there are none.
    `incidents`: by number.
    """

    sign: Sign
    others: tuple[tuple[int, HelperStatus], ...] = ()
    count: int = 1
    incidents: tuple[int, ...] = ()


async def findings(work: UnitOfWork, check: IdentityCheck | None, helper: Helper) -> Sequence[Finding]:
    """What is known about a helper, what matters most first; `check`: theirs that waits, which is not counted."""
    same_phone = [one for one in await work.helpers.with_phone(helper.phone) if one.id != helper.id]
    marks = await refusals.look(work, helper.person, helper.phone)
    kinds = {one.kind for one in marks}
    looked_into = await _looked_into(work, marks)
    apart = await partings.known(work, helper)
    suspended = [one for one in same_phone if one.status is HelperStatus.SUSPENDED]
    accounts = [helper.id, *(one.id for one in same_phone)]
    earlier = [
        one
        for account in accounts
        for one in await work.identity.of_person(account)
        if check is None or one.id != check.id
    ]
    left = sum(entry.action == "left" for entry in await work.journal.about(to_person(helper.id)))
    failed = sum(one.status in FAILED for one in earlier) + sum(one.kind is RefusalKind.FAILED for one in marks)
    too_young = sum(one.status in FAILED and one.reason is Reason.UNDER_AGE for one in earlier)
    too_young += sum(one.kind is RefusalKind.UNDER_AGE for one in marks)
    namesakes = [
        one
        for one in await work.helpers.namesakes(helper)
        if one.id != helper.id and one.id not in {other.id for other in same_phone}
    ]
    found = [
        Finding(Sign.BANNED) if RefusalKind.BANNED in kinds else None,
        Finding(Sign.SUSPENDED, _named(suspended)) if RefusalKind.SUSPENDED in kinds or suspended else None,
        Finding(Sign.INCIDENT, incidents=looked_into) if looked_into else None,
        Finding(Sign.PARTED, count=apart) if apart else None,
        Finding(Sign.UNDER_AGE, count=too_young) if too_young else None,
        Finding(Sign.SAME_PHONE, _named(same_phone)) if same_phone else None,
        Finding(Sign.LEFT, count=left) if left else None,
        Finding(Sign.FAILED, count=failed) if failed else None,
        Finding(Sign.SAME_NAME, _named(namesakes)) if namesakes else None,
    ]
    return [one for one in found if one is not None]


async def of_number(work: UnitOfWork, helper: Helper) -> list[Finding]:
    """What is known of whoever has the number of a helper, or had it, or their account."""
    return [one for one in await findings(work, None, helper) if one.sign in OF_NUMBER]


async def note_number(work: UnitOfWork, helper: Helper, before: str) -> None:
    """A helper has given another number than `before` (E.164): the moderators hear what is known of it, and files say
    who has the same.
    """
    if helper.phone == before:
        return
    same = [*await work.helpers.with_phone(before), *await work.helpers.with_phone(helper.phone)]
    for number in sorted({one.id for one in same}):
        await helper_files.rewrite(work, number)
    if await of_number(work, helper):
        await work.outbox.add(MODERATORS, NumberShared(helper.id))


async def weighty(work: UnitOfWork, check: IdentityCheck) -> list[Sign]:
    """Those of what is known that weigh, while the check waits."""
    if check.helper is None:
        return []
    return [one.sign for one in await findings(work, check, check.helper) if one.sign in WEIGHTY]


async def _looked_into(work: UnitOfWork, marks: Sequence[Refusal]) -> tuple[int, ...]:
    """The incidents that were looked into when somebody went, unless it turned out that there was nothing in them."""
    found = []
    numbers = {one.incident_id for one in marks if one.incident_id is not None and one.kind is RefusalKind.INCIDENT}
    for number in sorted(numbers):
        incident = await work.incidents.read(number)
        if incident is not None and not incident.is_cleared:
            found.append(number)
    return tuple(found)


def _named(helpers: Sequence[Helper]) -> tuple[tuple[int, HelperStatus], ...]:
    return tuple((one.id, one.status) for one in helpers)
