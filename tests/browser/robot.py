"""A bot that does what a test tells it to, call by call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox import Bot, Sandbox

TOKEN = "42:TEST"


@dataclass(frozen=True)
class Robot:
    """`await robot("sendMessage", chat_id=1, text="…")` returns the result."""

    telegram: Sandbox
    bot: Bot
    http: aiohttp.ClientSession

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.http.post(f"{self.telegram.url}/bot{self.bot.token}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def hears(self, kind: str) -> dict[str, Any]:
        """Wait for the next update of this kind, and let go of those before it."""
        while True:
            updates = await self("getUpdates", timeout=10, limit=1)
            assert updates, f"the bot heard no {kind}"
            await self("getUpdates", offset=updates[-1]["update_id"] + 1, limit=1, timeout=0)
            for update in updates:
                if kind in update:
                    found: dict[str, Any] = update[kind]
                    return found

    async def answers(self, text: str, *, alert: bool = False) -> None:
        """Answer the next tap."""
        tap = await self.hears("callback_query")
        await self("answerCallbackQuery", callback_query_id=tap["id"], text=text, show_alert=alert)
