"""What fits into one message. Telegram refuses a longer one as a whole, and a card that it refuses is never rewritten
again: so whatever can be read elsewhere gives way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from domain.words import length

LONGEST = 4_096
"""Characters of one message, as Telegram counts them: in UTF-16, without the markup."""
TAG = re.compile("<[^>]*>")


def size(text: str) -> int:
    """How long an HTML text is to Telegram."""
    return length(unescape(TAG.sub("", text)))


def fitting(items: Sequence[str], *around: str, spare: int = 0) -> int:
    """How many of `items`, the first ones, fit into a message with the lines `around` them; each is at least a line.
    So many characters are to `spare`.
    """
    room = LONGEST - spare - sum(size(line) + 1 for line in around)
    for count, item in enumerate(items):
        room -= size(item) + 1
        if room < 0:
            return count
    return len(items)
