"""Column types that both databases keep alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Double, Enum, Integer, TypeDecorator
from sqlalchemy.sql.type_api import TypeEngine

from domain.network import KINDS, LANGUAGES, KindOfHelp, Language, coarse, mask, unmask
from domain.recurrence import Every, Recurrence


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC. A naive one is refused with ValueError, inside StatementError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Coarse(TypeDecorator[float]):
    """Degrees of a place that is searched for. Whoever writes them, nothing finer than about 100 metres is kept."""

    impl = Double
    cache_ok = True

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return Double()  # the edge of a search is no place

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        return None if value is None else coarse(value)


class _Codes(TypeDecorator[frozenset[str]]):
    """A set of codes, kept as a mask of their bits."""

    impl = Integer
    cache_ok = True
    known: ClassVar[Mapping[str, KindOfHelp] | Mapping[str, Language]]

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> int | None:
        return None if value is None else mask(value, self.known)

    def process_result_value(self, value: int | None, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else unmask(value, self.known)


class KindCodes(_Codes):
    """Codes of `domain.network.KINDS`."""

    cache_ok = True
    known = KINDS


class LanguageCodes(_Codes):
    """Codes of `domain.network.LANGUAGES`."""

    cache_ok = True
    known = LANGUAGES


class Recurring(TypeDecorator[Recurrence]):
    """A recurrence, kept in words and numbers."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Recurrence | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        until = None if value.until is None else value.until.isoformat()
        return {"every": value.every, "starts": f"{value.starts:%H:%M}", "ends": f"{value.ends:%H:%M}", "until": until}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Recurrence | None:
        if value is None:
            return None
        starts, ends = time.fromisoformat(value["starts"]), time.fromisoformat(value["ends"])
        until = value["until"] and date.fromisoformat(value["until"])
        return Recurrence(Every(value["every"]), starts, ends, until)


def code(kind: type[StrEnum]) -> Enum:
    """A StrEnum, kept as its value in a plain string column."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda enum: [str(one) for one in enum],
    )
