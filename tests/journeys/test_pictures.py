"""What people send instead of a picture; and that no picture is ever ours."""

from __future__ import annotations

import struct
import tempfile
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import logs
from bot.pictures import LARGEST_BYTES
from sandbox import Person
from storage import tables
from tests.journeys.applying import applies
from tests.journeys.network import Network
from tests.journeys.test_identity import check_of
from tests.journeys.test_purges import own_pictures
from tests.journeys.test_registration import newcomer

MARK = b"MARKED-PICTURE-4711"


def marked_png(text: bytes) -> bytes:
    """A small picture with a text in it, where a camera would write when and where it was taken."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(64) for _ in range(64)))
    parts = [(b"IHDR", header), (b"eXIf", text), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


async def is_refused(who: Person, said: str) -> None:
    """It is answered with what to do, and nothing of it stays in the chat."""
    await who.sees(said)
    await who.waits_for(lambda: not own_pictures(who) or None)


async def test_what_is_no_picture_is_answered_with_what_to_send(network: Network) -> None:
    zoe, yves = await newcomer(network), await network.person("Yves")
    await applies(zoe, until="card")
    await zoe.sends_file(b"ftypheic", name="IMG_1.HEIC", mime_type="image/heic")
    await is_refused(zoe, "Not every telephone can show")
    await zoe.sends_file(name="card.pdf")
    await is_refused(zoe, "I can only use photos")
    await zoe.sends_file(b"MZ\x90", name="card.jpg.exe", mime_type="image/jpeg")
    await is_refused(zoe, "I can only use photos")
    await zoe.sends_file(bytes(LARGEST_BYTES + 1), name="card.png", mime_type="image/png")
    await is_refused(zoe, "That file is too large")
    await yves.says("/start")
    photo = await yves.sends_photo()
    group = network.telegram.create_group("Friends", owner=zoe)
    group.add(yves)
    photo = await yves.sends_photo(to=group)
    await zoe.forwards(photo)
    await is_refused(zoe, "That picture was forwarded")
    assert (await check_of(network, zoe)).pictures == []


async def test_pictures_as_they_should_be(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    await zoe.sends_file(b"%PDF-1.4 this is no PNG", name="card.png", mime_type="image/png")  # nobody opens it
    await zoe.sees("picture 2 of 2")
    picture = marked_png(b"both")
    await zoe.sends_photo(picture, caption="That's me <b>in front of</b> the house")
    await zoe.sees("Is everything right?")
    assert len((await check_of(network, zoe)).pictures) == 2


async def test_the_same_picture_for_both_is_noticed(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    photo = await zoe.sends_file(marked_png(b"one"), name="card.png", mime_type="image/png")
    asked = await zoe.sees("picture 2 of 2")
    async with network.store.writing() as work:  # Telegram knows a file that it has seen; this sandbox doesn't
        wire = network.telegram.world.wire_for(network.bot, photo.chat.messages[photo.message_id])
        first = (await check_of(network, zoe)).pictures[0]
        assert first.mark == sha256(wire["document"]["file_unique_id"].encode()).hexdigest()[:32]
        second = await zoe.sends_file(marked_png(b"one"), name="card.png", mime_type="image/png")
        wire = network.telegram.world.wire_for(network.bot, second.chat.messages[second.message_id])
        mark = sha256(wire["document"]["file_unique_id"].encode()).hexdigest()[:32]
        await work.session.execute(tables.pictures.update().where(tables.pictures.c.id == first.id).values(mark=mark))
    await zoe.sees("the same picture for both", since=asked)
    await zoe.waits_for(lambda: len(own_pictures(zoe)) == 1 or None)
    await zoe.sends_photo()
    await zoe.sees("Is everything right?")


async def test_a_picture_after_the_check_has_ended_is_deleted_and_answered(network: Network) -> None:
    await network.moderators()
    nina = await network.helper("Nina", "en")
    await nina.sends_photo()
    await nina.sees("I'm not asking for pictures now")
    assert not own_pictures(nina)


async def test_a_picture_that_no_question_asks_for_does_not_stay(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="kinds")
    await zoe.sends_file(name="card.pdf")
    await is_refused(zoe, "I ask for the pictures of your identity check later")
    await zoe.sends_photo(caption="my card")
    await is_refused(zoe, "I have deleted yours")
    olive = await network.operator("Olive")
    await olive.says("/new")
    await olive.sends_photo()
    told = await olive.sees("I can't use pictures or files here")
    assert not told.contains("identity check")
    assert not own_pictures(olive)


async def test_no_picture_is_ever_ours(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    logs.configure("json", "debug")
    fetching = network.telegram.faults.add("error", methods="getFile", times=None)
    group = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    await zoe.sends_photo(marked_png(MARK))
    await zoe.sees("picture 2 of 2")
    await zoe.sends_file(marked_png(MARK + b"!"), name="note.png", mime_type="image/png")
    await zoe.sees("Is everything right?")
    await applies(zoe, after="note")
    await network.mo.sees("The note must show", in_=group)
    ids = [one.file.removeprefix("document:") for one in (await check_of(network, zoe)).pictures]
    marks = [one.mark for one in (await check_of(network, zoe)).pictures]
    assert len({*ids, *marks}) == 4
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.all_delivered()
    assert fetching.happened == 0

    written = capfd.readouterr()
    stored = "\n".join([str(row) for table in tables.metadata.sorted_tables for row in await rows_of(network, table)])
    await network.database.close()  # what was deleted may stand in SQLite's log until then
    on_disk = all_bytes(tmp_path)
    assert b"approved" in on_disk or network.database.url.startswith("postgresql")
    assert "approved" in stored
    for wanted in [MARK.decode(), *ids, *marks]:
        assert wanted not in stored
        assert wanted not in written.out + written.err
        assert wanted.encode() not in on_disk


def all_bytes(folder: Path) -> bytes:
    """What stands in every file of a folder: the database's, its log, and what was written for a moment."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def rows_of(network: Network, table: object) -> list[object]:
    """Everything that stands in a table."""
    async with network.store.reading() as work:
        return list(await work.session.execute(select(table)))  # type: ignore[call-overload]
