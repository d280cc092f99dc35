"""Feed the running bot with generated updates, and print what it took and what was found.

    python -m tests.fuzz --updates 100000 --seed 1 --database postgresql

The updates are of every kind that aiogram knows, well-formed and malformed; two thirds are what people of every role
might send in the midst of whatever they are doing. Telegram is the sandbox, in this process; the bot is in another one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from storage.database import Database, migrate
from tests.fuzz.campaign import BATCH, Campaign, campaign
from tests.keys import KEYS
from tests.storage.postgresql import running

MEGA = 1024 * 1024


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/fuzz.sqlite3"
        return
    with running() as address:
        yield address.format("postgres")


async def run(url: str, folder: Path, updates: int, seed: int, batch: int) -> Campaign:
    """A campaign on a fresh database."""
    await migrate(url, KEYS)
    database = Database(url, KEYS)
    try:
        return await campaign(database, folder, updates, seed, batch, _tell)
    finally:
        await database.close()


def _tell(done: Campaign) -> None:
    (_, sample), rate = done.samples[-1], done.rates[-1]
    figures = f"{rate:.0f}/s, {sample['rss'] / MEGA:.1f} MiB, {sample['objects']} objects"
    print(f"{done.updates} updates, {len(done.found)} findings, {figures}", file=sys.stderr, flush=True)


def report(done: Campaign) -> Iterator[str]:
    """The figures, one line each."""
    yield f"{done.updates} updates in {done.seconds:.0f} s: {done.updates / done.seconds:.0f} updates/s"
    yield f"first tenth {done.tenth(last=False):.0f} updates/s, last tenth {done.tenth(last=True):.0f}"
    yield "handled: " + ", ".join(f"{count} {what}" for what, count in done.outcomes.most_common())
    yield "warnings: " + (", ".join(f"{count} {what}" for what, count in done.warnings.most_common()) or "none")
    starts = [1000 * one for one in done.starts]
    yield f"/start: {starts[0]:.0f} ms before, {median(starts):.0f} ms at the median, {max(starts):.0f} ms at most"
    for what, unit, per in (("rss", "MiB", MEGA), ("objects", "", 1), ("tasks", "", 1)):
        first, last, slope = done.growth(what)
        figures = f"{first / per:.1f} {unit} after the warm-up, {last / per:.1f} at the end"
        yield f"{what}: {figures}, {slope / per:+.3f} per 1000 updates"
    yield f"slowest update: {done.slowest[0]} ms, {done.slowest[1][:200]}"
    for what, count in done.counts.most_common():
        yield f"✗ {count} × {what}"
    yield f"{len(done.found)} findings"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1, help="the same updates each time, if not the same timing")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--batch", type=int, default=BATCH, help="updates between two looks at how the bot is")
    parser.add_argument("--found", type=Path, help="a file for the updates at which something was found")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, database_of(asked.database, Path(name)) as url:
        done = asyncio.run(run(url, Path(name), asked.updates, asked.seed, asked.batch))
    for line in report(done):
        print(line)
    if asked.found:
        asked.found.write_text(
            "".join(json.dumps([what, one]) + "\n" for what, all_ in done.found.items() for one in all_)
        )
    return min(len(done.found), 1)


if __name__ == "__main__":
    sys.exit(main())
