"""Every deed that the code notes in the journal, read from the code itself: so a new one can't be forgotten where it is
put into words, or where it is decided who is told of it.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from domain.sanction import Sanction
from domain.talk import Ending

ROOT = Path(__file__).parent.parent
UNSAID = {
    "str(what)": {one.value for one in Sanction},
    "f'talk {ending}'": {f"talk {ending}" for ending in Ending},
}
"""What only a value says; by how it stands in the code."""


@functools.cache
def deeds(about: str = "") -> frozenset[str]:
    """What is before the colon of each action; `about`: only of those whose subject begins with this, or may."""
    found = set[str]()
    for path in sorted([*ROOT.glob("services/*.py"), *ROOT.glob("storage/*.py")]):
        file = _File(path)
        for call in file.calls("write"):
            if _is_of_journal(call) and (not about or file.may_be_about(call, about)):
                found |= {action.partition(":")[0] for action in file.said(_argument(call, 1))}
    return frozenset(found)


def _is_of_journal(call: ast.Call) -> bool:
    of = ast.unparse(call.func)
    return of.endswith("journal.write") or (of == "self.write" and len(call.args) > 1)


def _argument(call: ast.Call, at: int) -> ast.expr:
    """The one at this place; whatever fills several places fills the rest."""
    return next((one for one in call.args[: at + 1] if isinstance(one, ast.Starred)), None) or call.args[at]


class _File:
    def __init__(self, path: Path) -> None:
        self._tree = ast.parse(path.read_text())
        self._module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        self._around = {
            inner: outer
            for outer in ast.walk(self._tree)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(outer)
        }

    def calls(self, name: str) -> Iterator[ast.Call]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                yield node

    def may_be_about(self, call: ast.Call, about: str) -> bool:
        subject = _argument(call, 2)
        if isinstance(subject, ast.Call | ast.Starred):  # says itself whom it names
            return False
        return any(one.startswith(about) for one in self.said(subject))

    def said(self, what: ast.expr) -> set[str]:
        """All that an expression may say; of what is put into it, nothing."""
        match what:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if ":" in text:
                return {text}
            case ast.IfExp(body=body, orelse=orelse):
                return self.said(body) | self.said(orelse)
            case ast.Starred(value=value):
                return self.said(value)
            case ast.Tuple(elts=[first, *_]):
                return self.said(first)
            case ast.Call(func=ast.Attribute(value=ast.Dict(values=values), attr="get"), args=[_, otherwise]):
                return self._all((*values, otherwise))
            case ast.Call(func=ast.Name(id=name)) if (function := self._function(name)) is not None:
                given = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value]
                return self._all(given)
            case ast.Name(id=name):
                return self._named(what, name)
        text = ast.unparse(what)
        assert text in UNSAID, f"{self._module}: what does the journal say for {text}? Say it in tests/deeds.py."
        return UNSAID[text]

    def _function(self, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        found = (one for one in self._tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
        return next((one for one in found if one.name == name), None)

    def _named(self, where: ast.expr, name: str) -> set[str]:
        """A constant, or what a name is given where it is used, or by whoever calls."""
        if name.isupper():
            return {str(getattr(import_module(self._module), name))}
        function = self._around[where]
        assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        given = [
            one.value
            for one in ast.walk(function)
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name
        ]
        parameters = [one.arg for one in function.args.args]
        if name in parameters:
            given += [_argument(call, parameters.index(name)) for call in self.calls(function.name)]
        assert given, f"{self._module}: where does {name} come from?"
        return self._all(given)

    def _all(self, given: Iterable[ast.expr]) -> set[str]:
        return {one for expression in given for one in self.said(expression)}
