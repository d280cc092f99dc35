"""What is written is looked at where it arrives."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

import pytest
from aiogram.dispatcher.event import handler

from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand


async def test_no_message_makes_a_trip_to_a_thread_for_each_question_whose_it_is(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(question: object) -> NoReturn:
        raise AssertionError(question)

    monkeypatch.setattr(handler, "asyncio", SimpleNamespace(to_thread=refuse))
    group, _olive, zoe, mission = await in_hand(network)
    said = await zoe.says("Hello?")
    await zoe.sees("Nobody reads", since=said)
    await network.quiet()
    said = await zoe.sends_voice()
    await zoe.sees("Nobody reads", since=said)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Something else")
    await zoe.taps("No, ask somebody else")
    await zoe.says("She fell")
    await network.mo.sees("She fell", group)
