"""Telegram's HTML, read character by character as TDLib's `parse_html` reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.entities.links import date_fields, exact_integer, link_span
from sandbox.entities.spans import Span, order
from sandbox.entities.text import ascii_lower, byte_offset, cannot_parse

_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
}
_TAGS = frozenset({*_STYLES, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"})
_ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_END = "\0"  # stands after the source, which holds none itself
_TEXT = re.compile("[^<&\0]+")
_SPACES = re.compile("[ \t\r\n\v]*")
_TAG_NAME = re.compile("[^ \t\r\n\v\0>]*")
_ATTRIBUTE_NAME = re.compile("[^ \t\r\n\v\0=>/\"']*")
_NAME_TOKEN = re.compile("[A-Za-z0-9.-]*")
_REFERENCE = re.compile("&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([A-Za-z]+))")
_LEADING_NUMBER = re.compile("-?[0-9]*")


def parse_html(source: str) -> tuple[str, list[Span]]:
    """The text without its tags, and the ranges they marked. Raises BadEntities."""
    if _END in source:
        raise cannot_parse("Text must not contain null bytes")
    reader = _Reader(source)
    while reader.at < len(source):
        reader.step()
    return reader.result()


@dataclass(slots=True)
class _Tag:
    name: str
    start: int
    piece: int
    argument: str = ""
    unix: int = 0


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source + _END
        self.at = 0
        self.pieces: list[str] = []
        self.size = 0
        self.open: list[_Tag] = []
        self.spans: list[Span] = []
        self.surrogates = False

    def step(self) -> None:
        found = _TEXT.match(self.source, self.at)
        if found is not None:
            self.at = found.end()
            self._emit(found[0])
        elif self.source[self.at] == "&":
            self._emit(self._reference())
        elif self.source[self.at + 1] == "/":
            self._end_tag()
        else:
            self._start_tag()

    def result(self) -> tuple[str, list[Span]]:
        if self.open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        if self.surrogates:
            raise cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        spans = [span._replace(detail={}) if span.kind == "code" else span for span in self.spans]
        return "".join(self.pieces), sorted(spans, key=order)

    def _emit(self, text: str) -> None:
        self.pieces.append(text)
        self.size += len(text)

    def _read(self, pattern: re.Pattern[str]) -> str:
        """What the pattern matches here; all patterns match at least nothing."""
        found = pattern.match(self.source, self.at)
        text = "" if found is None else found[0]
        self.at += len(text)
        return text

    def _reference(self) -> str:
        """The character an `&…;` stands for, or the ampersand itself."""
        found = _REFERENCE.match(self.source, self.at)
        decoded = "" if found is None else self._decoded(found)
        if found is None or not decoded:
            self.at += 1
            return "&"
        self.at = found.end() + (self.source[found.end()] == ";")
        return decoded

    def _decoded(self, found: re.Match[str]) -> str:
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            return _NAMED.get(name, "")
        if found.end() - found.start() >= 10:
            return ""
        code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
        if not 0 < code < 0x10FFFF:
            return ""
        self.surrogates = self.surrogates or 0xD800 <= code <= 0xDFFF
        return chr(code)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = ascii_lower(self._read(_TAG_NAME))
        if self.source[self.at] == _END:
            raise cannot_parse(f"Unclosed start tag at byte offset {byte_offset(self.source, begin)}")
        if name not in _TAGS:
            raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {byte_offset(self.source, begin)}')
        tag = _Tag(name, self.size, len(self.pieces))
        while self._more_attributes():
            self._attribute(tag, begin)
        self.at += 1
        if name == "span" and tag.argument != "spoiler":
            raise cannot_parse(
                f'Tag "span" must have class "tg-spoiler" at byte offset {byte_offset(self.source, begin)}'
            )
        self.open.append(tag)

    def _more_attributes(self) -> bool:
        if self.source[self.at] != ">":
            self._read(_SPACES)
        return self.source[self.at] != ">"

    def _attribute(self, tag: _Tag, begin: int) -> None:
        name = self._read(_ATTRIBUTE_NAME)
        if not name:
            raise cannot_parse(
                f'Empty attribute name in the tag "{tag.name}" at byte offset {byte_offset(self.source, begin)}'
            )
        self._read(_SPACES)
        expandable = tag.name == "blockquote" and name == "expandable"
        if self.source[self.at] == "=":
            self.at += 1
            self._read(_SPACES)
            self._refuse_end(f'Unclosed start tag "{tag.name}"', begin)
            value = self._value()
            self._refuse_end("Unclosed start tag", begin)
            if tag.name == "tg-time" and name == "unix":
                tag.unix = _lenient_integer(value)
            prefix = _ATTRIBUTES.get((tag.name, name))
            if prefix is not None and value.startswith(prefix):
                tag.argument = value.removeprefix(prefix)
        else:
            self._refuse_end(f'Unclosed start tag "{tag.name}"', begin)
        if expandable:
            tag.argument = "1"

    def _refuse_end(self, reason: str, begin: int) -> None:
        if self.source[self.at] == _END:
            raise cannot_parse(f"{reason} at byte offset {byte_offset(self.source, begin)}")

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            begin = self.at
            token = self._read(_NAME_TOKEN)
            if self.source[self.at] not in " \t\r\n\v\0>":
                offset = byte_offset(self.source, begin)
                raise cannot_parse(f"Unexpected end of name token at byte offset {offset}")
            return ascii_lower(token)
        self.at += 1
        pieces = []
        plain = re.compile(f"[^{quote}&\0]+")
        while self.source[self.at] not in (quote, _END):
            pieces.append(self._read(plain) or self._reference())
        self.at += self.source[self.at] == quote
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {byte_offset(self.source, begin)}")
        self.at += 2
        name = ascii_lower(self._read(_TAG_NAME))
        self._read(_SPACES)
        if self.source[self.at] != ">":
            raise cannot_parse(f"Unclosed end tag at byte offset {byte_offset(self.source, begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise cannot_parse(
                f"Unmatched end tag at byte offset {byte_offset(self.source, begin)}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self.size > tag.start:
            span = _MAKERS[tag.name](self, tag) if tag.name in _MAKERS else self.span(_STYLES[tag.name], tag)
            if span is not None:
                self.spans.append(span)

    def span(self, kind: str, tag: _Tag, **detail: object) -> Span:
        return Span(kind, tag.start, self.size, detail)

    def quote(self, tag: _Tag) -> Span:
        return self.span("expandable_blockquote" if tag.argument else "blockquote", tag)

    def link(self, tag: _Tag) -> Span | None:
        return link_span(tag.argument or "".join(self.pieces[tag.piece :]), tag.start, self.size)

    def emoji(self, tag: _Tag) -> Span:
        if not exact_integer(tag.argument, 64):
            raise cannot_parse("Invalid custom emoji identifier specified")
        return self.span("custom_emoji", tag, custom_emoji_id=tag.argument)

    def date(self, tag: _Tag) -> Span | None:
        try:
            fields = date_fields(tag.unix, tag.argument)
        except ValueError:
            raise cannot_parse("Invalid date format used") from None
        return self.span("date_time", tag, **fields) if tag.unix > 0 else None

    def pre(self, tag: _Tag) -> Span:
        inner = self._same_range("code", tag)
        if inner is None or not inner.detail:
            return self.span("pre", tag)
        self.spans.pop()
        return inner._replace(kind="pre")

    def code(self, tag: _Tag) -> Span:
        language = {"language": tag.argument} if tag.argument else {}
        inner = self._same_range("pre", tag)
        if inner is None or inner.detail or not language:
            return self.span("code", tag, **language)
        self.spans.pop()
        return inner._replace(detail=language)

    def _same_range(self, kind: str, tag: _Tag) -> Span | None:
        """The range that ended last, if it is of this kind and as long as the one that ends now."""
        last = self.spans[-1] if self.spans else None
        return last if last is not None and last[:3] == (kind, tag.start, self.size) else None


_MAKERS: dict[str, Callable[[_Reader, _Tag], Span | None]] = {
    "a": _Reader.link,
    "pre": _Reader.pre,
    "code": _Reader.code,
    "blockquote": _Reader.quote,
    "tg-emoji": _Reader.emoji,
    "tg-time": _Reader.date,
}


def _lenient_integer(text: str) -> int:
    """The 32-bit number a text begins with, 0 for none, as TDLib's `to_integer`."""
    found = _LEADING_NUMBER.match(text)
    digits = "" if found is None else found[0]
    number = int(digits[:40]) if digits.strip("-") else 0
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)
