"""Column types that personal data goes into: encrypted on its way in, and read on its way out, whoever asks.

A sealed column can't be compared, sorted or searched by the database; `Lookup` is for the one question that has to be
asked, who has this phone number. Each is told its place, `table.column`, which what it holds is bound to.
"""

from __future__ import annotations

import json
import struct
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Dialect, LargeBinary, Table, TypeDecorator
from sqlalchemy.sql import operators
from sqlalchemy.sql.type_api import TypeEngine

from storage.encryption import vault_of

Plain = TypeVar("Plain")
Point = tuple[float, float]
_POINT = struct.Struct(">dd")


class _Comparator(TypeDecorator.Comparator[Any]):
    """Two seals of the same value differ, so any comparison would be false, silently."""

    def operate(self, op: Callable[..., Any], *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        against_nothing = op in {operators.is_, operators.is_not, operators.eq, operators.ne} and other == (None,)
        if not against_nothing:
            raise TypeError("a sealed column can't be compared, sorted or searched")
        return super().operate(op, *other, **kwargs)

    def reverse_operate(self, op: Callable[..., Any], other: Any, **kwargs: Any) -> ColumnElement[Any]:
        raise TypeError("a sealed column can't be compared, sorted or searched")


class Sealed(TypeDecorator[Plain], Generic[Plain]):
    """What all sealed columns share."""

    impl = LargeBinary
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self._bound_to = where.encode()

    def process_bind_param(self, value: Plain | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault_of(dialect).keys.seal(self.to_bytes(value), self._bound_to)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Plain | None:
        return None if value is None else self.from_bytes(vault_of(dialect).keys.open(value, self._bound_to))

    @abstractmethod
    def to_bytes(self, value: Plain) -> bytes:
        """What is encrypted of a value."""

    @abstractmethod
    def from_bytes(self, value: bytes) -> Plain:
        """The value that became these bytes."""


class SealedText(Sealed[str]):
    """A text."""

    cache_ok = True

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class SealedJSON(Sealed[Any]):
    """Whatever JSON can say; None is the database's NULL."""

    cache_ok = True

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def from_bytes(self, value: bytes) -> Any:
        return json.loads(value)


class SealedPoint(Sealed[Point]):
    """Latitude and longitude in degrees, as exactly as they were given."""

    cache_ok = True

    def to_bytes(self, value: Point) -> bytes:
        return _POINT.pack(*value)

    def from_bytes(self, value: bytes) -> Point:
        latitude, longitude = _POINT.unpack(value)
        return latitude, longitude


class Lookup(TypeDecorator[Any]):
    """What a sealed text is looked up by: `column == "+32…"` meets the rows that it was written to so. What is read
    from it are bytes that say nothing.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self._bound_to = where.encode()

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        return vault_of(dialect).digest(value, self._bound_to) if isinstance(value, str) else value


def sealed_columns(table: Table) -> dict[str, bytes]:
    """The columns of a table that are sealed, and what each is bound to."""
    return {column.name: column.type.where.encode() for column in table.c if isinstance(column.type, Sealed)}
