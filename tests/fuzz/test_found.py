"""What the fuzzing has found, each with the update that did it: all of it is answered, and none of it is an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import select

from bot.keyboards import PageTap
from domain.approval import Deed
from domain.notices.names import to_person
from domain.notices.notice import CardGone
from sandbox import Person
from services import approvals, desk, people, registration
from storage import tables
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand
from tests.journeys.test_privacy import page_of

APOLOGY = "something went wrong on our side"


async def presses(network: Network, who: Person, data: str) -> str | None:
    """What is answered to forged data of a button."""
    shown = next(one for one in reversed(who.messages()) if one.by_bot)
    answer = await who.presses(shown, data)
    return answer.text


async def sends(network: Network, **update: Any) -> None:
    """Send an update as it is."""
    body = json.dumps({"update_id": 0, **update}).replace('"update_id": 0', '"update_id": {update_id}')
    network.bot.updates.push_raw(body)
    await network.quiet()


@pytest.mark.parametrize(
    "data",
    [
        "m:release_yes:9999999999999999999999999999999999999999",  # OverflowError in SQLite
        "m:accept:2147483648",  # out of range of a column in PostgreSQL
        "m:show:9223372036854775808",
        "m:accept:-9223372036854775809",
        "d:show:4294967296:0",
        "d:give:1:99999999999999999999",
        "o:remove:9223372036854775808:0",
        "o:pause:0:99999999999",
        "w:near:99999999999999999999999",
    ],
)
async def test_a_number_beyond_all_columns_is_an_old_button(network: Network, data: str) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/start")
    await zoe.sees("Welcome back")
    assert "does nothing any more" in (await presses(network, zoe, data) or "")


@pytest.mark.parametrize("value", ["²", "٣", "9" * 5_000, "2147483648", ""])
async def test_an_answer_that_only_looks_like_a_number(network: Network, value: str) -> None:
    olive = await network.operator()
    for question in ("new_limit", "new_address", "new_open"):
        await olive.says("/new 02 555 01 02")
        await olive.sees("What is the caller's name?", since=0)
        assert APOLOGY not in (await presses(network, olive, f"a:{question}:{value}") or "")
        await olive.says("/cancel")


async def test_somebody_who_is_gone_is_not_told_and_nobody_is_alarmed(network: Network) -> None:
    """A chat that Telegram does not know any more: the answer was refused, and the operators heard of an error."""
    operators = await network.operators_chat()
    ghost = {"id": 10**40, "type": "private", "first_name": "Ghost"}
    who = {"id": 77, "is_bot": False, "first_name": "Ghost"}
    await sends(network, message={"message_id": 1, "date": 1, "chat": ghost, "from": who, "text": "/decline"})
    await network.all_delivered()
    assert not [one for one in operators.messages if "error" in (one.text or "").lower()]


@pytest.mark.parametrize("text", ["/start", "/profile", "/new", "/mission 1", "hello"])
@pytest.mark.parametrize(
    "sender",
    [
        {},
        {"from": {"id": 43, "is_bot": True, "first_name": "Bot"}},
        {
            "from": {"id": 44, "is_bot": False, "first_name": "Eve"},
            "sender_chat": {"id": 45, "type": "private", "first_name": "Eve"},
        },
    ],
    ids=["no sender", "a bot", "a chat"],
)
@pytest.mark.parametrize("what", ["message", "edited_message"])
async def test_nobody_who_speaks_in_private_is_not_answered(
    network: Network, text: str, sender: dict[str, Any], what: str
) -> None:
    """TypeError: handlers in private chats are handed the person who speaks, and there was none."""
    operators = await network.operators_chat()
    zoe = await network.helper("Zoé", "en")
    await network.quiet()
    await network.all_delivered()
    before = len(operators.messages)
    said = {"message_id": 9, "date": 1, "chat": zoe.chat().wire(), "text": text}
    await sends(network, **{what: said | sender | ({"edit_date": 2} if what == "edited_message" else {})})
    await network.all_delivered()
    assert len(operators.messages) == before
    assert not [one for one in zoe.messages() if one.by_bot]


async def test_what_a_channel_posts_is_passed_over(network: Network) -> None:
    """TypeError: it has no sender and so no conversation, which the reply to a card was looked for in."""
    operators = await network.operators_chat()
    channel = {"id": -1001999999999, "type": "channel", "title": "News"}
    post = {"message_id": 2, "date": 1, "chat": channel, "text": "Hello"}
    await sends(network, message=post)
    await sends(network, message=post | {"message_id": 3, "reply_to_message": post})
    await network.all_delivered()
    assert not [one for one in operators.messages if "error" in (one.text or "").lower()]


async def test_what_is_written_to_an_operator_who_is_forgotten_is_dropped(network: Network) -> None:
    """KeyError, a dozen times: of somebody who has published missions an empty row stays, which is of no app."""
    await network.operators_chat()
    olive = await network.operator()
    number = await network.id_of(olive)
    mission = await network.publish(olive)
    await desk.cancel(network.store, number, mission.id)
    await network.all_delivered()
    await registration.forget(network.store, number)
    async with network.store.writing() as work:
        await work.outbox.add(to_person(number), CardGone("mission:1"))
    await network.all_delivered()
    async with network.store.reading() as work:
        assert not (await work.session.execute(select(tables.undeliverable))).all()


@pytest.mark.parametrize("said", ["/start", "/start always"])
async def test_an_unknown_link_takes_people_back_to_any_question(network: Network, said: str) -> None:
    """SceneException: the place where such links end knew the questions of a registration alone."""
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.sees("What is it?")
    await zoe.says(said)
    await zoe.sees("Let's go on where we were")
    await zoe.sees("What is it?")


async def test_a_request_that_nobody_wants_any_more_is_no_error_in_a_download(network: Network) -> None:
    """KeyError, at each download from then on: there were no words for where it stands."""
    await network.operators_chat()
    olive = await network.operator()
    number = await network.id_of(olive)
    mission = await network.publish(olive)
    await desk.cancel(network.store, number, mission.id)
    await approvals.ask(network.store, number, Deed.FORGET_CALLER, mission.helpee.id)
    await people.dismiss_operator(network.store, number, "telegram:0")
    await olive.says("/privacy")
    await olive.taps("Download my data")
    await olive.sees("everything that is stored about you")


async def test_whoever_deletes_where_they_are_before_it_is_answered(network: Network) -> None:
    """TelegramBadRequest, and an alarm to the operators: what the question replied to was there no more. It is asked
    all the same.
    """
    operators = await network.operators_chat()
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/start")
    place = {"latitude": 50.828, "longitude": 4.372, "live_period": 900}
    deleted = {"message_id": 999, "date": network.telegram.world.timestamp(), "chat": zoe.chat().wire()}
    await sends(network, message={**deleted, "from": zoe.user(), "location": place})
    await network.all_delivered()
    await zoe.sees("How far would you go?")
    answer = await zoe.taps("1\u00a0km")
    assert answer is not None
    assert "not shared any more" in (answer.text or "")
    assert not [one for one in operators.messages if "error" in (one.text or "").lower()]
    assert not [one for one in zoe.messages() if one.contains(APOLOGY)]


async def test_a_place_that_counts_for_now_stands_in_a_french_download(network: Network) -> None:
    """AttributeError: its words ask for the French article of a date, and were given a text."""
    zoe = await network.helper("Zoé", "fr")
    await zoe.shares_location(50.828, 4.372, live_period=3600)
    await zoe.taps("1\u00a0km")
    await zoe.says("/privacy")
    await zoe.taps("Télécharger mes données")
    await zoe.sees("tout ce qui est enregistré à votre sujet")
    assert "où vous êtes maintenant, jusqu’au lundi 2 mars 2026 à 13:00" in page_of(network, zoe.messages())


def test_every_number_on_a_button_has_a_limit() -> None:
    for kind in CallbackData.__subclasses__():
        numbers = [name for name, one in kind.model_fields.items() if one.annotation is int and kind is not PageTap]
        for name in numbers:
            for wild in (2**31, -1):
                values = [str(wild) if one == name else "0" for one in kind.model_fields]
                with pytest.raises(ValueError, match=name):
                    kind.unpack(":".join([kind.__prefix__, *values]))
