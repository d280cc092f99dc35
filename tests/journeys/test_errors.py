"""When something can't be done, or goes wrong: what people hear, and what is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import patience
from bot.keyboards import MissionTap
from domain.people import StaffRole
from handlers.errors import ALARM_EVERY
from i18n import _, use_language
from sandbox import Person
from services import people
from tests.journeys.network import Network

SORRY = "something went wrong on our side"


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged meanwhile."""
    with capture_logs() as entries:
        yield entries


def refuse(network: Network, method: str, description: str, *, to: Person | None = None) -> None:
    """Let Telegram refuse the next call of a method."""
    chats = [to.id] if to is not None else []
    network.telegram.faults.add("error", methods=method, chats=chats, status=400, description=description)


async def test_the_log_says_in_which_role_somebody_writes(network: Network, logged: list[Any]) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    yan, eve = await network.helper("Yan", "en", validated=False), await network.person("Eve")
    for person in (olive, zoe, yan, eve, network.administrator):
        await person.says("/help")
        await person.sees("/privacy")
    await network.restart()  # all that was begun is finished, and logged
    roles = [entry["role"] for entry in logged if entry.get("type") == "message"]
    assert roles == ["operator", "helper", "person", "person", "administrator"]


async def test_a_broken_rule_is_explained_in_the_readers_language(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/accept 999")
    message = await zoe.sees("I can't find that")
    answer = await zoe.presses(message, MissionTap(do="accept", mission=999).pack())
    assert answer.alert
    assert "I can't find that" in (answer.text or "")
    with use_language("fr"):
        french = _("I can't find that. It may be gone by now; please check the number and try again.")
    yves = await network.helper("Yves", "fr")
    await yves.says("/accept 999")
    await yves.sees(french[:30])


async def test_in_a_staff_chat_it_is_explained_in_the_language_of_the_chat(network: Network) -> None:
    group = await network.operators_chat()
    await people.change_chat_language(network.store, StaffRole.OPERATORS, "nl", "telegram:1")
    with use_language("nl"):
        dutch = _("This group is the operators' chat already. Please use another group for the moderators.")
    await network.administrator.says("/moderators", to=group)
    await network.administrator.sees(dutch, in_=group)


async def test_somebody_hears_that_it_is_our_fault_and_the_operators_once_an_hour(
    network: Network, logged: list[Any]
) -> None:
    group = await network.operators_chat()
    olive = await network.person("Olive")
    group.add(olive)
    zoe = await network.helper("Zoé", "en")
    for _again in range(2):
        refuse(network, "sendMessage", "Bad Request: something odd", to=zoe)
        await zoe.says("/mine my secret")
        await zoe.sees(SORRY)
    told = await olive.sees("an error that it did not expect", in_=group)
    assert "TelegramBadRequest" in (told.text or "")
    assert sum(message.contains("did not expect") for message in group.messages) == 1
    network.clock.advance(ALARM_EVERY)
    refuse(network, "sendMessage", "Bad Request: something odd", to=zoe)
    await zoe.says("/mine")
    await zoe.sees(SORRY)
    await olive.sees("an error that it did not expect", in_=group, since=told)
    errors = [entry for entry in logged if entry["event"] == "error"]
    assert len(errors) == 3
    assert all("list_in_hand" in entry["where"] for entry in errors)
    assert not any("my secret" in str(entry) for entry in logged)


async def test_an_error_of_ours_is_logged_without_what_it_says(network: Network, logged: list[Any]) -> None:
    zoe = await network.helper("Zoé", "en")
    olive = await network.operator("Olive")
    async with network.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE helpees RENAME TO gone")
    await olive.says("/new +3225551234")
    await olive.sees(SORRY)
    await zoe.says("/language")
    await zoe.sees("Which language")
    assert [entry for entry in logged if entry["event"] == "error"]
    assert not any("5551234" in str(entry) for entry in logged)


async def test_a_tap_that_is_too_old_still_counts(network: Network, logged: list[Any]) -> None:
    olive = await network.operator("Olive")
    zoe = await network.helper("Zoé", "en")
    await network.publish(olive)
    await zoe.sees("Groceries")
    refuse(
        network,
        "answerCallbackQuery",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    await zoe.taps("Accept", wait=False)
    await zoe.sees("Code word")
    zoe.does_not_see(SORRY)
    assert not [entry for entry in logged if entry["event"] == "error"]


async def test_somebody_blocks_the_bot_before_the_answer(network: Network, logged: list[Any]) -> None:
    zoe = await network.helper("Zoé", "en")
    network.telegram.hold_updates()
    await zoe.says("/missions")
    await zoe.blocks()
    network.telegram.release_updates()
    await network.restart()
    assert not [entry for entry in logged if entry["event"] == "error"]


async def test_a_rule_broken_by_an_old_tap_is_explained_in_a_message(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/help")
    message = await zoe.sees("/")
    refuse(network, "answerCallbackQuery", "Bad Request: query is too old and response timeout expired")
    zoe.presses(message, MissionTap(do="accept", mission=999).pack())
    await zoe.sees("I can't find that", since=message)


async def test_who_could_not_be_answered_hears_of_it_once_telegram_has_time(
    network: Network, logged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.0)
    group = await network.operators_chat()
    zoe = await network.helper("Zoé", "en")
    network.clock.run()
    network.telegram.faults.add("flood", methods="sendMessage", chats=[zoe.id], wait=2)
    await zoe.says("/mine")
    await zoe.sees("I could not answer you just now")
    await zoe.says("/mine")
    await zoe.sees("no mission in hand")
    assert not [message for message in group.messages if message.contains("did not expect")]
    assert not [entry for entry in logged if entry["event"] == "error"]
