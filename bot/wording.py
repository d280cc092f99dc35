"""What may be written down of an error: its kinds, and of its words those that are certainly nobody's.

Telegram's descriptions are useful and mostly its own words, but some quote what was sent: "can't parse entities:
Unsupported start tag …". Of such a description the words of Telegram's own vocabulary stay, and nothing else.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

NAMED = {"TelegramAPIError"}  # by name, since aiogram is slow to import
LONGEST = 200
WORD = re.compile(r"[A-Za-z][A-Za-z'’_]*|\S")
WORDS = """
a about access added admin administrator administrators after again album all allowed already an and anonymous
another answer any are at audio bad basic be because been before blocked boost bot botcommand bots button
buttons by byte bytes callback can can't cannot caption changed channel channels chat chats closed com command
conflict contact content copied copy created current data date deactivated default deleted description
dimensions disabled document don't duration edit edited empty enabled end entities entity error exactly exceeded
expected expired failed few file files find flood fmt for forbidden forum forwarded found from getupdates gone
group groups has have html http https id identifier if in inaccessible inline instance instead internal into
invalid invite is isn't it itself json keyboard kicked large later link location long longer loop make many
markdown markup maximum media member members message messages method migrated minimum missing modified more must
need needed network new no non not nothing of offset old on once one only open or other out owner page
parameters parse participant peer permission permissions photo photos picture pinned poll premium private
process protected query rate reaction received refused replied replies reply request required response
restricted retry rights running same savings scheduled secret send sender sending sent server service set size
skip so specified start started sticker strings supergroup supported tag temporary terminated text that the
there this thread time timed timeout to token too topic type unauthorized unclosed unexpected unique unmatched
unsupported up update updates upgraded upload url use used user users valid value venue video voice was webhook
when while with without wrong you your
"""
VOCABULARY = frozenset(WORDS.split())


def said_by_telegram(description: str) -> str:
    """A description without whatever it quotes: "…" stands for it, a number for every other number."""
    kept: list[str] = []
    for word in WORD.findall(description):
        known = word if all(part in VOCABULARY for part in word.lower().split("_")) or word in ":,." else "…"
        if known != "…" or kept[-1:] != ["…"]:
            kept.append(known)
    text = " ".join(kept)[:LONGEST]
    return re.sub(r" (?=[:,.])", "", text)


def named(error: BaseException) -> str:
    """One error in a few words: its type; what Telegram said of it; what the system calls it."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & NAMED:
        return f"{type(error).__name__}: {said_by_telegram(str(getattr(error, 'message', '')))}"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return f"{type(error).__name__}: {os.strerror(error.errno)}"
    return type(error).__name__


def causes(error: BaseException | None) -> Iterator[str]:
    """What it is, what caused that, and so on."""
    while error is not None:
        yield named(error)
        error = error.__cause__ or error.__context__


def kinds(error: BaseException | None) -> str:
    """The same on one line."""
    return " < ".join(causes(error))
