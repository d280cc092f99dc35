"""Both of Telegram's Markdowns, read character by character as TDLib's `parse_markdown` and `parse_markdown_v2`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.entities.links import emoji_or_time, link_span
from sandbox.entities.spans import Span, order
from sandbox.entities.text import byte_offset, cannot_parse

_END = "\0\0\0"  # stands after the source, so that looking ahead needs no check
_LANGUAGE = re.compile("[^ \t\r\n\v\0`]*")
_LINE_BREAK = re.compile("\r\n|\n\r|\r|\n|")


class _Output:
    """The source, and the text and ranges read from it so far."""

    def __init__(self, source: str) -> None:
        self.source = source + _END
        self.end = len(source)
        self.at = 0
        self.pieces: list[str] = []
        self.size = 0
        self.spans: list[Span] = []

    def emit(self, text: str) -> None:
        self.pieces.append(text)
        self.size += len(text)

    def language(self) -> str:
        """What follows three backticks: a language (if white space follows it) and one line break; both are skipped."""
        found = _LANGUAGE.match(self.source, self.at)
        end = self.at if found is None else found.end()
        language = ""
        if end < self.end and self.source[end] != "`":
            language = self.source[self.at : end]
            self.at = end
        line_break = _LINE_BREAK.match(self.source, self.at)
        self.at += 0 if line_break is None else len(line_break[0])
        return language


# Markdown as it was first: nothing nests, and a backslash escapes four characters outside of entities.

_OLD_PLAIN = re.compile(r"(?:[^_*`\[\\]|\\(?![_*`\[]))+")
_OLD_STYLES = {"_": "italic", "*": "bold", "`": "code"}


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the ranges they marked. Raises BadEntities."""
    reader = _OldReader(source)
    while reader.at < reader.end:
        reader.step()
    return "".join(reader.pieces), reader.spans


class _OldReader(_Output):
    def step(self) -> None:
        found = _OLD_PLAIN.match(self.source, self.at, self.end)
        if found is not None:
            self.at = found.end()
            self.emit(found[0])
        elif self.source[self.at] == "\\":
            self.emit(self.source[self.at + 1])
            self.at += 2
        else:
            self._entity()

    def _entity(self) -> None:
        begin, mark = self.at, self.source[self.at]
        self.at += 1
        language = None
        if self.source.startswith("```", begin):
            self.at += 2
            language = self.language()
        close = "```" if language is not None else "]" if mark == "[" else mark
        end = self.source.find(close, self.at, self.end)
        if end < 0:
            offset = byte_offset(self.source, begin)
            raise cannot_parse(f"Can't find end of the entity starting at byte offset {offset}")
        start, text = self.size, self.source[self.at : end]
        self.emit(text)
        self.at = end + len(close)
        if not text:
            return
        if mark == "[":
            url = self._url() if self.source[self.at] == "(" else text
            span = link_span(url, start, self.size)
        elif language is not None:
            span = Span("pre", start, self.size, {"language": language} if language else {})
        else:
            span = Span(_OLD_STYLES[mark], start, self.size)
        if span is not None:
            self.spans.append(span)

    def _url(self) -> str:
        """What stands in the parentheses that begin here; the last one may be missing."""
        begin = self.at + 1
        end = self.source.find(")", begin, self.end)
        end = self.end if end < 0 else end
        self.at = min(end + 1, self.end)
        return self.source[begin:end]


# MarkdownV2: everything nests, every mark not meant must be escaped, and lines may be quoted.

_PLAIN = re.compile(r"[^_*\[\]()~`>#+\-=|{}.!\n\\]+")
_PLAIN_IN_CODE = re.compile(r"[^`\\]+")
_MARKS = {"__": "underline", "||": "spoiler", "![": "custom_emoji", "```": "pre"}
_SHORT_MARKS = {"_": "italic", "*": "bold", "~": "strikethrough", "[": "text_link", "`": "code", ">": "blockquote"}
_CLOSES = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the ranges they marked. Raises BadEntities."""
    reader = _Reader(source)
    while reader.at < reader.end:
        reader.step()
    return reader.result()


@dataclass(slots=True)
class _Open:
    kind: str
    begin: int  # where its mark stands in the source
    start: int
    piece: int
    language: str = ""


class _Reader(_Output):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.open: list[_Open] = []
        self.quoting = False
        self.line_starts = True

    def step(self) -> None:
        inside_code = bool(self.open) and self.open[-1].kind in {"code", "pre"}
        found = (_PLAIN_IN_CODE if inside_code else _PLAIN).match(self.source, self.at, self.end)
        mark = self.source[self.at]
        if found is not None:
            self.at = found.end()
            self.emit(found[0])
            self.line_starts = self.line_starts and not found[0].strip("\r")
        elif mark == "\\":
            self.at += 1
            self._emit_one(self._escaped() or mark)
        elif self.open and self._closes(mark):
            self._close(mark)
        else:
            self._begin(mark)

    def result(self) -> tuple[str, list[Span]]:
        if self.quoting:
            kind = "blockquote"
            if self.open[-1].kind == "spoiler" and self.open[-1].begin == self.end - 2:
                self.open.pop()
                kind = "expandable_blockquote"
            if self.open[-1].kind == "blockquote":
                quote = self.open.pop()
                self.spans.append(Span(kind, quote.start, self.size))
        if self.open:
            raise self._unclosed()
        return "".join(self.pieces), sorted((span for span in self.spans if span.start < span.end), key=order)

    def _emit_one(self, character: str) -> None:
        self.emit(character)
        if character != "\r":
            self.line_starts = character == "\n"

    def _escaped(self) -> str:
        """The character after a backslash, if one can be escaped: any of ASCII."""
        character = self.source[self.at]
        if not "\0" < character <= "~":
            return ""
        self.at += 1
        return character

    def _unclosed(self) -> Exception:
        last = self.open[-1]
        name = "PreCode" if last.language else _NAMES[last.kind]
        return cannot_parse(f"Can't find end of {name} entity at byte offset {byte_offset(self.source, last.begin)}")

    def _closes(self, mark: str) -> bool:
        if self.quoting and mark == "\n" and self.source[self.at + 1] != ">":
            return True
        close = _CLOSES.get(self.open[-1].kind)
        if close == "_" and self.source[self.at + 1] == "_":
            return False
        return close is not None and self.source.startswith(close, self.at)

    def _begin(self, mark: str) -> None:
        opened = _Open("", self.at, self.size, len(self.pieces))
        long = next((long for long in _MARKS if self.source.startswith(long, self.at)), mark)
        opened.kind = _MARKS.get(long) or _SHORT_MARKS.get(mark, "")
        if mark == "\n":
            self.at += 1
            self._emit_one(mark)
            return
        if not opened.kind or (mark == ">" and not self.line_starts):
            raise cannot_parse(f"Character '{mark}' is reserved and must be escaped with the preceding '\\'")
        self.at += len(long)
        if mark == ">":
            if self.quoting:
                return
            self.quoting = True
        if opened.kind == "pre":
            opened.language = self.language()
        self.open.append(opened)

    def _close(self, mark: str) -> None:
        if mark == "\n":
            self._close_quote()
            return
        last = self.open.pop()
        self.at += len(_CLOSES[last.kind])
        detail = {"language": last.language} if last.language else {}
        span: Span | None = Span(last.kind, last.start, self.size, detail)
        if last.kind == "text_link":
            url = self._url() if self.source[self.at] == "(" else "".join(self.pieces[last.piece :])
            span = link_span(url, last.start, self.size)
        elif last.kind == "custom_emoji":
            span = self._emoji_or_time(last)
        if span is not None:
            self.spans.append(span)

    def _close_quote(self) -> None:
        """At the end of the last quoted line; two bars that stand there make the quote expandable."""
        kind = "blockquote"
        last = self.open[-1]
        if last.kind != "blockquote":
            after = self.source[last.begin + 2 : self.at]
            if last.kind != "spoiler" or after not in {"", "\r"}:
                raise self._unclosed()
            self.open.pop()
            if self.open[-1].kind != "blockquote":
                raise self._unclosed()
            kind = "expandable_blockquote"
        quote = self.open.pop()
        self.quoting = False
        self.at += 1
        self._emit_one("\n")
        self.spans.append(Span(kind, quote.start, self.size))

    def _emoji_or_time(self, opened: _Open) -> Span:
        if self.source[self.at] != "(":
            raise cannot_parse("The entity must contain a tg://emoji or tg://time URL")
        try:
            shown = emoji_or_time(self._url())
        except ValueError:
            raise cannot_parse("Invalid date format used") from None
        if shown is None:
            raise cannot_parse("Invalid tg://emoji or tg://time URL specified")
        kind, detail = shown
        return Span(kind, opened.start, self.size, detail)

    def _url(self) -> str:
        """What stands in the parentheses that begin here."""
        self.at += 1
        begin = self.at
        pieces = []
        while self.at < self.end and self.source[self.at] != ")":
            self.at += 1
            character = self.source[self.at - 1]
            pieces.append((self._escaped() if character == "\\" else "") or character)
        if self.at >= self.end:
            raise cannot_parse(f"Can't find end of a URL at byte offset {byte_offset(self.source, begin)}")
        self.at += 1
        return "".join(pieces)
