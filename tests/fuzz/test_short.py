"""A short run of the fuzzing; `make fuzz` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from tests.fuzz.campaign import campaign

UPDATES = 480
SEED = {"sqlite": 1, "postgresql": 2}


@pytest.mark.no_cover
async def test_some_hundred_updates_find_nothing(database: Database, database_kind: str, tmp_path: Path) -> None:
    done = await campaign(database, tmp_path, UPDATES, SEED[database_kind], batch=UPDATES // 2)
    assert not done.found
    assert done.updates == UPDATES
    assert done.outcomes["handled"] > UPDATES // 4
    assert done.warnings["update not understood"] > UPDATES // 20
    assert len({one["tasks"] for _, one in done.samples}) <= 3
