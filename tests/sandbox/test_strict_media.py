"""Pictures, files and albums: sizes, ids, links."""

from __future__ import annotations

import json
import struct
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from sandbox import Bot, Group, Person, Sandbox
from sandbox.files import drawn_picture, picture_size
from tests.conftest import Clock
from tests.sandbox.conftest import TOKEN, Answer, Call

PICTURE = drawn_picture(1, 1600, 900)


@pytest.fixture(autouse=True)
async def _started(zoe: Person) -> None:
    await zoe.says("/start")


@pytest.fixture
def upload(telegram: Sandbox, http: aiohttp.ClientSession) -> Call:
    """A multipart call: bytes are files, everything else is a field."""

    async def make(method: str, /, **params: Any) -> Answer:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, BytesIO(value), filename=f"{name}.png", content_type="image/png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with http.post(f"{telegram.url}/bot{TOKEN}/{method}", data=form) as response:
            return Answer(response.status, await response.json(), dict(response.headers))

    return make


def header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


async def test_a_photo_has_several_sizes(upload: Call, zoe: Person) -> None:
    sizes = (await upload("sendPhoto", chat_id=zoe.id, photo=PICTURE)).result["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(90, 50), (320, 180), (800, 450), (1280, 720)]
    assert len({size["file_id"] for size in sizes}) == 4
    assert len({size["file_unique_id"] for size in sizes}) == 4


async def test_a_small_photo_has_one_size(upload: Call, zoe: Person) -> None:
    sizes = (await upload("sendPhoto", chat_id=zoe.id, photo=drawn_picture(1, 60, 40))).result["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(60, 40)]


async def test_any_size_is_sent_again_as_the_photo(upload: Call, call: Call, zoe: Person) -> None:
    sizes = (await upload("sendPhoto", chat_id=zoe.id, photo="attach://x", x=PICTURE)).result["photo"]
    assert (await call("sendPhoto", chat_id=zoe.id, photo=sizes[0]["file_id"])).result["photo"] == sizes


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        (b"GIF, perhaps", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (header(6000, 4001), "PHOTO_INVALID_DIMENSIONS"),
        (header(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (
            header(10, 10) + bytes(10 * 1024 * 1024),
            "file of size 10485789 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
        ("AgACnonsense", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.jpg", "failed to get HTTP URL content"),
        ("", "there is no photo in the request"),
    ],
)
async def test_a_photo_is_refused(upload: Call, zoe: Person, photo: Any, refusal: str) -> None:
    answer = await upload("sendPhoto", chat_id=zoe.id, photo=photo)
    assert (answer.status, answer.refusal) == (400, f"Bad Request: {refusal}")


async def test_a_document_of_more_than_50_mb(upload: Call, zoe: Person) -> None:
    answer = await upload("sendDocument", chat_id=zoe.id, document=bytes(52 * 1024 * 1024))
    assert (answer.status, answer.refusal) == (413, "Request Entity Too Large")


async def test_a_document_is_no_photo(upload: Call, call: Call, zoe: Person) -> None:
    sent = (await upload("sendDocument", chat_id=zoe.id, document=b"a,b\n")).result
    assert sent["document"]["file_name"] == "document.png"
    answer = await call("sendPhoto", chat_id=zoe.id, photo=sent["document"]["file_id"])
    assert answer.refusal == "Bad Request: can't use file of type Document as Photo"
    photo = (await upload("sendPhoto", chat_id=zoe.id, photo=PICTURE)).result["photo"][0]["file_id"]
    answer = await call("sendDocument", chat_id=zoe.id, document=photo)
    assert answer.refusal == "Bad Request: can't use file of type Photo as Document"


async def test_files_are_fetched_by_links_that_expire(
    telegram: Sandbox, call: Call, zoe: Person, clock: Clock, http: aiohttp.ClientSession
) -> None:
    sent = await zoe.sends_file(b"content")
    assert sent.document
    file = (await call("getFile", file_id=sent.document["file_id"])).result
    url = f"{telegram.url}/file/bot{TOKEN}/{file['file_path']}"
    async with http.get(url) as response:
        assert await response.read() == b"content"
    async with http.get(url.replace(TOKEN, "43:OTHER")) as response:
        assert response.status == 401
    clock.advance(hours=1, seconds=1)
    async with http.get(url) as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found")
    assert (await call("getFile")).refusal == "Bad Request: file_id not specified"
    answer = await call("getFile", file_id="nonsense")
    assert answer.refusal == "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_large_files_are_not_downloaded(call: Call, zoe: Person) -> None:
    sent = await zoe.sends_file(bytes(20 * 1024 * 1024 + 1))
    assert sent.document
    answer = await call("getFile", file_id=sent.document["file_id"])
    assert answer.refusal == "Bad Request: file is too big"


async def test_a_file_id_is_one_bots_and_outlives_the_message(
    call: Call, telegram: Sandbox, zoe: Person, mo: Person, group: Group, bot: Bot
) -> None:
    other = telegram.create_bot("other_bot", token="43:OTHER")
    group.add(other, administrator=True)
    group.add(zoe)
    sent = await zoe.sends_photo(to=group)
    seen = [(await call("getUpdates", token, offset=-1)).result[0]["message"] for token in (TOKEN, "43:OTHER")]
    ids = [message["photo"][-1]["file_id"] for message in seen]
    assert ids[0] != ids[1]
    assert seen[0]["photo"][-1]["file_unique_id"] == seen[1]["photo"][-1]["file_unique_id"]
    assert (await call("getFile", "43:OTHER", file_id=ids[0])).status == 400
    await mo.deletes(sent)
    assert (await call("getFile", file_id=ids[0])).status == 200


async def test_albums(upload: Call, zoe: Person) -> None:
    media: Any = [{"type": "photo", "media": f"attach://p{number}", "caption": f"{number}"} for number in range(10)]
    pictures = {f"p{number}": PICTURE for number in range(10)}
    sent = (await upload("sendMediaGroup", chat_id=zoe.id, media=media, **pictures)).result
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message["caption"] for message in sent] == [str(number) for number in range(10)]
    photo = sent[0]["photo"][0]["file_id"]
    document = (await upload("sendDocument", chat_id=zoe.id, document=b"x")).result["document"]["file_id"]
    for media, refusal in (
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": photo}], "too few messages to send as an album"),
        ([{"type": "photo", "media": photo}] * 11, "too many messages to send as an album"),
        ([{"type": "photo", "media": photo}, {"type": "document", "media": document}], "document can't be mixed"),
        ([{"type": "photo"}] * 2, "media not found"),
        ("nonsense", "can't parse media JSON object"),
    ):
        answer = await upload("sendMediaGroup", chat_id=zoe.id, media=media)
        assert answer.refusal.startswith(f"Bad Request: {refusal}")


async def test_places_and_contacts_are_refused(call: Call, zoe: Person) -> None:
    place = {"latitude": 50.85, "longitude": 4.35}
    for method, params, refusal in (
        ("sendLocation", {"longitude": 4}, "latitude is empty"),
        ("sendLocation", {"latitude": 4}, "longitude is empty"),
        ("sendLocation", {"latitude": 91, "longitude": 4}, "wrong location specified"),
        ("sendVenue", {**place, "address": "x"}, "venue title must be non-empty"),
        ("sendVenue", {**place, "title": "x"}, "venue address must be non-empty"),
        ("sendContact", {"first_name": "x"}, "phone number is empty"),
        ("sendContact", {"phone_number": "1"}, "first name is empty"),
        ("sendChatAction", {"action": "thinking"}, "wrong parameter action in request"),
    ):
        answer = await call(method, chat_id=zoe.id, **params)
        assert answer.refusal == f"Bad Request: {refusal}"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_are_measured(form: str) -> None:
    from PIL import Image  # noqa: PLC0415

    file = BytesIO()
    Image.new("RGB", (321, 123)).save(file, form)
    assert picture_size(file.getvalue()) == (f"image/{form.lower()}", 321, 123)
    assert picture_size(file.getvalue()[:8]) is None


async def test_which_files_still_show(telegram: Sandbox, call: Call, zoe: Person) -> None:
    sent = await zoe.sends_photo(PICTURE)
    assert [(file.kind, file.data, file.message_id) for file in telegram.files] == [("photo", PICTURE, sent.message_id)]
    await call("deleteMessage", chat_id=zoe.id, message_id=sent.message_id)
    assert telegram.files == []
