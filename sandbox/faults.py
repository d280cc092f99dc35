"""What goes wrong on request, between the bot and this Telegram."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.wire import ApiError, too_many_requests

LATELY = 5

FaultKind = Literal["error", "error_after", "flood", "drop", "drop_after", "hang", "hang_after", "delay", "delay_after"]


def fault_kind(name: str) -> FaultKind:
    """The kind of fault with this name. Raises ValueError if there is none."""
    for kind in get_args(FaultKind):
        if kind == name:
            found: FaultKind = kind
            return found
    raise ValueError(f"there is no fault {name!r}: it is one of {', '.join(get_args(FaultKind))}")


@dataclass(slots=True, eq=False)
class Fault:
    """One thing that goes wrong. What happens `after` happens when the call has had its effect already."""

    kind: FaultKind
    methods: frozenset[str] = frozenset()
    chats: frozenset[int] = frozenset()
    times: int | None = 1
    until: float | None = None
    status: int = 502
    description: str = "Bad Gateway"
    wait: float = 1.0
    happened: int = field(default=0)

    def concerns(self, method: str, chat_id: int) -> bool:
        """Whether it strikes this call."""
        return (not self.methods or method.lower() in self.methods) and (not self.chats or chat_id in self.chats)

    @property
    def over(self) -> bool:
        """Whether it has happened often or long enough."""
        if self.until is not None and time.monotonic() >= self.until:
            return True
        return self.times is not None and self.happened >= self.times

    def error(self) -> ApiError:
        """The answer, for kinds that have one."""
        if self.kind == "flood":
            return too_many_requests(max(1, round(self.wait)))
        return ApiError(self.status, self.description)


class Faults:
    """The faults that are switched on; the one added first strikes first.

    `struck` is called each time one has; `lately` are also the latest of those that are over.
    """

    def __init__(self) -> None:
        self.struck: Callable[[], None] = lambda: None
        self._faults: list[Fault] = []
        self._added: deque[Fault] = deque(maxlen=LATELY)

    def __iter__(self) -> Iterator[Fault]:
        """Those that are not over."""
        return iter([fault for fault in self._faults if not fault.over])

    @property
    def lately(self) -> list[Fault]:
        """The latest that were added, oldest first: those that are over tell how it went."""
        return list(self._added)

    def add(
        self,
        kind: FaultKind,
        *,
        methods: str | Iterable[str] = (),
        chats: int | Iterable[int] = (),
        times: int | None = 1,
        seconds: float | None = None,
        status: int = 502,
        description: str = "Bad Gateway",
        wait: float = 1.0,
    ) -> Fault:
        """Let something go wrong in the next calls.

        - `error`: `status` and `description` instead of the effect; `error_after`: the same, after the effect;
        - `flood`: 429 with `wait` seconds to wait;
        - `drop`, `drop_after`: the connection breaks, before or after the effect;
        - `hang`, `hang_after`: no answer ever comes;
        - `delay`, `delay_after`: the effect comes `wait` seconds late, or at once with a late answer.

        Strikes calls of these `methods` (all if empty) about these `chats` (all if empty), so many `times` (None:
        always), for so many `seconds` of real time (None: for ever). Naming `seconds` alone means always.
        """
        names = [methods] if isinstance(methods, str) else methods
        fault = Fault(
            fault_kind(kind),
            frozenset(name.lower() for name in names),
            frozenset([chats] if isinstance(chats, int) else chats),
            None if seconds is not None and times == 1 else times,
            None if seconds is None else time.monotonic() + seconds,
            status,
            description,
            wait,
        )
        self._faults.append(fault)
        self._added.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self._faults.clear()
        self._added.clear()

    def strike(self, method: str, chat_id: int) -> Fault | None:
        """The fault that befalls this call, counted as having happened."""
        if not self._faults:
            return None
        self._faults = [fault for fault in self._faults if not fault.over]
        for fault in self._faults:
            if fault.concerns(method, chat_id):
                fault.happened += 1
                self.struck()
                return fault
        return None
