"""Formatted text as Telegram takes it, stores it and gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.entities.cleaning import is_empty, settled
from sandbox.entities.found import find
from sandbox.entities.given import given
from sandbox.entities.html import parse_html
from sandbox.entities.markdown import parse_markdown, parse_markdown_v2
from sandbox.entities.rendering import to_html
from sandbox.entities.spans import Span, limited, with_found
from sandbox.entities.text import BadEntities, Utf16, length

__all__ = ["BadEntities", "is_empty", "length", "parse", "to_html"]

_MODES = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}


def parse(
    text: str, parse_mode: str | None, entities: Sequence[object] | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """The text of a message or caption as Telegram stores it, and its entities, in Telegram's order.

    `parse_mode` (any case) wins over `entities`, which are MessageEntity objects as the Bot API takes them. Offsets and
    lengths, those taken and those returned, are in UTF-16 code units. The text may come back empty: Telegram then
    refuses a message with "text must be non-empty", as it does one that `is_empty`, but takes a caption. A
    `text_mention` names its user by id alone, `{"user": {"id": …}}`: who this is, and whether the bot may mention them,
    the caller knows.

    Raises BadEntities with Telegram's description.
    """
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadEntities("strings must be encoded in UTF-8") from None
    mode = (parse_mode or "none").lower()
    if text and mode != "none":
        if mode not in _MODES:
            raise BadEntities("unsupported parse_mode")
        text, spans = _MODES[mode](text)
    else:
        spans = given(text, entities) if entities else []
    text, spans = settled(text, spans)
    spans = limited(spans)
    found = find(text)
    if found:
        spans = with_found(spans, found)
    return text, _entities(text, spans)


def _entities(text: str, spans: list[Span]) -> list[dict[str, Any]]:
    if not spans:
        return []
    units = Utf16(text)
    entities = []
    for kind, start, end, detail in spans:
        offset = units.units(start)
        entities.append({"type": kind, "offset": offset, "length": units.units(end) - offset, **detail})
    return entities
