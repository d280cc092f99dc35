"""What time does to requests before the moderators: claims lapse, and what nobody looks at is brought to mind."""

from __future__ import annotations

from domain.identity import CLAIM_LASTS
from domain.notices.identity import ReviewRequested, ReviewsWaiting, TalkRequested
from domain.notices.names import MODERATORS
from storage.unit_of_work import Store


async def lapse(store: Store) -> int:
    """Free what somebody has claimed and not decided on, and let the cards show that; how many it were."""
    async with store.reading() as work:
        since = work.now - CLAIM_LASTS
        claims = await work.identity.claimed_before(since)
        claims += [
            talk.id for talk in await work.talks.open() if talk.claimed_at is not None and talk.claimed_at <= since
        ]
    if not claims:
        return 0
    async with store.writing() as work:
        since, freed = work.now - CLAIM_LASTS, 0
        for check in await work.identity.waiting():
            if check.claimed_at is not None and check.claimed_at <= since:
                check.let_go()
                await work.outbox.add(MODERATORS, ReviewRequested(check.id))
                freed += 1
        for talk in await work.talks.open():
            if talk.claimed_at is not None and talk.claimed_at <= since:
                talk.let_go(work.now)
                await work.outbox.add(MODERATORS, TalkRequested(talk.id))
                freed += 1
    return freed


async def remind(store: Store, limit: int = 100) -> int:
    """Bring what nobody looks at to the moderators' minds, all in one message; how many checks were due."""
    async with store.writing() as work:
        due = await work.identity.reminders_due(work.now, limit)
        unattended = [check for check in due if not check.is_claimed(work.now)]
        for check in due:
            if check in unattended:
                check.note_reminded(work.now)
            elif check.claimed_at is not None:
                check.remind_at = check.claimed_at + CLAIM_LASTS
        if unattended:
            await work.outbox.add(MODERATORS, ReviewsWaiting())
    return len(due)
