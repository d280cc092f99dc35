"""The rules of the network need nothing but Python."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import domain

FILES = sorted(Path(domain.__file__).parent.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_the_domain_imports_the_standard_library_and_itself() -> None:
    assert FILES
    allowed = sys.stdlib_module_names | {"domain"}
    assert not {(path.name, name) for path in FILES for name in imported(path) if name not in allowed}
