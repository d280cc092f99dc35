"""What somebody tries who means no good: in other people's names, from other places, with data that no button has."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from bot.flow import AnswerTap
from bot.keyboards import DeskTap, MissionTap, ReviewTap
from bot.middlewares import APP
from domain.mission import MissionStatus
from sandbox import Person
from sandbox.bots import Query
from services import desk, missions, people
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import Network, until
from tests.journeys.scene import CALLER

FORGED = (
    "", " ", ":", "::::", "m", "m:", "m:accept", "m:accept:", "m:accept:one", "m:accept:1:2", "m:accept:-1",
    "m:accept:0", "m:accept:99999999999999999999", "m:accept:2147483648", "m:accept:١٢", "m:accept:²",
    "m:accept:1e3", "m:accept:0x1", "m:eat:1", "d:cancel_yes:99999999999", "d:called:1:99999999999", "d:show:²",
    "r:approve:1:nonsense", "r:approve:💥", "u:dismiss_yes:2147483648", "i:XX", "i:" + "B" * 60,
    "p:around:99999999999", "p:around:2147483647", "p:desk_open:-7", "p:nothing:0", "l:xx", "g:xx", "n:nowhere",
    "n:", "o:radius:99999999999:0", "w:near:-2147483648", "a:new_ready:publish",
    "a:desk_give:1.²", "a:summary:send", "v:new_ready:back", "y:delete_all", "\x00", "🦄" * 16,
    "'; DROP TABLE people; --", "<b>", "x" * 64,
)  # fmt: skip


async def published(network: Network, operator: int) -> int:
    async with network.store.reading() as work:
        _missions, total = await work.missions.listing(
            status=tuple(MissionStatus), operator_id=operator, limit=1, offset=0
        )
    return total


async def keeps_caller(network: Network) -> bool:
    async with network.database.engine.connect() as connection:
        rows = (await connection.execute(tables.conversations.select())).mappings()
        return any(CALLER in str(dict(row)) for row in rows)


async def forgets_caller(network: Network) -> bool:
    return not await keeps_caller(network)


@pytest.mark.parametrize("by", ["answer", "button", "cancel"])
async def test_whoever_is_dismissed_in_the_midst_of_a_call_publishes_nothing(network: Network, by: str) -> None:
    olive = await network.operator()
    known = await network.id_of(olive)
    await olive.says(f"/new {CALLER}")
    asked = await olive.sees("What is the caller's name?")
    await until(lambda: keeps_caller(network))
    await people.dismiss_operator(network.store, known, "telegram:0")
    await olive.sees("Your time as an operator has ended")
    if by == "answer":
        await olive.says("Josée Voorbeeld")
        await olive.sees("You can't do that")
    elif by == "button":
        answer = await olive.presses(asked, AnswerTap(question="new_name", value="x").pack())
        assert "You can't do that" in (answer.text or "")
    else:
        await olive.says("/cancel")
        await olive.sees("Dropped")
    await until(lambda: forgets_caller(network))
    assert await published(network, known) == 0
    await olive.says("Josée Voorbeeld")
    await olive.sees("Send /start to begin")


async def test_whoever_is_suspended_in_the_midst_of_a_mission_still_says_how_it_went(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    olive = await network.operator()
    mission = await network.publish(olive, kind="dog_walk")
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/complete {mission.id}")
    asked = await zoe.sees("how did it go?")
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(zoe))
        assert helper is not None
        helper.suspend()
    for command in ("/missions", "/free", f"/accept {mission.id}"):
        await zoe.says(command)
        await zoe.sees("Your account is suspended", since=asked)
    await zoe.taps("All done", on=asked)  # how it went is still theirs to say
    await zoe.sees("Is there something the next helper should know?")


async def test_what_a_helper_may_no_longer_be_told_is_not_told(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    group = await network.operators_chat()
    before = len(zoe.messages())
    network.telegram.hold_updates()
    assert network.app is not None
    network.app.courier.stop()
    mission = await network.publish(olive)
    await desk.change_details(network.store, await network.id_of(olive), mission.id, "Six eggs")
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(zoe))
        assert helper is not None
        helper.suspend()
    await people.dismiss_operator(network.store, await network.id_of(olive), "telegram:0")
    network.telegram.release_updates()
    await network.restart()
    await network.all_delivered()
    assert not [one for one in zoe.messages()[before:] if one.by_bot]
    assert not [one for one in olive.messages() if one.contains("Josée")]
    await network.administrator.sees(f"#{mission.id}", in_=group)


async def test_a_command_that_was_forwarded_is_left_alone(network: Network) -> None:
    group = await network.operators_chat()
    olive, eve = await network.operator(), await network.person("Eve")
    mission = await network.publish(olive)
    group.add(olive)
    group.add(eve)
    said = await eve.says(f"/cancel {mission.id}", to=group)
    await olive.forwards(said)
    await olive.sees("That command was forwarded")
    invited = await eve.says("/invite BE", to=group)
    await network.administrator.forwards(invited)
    await network.administrator.sees("That command was forwarded")
    async with network.store.reading() as work:
        assert (await work.missions.get(mission.id)).status is MissionStatus.OPEN  # type: ignore[union-attr]


async def test_an_anonymous_administrator_of_the_group_is_nobody(network: Network) -> None:
    group = await network.moderators()
    await applicant(network, "Anton Discreet")
    await network.mo.sees("Anton Discreet", in_=group)
    group.promote(network.mo, anonymous=True)
    await network.mo.says("/queue", to=group)
    answer = await network.mo.sees("you write here anonymously", in_=group)
    assert "waiting" not in (answer.text or "")
    group.demote(network.mo)
    await network.mo.says("/queue", to=group)
    await network.mo.sees("identity check is waiting", in_=group)


async def test_somebody_just_removed_from_the_moderators_is_shown_no_queue(network: Network) -> None:
    group = await network.moderators()
    await applicant(network, "Anton Discreet")
    await network.mo.sees("Anton Discreet", in_=group)
    network.telegram.hold_updates()
    await network.max.says("/queue", to=group)
    group.remove(network.max)
    network.telegram.release_updates()
    await network.mo.says("/help", to=group)
    await network.mo.sees("Identity checks of new helpers come here", in_=group)
    assert not [one for one in network.mo.messages(group) if one.contains("is waiting")]


async def test_data_that_no_button_has_is_answered_and_does_nothing(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    await network.publish(olive)
    await network.all_delivered()
    for who in (olive, zoe, network.administrator):
        await who.says("/help")
        screen = await who.sees("/privacy")
        before = await facts(network)
        for data in FORGED:
            answer = await who.presses(screen, data)
            assert "went wrong" not in (answer.text or ""), f"{data!r} by {who.name}"
        assert await facts(network) == before


async def test_a_button_without_a_message_does_nothing(network: Network) -> None:
    """What Telegram says of buttons below what was sent by inline mode, which this bot does not have."""
    await network.moderators()
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    _anton, check = await applicant(network, "Anton Discreet")
    await network.all_delivered()
    await olive.says(f"/new {CALLER}")
    await olive.sees("What is the caller's name?")
    await until(lambda: keeps_caller(network))
    before = await facts(network)
    for who in (olive, zoe, network.administrator):
        for data in (
            MissionTap(do="accept", mission=mission.id),
            DeskTap(do="cancel_yes", mission=mission.id),
            ReviewTap(do="approve", check=check.id),
            AnswerTap(question="new_name", value="x"),
        ):
            assert await pressed_from_nowhere(network, who, data.pack())
    assert await facts(network) == before


async def pressed_from_nowhere(network: Network, who: Person, data: str) -> str:
    answers: list[dict[str, Any]] = []
    number = str(secrets.randbits(62))
    network.bot.queries[number] = Query(who.id, network.telegram.world.now(), answers.append)
    payload = {
        "id": number,
        "from": who.user(),
        "inline_message_id": "AAAAAAAA",
        "chat_instance": "1",
        "data": data,
    }
    network.bot.updates.push("callback_query", payload, f"user {who.id}")
    await until(lambda: bool(answers))
    return str(answers[0].get("text") or "")


async def facts(network: Network) -> set[str]:
    """All that is stored, but for conversations: whose number was given may have been looked at."""
    found = set()
    async with network.database.engine.connect() as connection:
        for table in set(tables.metadata.sorted_tables) - {tables.couriers, tables.journal}:
            found |= {f"{table.name}: {dict(row)}" for row in (await connection.execute(table.select())).mappings()}
    return found


async def test_a_post_in_the_name_of_a_channel_is_nobody_s(network: Network) -> None:
    group = await network.moderators()
    ada = network.administrator
    channel = {"id": -1009999999, "type": "channel", "title": "News"}
    for user in ({"id": 777000, "is_bot": False, "first_name": "Telegram"}, ada.user()):
        body = {
            "message_id": 9_999,
            "date": network.telegram.world.timestamp(),
            "chat": group.chat.wire(),
            "from": user,
            "sender_chat": channel,
            "text": "/operators",
            "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
        }
        network.bot.updates.push("message", body, f"chat {group.chat.id}")
        await network.mo.sees("you write here anonymously", in_=group)
    assert await people.find(network.store, APP, "777000") is None
