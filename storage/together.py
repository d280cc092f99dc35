"""Questions to the database that are asked together: in a rush, one look answers for a hundred people."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST_AT_ONCE = 200


class Together(Generic[Question, Answer]):
    """Asks at once what nobody else is asking, and what comes meanwhile all together, afterwards: every answer was
    looked for after its question had come. `ask` gives the answers in the order of the questions.
    """

    def __init__(self, ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, question: Question) -> Answer:
        """The answer. Raises what `ask` raises."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._answer([one for one in some if not one[1].done()])
        finally:
            self._asking = None

    async def _answer(self, some: Sequence[tuple[Question, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._ask([question for question, _ in some])
            answered = list(zip(some, answers, strict=True))
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked
            for _, answer in some:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), found in answered:
            if not answer.done():  # whoever asked may have gone
                answer.set_result(found)
