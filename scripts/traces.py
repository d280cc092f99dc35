"""No file names a package registry or somebody's home folder: the project must work wherever it is copied to."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

TRACES = {
    "a package registry": re.compile(
        r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|proxy\.golang\.org)\b"
    ),
    "an index of its own": re.compile(r"^\s*--(?:extra-)?(?:index-url|find-links)\b|^\s*-[if] "),
    "a home folder": re.compile(r"(?<![\w.{}$)])/(?:home|Users)/\w+|(?<![\w.{}$)])/root/\w+|(?<![\w.{}$)])/work/\w+"),
}
_LOCKS_ONLY = frozenset({"an index of its own"})


def files(root: Path = ROOT) -> Iterator[Path]:
    """What is in the repository, or would be after `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        path = root / name
        if name and path.is_file():
            yield path


def traces(path: Path) -> Iterator[str]:
    """The lines that name what they should not, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in TRACES.items():
            if (what not in _LOCKS_ONLY or path.suffix == ".lock") and pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: names {what}: {line.strip()[:80]}"


def main() -> int:
    """Print the traces, one line each."""
    found = [trace for path in files() for trace in traces(path)]
    for trace in found:
        sys.stdout.write(trace + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
