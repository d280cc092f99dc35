"""A guided tour through one mission."""

from __future__ import annotations

from demo.opening import Staff
from sandbox.sandbox import Sandbox
from sandbox.wire import Json
from storage.unit_of_work import Store

STEPS = 5


class DemoTour:
    """It does not lead anywhere yet."""

    def __init__(self, sandbox: Sandbox, store: Store, staff: Staff) -> None:
        self._sandbox = sandbox

    @property
    def state(self) -> Json:
        """Not running."""
        return {"step": 0, "steps": STEPS, "phase": "done", "people": [], "target": None}

    async def start(self, language: str) -> None:
        """Begin, or begin anew, in this language."""

    async def press(self) -> None:
        """Press the awaited button for the visitor."""

    async def stop(self) -> None:
        """Leave the tour where it is."""
