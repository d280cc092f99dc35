"""Telegram's limits on sending.

In a chat one message a second, where short bursts pass; in a group 20 messages a minute; over all chats 30 messages a
second (core.telegram.org/bots/faq). How short a burst may be is not published: here three messages pass at once, as one
turn of a conversation may need, and then one a second. Over all chats 30 pass at once, then one every thirtieth of a
second. A group's 20 are counted over the last 60 seconds, whenever they were sent.
"""

from __future__ import annotations

import math
from collections import deque

MESSAGES_PER_SECOND = 30
MESSAGES_PER_GROUP_MINUTE = 20
CHAT_BURST = 3

_CHAT_INTERVAL = 1.0
_MINUTE = 60.0
_ROUNDING = 1e-6  # seconds; clocks count finely, sums of thirtieths do not


class SendingLimits:
    """How many messages a bot may still send. One object for each bot.

    Memory holds only chats that were sent to within the last two minutes, which the overall limit keeps below 4,000.
    """

    def __init__(
        self,
        *,
        per_second: int = MESSAGES_PER_SECOND,
        chat_burst: int = CHAT_BURST,
        per_group_minute: int = MESSAGES_PER_GROUP_MINUTE,
    ) -> None:
        self._interval = 1.0 / per_second
        self._lead = 1.0 - self._interval
        self._chat_lead = (chat_burst - 1) * _CHAT_INTERVAL
        self._per_group_minute = per_group_minute
        # For every bucket the instant at which it is full again: the further ahead, the more was sent.
        self._full_at = -math.inf
        self._chat_full_at: dict[int, float] = {}
        self._group_minutes: dict[int, deque[float]] = {}
        self._prune_at = -math.inf

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chat_full_at.keys() | self._group_minutes.keys())

    def check(self, chat_id: int, *, is_group: bool, now: float) -> int | None:
        """Whole seconds (at least 1) to wait before this chat can be sent a message, or None: then it is counted.

        A refused message is not counted, and waiting as told is enough unless others are sent meanwhile. `now` is in
        seconds of a clock that never goes back.
        """
        if now >= self._prune_at:
            self._prune(now)
        chat_full_at = self._chat_full_at.get(chat_id, now)
        sent = self._sent_within_a_minute(chat_id, now) if is_group else None
        wait = max(self._full_at - now - self._lead, chat_full_at - now - self._chat_lead)
        if sent is not None and len(sent) >= self._per_group_minute:
            wait = max(wait, sent[0] + _MINUTE - now)
        if wait > _ROUNDING:
            return math.ceil(wait - _ROUNDING)
        self._full_at = max(self._full_at, now) + self._interval
        self._chat_full_at[chat_id] = max(chat_full_at, now) + _CHAT_INTERVAL
        if sent is not None:
            sent.append(now)
            self._group_minutes[chat_id] = sent
        return None

    def _sent_within_a_minute(self, chat_id: int, now: float) -> deque[float]:
        """When messages were sent to this group within the last minute, the oldest first."""
        sent = self._group_minutes.get(chat_id)
        if sent is None:
            return deque()
        while sent and sent[0] + _MINUTE <= now + _ROUNDING:
            sent.popleft()
        return sent

    def _prune(self, now: float) -> None:
        self._prune_at = now + _MINUTE
        self._chat_full_at = {chat: full_at for chat, full_at in self._chat_full_at.items() if full_at > now}
        self._group_minutes = {
            chat: sent for chat, sent in self._group_minutes.items() if sent and sent[-1] + _MINUTE > now
        }
