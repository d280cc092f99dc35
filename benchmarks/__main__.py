"""The command line of the benches."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module

from benchmarks.report import Runs, as_json, as_text

BENCHES = {
    "matching": "the nearest 50 among a million helpers, on both databases",
    "accept": "a thousand helpers accept one mission at once, on both databases",
    "dispatch": "a month of missions among helpers with different habits; draws docs/dispatch.png",
    "growth": "what one mission costs with 10,000, 100,000 and a million helpers, on both databases",
    "broadcast": "notices to 3000 helpers, at the pace that Telegram allows",
    "latency": "an accept in the midst of a broadcast, against one with nothing going on",
    "flood": "the answers to others while one person sends fifty messages a second",
    "updates": "updates a second through the whole bot",
    "crypto": "what encryption costs, on both databases, and the cipher itself beside Fernet",
    "page": "the sandbox's page in a browser: its first view, and a thousand messages arriving",
}


def main() -> None:
    """Run one bench and print what it measured."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:<12}{what}" for name, what in BENCHES.items()),
    )
    parser.add_argument("name", choices=BENCHES, metavar="name", help=", ".join(BENCHES))
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="a smaller run, to see that it works")
    wanted = parser.parse_args()
    run: Callable[..., Awaitable[Runs]] = import_module(f"benchmarks.{wanted.name}").run
    runs = asyncio.run(_measure(run, quick=wanted.quick))
    print((as_json if wanted.json else as_text)(wanted.name, runs))


async def _measure(run: Callable[..., Awaitable[Runs]], *, quick: bool) -> Runs:
    return await run(quick=quick)


if __name__ == "__main__":
    main()
