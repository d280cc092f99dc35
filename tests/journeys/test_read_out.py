"""What a new caller is told before anything is written down."""

from __future__ import annotations

from tests.journeys.network import Network
from tests.journeys.scene import CALLER

FIRST = "Please read this out before you write anything down"


async def test_an_operator_reads_out_to_a_new_caller_what_happens_to_their_data(network: Network) -> None:
    olive = await network.operator()
    await olive.says(f"/new {CALLER}")
    asked = await olive.sees("What is the caller's name?")
    assert asked.contains(FIRST)
    assert asked.contains("deleted 30 days later, and your file 365 days after the last time")
    assert asked.contains("02 808 99 48")


async def test_whoever_is_known_has_heard_it(network: Network) -> None:
    olive = await network.operator()
    await network.publish(olive, phone=CALLER)
    await olive.says(f"/new {CALLER}")
    await olive.sees("A mission is open for this caller already")
    await olive.taps("Make another one anyway")
    await olive.sees("What would they like today?")
    assert not any(one.contains(FIRST) for one in olive.messages())
