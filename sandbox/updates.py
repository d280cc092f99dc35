"""What a bot is told: its queue of updates, long polling, and the handing over to a webhook."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.wire import ApiError, Json, encode

KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
)
BY_DEFAULT = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}
LIFETIME = timedelta(hours=24)
QUERY_LIFETIME = timedelta(seconds=150)
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Update:
    """An update that waits to be delivered. `lane`: a webhook gets the updates of one lane one after the other."""

    id: int
    kind: str
    body: str
    at: datetime
    lane: str

    def expired(self, now: datetime) -> bool:
        """Whether Telegram would have dropped it by now."""
        return now - self.at > (QUERY_LIFETIME if self.kind == "callback_query" else LIFETIME)


class UpdateQueue:
    """The updates of one bot that it has not confirmed yet."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._next_id = 100_000_000 + secrets.randbelow(100_000_000)
        self._pending: deque[Update] = deque()
        self._again: list[Update] = []
        self._held: list[tuple[str, Json, str]] | None = None
        self._poll: asyncio.Future[None] | None = None
        self.last: Update | None = None
        self.allowed = BY_DEFAULT
        self.restricted = False
        self.announce: Callable[[Update], None] = lambda _: None
        self.on_new: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def polled(self) -> bool:
        """Whether a poll is waiting."""
        return self._poll is not None and not self._poll.done()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set which kinds are sent from now on: None leaves it as it is, an empty list means the default."""
        if kinds is not None:
            named = frozenset(kinds) & frozenset(KINDS)
            self.allowed, self.restricted = named or BY_DEFAULT, bool(named)

    def push(self, kind: str, payload: Json, lane: str) -> None:
        """Queue an update, unless the bot doesn't want its kind."""
        if kind not in self.allowed:
            return
        if self._held is not None:
            self._held.append((kind, payload, lane))
            return
        update = Update(
            self._next_id, kind, f'{{"update_id":{self._next_id},"{kind}":{encode(payload)}}}', self._now(), lane
        )
        self._next_id += 1
        self.announce(update)
        self._deliver(update)

    def push_raw(self, body: str, kind: str = "message", lane: str = "raw") -> Update:
        """Queue something in an update's stead, as it is: also what Telegram would never send, or what the bot has not
        asked for. `{update_id}` in it becomes the number that is next.
        """
        update = Update(self._next_id, kind, body.replace("{update_id}", str(self._next_id)), self._now(), lane)
        self._next_id += 1
        self._deliver(update)
        return update

    def push_again(self) -> None:
        """Deliver the last update once more with the same id, also if it is confirmed."""
        if self.last is None:
            raise LookupError("there was no update yet")
        if self.on_new:
            self.on_new(self.last)
        else:
            self._again.append(self.last)
            self._wake()

    def hold(self) -> None:
        """Keep back new updates until `release`."""
        self._held = [] if self._held is None else self._held

    def release(self, *, backwards: bool) -> None:
        """Send what was held, the newest first if `backwards`."""
        held, self._held = self._held or [], None
        for kind, payload, lane in reversed(held) if backwards else held:
            self.push(kind, payload, lane)

    def clear(self) -> None:
        """Forget all pending updates."""
        self._pending.clear()

    def confirm(self, update: Update) -> None:
        """A webhook took it."""
        if update in self._pending:
            self._pending.remove(update)

    def drop_expired(self) -> None:
        """Forget what is too old to be sent."""
        now = self._now()
        if any(update.expired(now) for update in self._pending):
            self._pending = deque(update for update in self._pending if not update.expired(now))

    def pending(self) -> list[Update]:
        """What is still to be delivered, oldest first."""
        self.drop_expired()
        return list(self._pending)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """getUpdates: waits up to so many `seconds` for something to come.

        Raises ApiError 409 when another poll begins meanwhile.
        """
        self.interrupt(CONFLICT)
        self.drop_expired()
        self._forget(offset)
        if not (self._pending or self._again) and seconds > 0:
            await self._something(seconds)
        again, self._again = self._again[:limit], self._again[limit:]
        room = limit - len(again)
        return again + [update for _, update in zip(range(room), self._pending, strict=False)]

    def interrupt(self, reason: str) -> None:
        """End the poll that is running, if one is, with a 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, reason))

    def finish(self) -> None:
        """End the poll that is running, if one is, with what there is."""
        self._wake()

    def _deliver(self, update: Update) -> None:
        self.last = update
        self._pending.append(update)
        if self.on_new:
            self.on_new(update)
        else:
            self._wake()

    def _forget(self, offset: int) -> None:
        if offset < 0:
            for _ in range(len(self._pending) + offset):
                self._pending.popleft()
            return
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

    async def _something(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
