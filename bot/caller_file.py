"""All that is stored about a caller, as it is handed over to them: JSON, with keys that say what they are."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time

from i18n import _
from services.approvals import CallerRecord
from storage.caller_record import NOT_TOLD_TO_CALLERS, ROWS_NOT_TOLD_TO_CALLERS
from storage.withheld import INNER, REPEATS, THEIRS

FOR_NOBODY_TO_MISS = frozenset({INNER, REPEATS, THEIRS})


def as_file(record: CallerRecord) -> bytes:
    """Every detail, and what is kept back with the reason."""
    kept_back = {
        f"{table}.{column}": _(reason)
        for table, columns in NOT_TOLD_TO_CALLERS.items()
        for column, reason in columns.items()
        if reason not in FOR_NOBODY_TO_MISS
    }
    kept_back |= {f"{table}.*": _(reason) for table, reason in ROWS_NOT_TOLD_TO_CALLERS.items()}
    content = {**record.rows, "not_handed_over": kept_back}
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=2).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
