"""The lock files hold what pyproject.toml asks for, no more and no less, and agree with each other.

What a package asks for in its turn is read from the installed packages; `make` has put those of the lock there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
_ENTRY = re.compile(r"^(?P<requirement>[A-Za-z0-9][^\\#]*?)\s*\\?$")


@dataclass(frozen=True)
class Pin:
    """One entry of a lock. `version` is empty when it is not pinned."""

    name: str
    version: str
    hashed: bool


def pins(lock: str) -> Iterator[Pin]:
    """The entries that hold for the Python which runs this."""
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        first, *rest = entry.splitlines()
        match = _ENTRY.match(first)
        if match is None:
            raise ValueError(f"not an entry of a lock: {first}")
        requirement = Requirement(match["requirement"])
        if requirement.marker is None or requirement.marker.evaluate():
            exact = [spec.version for spec in requirement.specifier if spec.operator == "=="]
            hashed = any(line.strip().startswith("--hash=sha256:") for line in rest)
            yield Pin(canonicalize_name(requirement.name), exact[0] if exact else "", hashed)


def needed(requirements: Iterable[str]) -> dict[str, list[Requirement]]:
    """What these requirements bring along, by package name, with everything that is asked of each."""
    asked: dict[str, list[Requirement]] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(Requirement(text), "") for text in requirements]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        asked.setdefault(name, []).append(requirement)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                todo += [(Requirement(text), wanted) for text in _requires(name)]
    return asked


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def faults(name: str, locked: Mapping[str, Pin], asked: Mapping[str, list[Requirement]]) -> Iterator[str]:
    """Where a lock differs from what is asked."""
    for package, requirements in sorted(asked.items()):
        pin = locked.get(package)
        if pin is None:
            yield f"{name}: {package} is missing"
            continue
        for requirement in requirements:
            if not requirement.specifier.contains(pin.version, prereleases=True):
                yield f"{name}: {package} {pin.version} is not {requirement.specifier}"
    for pin in locked.values():
        if pin.name not in asked:
            yield f"{name}: {pin.name} is no longer needed"
        if not pin.version or not pin.hashed:
            yield f"{name}: {pin.name} is not pinned with a hash"


def main() -> int:
    """Print what is wrong with the locks, one line each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    found: list[str] = []
    locks: dict[str, dict[str, Pin]] = {}
    for name, requirements in (("requirements.lock", run), ("requirements-dev.lock", run + dev)):
        locks[name] = {pin.name: pin for pin in pins((ROOT / name).read_text(encoding="utf-8"))}
        found += faults(name, locks[name], needed(requirements))
    smaller, larger = locks.values()
    found += [f"{pin.name} is not the same in both locks" for pin in smaller.values() if larger.get(pin.name) != pin]
    for fault in found:
        sys.stdout.write(fault + "\n")
    if found:
        sys.stdout.write("make lock brings them up to date\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
