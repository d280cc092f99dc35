"""The bot as a whole, when a part of it breaks."""

from __future__ import annotations

import pytest

from services.courier import Courier
from services.upkeep import Upkeep
from tests.journeys.network import Network


@pytest.mark.parametrize("part", [Courier, Upkeep])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_part_that_ends_by_an_error_ends_the_bot(
    network: Network, part: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: object) -> None:
        raise ZeroDivisionError

    await network.stop()
    with monkeypatch.context() as patched:
        patched.setattr(part, "run", broken)
        await network.start()
        assert network.running is not None
        with pytest.raises(ZeroDivisionError):
            await network.running
    await network.start()
