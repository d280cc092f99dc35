"""How much Telegram lets a bot send, as arithmetic on seconds of a clock that never goes back.

30 messages a second over all chats, one a second in a chat where short bursts pass, twenty a minute in a group
(core.telegram.org/bots/faq). Editing counts as sending does, answering a tap does not (the maintainer of Telegram's Bot
API server, tdlib/td issues 2592 and 3034, tdlib/telegram-bot-api issue 648).
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

MINUTE = 60.0
MOMENT = 1.0
SEVERAL = 3
"""Once so many chats are refused within a `MOMENT`, it is not they who were sent too much."""

UNKNOWN = 2
"""For a minute after the start nobody knows what groups were sent just before: only such a part is used of this
process's part of a group's minute.
"""

Chat = int | str


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent. `burst`: how many messages over all chats may leave at once; those that nobody waits for leave
    `kept` of them to answers, so that an answer goes at once in the midst of a broadcast, and of a group's minute
    `kept_in_group`. Telegram lets thirty leave at once: the rest is for requests that arrive closer together than they
    left.
    """

    per_second: float = 30.0
    burst: float = 20.0
    kept: float = 10.0
    chat_interval: float = 1.0
    chat_burst: float = 3.0
    per_group_minute: float = 20.0
    kept_in_group: float = 4.0


UNLIMITED = Limits(per_second=math.inf, chat_interval=0.0, per_group_minute=math.inf)


@dataclass(frozen=True, slots=True)
class Load:
    """What a request sends: so many messages to a chat, to answer somebody or not. `edits`: it rewrites a message."""

    chat: Chat
    messages: int = 1
    edits: bool = False
    answers: bool = False

    @property
    def to_group(self) -> bool:
        """Channels and whatever is named by @name count as groups."""
        return isinstance(self.chat, str) or self.chat < 0

    @property
    def shared(self) -> bool:
        """Whether other processes send the like to the same chat: they deliver letters, and one of them answers."""
        return self.to_group or not self.answers

    @property
    def at_their_speed(self) -> bool:
        """Whether it answers a tap by rewriting what was tapped: nobody taps faster than Telegram bears."""
        return self.answers and self.edits and not self.to_group


@dataclass(slots=True)
class _Account:
    """Of one chat. `full_at`: when its bucket is full again; the further ahead, the more was sent. `part_full_at`: the
    same of our part of what all processes send.
    """

    full_at: float = -math.inf
    part_full_at: float = -math.inf
    held_until: float = -math.inf
    minute: deque[float] = field(default_factory=deque)

    def is_idle(self, now: float) -> bool:
        sent = bool(self.minute) and self.minute[-1] + MINUTE > now
        return not sent and max(self.full_at, self.part_full_at, self.held_until) <= now


class Budget:
    """What was sent, and what may be sent now. Shared by all clients of one bot in this process; see `share`.

    `since`: when the process started; nobody knows what others sent to groups before.
    """

    def __init__(self, limits: Limits | None = None, since: float = -math.inf) -> None:
        self._limits = limits or Limits()
        self._parts = 1
        self._known_at = since + MINUTE
        self._parts_before, self._before_until = 1, -math.inf
        self._full_at = -math.inf
        self._held_until = -math.inf
        self._refused: deque[tuple[float, Chat, float]] = deque()
        self._chats: dict[Chat, _Account] = {}
        self._prune_at = -math.inf

    def __len__(self) -> int:
        """How many chats are remembered: those that were sent something within the last two minutes, or are held."""
        return len(self._chats)

    def share(self, parts: int, now: float) -> None:
        """Keep to one of so many equal parts: others send the rest. What those who left sent to groups counts on for a
        minute.
        """
        parts = max(1, parts)
        if parts < self._parts:
            self._parts_before, self._before_until = self._parts_of_minute(now), now + MINUTE
        self._parts = parts

    def wait(self, load: Load, now: float) -> float:
        """Seconds until this may leave, unless others leave before it; 0: now."""
        burst = self._limits.burst - (0.0 if load.answers else self._limits.kept)
        overall = self._full_at - now - (burst - load.messages * self._parts) / self._limits.per_second
        return max(overall, self._held_until - now, self.chat_wait(load, now), 0.0)

    def chat_wait(self, load: Load, now: float) -> float:
        """Seconds until its chat can take it; 0: now."""
        chat = self._chats.get(load.chat)
        if chat is None:
            return 0.0
        waits = [0.0, chat.held_until - now]
        if not load.at_their_speed:
            rest = self._limits.chat_burst - (self._parts - 1)  # each of the others may be bringing a letter
            waits.append(chat.full_at - now - _ahead(load, rest) * self._limits.chat_interval)
            if load.shared:
                part = self._limits.chat_burst // self._parts
                waits.append(chat.part_full_at - now - _ahead(load, part) * self._part_interval)
        if load.to_group:
            letters = (self._limits.per_group_minute - self._limits.kept_in_group) / self._parts_of_minute(now)
            most = letters + (self._limits.kept_in_group if load.answers else 0.0)
            room = max(0.0, max(1.0, most) - load.messages)
            if len(chat.minute) > room:
                waits.append(chat.minute[len(chat.minute) - 1 - int(room)] + MINUTE - now)
        return max(waits)

    def spend(self, load: Load, now: float) -> None:
        """It leaves now."""
        if now >= self._prune_at:
            self._prune(now)
        self._full_at = max(self._full_at, now) + load.messages * self._interval
        chat = self._chats.setdefault(load.chat, _Account())
        if not load.at_their_speed:
            chat.full_at = max(chat.full_at, now) + load.messages * self._limits.chat_interval
            if load.shared:
                chat.part_full_at = max(chat.part_full_at, now) + load.messages * self._part_interval
        if load.to_group:
            while chat.minute and chat.minute[0] + MINUTE <= now:
                chat.minute.popleft()
            chat.minute.extend([now] * load.messages)

    def give_back(self, load: Load) -> None:
        """What was spent last in this chat has not left."""
        self._full_at -= load.messages * self._interval
        chat = self._chats.get(load.chat)
        if chat is not None:
            chat.full_at -= 0.0 if load.at_their_speed else load.messages * self._limits.chat_interval
            chat.part_full_at -= load.messages * self._part_interval if load.shared else 0.0
            for _ in range(min(load.messages, len(chat.minute))):
                chat.minute.pop()

    def refuse(self, chat: Chat, seconds: float, now: float) -> None:
        """Telegram wants this chat left alone for so long; or all of them, when it says so of several at once."""
        account = self._chats.setdefault(chat, _Account())
        account.held_until = max(account.held_until, now + seconds)
        self._refused.append((now, chat, seconds))
        while self._refused[0][0] < now - MOMENT:
            self._refused.popleft()
        if len({refused for _, refused, _ in self._refused}) >= SEVERAL:
            self._held_until = max(self._held_until, now + min(told for _, _, told in self._refused))

    @property
    def _interval(self) -> float:
        return self._parts / self._limits.per_second

    @property
    def _part_interval(self) -> float:
        return self._parts * self._limits.chat_interval

    def _parts_of_minute(self, now: float) -> int:
        """Into how many parts that goes what groups were sent within the last minute."""
        before = self._parts_before if now < self._before_until else 1
        return max(before, self._parts * UNKNOWN if now < self._known_at else self._parts)

    def _prune(self, now: float) -> None:
        self._prune_at = now + MINUTE
        self._chats = {name: chat for name, chat in self._chats.items() if not chat.is_idle(now)}


def _ahead(load: Load, burst: float) -> float:
    """How many messages may have left before it without its having to wait."""
    return max(0.0, max(1.0, burst) - load.messages)
