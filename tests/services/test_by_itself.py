"""Of what is due at once, something that fails keeps nothing else from being done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from structlog.testing import capture_logs

from domain.helper import HelperStatus
from domain.keeping import Periods
from services import journal, registration, retention, validity
from services.by_itself import by_itself
from services.upkeep import Upkeep
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import seed_helper


def test_what_fails_is_in_the_log_and_the_rest_goes_on() -> None:
    log, done = structlog.get_logger("test"), []
    with capture_logs() as lines:
        for number in range(3):
            with by_itself(log, "step failed", helper=number):
                if number == 1:
                    raise RuntimeError("what is stored about them can't be read")
                done.append(number)
    assert done == [0, 2]
    assert [(one["event"], one["helper"], one["log_level"]) for one in lines] == [("step failed", 1, "error")]


def test_whoever_stops_the_bot_is_not_kept_from_it() -> None:
    with pytest.raises(KeyboardInterrupt), by_itself(structlog.get_logger("test"), "step failed"):
        raise KeyboardInterrupt


async def test_a_validation_that_can_t_end_keeps_no_other_from_ending(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    anton, zoe = await seed_helper(store), await seed_helper(store)
    async with store.writing() as work:
        for helper in (anton, zoe):
            found = await work.helpers.get(helper)
            assert found is not None
            found.approve(work.now, work.now + timedelta(days=30))
    clock.advance(days=31)
    step = validity._take_step

    async def fails_for_anton(at: Store, helper: int) -> None:
        if helper == anton:
            raise RuntimeError("what is stored about them can't be read")
        await step(at, helper)

    monkeypatch.setattr(validity, "_take_step", fails_for_anton)
    await Upkeep(store).once()
    stand = [await registration.helper_of(store, one) for one in (anton, zoe)]
    assert [one.status for one in stand if one is not None] == [HelperStatus.VALIDATED, HelperStatus.EXPIRED]
    monkeypatch.undo()
    await Upkeep(store).once()
    found = await registration.helper_of(store, anton)
    assert found is not None
    assert found.status is HelperStatus.EXPIRED


async def test_what_the_journal_can_t_do_is_nobody_s_delay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_any: object) -> int:
        raise RuntimeError("it is not readable")

    monkeypatch.setattr(journal, "prune", fails)
    assert await retention.erase_due(store, Periods()) == 0
