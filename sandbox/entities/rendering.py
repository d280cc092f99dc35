"""Formatted text written as Telegram's HTML again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from sandbox.entities.spans import Span, order
from sandbox.entities.text import Utf16

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "text_mention": "a",
    "custom_emoji": "tg-emoji",
    "date_time": "tg-time",
}


def to_html(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """The text with its ranges as tags, all nested and closed, and everything else escaped.

    Offsets and lengths are in UTF-16 code units; a range that reaches beyond the text ends with it. What Telegram finds
    by itself (addresses, commands …) stays plain text, as it does in a message that a bot formats. `parse` reads the
    result back into the same entities.
    """
    spans = _spans(text, entities)
    if not spans:
        return escape(text, quote=False)
    pieces: list[str] = []
    opened: list[Span] = []
    at = 0
    for edge in sorted({edge for span in spans for edge in (span.start, span.end)}):
        pieces.append(escape(text[at:edge], quote=False))
        at = edge
        ending = next((index for index, span in enumerate(opened) if span.end <= edge), len(opened))
        reopened = [span for span in opened[ending:] if span.end > edge]
        pieces += [_closing(span) for span in reversed(opened[ending:])]
        beginning = [*reopened, *(span for span in spans if span.start == edge)]
        pieces += [_opening(span) for span in beginning]
        opened[ending:] = beginning
    pieces.append(escape(text[at:], quote=False))
    return "".join(pieces)


def _spans(text: str, entities: Iterable[Mapping[str, Any]]) -> list[Span]:
    units = Utf16(text)
    spans = []
    for entity in entities:
        if entity["type"] in _TAGS:
            start = units.position(min(entity["offset"], units.length))
            end = units.position(min(entity["offset"] + entity["length"], units.length))
            spans.append(Span(entity["type"], start, end, entity))
    return sorted((span for span in spans if span.start < span.end), key=order)


def _opening(span: Span) -> str:
    tag, detail = _TAGS[span.kind], span.detail
    match span.kind:
        case "expandable_blockquote":
            return "<blockquote expandable>"
        case "text_link":
            return f'<a href="{escape(detail["url"])}">'
        case "text_mention":
            return f'<a href="tg://user?id={int(detail["user"]["id"])}">'
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{escape(detail["custom_emoji_id"])}">'
        case "date_time":
            written = detail.get("date_time_format")
            shape = f' format="{escape(written)}"' if written else ""
            return f'<tg-time unix="{int(detail["unix_time"])}"{shape}>'
        case "pre" if detail.get("language"):
            return f'<pre><code class="language-{escape(detail["language"])}">'
    return f"<{tag}>"


def _closing(span: Span) -> str:
    inner = "</code>" if span.kind == "pre" and span.detail.get("language") else ""
    return f"{inner}</{_TAGS[span.kind]}>"
