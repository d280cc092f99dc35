"""Looking for marks in whatever was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.marked.marks import Mark, Nowhere

BETWEEN_DIGITS = re.compile(
    rb"(?<=\d)(?:[ .,;:_/()\t-]|\xc2\xa0|\xe2\x80[\xaf\x89\x91]|\\u00a0|\\u202f|%20|%c2%a0|&nbsp;|\+){1,3}(?=\d)"
)
"""What people and programs write between the digits of a phone number."""

TIME = re.compile(rb"\d\d:\d\d:\d\d\.\d{6}")
"""An instant, whose seconds may happen to be a longitude: 34.361291."""

CONTEXT = 30


@dataclass(frozen=True)
class Found:
    """A mark that was found: of which kind, where and in which form. `around` shows it, for whoever mends it."""

    kind: str
    place: str
    form: str
    around: str


@dataclass
class Place:
    """Something that was written. `words`: it is for people to read, so that pseudonyms have no business there."""

    name: str
    words: bool
    logs: bool = False
    written: dict[bytes, None] = field(default_factory=dict)
    """Each piece once, in order."""

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"\n".join(self.written)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(one) for one in self.written)

    def add(self, content: bytes | str) -> None:
        """Something more."""
        content = content.encode(errors="surrogatepass") if isinstance(content, str) else content
        if content:
            self.written[content] = None

    def add_pages(self, content: bytes, size: int) -> None:
        """A file that consists of pages, most of which were the same before; what crosses one is found in the rows."""
        for at in range(0, len(content), size):
            self.add(content[at : at + size])


def concerns(mark: Mark, place: Place) -> bool:
    """Whether it has no business there."""
    if mark.nowhere is Nowhere.IN_LOGS:
        return place.logs
    return place.words or mark.nowhere is Nowhere.AT_ALL


def look(places: Iterable[Place], marks: Iterable[Mark]) -> list[Found]:
    """Each kind of mark that is in a place where it must not be, once for each form."""
    found: dict[tuple[str, str, str], Found] = {}
    marks = list(marks)
    for place in places:
        for one in _in(place.content, place, marks):
            found.setdefault((one.kind, one.place, one.form), one)
    return list(found.values())


def _in(content: bytes, place: Place, marks: list[Mark]) -> Iterator[Found]:
    low = content.lower()
    joined = BETWEEN_DIGITS.sub(b"", low)
    timeless = TIME.sub(b"", low)
    absent = {core for core in {one.core for one in marks} if core and not _holds(content, low, core)}
    for mark in marks:
        if mark.core in absent:
            continue
        if not concerns(mark, place):
            continue
        if mark.whole:
            yield from _whole(low, place, mark)
            continue
        for form, needle in mark.forms():
            where = content if form.startswith("base64") else low
            where = timeless if form.startswith("decimal") else where
            if (at := where.find(needle)) >= 0:
                yield _found(mark, place, form, where, at, len(needle))
        if mark.digits:
            for form, digits in (("number", mark.digits), ("number, reversed", mark.digits[::-1])):
                if (at := joined.find(digits.encode())) >= 0:
                    yield _found(mark, place, form, joined, at, len(digits))


def _holds(content: bytes, low: bytes, core: str) -> bool:
    """Whether it is there in any form: as it is written in texts, and as names begin."""
    return any(
        needle in (content if form.startswith("base64") else low)
        for text in {core, core.capitalize()}
        for form, needle in Mark("", text).forms()
    )


def _whole(low: bytes, place: Place, mark: Mark) -> Iterator[Found]:
    found = re.search(rb"(?<![\w.:-])" + re.escape(str(mark.value).lower().encode()) + rb"(?![\w:])", low)
    if found:
        yield _found(mark, place, "a word of its own", low, found.start(), len(found[0]))


def _found(mark: Mark, place: Place, form: str, where: bytes, at: int, length: int) -> Found:
    around = where[max(0, at - CONTEXT) : at + length + CONTEXT]
    return Found(mark.kind, place.name, form, around.decode("utf-8", "backslashreplace"))
