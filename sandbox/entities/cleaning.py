"""What Telegram does to every text it takes: it drops some characters, and cuts white space at both ends."""

from __future__ import annotations

import re
from bisect import bisect_left

from sandbox.entities.spans import Span, arranged

_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u030a\u0333\u033f\u200e\u200f\u2028-\u202e]")
_DROPPED = re.compile("[\r\u030a\u0333\u033f\u2028-\u202e]")
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\r"}
_MARKS_BEFORE_A_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_WHITE = " \n"
_EMPTY = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)


def is_empty(text: str) -> bool:
    """Whether Telegram counts the text as showing nothing: white space and invisible characters alone."""
    return _EMPTY.fullmatch(text) is not None


def settled(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """The text as Telegram stores it, and the ranges moved with it (arranged)."""
    spans = arranged(spans)
    if _UNCLEAN.search(text):
        text, spans = _cleaned(text, spans)
    return _trimmed(text, spans) if text else (text, [])


def _cleaned(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """TDLib's `clean_input_string`."""
    dropped = [found.start() for found in _DROPPED.finditer(text)]
    if dropped:
        text = _DROPPED.sub("", text)
        moved = [
            span._replace(
                start=span.start - bisect_left(dropped, span.start), end=span.end - bisect_left(dropped, span.end)
            )
            for span in spans
        ]
        spans = arranged(moved)
    return _MARKS_BEFORE_A_MARK.sub("\u200c", text.translate(_CONTROLS)), spans


def _trimmed(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """White space goes at the end, and at the beginning as far as the first range."""
    if text[0] not in _WHITE and text[-1] not in _WHITE:
        return text, spans
    end = len(text.rstrip(_WHITE))
    spans = arranged(span._replace(end=min(span.end, end)) for span in spans if span.start < end)
    first = spans[0].start if spans else end
    start = first - len(text[:first].lstrip(_WHITE))
    return text[start:end], [span._replace(start=span.start - start, end=span.end - start) for span in spans]
