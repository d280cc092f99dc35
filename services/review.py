"""Identity checks: pictures come in, moderators decide, pictures go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from domain.errors import AlreadyDecided, NotFound, NotRegistered
from domain.helper import HelperStatus
from domain.identity import BARRING, FAILED, CheckStatus, IdentityCheck, Picture, Reason, Side
from domain.notices.identity import CheckDecided, PicturesAgain, PicturesToReview, ReviewAgain, ReviewRequested
from domain.notices.names import MODERATORS, WAITING_CARD, review_card, to_person
from domain.notices.notice import CardGone
from domain.validity import MONTHS, valid_until
from services import dispatch, duplicates, partings, purges, refusals, sanctions, talks
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork

CAUSE_OF = {Reason.NOT_SAME_PERSON: "identity", Reason.UNDER_AGE: "under_age"}
"""As what moderators have suspended somebody whose check was rejected for one of the reasons that bar."""


async def start(store: Store, person_id: int) -> IdentityCheck:
    """The check that is collecting pictures, or a new one with fresh digits; a submitted one stays as it is.

    Digits that have lapsed are replaced, and the pictures sent with them go. Newcomers and those who come back send
    pictures before they apply. Raises AlreadyApplied or Suspended for others; TooManyChecks.
    """
    async with store.writing() as work:
        helper = await work.helpers.get(person_id)
        if helper is not None:
            helper.require_check_wanted(work.now)
        else:
            await require_not_barred(work, person_id)
        check = await work.identity.open_of(person_id)
        if check is not None and check.is_stale(work.now):
            await purges.begin(work, check, check.purge(work.now))
            check = None
        if check is None:
            await talks.require_another_try(work, person_id)
            check = IdentityCheck.start(person_id, work.now)
            work.identity.add(check)
    return check


async def latest(store: Store, person_id: int) -> IdentityCheck | None:
    """The newest check of a person."""
    async with store.reading() as work:
        return await work.identity.latest_of(person_id)


async def receive(store: Store, person_id: int, side: Side, file: str, message: str, mark: str = "") -> IdentityCheck:
    """Keep the reference to a picture. Raises NotFound when nothing is being asked for, or the digits have lapsed;
    SamePicture.
    """
    async with store.writing() as work:
        check = await work.identity.open_of(person_id)
        if check is None or check.status is not CheckStatus.COLLECTING or check.is_stale(work.now):
            raise NotFound
        check.add(side, file, message, work.now, mark)
    return check


async def submit(store: Store, person_id: int) -> IdentityCheck:
    """Send new pictures of somebody who was asked again to the moderators.

    Raises NotRegistered, AlreadyApplied or Suspended unless they wait to become a helper; NotFound, PicturesMissing.
    """
    async with store.writing() as work:
        check = await work.identity.open_of(person_id)
        helper = await work.helpers.get(person_id, lock=True)
        if helper is None:
            raise NotRegistered
        helper.require_applicant(work.now)
        if check is None:
            raise NotFound
        if helper.status is HelperStatus.REJECTED:
            helper.apply_again(work.now)
        check.submit(helper, work.now)
        await show(work, check)
    return check


async def withdraw(store: Store, person_id: int) -> None:
    """The person cancels before anything was sent: the pictures go."""
    async with store.writing() as work:
        check = await work.identity.open_of(person_id)
        if check is not None and check.status is CheckStatus.COLLECTING:
            await purges.begin(work, check, check.withdraw(work.now))


async def waiting(store: Store) -> list[IdentityCheck]:
    """The checks that wait for a decision, oldest first."""
    async with store.reading() as work:
        return await work.identity.waiting()


async def find(store: Store, check_id: int) -> IdentityCheck:
    """The check with this number. Raises NotFound."""
    async with store.reading() as work:
        return await _check(work, check_id)


async def bring_up(store: Store, check_id: int, by: Moderator) -> None:
    """Write the pictures and the card anew at the end of the moderators' chat. Raises NotFound or AlreadyDecided."""
    async with store.writing() as work:
        check = await _check(work, check_id)
        if check.status is not CheckStatus.SUBMITTED:
            raise AlreadyDecided(check.decided_by_name or "")
        await work.outbox.add(MODERATORS, PicturesAgain(check_id))
        await work.outbox.add(MODERATORS, ReviewAgain(check_id))
        await work.journal.write(by.address, "saw", f"check:{check_id}")


async def rewrite(store: Store, check_id: int) -> None:
    """Let the card show what is so now."""
    async with store.writing() as work:
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))


async def claim(store: Store, check_id: int, by: Moderator) -> IdentityCheck:
    """Say who is looking at it, for half an hour. Raises NotFound, ClaimedByOther, AlreadyDecided."""
    async with store.writing() as work:
        check = await _check(work, check_id)
        await require_not_own(work, by, check.person_id)
        check.claim(by.address, by.name, work.now)
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))
        await work.journal.write(by.address, "claimed", f"check:{check_id}")
    return check


async def give_back(store: Store, check_id: int, by: Moderator) -> IdentityCheck:
    """Leave it to somebody else after all. Raises NotFound, ClaimedByOther, AlreadyDecided."""
    async with store.writing() as work:
        check = await _check(work, check_id)
        await require_not_own(work, by, check.person_id)
        check.give_back(by.address, work.now)
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))
        await work.journal.write(by.address, "gave back", f"check:{check_id}")
    return check


async def free_claims_of(store: Store, address: str) -> None:
    """A moderator has left: what they were looking at is free for the others."""
    for waits in await waiting(store):
        if waits.claimed_by != address:
            continue
        async with store.writing() as work:
            check = await _check(work, waits.id)
            if check.claimed_by == address and check.status is CheckStatus.SUBMITTED:
                check.give_back(address, work.now)
                await work.outbox.add(MODERATORS, ReviewRequested(check.id))


async def weighty(store: Store, check_id: int, by: Moderator) -> list[duplicates.Sign]:
    """What is known from before that weighs against approving. Raises as `approve` does, so that nobody is asked for
    what can't be done.
    """
    async with store.reading() as work:
        check = await _check(work, check_id)
        await require_not_own(work, by, check.person_id)
        check.require_decidable(by.address, work.now)
        return await duplicates.weighty(work, check)


async def approve(store: Store, check_id: int, by: Moderator, months: int = MONTHS) -> IdentityCheck:
    """Validate the helper for so many months, also anew; in spite of what is known from before, the journal says so.
    Raises NotFound, OwnCase, ClaimedByOther, AlreadyDecided.
    """
    return await _decide(
        store,
        check_id,
        by,
        "approved",
        lambda check, now: check.approve(by.address, by.name, now, valid_until(now, months)),
    )


async def reject(
    store: Store, check_id: int, by: Moderator, reason: Reason, *, administrators: Collection[str] = ()
) -> IdentityCheck:
    """Turn the helper down. One who was validated before is suspended in the same transaction where somebody else, or
    somebody under age, was seen; see `sanctions.suspend`. Raises NotFound, ClaimedByOther, AlreadyDecided.
    """
    return await _decide(
        store,
        check_id,
        by,
        f"rejected: {reason}",
        lambda check, now: check.reject(by.address, by.name, reason, now),
        administrators,
    )


async def ask_again(store: Store, check_id: int, by: Moderator, reason: Reason) -> IdentityCheck:
    """Ask the helper for new pictures. Raises NotFound, ClaimedByOther, AlreadyDecided."""
    return await _decide(
        store,
        check_id,
        by,
        f"asked again: {reason}",
        lambda check, now: check.ask_again(by.address, by.name, reason, now),
    )


async def purge_due(store: Store, limit: int = 100) -> int:
    """Delete all pictures that nobody decided on in time, and tell their owners; return how many checks it were."""
    purged = 0
    while some := await _purge_some(store, limit):
        purged += some
    return purged


async def _purge_some(store: Store, limit: int) -> int:
    async with store.writing() as work:
        checks = await work.identity.due(work.now, limit)
        for check in checks:
            submitted = check.status is CheckStatus.SUBMITTED
            pictures = check.purge(work.now)
            await purges.begin(work, check, pictures)
            if pictures:
                await work.outbox.add(to_person(check.person_id), CheckDecided(check.id))
            if submitted:
                await work.outbox.add(MODERATORS, ReviewRequested(check.id))
        await _put_reminder_away(work)
    return len(checks)


async def show(work: UnitOfWork, check: IdentityCheck) -> None:
    """Bring a submitted check before the moderators. A step of other services."""
    await work.outbox.add(MODERATORS, PicturesToReview(check.id))
    await work.outbox.add(MODERATORS, ReviewRequested(check.id))


async def show_waiting(work: UnitOfWork) -> None:
    """Bring everything that waits before the moderators, in the chat that is theirs now. A step of other services."""
    for check in await work.identity.waiting():
        await show(work, check)


@dispatch.again_if_overtaken
async def _decide(
    store: Store,
    check_id: int,
    by: Moderator,
    action: str,
    decision: Callable[[IdentityCheck, datetime], list[Picture]],
    administrators: Collection[str] = (),
) -> IdentityCheck:
    person_id = (await find(store, check_id)).person_id
    async with store.writing() as work:
        await partings.lock(work, person_id)  # missions, a check, the helper: everybody keeps to this order
        check = await _check(work, check_id)
        await require_not_own(work, by, check.person_id)
        known = await duplicates.weighty(work, check)
        await purges.begin(work, check, decision(check, work.now))
        if check.status is CheckStatus.APPROVED and check.helper is not None:
            await partings.part_again(work, check.helper)
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))
        await work.outbox.add(to_person(check.person_id), CheckDecided(check_id))
        if _bars(check):
            await work.flush()
            cause = CAUSE_OF[check.reason or Reason.OTHER]
            await sanctions.suspend_in(work, person_id, by, cause, 0, administrators=administrators)
        elif check.status in FAILED:
            await talks.open_if_needed(work, check.person_id)
        await _put_reminder_away(work)
        despite = {"despite": [str(one) for one in known]} if known and check.status is CheckStatus.APPROVED else {}
        await work.journal.write(by.address, action, f"check:{check_id}", **despite)
    return check


async def approved_despite(work: UnitOfWork, check: IdentityCheck) -> bool:
    """Whether a check was approved in spite of what was known from before. A step of what shows it."""
    if check.status is not CheckStatus.APPROVED:
        return False
    return any("despite" in one.details for one in await work.journal.about(f"check:{check.id}"))


def _bars(check: IdentityCheck) -> bool:
    """Whether somebody who was validated before is not to be sent to anybody after this."""
    before = check.helper is not None and check.helper.status in {HelperStatus.VALIDATED, HelperStatus.EXPIRED}
    return before and check.status is CheckStatus.REJECTED and check.reason in BARRING


async def take_cards_back(work: UnitOfWork, check_ids: Iterable[int]) -> None:
    """Delete the cards of checks from the moderators' chat, since their owner is erased. A step of services."""
    for check_id in check_ids:
        if await work.outbox.cards(MODERATORS, review_card(check_id)):
            await work.outbox.add(MODERATORS, CardGone(review_card(check_id)))


async def _put_reminder_away(work: UnitOfWork) -> None:
    """Where nothing waits any more, nobody is reminded of it."""
    await work.flush()
    if await work.outbox.cards(MODERATORS, WAITING_CARD) and not await work.identity.any_waiting():
        await work.outbox.add(MODERATORS, CardGone(WAITING_CARD))


async def require_not_barred(work: UnitOfWork, person_id: int) -> None:
    """Raise Suspended or Banned for somebody who was so when they had themselves forgotten. A step of services."""
    person = await work.people.by_id(person_id)
    if person is not None:
        await refusals.require_none(work, person)


async def _check(work: UnitOfWork, check_id: int) -> IdentityCheck:
    check = await work.identity.get(check_id)
    if check is None:
        raise NotFound
    return check
