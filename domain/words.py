"""What people type, as it is kept: readable for everybody, never longer than it seems, and nothing hidden in it.

Signs that show nothing but change how the rest is shown (bidirectional overrides, zero-width characters, controls) are
left out wherever they come from: by them a name can pass for another one, and a note can turn around what stands after
it. What scripts and emoji need stays: joiners between letters, marks on letters, flags.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME, SHORTEST_NAME = 80, 2
MOST_MARKS = 4
"""On one letter; the most that any orthography needs is three."""

NO_NAME = re.compile(r"[\d<>@#/\\{}\[\]=_*|]|https?:|www\.", re.IGNORECASE)
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
MANY_LINES = re.compile(r"\n(?:[ ]*\n)+")
JOINERS = "\u200c\u200d"
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and symbols that look like a space."""

BLACK_FLAG = "\U0001f3f4"
TAGS = range(0xE0020, 0xE0080)
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
MARKS = {"Mn", "Me"}


def length(text: str) -> int:
    """How many characters a text has as messengers count them, in UTF-16: an emoji is two or more."""
    return len(text) + sum(one > "\uffff" for one in text)


def cut(text: str, most: int) -> str:
    """The beginning of a text that is longer than `most`, with an ellipsis; no character is cut in two."""
    if length(text) <= most:
        return text
    kept = text[: most - 1]
    while length(kept) >= most:
        kept = kept[:-1]
    return kept.rstrip(f" {JOINERS}") + "…"


def parts(text: str, most: int) -> list[str]:
    """A text in parts of at most `most` characters, between lines or words where there are any. When lines are added to
    it, all parts but the last stay as they were.
    """
    found = [""]
    for line in text.split("\n"):
        rest = line
        while length(rest) > most:
            head = _head(rest, most)
            found.append(head.rstrip())
            rest = rest[len(head) :].lstrip()
        together = f"{found[-1]}\n{rest}" if found[-1] else rest
        if length(together) <= most:
            found[-1] = together
        else:
            found.append(rest)
    return [one for one in (part.strip() for part in found) if one] or [""]


def _head(text: str, most: int) -> str:
    head = text[:most]
    while length(head) > most:
        head = head[:-1]
    words, _space, _word = head.rpartition(" ")
    return words if length(words) > most // 2 else head


def written(text: str) -> str:
    """A text of one or more lines as it is kept, in Unicode's composed form (NFC)."""
    lines = LINE_ENDS.sub("\n", text).split("\n")
    return MANY_LINES.sub("\n\n", "\n".join(" ".join(_visible(line).split()) for line in lines)).strip()


def on_one_line(text: str) -> str:
    """A text as it is kept where it has to be one line."""
    return " ".join(written(text).split())


def name_of(text: str) -> str | None:
    """A typed name as it is kept; None when it can't be somebody's name. Digits and signs of other things are none."""
    name = on_one_line(text)
    letters = sum(unicodedata.category(one).startswith("L") for one in name)
    fits = letters >= SHORTEST_NAME and length(name) <= LONGEST_NAME and not NO_NAME.search(name)
    return name if fits else None


def name_said(text: str) -> str | None:
    """The name of a caller as it is kept: an operator may add to it what they like, but a letter has to be in it."""
    name = on_one_line(text)
    return name if SHORTEST_NAME <= length(name) <= LONGEST_NAME and any(one.isalpha() for one in name) else None


def name_shown(text: str) -> str:
    """The name that somebody has chosen in a messenger, which may be anything, as others are shown it; "?" for one
    that shows nothing.
    """
    name = cut(on_one_line(text), LONGEST_NAME)
    return name if any(unicodedata.category(one)[0] in "LNS" for one in name) else "?"


def _visible(line: str) -> str:
    kept: list[str] = []
    marks = 0
    in_flag = False
    composed = unicodedata.normalize("NFC", line)
    for at, one in enumerate(composed):
        if one.isascii() and one >= " " and one != "\x7f":
            kept.append(one)
            marks, in_flag = 0, False
            continue
        kind = unicodedata.category(one)
        if one == "\t" or one in BLANKS:
            kept.append(" ")
        elif kind in MARKS:
            marks += 1
            if marks <= MOST_MARKS and kept and not kept[-1].isspace():
                kept.append(one)
            continue
        elif (in_flag and ord(one) in TAGS) or (one in JOINERS and _joins(kept, composed, at)):
            kept.append(one)
            continue
        elif kind in HIDDEN or one == "\ufffd":
            continue
        else:
            kept.append(one)
        marks, in_flag = 0, one == BLACK_FLAG
    return unicodedata.normalize("NFC", "".join(kept))


def _joins(kept: list[str], line: str, at: int) -> bool:
    """Whether a joiner stands between two letters or pictures that it may change."""
    before, after = (kept[-1] if kept else " "), line[at + 1 : at + 2]
    return (
        bool(after)
        and not (before.isascii() or after.isascii() or before.isspace() or before in JOINERS)
        and (unicodedata.category(after) not in HIDDEN)
    )
