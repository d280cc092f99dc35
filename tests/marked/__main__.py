"""Play a day in which everything personal is marked, and look for the marks in all that was written.

    python -m tests.marked --database postgresql

The bot is a process of its own, with the sandbox's Telegram. The exit code is 1 if anything was found, or if the search
did not find what was planted to try it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from storage.database import migrate
from storage.encryption import Key, Keys
from tests.marked.day import Day, play
from tests.storage.postgresql import running


async def _play(database_url: str, folder: Path) -> Day:
    key = Key.new()
    await migrate(database_url, Keys(key))
    return await play(database_url, folder, key)


def report(day: Day) -> str:
    """The day as a table."""
    lines = ["what was marked", *(f"  {count:>5}  {kind}" for kind, count in sorted(day.marks.kinds().items()))]
    lines += ["", "where it was looked for", *(f"  {place.size:>12,} bytes  {place.name}" for place in day.places)]
    lines += ["                none  metrics: this project has none"]
    lines += ["", f"the search found {day.proofs:,} values that were planted, or stand in plain columns"]
    lines += ["", "what was found"]
    lines += [f"  ✗ {one.kind}, as {one.form}, in: {one.place}\n      …{one.around}…" for one in day.found]
    lines += [f"  ✗ {one}" for one in day.overlooked]
    if not day.found and not day.overlooked:
        lines.append("  nothing")
    return "\n".join([*lines, "", f"{day.seconds:.0f} s"])


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marked-") as name:
        folder = Path(name) / "bot"
        folder.mkdir()
        if asked.database == "sqlite":
            day = asyncio.run(_play(f"sqlite:///{name}/marked.sqlite3", folder))
        else:
            with running() as address:
                day = asyncio.run(_play(address.format("postgres"), folder))
    print(report(day))
    return 1 if day.found or day.overlooked else 0


if __name__ == "__main__":
    sys.exit(main())
