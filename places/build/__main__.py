"""Builds the gazetteer from a folder with the two wheels: `python -m places.build FOLDER [FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from places.build import sources
from places.build.gather import Gathered
from places.build.write import write
from places.gazetteer import FILE


def build(folder: Path, path: Path) -> Gathered:
    """Read the wheels in `folder`, write the gazetteer to `path`."""
    gathered = Gathered()
    gathered.add_towns(sources.towns(folder))
    rows = sorted(sources.postal(folder))
    gathered.add_postal(row for row in rows if row.country != "GB")
    gathered.add_outwards(row for row in rows if row.country == "GB")
    gathered.name(sources.namings())
    write(gathered, path)
    return gathered


def main(arguments: list[str]) -> None:
    """The command line."""
    if not 1 <= len(arguments) <= 2:
        raise SystemExit(__doc__)
    path = Path(arguments[1]) if len(arguments) == 2 else FILE
    gathered = build(Path(arguments[0]), path)
    counts = f"{len(gathered.localities)} localities, {len(gathered.outwards)} outward codes"
    print(f"{path}: {counts}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
