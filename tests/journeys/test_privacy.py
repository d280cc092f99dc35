"""Everybody sees, downloads and deletes what is stored about them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from sandbox import Message
from services import missions, people
from storage import tables
from tests.journeys.applying import PHONE, applies
from tests.journeys.network import Network
from tests.journeys.test_registration import newcomer


async def rows(network: Network) -> dict[str, int]:
    """How many rows each table has that could say something of a helper."""
    counted = {}
    async with network.store.reading() as work:
        for table in (tables.people, tables.helpers, tables.helper_places, tables.identity_checks, tables.pictures,
                      tables.conversations, tables.offers):  # fmt: skip
            counted[table.name] = len((await work.session.execute(select(table))).all())
    return counted


def downloaded(network: Network, file: Message) -> dict[str, Any]:
    """What stands in a file that the bot sent."""
    (data,) = (
        one.data for one in network.telegram.files if one.chat is file.chat and one.message_id == file.message_id
    )
    content: dict[str, Any] = json.loads(data)
    return content


def page_of(network: Network, messages: list[Message]) -> str:
    """The latest page that the bot sent to be read."""
    page = [one for one in messages if one.document and one.document["file_name"] == "my-data.html"][-1]
    (data,) = (
        one.data for one in network.telegram.files if one.chat is page.chat and one.message_id == page.message_id
    )
    return data.decode()


async def test_a_stranger_has_little_stored(network: Network) -> None:
    zoe = await network.person("Zoé")
    await zoe.says("/privacy")
    shown = await zoe.sees("What is stored about you")
    assert str(zoe.id) in (shown.text or "")
    assert "phone" not in (shown.text or "")


async def test_what_is_shown_and_downloaded_is_what_was_said(network: Network) -> None:
    olive = await network.operator()
    zoe = await newcomer(network)
    await applies(zoe)
    helper = await network.helper("Ana", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(helper))
    await zoe.says("/privacy")
    shown = await zoe.sees("Your name: Zoé Martin")
    for words in ("0470 12 34 56", "1060 Saint-Gilles", "Groceries", "At any time", "2 pictures", "version 2026-12"):
        assert words in (shown.text or "")
    await zoe.taps("Download my data")
    file = await zoe.sees("everything that is stored about you")
    assert file.document is not None
    assert file.document["file_name"] == "my-data.json"
    content = downloaded(network, file)
    assert (content["helper"][0]["phone"], content["missions"]) == (PHONE, [])
    page = page_of(network, zoe.messages())
    assert "Zoé Martin" in page
    assert "0470 12 34 56" in page
    await helper.says("/privacy")
    await helper.sees("1 mission that you took")
    await helper.taps("Download my data")
    content = downloaded(network, await helper.sees("everything that is stored about you"))
    assert content["missions"][0]["id"] == mission.id
    written = json.dumps(content, ensure_ascii=False), page_of(network, helper.messages())
    for words in ("Josée", "Exemple", mission.helpee.phone, mission.code_word):
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")  # “opera” is a code word, and begins “operator”
        assert not any(whole.search(one) for one in written), words


async def test_deleting_in_the_middle_of_a_registration(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="note")
    await zoe.says("/privacy")
    await zoe.sees("you haven't finished")
    await zoe.taps("Delete everything")
    await zoe.sees("This can't be undone")
    await zoe.taps("No, keep it")
    await zoe.sees("Nothing was deleted")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything", twice=True)
    await zoe.sees("Everything about you is deleted")
    assert set((await rows(network)).values()) == {0}
    assert not any(one.photo for one in zoe.messages())
    await zoe.says("/start")
    await zoe.sees("Which language do you prefer?")


@pytest.mark.parametrize("why", ["message to edit not found", "message can't be edited"])
async def test_the_goodbye_comes_also_where_the_question_is_gone(network: Network, why: str) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    asked = await zoe.sees("This can't be undone")
    network.telegram.faults.add(
        "error", methods="editMessageReplyMarkup", chats=zoe.id, status=400, description=f"Bad Request: {why}"
    )
    await zoe.taps("Yes, delete everything", on=asked)
    await zoe.sees("Goodbye")


async def test_two_taps_delete_with_one_goodbye(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything", twice=True)
    await zoe.sees("Goodbye")
    await network.all_delivered()
    assert sum(one.contains("Goodbye") for one in zoe.messages()) == 1


async def test_deleting_hands_missions_on(network: Network) -> None:
    olive = await network.operator()
    zoe, ana = await network.helper("Zoé", "en"), await network.helper("Ana", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.sees("This one is yours")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    zoe.does_not_see(f"#{mission.id}")
    assert await people.find(network.store, "telegram", str(zoe.id)) is None
    await missions.accept(network.store, mission.id, await network.id_of(ana))


async def test_a_button_left_over_from_before_finds_nothing(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    profile = await zoe.sees("Your profile")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Goodbye")
    answer = await zoe.taps("✏️ Kinds of help", on=profile)
    assert answer is not None
    assert "not one of our helpers" in (answer.text or "")
