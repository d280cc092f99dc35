"""Much is due at once, and what fails of it is no reason for the rest to wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.typing import FilteringBoundLogger


@contextmanager
def by_itself(log: FilteringBoundLogger, event: str, **about: object) -> Iterator[None]:
    """What fails in here is in the log as this `event`, and keeps nothing else from being done; being due still, it is
    tried again next time.
    """
    try:
        yield
    except Exception:
        log.exception(event, **about)
