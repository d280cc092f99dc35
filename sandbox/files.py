"""Files: their bytes, the ids by which one bot may name them, and the links by which it may download them."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.wire import Json, bad_request

MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
LINK_LIFETIME = timedelta(hours=1)
_SIDES = (90, 320, 800, 1280)
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/ogg": ".oga",
}


@dataclass(frozen=True, eq=False, slots=True)
class StoredFile:
    """Bytes somebody uploaded. A photo is stored once for each of its sizes, with the same bytes."""

    unique_id: str
    data: bytes
    kind: str
    name: str | None
    mime_type: str | None
    path: str
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)


class FileStore:
    """All files. A file id belongs to one bot, and outlives the messages that showed the file, as with Telegram."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._ids: dict[str, tuple[int, StoredFile]] = {}
        self._links: dict[tuple[int, str], tuple[datetime, StoredFile]] = {}
        self._sizes: dict[str, list[StoredFile]] = {}

    def add(
        self,
        data: bytes,
        kind: str,
        *,
        name: str | None = None,
        mime_type: str | None = None,
        width: int = 0,
        height: int = 0,
    ) -> StoredFile:
        """Keep the bytes; `kind` is the name of the message's field, such as `photo` or `document`."""
        number = len(self._files) + 1
        unique_id = "AQAD" + _token(f"unique {number}", 9)
        extension = _EXTENSIONS.get(mime_type or "", "")
        if not extension and name and "." in name:
            extension = "." + name.rsplit(".", 1)[1]
        path = f"{kind}s/file_{number}{extension}"
        stored = StoredFile(unique_id, data, kind, name, mime_type, path, width, height)
        self._files[unique_id] = stored
        return stored

    def add_photo(self, data: bytes) -> list[StoredFile]:
        """Keep a photo in all its sizes, smallest first.

        Raises Telegram's refusals of what is no picture, too large or too long.
        """
        if len(data) > MAX_PHOTO:
            raise bad_request(
                f"file of size {len(data)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
            )
        measured = picture_size(data)
        if measured is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        mime_type, width, height = measured
        if width + height > 10000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        longest = max(width, height)
        sides = [side for side in _SIDES if side < longest]
        if longest <= _SIDES[-1]:
            sides.append(longest)
        sizes = [
            self.add(
                data,
                "photo",
                mime_type=mime_type,
                width=max(1, width * side // longest),
                height=max(1, height * side // longest),
            )
            for side in sides
        ]
        self._sizes.update((stored.unique_id, sizes) for stored in sizes)
        return sizes

    def id_for(self, bot_id: int, stored: StoredFile) -> str:
        """The file id by which this bot, and no other, may name the file."""
        prefix = {"photo": "AgACAgQAAxk", "document": "BQACAgQAAxk", "voice": "AwACAgQAAxk", "sticker": "CAACAgQAAxk"}
        file_id = prefix.get(stored.kind, "BAACAgQAAxk") + _token(f"{bot_id} {stored.unique_id}", 36)
        self._ids[file_id] = (bot_id, stored)
        return file_id

    def named(self, bot_id: int, file_id: str) -> StoredFile | None:
        """The file, if the id is this bot's."""
        owner, stored = self._ids.get(file_id, (0, None))
        return stored if owner == bot_id else None

    def sizes_of(self, stored: StoredFile) -> list[StoredFile]:
        """All sizes of the photo of which `stored` is one, smallest first."""
        return self._sizes[stored.unique_id]

    def link(self, bot_id: int, stored: StoredFile, now: datetime) -> str:
        """The path under which the bot may download the file for an hour."""
        self._links[bot_id, stored.path] = (now + LINK_LIFETIME, stored)
        return stored.path

    def linked(self, bot_id: int, path: str, now: datetime) -> StoredFile | None:
        """The file behind a link that was given to the bot less than an hour ago."""
        found = self._links.get((bot_id, path))
        return found[1] if found and found[0] >= now else None

    def by_unique_id(self, unique_id: str) -> StoredFile | None:
        """The file, whoever asks."""
        return self._files.get(unique_id)

    def wire(self, bot_id: int, stored: StoredFile) -> Json:
        """The file as an object of the Bot API, addressed to one bot."""
        wire: Json = {
            "file_id": self.id_for(bot_id, stored),
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
        }
        if stored.kind == "photo":
            wire |= {"width": stored.width, "height": stored.height}
        if stored.kind == "sticker":
            wire |= {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False}
        if stored.kind in {"voice", "video", "audio", "animation"}:
            wire["duration"] = 1
        if stored.kind in {"video", "animation"}:
            wire |= {"width": stored.width or 320, "height": stored.height or 240}
        if stored.kind != "photo":
            if stored.name and stored.kind in {"document", "video", "audio", "animation"}:
                wire["file_name"] = stored.name
            if stored.mime_type and stored.kind != "sticker":
                wire["mime_type"] = stored.mime_type
        return wire


def _token(seed: str, size: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest() * 2)[:size].decode()


def picture_size(data: bytes) -> tuple[str, int, int] | None:
    """MIME type, width and height in pixels, read from the header; None if it is no picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return "image/png", width, height
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return "image/gif", width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _webp_size(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return "image/webp", 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return "image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def drawn_picture(seed: int, width: int = 640, height: int = 400) -> bytes:
    """A PNG of coloured stripes that differs from seed to seed."""
    colours = hashlib.sha256(str(seed).encode()).digest()
    rows = []
    for y in range(height):
        stripe = 3 * (y * 8 // height)
        rows.append(b"\x00" + colours[stripe : stripe + 3] * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
