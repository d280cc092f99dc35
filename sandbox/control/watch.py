"""Keeps what the page's map shows up to date."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING

from sandbox.wire import Json

if TYPE_CHECKING:
    from sandbox.events import Events
    from sandbox.network import Network

log = logging.getLogger("sandbox")
EVERY_SECONDS = 0.3  # at most so often


async def watch(events: Events, network: Network) -> None:
    """Publish `map` whenever something happened and the map shows something else than before."""
    before: Json = {}
    while True:
        await events.stirred.wait()
        await asyncio.sleep(EVERY_SECONDS)
        events.stirred.clear()
        try:
            shown = await map_shape(network)
        except Exception:
            log.exception("the map can't be shown")  # it is tried again when anything happens
            continue
        if shown != before:
            before = shown
            events.publish("map", lambda shown=shown: shown)  # type: ignore[misc]


async def map_shape(network: Network) -> Json:
    """The map as JSON."""
    shown = asdict(await network.shown())
    for mission in shown["missions"]:
        for end in ("starts_at", "ends_at"):
            mission[end] = mission[end].isoformat()
    return shown
