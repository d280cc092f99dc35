"""People: what they do, and what reaches the bot."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox import ApiError, Bot, Group, Person, Sandbox
from tests.sandbox.conftest import Call

MARKUP = {"inline_keyboard": [[{"text": "✅ Accept", "callback_data": "yes"}, {"text": "No", "callback_data": "no"}]]}


async def send(call: Call, person: Person, text: str, **params: Any) -> int:
    sent = (await call("sendMessage", chat_id=person.id, text=text, **params)).result
    return int(sent["message_id"])


async def last_update(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = (await call("getUpdates", offset=-1)).result[0]
    return found


async def test_a_tap_and_its_answer(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    sent = await send(call, zoe, "Choose", reply_markup=MARKUP)
    tapping = asyncio.ensure_future(zoe.taps("Accept"))
    query = (await wait_for_update(call, "callback_query"))["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("yes", zoe.id, sent)
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Thank you", show_alert=True)
    answer = await tapping
    assert answer
    assert (answer.text, answer.alert) == ("Thank you", True)


async def wait_for_update(call: Call, kind: str) -> dict[str, Any]:
    offset = 0
    while True:
        for update in (await call("getUpdates", timeout=5, offset=offset)).result:
            if kind in update:
                return dict(update)
            offset = update["update_id"] + 1


async def test_a_tap_that_is_not_answered(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    await send(call, zoe, "Choose", reply_markup=MARKUP)
    with pytest.raises(AssertionError, match="got no answer within"):
        await zoe.taps("Accept", timeout=0.01)


async def test_a_tap_waits_for_its_button(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    tapping = asyncio.ensure_future(zoe.taps("Accept", wait=False))
    await asyncio.sleep(0)
    await send(call, zoe, "Choose", reply_markup=MARKUP)
    assert await tapping is None
    with pytest.raises(AssertionError, match="finds no button 'Refuse'"):
        await zoe.taps("Refuse", timeout=0.01)


async def test_which_button_is_taken(call: Call, zoe: Person) -> None:
    def markup(*texts: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": text, "callback_data": text}] for text in texts]}

    await zoe.says("/start")
    await send(call, zoe, "Older", reply_markup=markup("Accept", "Change"))
    await send(call, zoe, "Newer", reply_markup=markup("Accept all", "Accept"))
    await zoe.taps("Accept", wait=False)
    query = (await last_update(call))["callback_query"]
    assert (query["message"]["text"], query["data"]) == ("Newer", "Accept")
    await zoe.taps("Change", wait=False)
    assert (await last_update(call))["callback_query"]["message"]["text"] == "Older"


async def test_an_old_button(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    sent = await send(call, zoe, "Choose", reply_markup=MARKUP)
    old = await zoe.sees("Choose")
    await call("editMessageText", chat_id=zoe.id, message_id=sent, text="Too late")
    with pytest.raises(AssertionError, match="finds no button"):
        await zoe.taps("Accept", timeout=0.01)
    await zoe.taps("Accept", on=old, wait=False)
    query = (await last_update(call))["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("yes", "Too late")
    zoe.presses(old, "anything:1").cancel()
    assert (await last_update(call))["callback_query"]["data"] == "anything:1"


async def test_buttons_that_need_no_bot(call: Call, zoe: Person) -> None:
    await zoe.says("/start")
    buttons = [{"text": "Copy", "copy_text": {"text": "+32 470"}}, {"text": "Map", "url": "https://example.org/map"}]
    await send(call, zoe, "Choose", reply_markup={"inline_keyboard": [buttons]})
    assert await zoe.taps("Copy") is None
    assert zoe.clipboard == "+32 470"
    assert await zoe.taps("Map") is None
    assert zoe.opened == "https://example.org/map"


async def test_keys_under_the_text_field(call: Call, zoe: Person, mo: Person) -> None:
    await zoe.says("/start")
    keys = [
        [{"text": "My number", "request_contact": True}],
        [{"text": "My place", "request_location": True}],
        ["Skip"],
    ]
    await send(call, zoe, "Share", reply_markup={"keyboard": keys})
    await zoe.taps("My number")
    contact = (await last_update(call))["message"]["contact"]
    assert contact == {
        "phone_number": "+32470123456",
        "first_name": "Zoé",
        "last_name": "Exemple",
        "user_id": zoe.id,
    }
    await zoe.taps("place")
    assert (await last_update(call))["message"]["location"] == {"latitude": 50.85, "longitude": 4.35}
    await zoe.taps("Skip")
    assert (await last_update(call))["message"]["text"] == "Skip"
    await send(call, zoe, "Thank you", reply_markup={"remove_keyboard": True})
    assert zoe.reply_keyboard is None
    await mo.says("/start")
    await send(call, mo, "Share", reply_markup={"keyboard": keys})
    with pytest.raises(AssertionError, match="has no location"):
        await mo.taps("My place")


async def test_contacts(call: Call, zoe: Person, mo: Person, telegram: Sandbox) -> None:
    await zoe.shares_contact(of=mo)
    assert (await last_update(call))["message"]["contact"]["user_id"] == mo.id
    await zoe.shares_contact(phone="+32471", name="Nobody")
    assert (await last_update(call))["message"]["contact"] == {"phone_number": "+32471", "first_name": "Nobody"}
    with pytest.raises(AssertionError, match="has no telephone number"):
        await telegram.create_person("Nemo").shares_contact()


async def test_places(call: Call, zoe: Person, mo: Person) -> None:
    await zoe.shares_location(50.1, 4.1, forwarded_from=mo)
    assert (await last_update(call))["message"]["forward_origin"]["sender_user"]["id"] == mo.id
    live = await zoe.shares_location(50.1, 4.1, live_period=900)
    await zoe.moves(live, 50.2, 4.2)
    moved = (await last_update(call))["edited_message"]["location"]
    assert moved == {"latitude": 50.2, "longitude": 4.2, "live_period": 900}
    await zoe.stops_sharing(live)
    assert (await last_update(call))["edited_message"]["location"] == {"latitude": 50.2, "longitude": 4.2}
    for message in (live, await zoe.says("Here")):
        with pytest.raises(AssertionError, match="shares no live location"):
            await zoe.moves(message, 1, 1)
        with pytest.raises(AssertionError, match="shares no live location"):
            await zoe.stops_sharing(message)


async def test_changing_ones_words(call: Call, zoe: Person) -> None:
    said = await zoe.says("Helo")
    edited = await zoe.edits(said, "Hello /start")
    assert edited.edited
    update = (await last_update(call))["edited_message"]
    assert update["entities"] == [{"type": "bot_command", "offset": 6, "length": 6}]
    await zoe.deletes(said)
    assert zoe.messages() == []
    with pytest.raises(AssertionError, match="is gone"):
        await zoe.edits(said, "Hello")


async def test_not_ones_own_words(call: Call, zoe: Person, mo: Person, group: Group) -> None:
    group.add(zoe)
    said = await mo.says("Mine", to=group)
    for act in (zoe.edits(said, "Yours"), zoe.deletes(said)):
        with pytest.raises(AssertionError):
            await act
    group.promote(zoe)
    await zoe.deletes(said)
    assert all(message.text != "Mine" for message in mo.messages(group))


async def test_blocking_is_told_once(call: Call, zoe: Person, bot: Bot) -> None:
    await zoe.says("/start")
    await zoe.blocks()
    await zoe.blocks()
    update = await last_update(call)
    changed = update["my_chat_member"]
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("member", "kicked")
    assert (changed["chat"]["id"], changed["from"]["id"]) == (zoe.id, zoe.id)
    await zoe.unblocks()
    assert (await last_update(call))["my_chat_member"]["new_chat_member"] == {"user": bot.user(), "status": "member"}


async def test_what_the_app_refuses(zoe: Person, group: Group, telegram: Sandbox) -> None:
    with pytest.raises(AssertionError, match="1 to 4096"):
        await zoe.says("x" * 4097)
    with pytest.raises(AssertionError, match="1 to 4096"):
        await zoe.says("  ")
    with pytest.raises(AssertionError, match="two to ten"):
        await zoe.sends_album((None,))
    with pytest.raises(AssertionError, match="isn't in Moderators"):
        await zoe.says("Hello", to=group)
    with pytest.raises(ApiError, match="IMAGE_PROCESS_FAILED"):
        await zoe.sends_photo(b"no picture")
    assert zoe.messages(group) == []
    telegram.create_bot("second_bot")
    with pytest.raises(AssertionError, match="there are 2 bots: say which"):
        await zoe.says("Hello")


async def test_links(call: Call, zoe: Person, group: Group) -> None:
    await zoe.opens("https://t.me/solidarity_bot?start=invite-1")
    assert (await last_update(call))["message"]["text"] == "/start invite-1"
    link = (await call("createChatInviteLink", chat_id=group.id)).result["invite_link"]
    await call("getUpdates", offset=-1, allowed_updates=["chat_member"])
    await zoe.opens(link)
    assert zoe in group.members
    assert (await last_update(call))["chat_member"]["invite_link"]["invite_link"] == link
    await zoe.opens(f"https://t.me/solidarity_bot?start={'Aa1_-' * 12}1234")
    too_long, strange = "1" * 65, "invite%201"
    for nowhere in (
        "https://t.me/+nothing",
        "https://example.org/",
        f"https://t.me/solidarity_bot?start={too_long}",
        f"https://t.me/solidarity_bot?start={strange}",
    ):
        with pytest.raises(AssertionError):
            await zoe.opens(nowhere)


async def test_two_bots(telegram: Sandbox, call: Call, zoe: Person, bot: Bot) -> None:
    other = telegram.create_bot("other_bot", token="43:OTHER")
    await zoe.says("To the first", to=bot)
    await zoe.says("To the second", to=other)
    assert [update["message"]["text"] for update in (await call("getUpdates")).result] == ["To the first"]
    await call("sendMessage", "43:OTHER", chat_id=zoe.id, text="From the second")
    await zoe.sees("From the second", other)
    assert [message.text for message in zoe.messages(bot)] == ["To the first"]
    assert "From the second" in telegram.transcript(zoe, other)


async def test_message_html_and_transcript(call: Call, telegram: Sandbox, zoe: Person) -> None:
    await zoe.sends_photo(caption="Card", spoiler=True)
    await zoe.sends_voice()
    await zoe.sends_file(name="a.pdf")
    await zoe.shares_location(50.85, 4.35)
    await zoe.shares_contact()
    await send(call, zoe, "<b>Bold</b> &amp; <i>it</i>", parse_mode="HTML", protect_content=True)
    seen = await zoe.sees("Bold")
    assert seen.html == "<b>Bold</b> &amp; <i>it</i>"
    assert seen.protected
    assert [line.split(": ", 1)[1] for line in telegram.transcript(zoe).splitlines()[1:]] == [
        "«photo, under a spoiler» Card",
        "«voice message» ",
        "«file a.pdf» ",
        "«location 50.85000, 4.35000» ",
        "«contact Zoé +32470123456» ",
        "«protected» Bold & it",
    ]
