"""The bench whose bots run in processes of their own; each of them has to answer what it is asked."""

from __future__ import annotations

from benchmarks.updates import run


async def test_each_bot_answers_in_a_process_of_its_own() -> None:
    (measured,) = (await run(quick=True)).values()
    assert set(measured.ratio) == {"aiogram", "ptb"}
    assert all(per_s > 0 for per_s in (*measured.figures.values(), *measured.baseline.values()))
