"""Questions that are asked together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import literal, select

from storage.together import Together
from storage.unit_of_work import Store, UnitOfWork


class Library:
    """Answers once it is let, and notes what it was asked each time."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.let = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> list[str]:
        self.asked.append(list(numbers))
        await self.let.wait()
        if 13 in numbers:
            raise LookupError("13")
        return [f"answer {number}" for number in numbers]


async def test_what_comes_while_one_look_is_on_its_way_is_asked_together() -> None:
    library = Library()
    together = Together(library)
    questions = [asyncio.create_task(together(1))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    questions += [asyncio.create_task(together(number)) for number in (2, 3, 4)]
    await asyncio.sleep(0)
    assert library.asked == [[1]]
    library.let.set()
    assert await asyncio.gather(*questions) == [f"answer {number}" for number in (1, 2, 3, 4)]
    assert library.asked == [[1], [2, 3, 4]]
    assert await together(5) == "answer 5"


async def test_whoever_goes_away_keeps_nobody_from_their_answer() -> None:
    library = Library()
    together = Together(library)
    first, second = asyncio.create_task(together(1)), asyncio.create_task(together(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    library.let.set()
    assert await second == "answer 2"


async def test_an_error_is_raised_where_it_was_asked_and_the_next_are_answered() -> None:
    library = Library()
    library.let.set()
    together = Together(library)
    outcomes = await asyncio.gather(together(13), together(14), return_exceptions=True)
    assert all(isinstance(one, LookupError) for one in outcomes)
    with pytest.raises(LookupError):
        await together(13)
    assert await together(15) == "answer 15"


async def test_those_who_ask_a_store_at_the_same_time_share_its_transactions(store: Store) -> None:
    asked: list[list[int]] = []

    async def double(work: UnitOfWork, numbers: Sequence[int]) -> list[int]:
        asked.append(list(numbers))
        found = await work.session.scalar(select(literal(2)))
        assert found is not None
        return [found * number for number in numbers]

    assert await asyncio.gather(*(store.ask(double, number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert asked == [[0, 1, 2, 3, 4]]


async def test_whoever_is_left_without_an_answer_hears_of_it() -> None:
    async def forget_the_last(numbers: Sequence[int]) -> list[int]:
        return list(numbers[:-1])

    asked = Together(forget_the_last)
    outcomes = await asyncio.wait_for(asyncio.gather(asked(1), asked(2), return_exceptions=True), 10)
    assert all(isinstance(one, ValueError) for one in outcomes)
