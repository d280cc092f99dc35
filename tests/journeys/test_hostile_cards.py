"""The worst that people can type stands in every card that shows it, as it was typed, and every card arrives."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.mission import LONGEST_DETAILS, Outcome
from domain.words import LONGEST_NAME, cut, length, written
from handlers.completion import LONGEST_NOTE
from handlers.intake_questions.base import LONGEST
from services import missions
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import Network

WORST = {
    "emoji": "😀",
    "families": "👨‍👩‍👧‍👦",
    "markup": "<b>",
    "ampersands": "&amp;",
    "right to left": "שלום",
    "marks": "e" + "\u0489" * 40,
    "lines": "x\n",
    "links": "t.me/a ",
    "mentions": "@abcde /start ",
}


def filled(text: str, most: int) -> str:
    """As much of it as may be there, as it is kept."""
    kept = written(text * most)
    while length(kept) > most:
        kept = written(
            kept[: most - (length(kept) - len(kept))] if length(kept) - len(kept) < most else kept[: most // 2]
        )
    return kept


@pytest.mark.parametrize("worst", WORST)
async def test_it_arrives(network: Network, worst: str) -> None:
    text = WORST[worst]
    await network.moderators()
    await network.operators_chat()
    olive = await network.operator()
    name = cut(filled(text, LONGEST_NAME).replace("\n", " "), LONGEST_NAME)
    zoe = await network.helper(name, "en")
    number = await network.id_of(zoe)
    note = filled(text, LONGEST_NOTE)
    fields = {
        "phone": "+3225550000",
        "name": name,
        "details": filled(text, LONGEST_DETAILS),
        "address": filled(text, LONGEST["address"]).replace("\n", " "),
        "access_notes": filled(text, LONGEST["access_notes"]),
    }
    for _ in range(5):
        earlier = await network.publish(olive, **fields)
        await missions.accept(network.store, earlier.id, number)
        await missions.complete(network.store, earlier.id, number, Outcome.WELL, note=note)
    open_ones = [await network.publish(olive, **fields) for _ in range(3)]
    await zoe.says("/missions")
    await zoe.sees("open missions around you")
    await zoe.says(f"/accept {open_ones[0].id}")
    told = await zoe.sees(open_ones[0].code_word)
    assert told.contains(fields["details"].split("\n")[0][:40])
    await olive.says(f"/mission {open_ones[0].id}")
    await olive.sees(name[:20])
    await olive.says("/missions")
    await olive.says("/new 02 555 00 00")
    await olive.sees("Is the call about that?", since=0)
    await olive.taps("Make another one anyway")
    await olive.sees("What would they like today?")
    await applicant(network, name)
    await zoe.says("/profile")
    await zoe.sees("Your profile")
    await network.all_delivered()
    async with network.store.reading() as work:
        assert not (await work.session.execute(select(tables.undeliverable))).all()
    everything = [one for who in (olive, zoe) for one in who.messages() if one.by_bot]
    assert not [one for one in everything if one.contains("something went wrong")]
