"""What Telegram refuses about texts, captions, keyboards and edits, in Telegram's words."""

from __future__ import annotations

from typing import Any

import aiogram
import pytest
from aiogram import types

from sandbox import Person, Sandbox
from tests.sandbox.conftest import Call

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
BUTTON = {"text": "Tap", "callback_data": "tap"}


def keyboard(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def reply_keyboard(*buttons: Any, **more: Any) -> dict[str, Any]:
    return {"keyboard": [list(buttons)], **more}


@pytest.fixture(autouse=True)
async def _started(zoe: Person) -> None:
    await zoe.says("/start")


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 99}, "message thread not found"),
    ],
)
async def test_a_text_is_refused(call: Call, zoe: Person, params: dict[str, Any], refusal: str) -> None:
    answer = await call("sendMessage", chat_id=zoe.id, **params)
    assert answer.status == 400
    assert answer.refusal.startswith(f"Bad Request: {refusal}")
    assert len(zoe.messages()) == 1


async def test_tags_do_not_count(call: Call, zoe: Person) -> None:
    text = "<b>" + "x" * 4096 + "</b>"
    sent = (await call("sendMessage", chat_id=zoe.id, text=text, parse_mode="HTML")).result
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_a_reply_to_what_is_gone_may_be_allowed(call: Call, zoe: Person) -> None:
    params = {"message_id": 99, "allow_sending_without_reply": True}
    assert (
        "reply_to_message" not in (await call("sendMessage", chat_id=zoe.id, text="x", reply_parameters=params)).result
    )
    elsewhere = params | {"chat_id": 7}
    assert (await call("sendMessage", chat_id=zoe.id, text="x", reply_parameters=elsewhere)).status == 400


async def test_a_caption_is_shorter(call: Call, zoe: Person) -> None:
    sent = await zoe.sends_photo()
    assert sent.photo
    photo = sent.photo[0]["file_id"]
    answer = await call("sendPhoto", chat_id=zoe.id, photo=photo, caption="x" * 1025)
    assert answer.refusal == "Bad Request: message caption is too long"
    caption = "<i>" + "x" * 1024 + "</i>"
    assert (await call("sendPhoto", chat_id=zoe.id, photo=photo, caption=caption, parse_mode="HTML")).status == 200


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (keyboard({"text": "Tap", "callback_data": "x" * 65}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "Tap", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "Tap", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "Tap"}), "can't parse inline keyboard button: Text buttons are unallowed in the inline"),
        (
            keyboard({"text": "Tap", "telepathy": True}),
            "can't parse inline keyboard button: Text buttons are unallowed",
        ),
        (keyboard({"callback_data": "tap"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (keyboard("Tap"), "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        (keyboard({**BUTTON, "text": " "}), "inline keyboard button text must be non-empty"),
        (keyboard({**BUTTON, "style": "purple"}), "invalid button style specified"),
        (keyboard({**BUTTON, "url": "https://example.org"}), "BUTTON_TYPE_INVALID"),
        (keyboard({"text": "Tap", "url": "nonsense"}), "inline keyboard button URL 'nonsense' is invalid"),
        (keyboard({"text": "Tap", "url": "http://localhost/"}), "inline keyboard button URL 'http://localhost/' is"),
        (keyboard({"text": "Tap", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard({"text": "Tap", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard(*[BUTTON] * 101), "REPLY_MARKUP_TOO_LONG"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays'),
        ({"keyboard": "x"}, 'field "keyboard" must be an Array of Arrays'),
        ({"keyboard": [[]]}, "reply keyboard is empty"),
        (reply_keyboard({"text": ""}), "keyboard button text must be non-empty"),
        (reply_keyboard(7), "KeyboardButton must be a String or an Object"),
        (reply_keyboard("x", input_field_placeholder="x" * 65), "INPUT_FIELD_PLACEHOLDER_INVALID"),
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
    ],
)
async def test_a_keyboard_is_refused(call: Call, zoe: Person, markup: Any, refusal: str) -> None:
    answer = await call("sendMessage", chat_id=zoe.id, text="x", reply_markup=markup)
    assert answer.status == 400
    assert answer.refusal.startswith(f"Bad Request: {refusal}")


async def test_the_longest_that_is_allowed(call: Call, zoe: Person) -> None:
    markup = keyboard(
        {"text": "Tap", "callback_data": "é" * 32, "style": "danger"},
        {"text": "Copy", "copy_text": {"text": "x" * 256}},
        {"text": "Taken", "disabled": {}},
        {"text": "Zoé", "url": f"tg://user?id={zoe.id}"},
    )
    sent = (await call("sendMessage", chat_id=zoe.id, text="x", reply_markup=markup)).result
    assert sent["reply_markup"] == markup


async def test_a_disabled_button_arrives_from_aiogram(aiogram_bot: aiogram.Bot, zoe: Person) -> None:
    taken = types.InlineKeyboardButton(text="Taken", disabled=types.DisabledButton())
    await aiogram_bot.send_message(zoe.id, "x", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[taken]]))
    seen = await zoe.sees("x")
    assert seen.buttons[0][0].disabled
    with pytest.raises(AssertionError, match="can't be tapped"):
        await zoe.taps("Taken")


async def test_reply_keyboards_are_shown_but_not_echoed(call: Call, zoe: Person) -> None:
    markup = reply_keyboard("Yes", {"text": "No"}, one_time_keyboard=True, input_field_placeholder="Choose")
    sent = (await call("sendMessage", chat_id=zoe.id, text="Choose", reply_markup=markup)).result
    assert "reply_markup" not in sent
    assert zoe.reply_keyboard
    assert (zoe.reply_keyboard.rows, zoe.reply_keyboard.placeholder) == ([["Yes", "No"]], "Choose")
    await zoe.taps("Yes")
    assert zoe.messages()[-1].text == "Yes"
    assert zoe.reply_keyboard is None


@pytest.mark.parametrize("field", ["request_contact", "request_location"])
async def test_contact_and_location_are_asked_in_private_only(
    call: Call, telegram: Sandbox, mo: Person, field: str
) -> None:
    group = telegram.create_group("Helpers", owner=mo)
    group.add(telegram.bots[0])
    markup = reply_keyboard({"text": "Share", field: True})
    answer = await call("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert answer.refusal.endswith("can be requested in private chats only")


async def test_edits_are_refused(call: Call, zoe: Person) -> None:
    said = zoe.messages()[0]
    sent = (await call("sendMessage", chat_id=zoe.id, text="x", reply_markup=keyboard(BUTTON))).result
    at = {"chat_id": zoe.id, "message_id": sent["message_id"]}
    same = await call("editMessageText", **at, text="<b></b>x", parse_mode="HTML", reply_markup=keyboard(BUTTON))
    assert same.refusal == f"Bad Request: {NOT_MODIFIED}"
    same = await call("editMessageReplyMarkup", **at, reply_markup=keyboard(BUTTON))
    assert same.refusal == f"Bad Request: {NOT_MODIFIED}"
    for message_id, refusal in ((99, "message to edit not found"), (said.message_id, "message can't be edited")):
        answer = await call("editMessageText", chat_id=zoe.id, message_id=message_id, text="y")
        assert answer.refusal == f"Bad Request: {refusal}"
    answer = await call("editMessageCaption", **at, caption="y")
    assert answer.refusal == "Bad Request: there is no caption in the message to edit"
    answer = await call("editMessageText", **at, text="y", reply_markup=reply_keyboard("Yes"))
    assert answer.refusal == "Bad Request: inline keyboard expected"
    with_keys = (await call("sendMessage", chat_id=zoe.id, text="x", reply_markup=reply_keyboard("Yes"))).result
    answer = await call("editMessageText", chat_id=zoe.id, message_id=with_keys["message_id"], text="y")
    assert answer.refusal == "Bad Request: message can't be edited"


async def test_an_edit_without_a_keyboard_removes_it(call: Call, zoe: Person) -> None:
    sent = (await call("sendMessage", chat_id=zoe.id, text="x", reply_markup=keyboard(BUTTON))).result
    edited = (await call("editMessageText", chat_id=zoe.id, message_id=sent["message_id"], text="x")).result
    assert "reply_markup" not in edited
    assert "edit_date" not in edited
    edited = (await call("editMessageText", chat_id=zoe.id, message_id=sent["message_id"], text="y")).result
    assert edited["edit_date"] == edited["date"]


async def test_a_text_becomes_a_picture_but_not_back(call: Call, zoe: Person) -> None:
    photo = await zoe.sends_photo()
    assert photo.photo
    sent = (await call("sendMessage", chat_id=zoe.id, text="x")).result
    at = {"chat_id": zoe.id, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": photo.photo[-1]["file_id"], "caption": "Now a picture"}
    edited = (await call("editMessageMedia", **at, media=media)).result
    assert "text" not in edited
    assert edited["caption"] == "Now a picture"
    assert (await call("editMessageText", **at, text="y")).refusal == (
        "Bad Request: there is no text in the message to edit"
    )
    removed = (await call("editMessageCaption", **at)).result
    assert "caption" not in removed


async def test_people_are_mentioned_if_the_bot_knows_them(call: Call, telegram: Sandbox, zoe: Person) -> None:
    stranger = telegram.create_person("Stranger")
    text = f'<a href="tg://user?id={zoe.id}">Zoé</a> <a href="tg://user?id={stranger.id}">x</a>'
    sent = (await call("sendMessage", chat_id=zoe.id, text=text, parse_mode="HTML")).result
    assert sent["entities"] == [{"type": "text_mention", "offset": 0, "length": 3, "user": zoe.user()}]


async def test_a_reply_is_asked_for(call: Call, zoe: Person) -> None:
    sent = await call("sendMessage", chat_id=zoe.id, text="Name?", reply_markup={"force_reply": True})
    assert "reply_markup" not in sent.result
    assert zoe.reply_keyboard is None


async def test_old_and_new_ways_to_reply(call: Call, zoe: Person) -> None:
    said = zoe.messages()[0].message_id
    for params in (
        {"reply_to_message_id": said},
        {"reply_parameters": {"message_id": said}},
        {"reply_parameters": {"message_id": str(said), "chat_id": zoe.id}},
    ):
        sent = (await call("sendMessage", chat_id=zoe.id, text="x", **params)).result
        assert sent["reply_to_message"]["message_id"] == said
    assert "reply_to_message" not in (await call("sendMessage", chat_id=zoe.id, text="x", reply_parameters={})).result
    elsewhere = {"message_id": said, "chat_id": 7}
    assert (await call("sendMessage", chat_id=zoe.id, text="x", reply_parameters=elsewhere)).status == 400
    answer = await call("sendMessage", chat_id=zoe.id, text="x", reply_parameters="7")
    assert answer.refusal == "Bad Request: object expected as reply parameters"


async def test_link_previews_and_entities(call: Call, zoe: Person) -> None:
    params = {
        "text": "Bold https://example.org",
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
        "link_preview_options": {"is_disabled": True},
    }
    sent = (await call("sendMessage", chat_id=zoe.id, **params)).result
    assert [entity["type"] for entity in sent["entities"]] == ["bold", "url"]
    assert sent["link_preview_options"] == {"is_disabled": True}
    params["link_preview_options"] = {"is_disabled": False, "show_above_text": True}
    edited = (await call("editMessageText", chat_id=zoe.id, message_id=sent["message_id"], **params)).result
    assert edited["link_preview_options"] == params["link_preview_options"]


async def test_edits_of_media_are_refused(call: Call, zoe: Person) -> None:
    await zoe.shares_location(50.85, 4.35)
    place = (await call("sendLocation", chat_id=zoe.id, latitude=1, longitude=2)).result["message_id"]
    photo = (await zoe.sends_photo()).photo
    assert photo
    media = {"type": "photo", "media": photo[0]["file_id"]}
    for at, given, refusal in (
        (place, None, "input media is not specified"),
        (place, media, "there is no media in the message to edit"),
        (place, "x", "can't parse input media JSON object"),
        (place, ["x"], "expected an Object as InputMedia"),
        (place, {"type": "video", "media": "x"}, "type of InputMedia must be photo or document here"),
    ):
        answer = await call("editMessageMedia", chat_id=zoe.id, message_id=at, media=given)
        assert answer.refusal == f"Bad Request: {refusal}"
    answer = await call("editMessageText", inline_message_id="x", text="y")
    assert answer.refusal == "Bad Request: MESSAGE_ID_INVALID"
    answer = await call("editMessageText", chat_id=zoe.id, text="y")
    assert answer.refusal == "Bad Request: message identifier is not specified"
