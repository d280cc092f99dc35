"""What Telegram finds in a text by itself: mentions, commands, tags, addresses and telephone numbers.

The rules are TDLib's `find_entities`. It leaves telephone numbers to the server, whose rule is not published: here
these are numbers in international form, `+` and 8 to 15 digits. Bots are never shown bank cards or times in a video.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from sandbox.entities.addresses import addresses, own_links
from sandbox.entities.spans import Span, order, without_overlaps

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}|(?!@))(?![\w/<>])")
_AT_NAME = re.compile(r"@[A-Za-z0-9_]{3,32}")
_CASHTAG = re.compile(r"\$(?:1INCH|[A-Z]{1,8}(?![A-Z]))(?:@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_]))?")
_PHONE = re.compile(r"(?<![\w+@/#.])\+[1-9](?:[ .\-]?\(?[0-9]\)?){7,14}(?![\w@/])")
_TAG_LENGTH = 256


def find(text: str) -> list[Span]:
    """The ranges, ordered and without overlaps; of those that overlap the first or longer one stays."""
    spans: list[Span] = []
    if "@" in text:
        spans += _mentions(text)
    if "/" in text:
        spans += (Span("bot_command", found.start(), found.end()) for found in _COMMAND.finditer(text))
    if "#" in text:
        spans += _hashtags(text)
    if "$" in text:
        spans += _cashtags(text)
    if "+" in text:
        spans += (Span("phone_number", found.start(), found.end()) for found in _PHONE.finditer(text))
    if "://" in text:
        spans += own_links(text)
    if "." in text:
        spans += addresses(text)
    return without_overlaps(sorted(spans, key=order)) if spans else spans


def _mentions(text: str) -> Iterator[Span]:
    for found in _MENTION.finditer(text):
        if len(found[1]) >= 4 or found[1].lower() in _SHORT_NAMES:
            yield Span("mention", found.start(), found.end())


def _in_tag(character: str) -> bool:
    return (
        character.isalpha()
        or character in "_\u200c\u00b7"
        or "\u0d80" <= character <= "\u0dff"
        or category(character) == "Nd"
    )


def _hashtags(text: str) -> Iterator[Span]:
    at = -1
    while (at := text.find("#", at + 1)) >= 0:
        if at and _in_tag(text[at - 1]):
            continue
        after = at + 1
        while after < len(text) and _in_tag(text[after]):
            after += 1
        end = min(after, at + 1 + _TAG_LENGTH)
        if end == after and (name := _AT_NAME.match(text, after)) is not None:
            end = after = name.end()
        if not text.startswith("#", after) and any(character.isalpha() for character in text[at + 1 : end]):
            yield Span("hashtag", at, end)


def _cashtags(text: str) -> Iterator[Span]:
    for found in _CASHTAG.finditer(text):
        around = text[: found.start()][-1:], text[found.end() : found.end() + 1]
        if not any(character and (character == "$" or _in_tag(character)) for character in around):
            yield Span("cashtag", found.start(), found.end())
