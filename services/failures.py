"""How often letters were tried in vain, and whether that was their own fault or their app's."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sized

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 300.0
MOST_DOUBLINGS = 16


class Failures:
    """What the letters of one courier met since it began."""

    def __init__(self) -> None:
        self._failures: Counter[int] = Counter()
        self._taken = 0
        self._taken_before: dict[int, int] = {}

    def note_taken(self, sent: Sized) -> None:
        """These messages were taken by an app. Where there are none, it may not have been asked, and be away."""
        self._taken += len(sent)

    def is_its_own(self, number: int) -> bool:
        """Whether this letter fails where others do not: an app took one since this one failed last. To be asked once
        a failure; of the first one it may be said though the app is away since a moment ago.
        """
        before, self._taken_before[number] = self._taken_before.get(number, 0), self._taken
        return self._taken > before

    def pause(self, number: int) -> float:
        """This letter has failed (again): after how many seconds to try once more."""
        self._failures[number] += 1
        return pause_after(self._failures[number])

    def forget(self, number: int) -> None:
        """This letter is delivered, or set aside."""
        self._failures.pop(number, None)
        self._taken_before.pop(number, None)


def pause_after(failures: int) -> float:
    """Seconds: twice as many each time, up to a limit; with jitter, so that what failed together spreads."""
    longest = min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, MOST_DOUBLINGS), LONGEST_PAUSE_SECONDS)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
