"""Who takes part in a marked day, and what they send: everything about them is a mark."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from typing import Any

from domain.mission import Mission
from sandbox import Group, Person
from sandbox.files import drawn_picture
from services import desk
from tests.marked.stage import Stage


class Cast:
    """Makes people and what they say, and remembers who plays which part."""

    mo: Person
    max: Person
    olive: Person
    oscar: Person
    zoe: Person
    tom: Person
    moderators: Group
    operators: Group

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.marks = stage.marks

    @property
    def ada(self) -> Person:
        """The administrator."""
        return self.stage.administrator

    def somebody(self, what: str = "names on Telegram", language: str = "en") -> Person:
        """Somebody who has never spoken to the bot."""
        marks = self.marks
        return self.stage.telegram.create_person(
            marks.word(what),
            last_name=marks.word(what),
            username=marks.plain("usernames"),
            language=language,
            phone=marks.phone("phone numbers of helpers"),
            location=marks.point("exact points"),
        )

    async def helper(self) -> Person:
        """A helper who registered some time ago and is asked for everything near Ixelles."""
        person = await self.stage.helper(self.marks.word("typed names"), "en", at=self.marks.point("exact points"))
        async with self.stage.store.writing() as work:
            helper = await work.helpers.get(await self.stage.id_of(person))
            assert helper is not None
            helper.phone = self.marks.phone("phone numbers of helpers")
        return person

    async def publish(self, **fields: Any) -> Mission:
        """A mission of Olive's for a new caller, with everything that one can say about a caller."""
        latitude, longitude = self.marks.point("exact points")
        draft = replace(
            self.stage.draft(),
            phone=self.marks.phone("phone numbers of callers"),
            name=self.says("names of callers"),
            address=f"Rue {self.marks.word('addresses')} 12, 1050 Ixelles",
            latitude=latitude,
            longitude=longitude,
            access_notes=self.says("access notes"),
            details=self.says("details of missions"),
        )
        return await desk.publish(self.stage.store, await self.stage.id_of(self.olive), replace(draft, **fields))

    def says(self, kind: str) -> str:
        """Some words of that kind."""
        return f"{self.marks.word(kind)} {self.marks.word(kind)}"

    def wrong(self) -> str:
        """What somebody says where it is not understood: also with signs that answers have to escape."""
        return f"{self.marks.word('wrong answers')} & <{self.marks.word('wrong answers')}>"

    def picture(self) -> bytes:
        """A picture with a mark in its own bytes and in what a camera writes beside them."""
        seed = self.marks.chance.randrange(1 << 30)
        drawn = drawn_picture(seed)
        told = {b"tEXt": b"Comment\0" + self._bytes("pictures"), b"eXIf": b"MM\0*" + self._bytes("EXIF of pictures")}
        chunks = b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in told.items()
        )
        return drawn[:33] + chunks + drawn[33:]

    def _bytes(self, kind: str) -> bytes:
        data = self.marks.word(kind).encode("utf-16-be") + self.marks.chance.randbytes(16)
        self.marks.keep(kind, data)
        return data
