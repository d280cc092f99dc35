"""Everything that happens, as server-sent events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.wire import encode

if TYPE_CHECKING:
    from sandbox.events import Events

RETRY_MS = 1000  # until a page that lost the connection tries again
KEEP_ALIVE = 15.0  # seconds of silence after which a comment shows that the connection lives


async def stream(request: web.Request, events: Events) -> web.StreamResponse:
    """Send events until the other side goes. After a pause, `Last-Event-ID` (or `after`) brings what was missed."""
    after = request.headers.get("Last-Event-ID") or request.query.get("after") or "0"
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    queue = events.listen(int(after) if after.isdigit() else 0)
    try:
        hello = encode({"boot": events.boot, "event": events.last})
        await response.write(f"retry: {RETRY_MS}\nevent: hello\ndata: {hello}\n\n".encode())
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE):
                    event = await queue.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return response
            number, kind, body = event
            await response.write(f"id: {number}\nevent: {kind}\ndata: {body}\n\n".encode())
    except ConnectionResetError:
        return response
    finally:
        events.leave(queue)
