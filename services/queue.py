"""What waits for the moderators, and how they keep up with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.identity import CheckStatus, IdentityCheck
from storage.unit_of_work import Store

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: checks, the oldest first. `today` and `week` (the last seven days): decisions by kind. `average`: from
    the request to the decision, over the week. `failing`: how many messages with pictures could not be deleted, by
    check. `talks`: that go on.
    """

    waiting: Sequence[IdentityCheck]
    today: Mapping[CheckStatus, int]
    week: Mapping[CheckStatus, int]
    average: timedelta | None
    failing: Mapping[int, int]
    talks: int


async def look(store: Store, zone: ZoneInfo) -> Queue:
    """How it is now; a day begins at midnight in `zone`."""
    async with store.reading() as work:
        now = work.now
        midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
        decided = await work.identity.decided_since(min(now - WEEK, midnight))
        waits = [one.decided_at - one.submitted_at for one in decided]
        return Queue(
            waiting=await work.identity.waiting(),
            today=Counter(one.status for one in decided if one.decided_at >= midnight),
            week=Counter(one.status for one in decided),
            average=sum(waits, timedelta()) / len(waits) if waits else None,
            failing=await work.purges.failing(),
            talks=len(await work.talks.open()),
        )
