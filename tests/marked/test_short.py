"""A day in which everything personal is marked; `make marked` says what was found where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.keys import KEY
from tests.marked.day import play


@pytest.mark.no_cover  # the bot is another process
@pytest.mark.timeout(400)
async def test_nothing_personal_is_written_anywhere(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    folder.mkdir()
    day = await play(database_url, folder, KEY)
    assert not day.found
    assert not day.overlooked
    assert day.proofs > 1_000
