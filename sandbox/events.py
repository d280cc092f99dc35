"""Everything that happens, as a stream for a page or another process."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from itertools import count

from sandbox.wire import Json, encode

KEPT = 2000
WIRE_KEPT = 200
WIRE = frozenset({"call", "update"})


class Events:
    """A numbered stream. It costs next to nothing until somebody listens.

    `boot` tells one run of the sandbox from the next; `last` is the number of the newest event; `stirred` is set with
    each event, for one who waits and clears it; `wire` are the latest calls and updates: number, kind and JSON.
    """

    def __init__(self) -> None:
        self._number = count(1).__next__
        self.boot = secrets.token_hex(8)
        self.last = 0
        self.stirred = asyncio.Event()
        self.wire: deque[tuple[int, str, str]] = deque(maxlen=WIRE_KEPT)
        self._recent: deque[tuple[int, str, str]] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Queue[tuple[int, str, str] | None]] = set()
        self._recording = False

    def publish(self, kind: str, describe: Callable[[], Json]) -> None:
        """Tell listeners; `describe` is called only if there are any, or were."""
        if not self._recording:
            return
        self.last = self._number()
        event = (self.last, kind, encode(describe()))
        self._recent.append(event)
        if kind in WIRE:
            self.wire.append(event)
        self.stirred.set()
        for listener in list(self._listeners):
            if listener.full():
                self._listeners.discard(listener)
                listener.get_nowait()
                listener.put_nowait(None)
            else:
                listener.put_nowait(event)

    def listen(self, after: int = 0) -> asyncio.Queue[tuple[int, str, str] | None]:
        """What comes from now on, and what is still kept after number `after`. None: too slow, begin anew."""
        queue: asyncio.Queue[tuple[int, str, str] | None] = asyncio.Queue(KEPT * 2)
        if after:
            for event in self._recent:
                if event[0] > after:
                    queue.put_nowait(event)
        self._recording = True
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[tuple[int, str, str] | None]) -> None:
        """Stop listening."""
        self._listeners.discard(queue)

    def close(self) -> None:
        """Let all listeners go."""
        for listener in self._listeners:
            if listener.full():
                listener.get_nowait()
            listener.put_nowait(None)
        self._listeners.clear()
