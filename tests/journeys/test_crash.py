"""The bot, killed in the midst of a day: `make crash` plays a longer one."""

from __future__ import annotations

import pytest

from tests import crash


@pytest.mark.no_cover  # the bot is another process
@pytest.mark.timeout(400)
async def test_a_killed_bot_loses_nothing_and_does_nothing_twice(database_url: str) -> None:
    assert await crash.run(2, 7, database_url) == []
