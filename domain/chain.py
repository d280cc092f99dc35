"""The chain that the journal's entries form: each is sealed together with the seal of the one before, so that none can
be changed, left out or put in between without every later seal being another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

BEGINNING = ""  # what stands where the seal before the first entry would
OUT_OF_ORDER = timedelta(days=1)
"""What several do at once is noted within seconds; who dates an entry so long before others wants it to look old."""


@dataclass(frozen=True, slots=True)
class Link:
    """A sealed entry. `position` counts from 1 without gaps."""

    position: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    seal: str = ""

    def sealed_after(self, previous: str) -> str:
        """The seal of this entry behind the one with the seal `previous`: SHA-256, in hexadecimal digits."""
        said = [previous, self.position, self.at.astimezone(UTC).isoformat(timespec="microseconds")]
        said += [self.actor, self.action, self.subject, self.details]
        return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ended at some time: written down elsewhere, it shows later that nothing before it was changed."""

    position: int
    seal: str

    def __str__(self) -> str:
        return f"{self.position}:{self.seal}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """What `str` gives. Raises ValueError."""
        position, _, seal = text.strip().partition(":")
        if not position.isdecimal() or len(seal) != hashlib.sha256().digest_size * 2:
            raise ValueError("a head is a number, a colon and a seal of 64 hexadecimal digits")
        return cls(int(position), seal.lower())


class Innocent(Enum):
    """What may explain a fault, although nobody tampered with the journal."""

    KEPT_FOR_LESS = auto()
    CLOCK_WRONG = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain, and whatever may explain it."""

    text: str
    unless: Innocent | None = None


@dataclass(slots=True)
class Walk:
    """A look along the chain, link by link, from `previous` on. `faults`: what is wrong, in the order of positions.

    Where it does not begin with the first entry, those before were removed because of their age. By this rule one that
    is older than `kept_since` stays; so the oldest, which later seals hold, proves that nothing younger was removed.
    """

    previous: Head
    kept_since: datetime
    known: Head | None = None
    oldest: datetime | None = None
    newest: datetime | None = None
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def pass_by(self, link: Link) -> None:
        """Look at the next link."""
        self.count += 1
        if link.position != self.previous.position + 1:
            missing = f"{self.previous.position + 1} to {link.position - 1}"
            self._found(f"entries {missing} are missing")
        elif link.seal != link.sealed_after(self.previous.seal):
            self._found(f"entry {link.position} is not what was sealed")
        elif self.oldest is None and self.previous.position and link.at >= self.kept_since:
            self._found(
                f"entries 1 to {self.previous.position} were removed before their time: the oldest left is of "
                f"{link.at:%Y-%m-%d}, and what is younger than {self.kept_since:%Y-%m-%d} has to be there",
                unless=Innocent.KEPT_FOR_LESS,
            )
        if self.newest is not None and link.at < self.newest - OUT_OF_ORDER:
            self._found(
                f"entry {link.position} is dated {link.at:%Y-%m-%d}, and one before it {self.newest:%Y-%m-%d}",
                unless=Innocent.CLOCK_WRONG,
            )
            self.newest = link.at
        self.oldest, self.newest = self.oldest or link.at, max(self.newest or link.at, link.at)
        if self.known is not None and self.known.position == link.position and self.known.seal != link.seal:
            self._found(f"entry {link.position} has another seal than the one that you noted")
        self.previous = Head(link.position, link.seal)

    def begin(self) -> None:
        """Look at where the links begin: what was noted must not lie before it."""
        if self.known is not None and self.known.position <= self.previous.position:
            self._found(f"the entries up to {self.previous.position} were removed, the one that you noted too")

    def end(self) -> None:
        """There are no more links."""
        if self.previous.position and not self.count:
            self._found(f"entries 1 to {self.previous.position} were removed, and none is left")
        if self.known is not None and self.known.position > self.previous.position:
            self._found(f"the entries after {self.previous.position} are missing, up to the one that you noted")

    def _found(self, text: str, unless: Innocent | None = None) -> None:
        self.faults.append(Fault(text, unless))
