"""Formatted ranges, and which of them may overlap: what TDLib does in `fix_entities` and `merge_new_entities`.

Quotes hold everything; code and dates hold nothing; links, mentions and the like hold styles alone and never touch each
other. Styles (bold, italic …) are cut wherever something else begins or ends, so that all ranges nest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
OPAQUE = ("pre", "code", "date_time")
MOST = 100  # Telegram keeps this many ranges of a sender; custom emoji aren't counted

_ORDER = {
    **dict.fromkeys(QUOTES, 0),
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    **{style: 90 + index for index, style in enumerate(STYLES)},
    "custom_emoji": 99,
}


class Span(NamedTuple):
    """A range of characters with one meaning; `detail` holds the further fields of a MessageEntity."""

    kind: str
    start: int
    end: int
    detail: Mapping[str, Any] = MappingProxyType({})


def order(span: Span) -> tuple[int, int, int]:
    """Telegram's order: what begins first, then what is longer, then what goes outside."""
    return span.start, -span.end, _ORDER.get(span.kind, 50)


def arranged(spans: Iterable[Span]) -> list[Span]:
    """The ranges that remain, nested and in Telegram's order."""
    spans = sorted((span for span in spans if span.start < span.end), key=order)
    if len(spans) <= 1:
        return spans
    quotes = without_overlaps(span for span in spans if span.kind in QUOTES)
    solid = without_overlaps(span for span in spans if span.kind not in QUOTES and span.kind not in STYLES)
    return _layered(quotes, _fitting(solid, quotes), spans)


def with_found(spans: Sequence[Span], found: Iterable[Span]) -> list[Span]:
    """`spans` (arranged) together with ranges Telegram found by itself, wherever these touch none but styles."""
    quotes = [span for span in spans if span.kind in QUOTES]
    solid = [span for span in spans if span.kind not in QUOTES and span.kind not in STYLES]
    new = [span for span in _fitting(found, quotes) if overlapped(solid, span) is None]
    return _layered(quotes, sorted([*solid, *new], key=order), spans)


def limited(spans: list[Span]) -> list[Span]:
    """`spans` (arranged) without those beyond the hundred that Telegram keeps: styles are the first to go."""
    if len(spans) <= MOST:
        return spans
    solid, counted = [], 0
    for span in spans:
        if span.kind in STYLES:
            continue
        counted += span.kind != "custom_emoji"
        if counted <= MOST or span.kind == "custom_emoji":
            solid.append(span)
    return arranged([*solid, *_layered([], [], spans)[: max(MOST - counted, 0)]])


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Of ordered ranges that overlap, the first."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def overlapped(layer: Sequence[Span], span: Span) -> Span | None:
    """The first range of an ordered layer without overlaps that shares a character with `span`."""
    at = bisect_right(layer, span.start, key=lambda other: other.end)
    return layer[at] if at < len(layer) and layer[at].start < span.end else None


def _fitting(spans: Iterable[Span], quotes: list[Span]) -> list[Span]:
    kept = []
    for span in spans:
        quote = overlapped(quotes, span) if quotes else None
        if quote is None or (quote.start <= span.start and span.end <= quote.end):
            kept.append(span)
    return kept


def _layered(quotes: list[Span], solid: list[Span], spans: Iterable[Span]) -> list[Span]:
    runs = _style_runs(spans)
    if not runs:
        return sorted([*quotes, *solid], key=order) if quotes else solid
    edges = {edge for span in (*quotes, *solid) for edge in (span.start, span.end)}
    cuts = sorted(edges.union(run.start for run in runs))
    opaque = [span for span in solid if span.kind in OPAQUE]
    pieces = []
    for kind, start, end, _ in runs:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        pieces += [Span(kind, *edges) for edges in pairwise((start, *inner, end))]
    if opaque:
        pieces = [piece for piece in pieces if overlapped(opaque, piece) is None]
    return sorted([*quotes, *solid, *pieces], key=order)


def _style_runs(spans: Iterable[Span]) -> list[Span]:
    """Styles with their touching ranges of one kind joined."""
    last: dict[str, Span] = {}
    runs = []
    for span in spans:
        if span.kind not in STYLES:
            continue
        before = last.get(span.kind)
        if before is not None and span.start <= before.end:
            last[span.kind] = before._replace(end=max(before.end, span.end))
            continue
        if before is not None:
            runs.append(before)
        last[span.kind] = span
    return sorted([*runs, *last.values()], key=order)
