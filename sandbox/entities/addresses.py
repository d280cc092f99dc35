"""Web and mail addresses in running text, found where TDLib's `find_urls` finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.entities.domains import ENDINGS
from sandbox.entities.spans import Span
from sandbox.entities.text import ascii_lower

# What stands in addresses beyond ASCII: everything but separators and most of General Punctuation.
_UNICODE = "\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2010-\u2015\u2070-\u2fff\u3001-\U0010ffff"
_DOMAIN = re.compile(f"[.A-Za-z0-9_~{_UNICODE}-]")
_DOMAIN_AND_AT = re.compile(f"[.@A-Za-z0-9_~{_UNICODE}-]*")
_USER = re.compile("[^\n/\\[\\]{}()'`<>\"@«» \u00a0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000]")
_PATH = re.compile('[/?#][^\n<>"«» \u00a0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000]*')
_PROTOCOL = re.compile("[A-Za-z0-9+\\-\u0080-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
                       "\u2060-\u2fff\u3001-\U0010ffff]")  # fmt: skip
_PORT = re.compile(":0*([1-9][0-9]{0,4})(?![0-9])")
_BAD_END = ".:;,('?!`"
_WEB = re.compile("(?:https?|ftp|tonsite)://", re.IGNORECASE | re.ASCII)
_MAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,8}",
    re.IGNORECASE | re.ASCII,
)
_OWN = re.compile("(?:tg|ton)://[a-z0-9_-]{1,253}", re.IGNORECASE | re.ASCII)
_BYTE = re.compile("0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5]")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def own_links(text: str) -> Iterator[Span]:
    """Links with Telegram's own schemes, `tg://…` and `ton://…`."""
    at = 0
    while (found := _OWN.search(text, at)) is not None:
        at = _path_end(text, found.end())
        yield Span("url", found.start(), at)


def addresses(text: str) -> Iterator[Span]:
    """Web addresses and e-mail addresses: every one has a dot with something behind it."""
    low = 0  # nothing before is looked at again
    while 0 <= (dot := text.find(".", low)) < len(text) - 1:
        if text[dot + 1] == " ":
            low = dot + 2
            continue
        start, end, good = _around(text, dot, low)
        if good and end > dot + 1 and (span := _kind(text, start, end)) is not None:
            yield span
        if good:
            while end < len(text) and text[end] == ".":
                end += 1
        else:
            end = text.rfind(".", low, end) + 1
        low = max(end, dot + 1)


def _around(text: str, dot: int, low: int) -> tuple[int, int, bool]:
    """From where to where an address around this dot would go, and whether what stands before allows it."""
    start = _back(_DOMAIN, text, dot, low)
    domain = _DOMAIN_AND_AT.match(text, dot)
    end = dot if domain is None else domain.end()
    has_user = "@" in text[dot:end]
    if has_user:
        start = _back(_USER, text, start, low)
    port = _PORT.match(text, end)
    if port is not None and int(port[1]) <= 65535:
        end = port.end()
    end = _path_end(text, end)
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    good = True
    if start > low and text[start - 1] == "@":
        user = _back(_USER, text, start - 1, low)
        good = not has_user and user < start - 1
        start = user
    if start == low:
        return start, end, good
    if start - low >= 6 and text.endswith("://", low, start):
        scheme = _scheme(text, start, low)
        return start - scheme, end, good and scheme > 0
    before = text[start - 1]
    return start, end, good and not (before.isalnum() or before in "_/#@")


def _back(allowed: re.Pattern[str], text: str, at: int, low: int) -> int:
    while at > low and allowed.match(text, at - 1):
        at -= 1
    return at


def _path_end(text: str, at: int) -> int:
    """Where a path that begins here ends; punctuation at its end belongs to the sentence."""
    path = _PATH.match(text, at)
    if path is None:
        return at
    end = at + 1 + len(text[at + 1 : path.end()].rstrip(_BAD_END))
    return end if text[at] == "/" or end > at + 1 else at


def _scheme(text: str, end: int, low: int) -> int:
    """How many characters of a scheme and `://` end here, 0 for a scheme Telegram doesn't take."""
    name = ascii_lower(text[_back(_PROTOCOL, text, end - 3, low) : end - 3])
    for scheme, others in {"http": {"shttp"}, "https": set(), "ftp": {"tftp", "sftp"}, "tonsite": set()}.items():
        if name.endswith(scheme) and name not in others:
            return len(scheme) + 3
    return 0


def _kind(text: str, start: int, end: int) -> Span | None:
    address = text[start:end]
    if _MAIL.fullmatch(address):
        return Span("email", start, end)
    if address.startswith("mailto:") and _MAIL.fullmatch(address, 7):
        return Span("email", start + 7, end)
    size = _web_length(address)
    return Span("url", start, start + size) if size else None


def _web_length(address: str) -> int:
    """How much of it is a web address, 0 for nothing: TDLib's `fix_url`."""
    scheme = _WEB.match(address)
    begin = 0 if scheme is None else scheme.end()
    cut = min((at for mark in "/?#" if (at := address.find(mark, begin)) >= 0), default=len(address))
    domain = address[begin:cut].partition("@")[2] or address[begin:cut]
    domain = domain[: domain.rfind(":")] if ":" in domain else domain
    if not _is_domain(domain.split("."), any_ending=scheme is not None):
        return 0
    return cut + len(address[cut : _balanced(address, cut)].rstrip(_BAD_END))


def _balanced(address: str, at: int) -> int:
    """Where a bracket closes in the path that was not opened there."""
    opened = dict.fromkeys(_PAIRS.values(), 0)
    for position in range(at, len(address)):
        character = address[position]
        if character in opened:
            opened[character] += 1
        elif character in _PAIRS:
            opened[_PAIRS[character]] -= 1
            if opened[_PAIRS[character]] < 0:
                return position
    return len(address)


def _is_domain(labels: list[str], *, any_ending: bool) -> bool:
    if len(labels) == 1 or any(not label or len(label.encode()) >= 64 or label.endswith("-") for label in labels):
        return False
    if len(labels) == 4 and all(_BYTE.fullmatch(label) for label in labels):
        return True
    if "".join(labels).strip("0123456789") == "" or ascii_lower(".".join(labels)) == "teiegram.org":
        return False
    ending = labels[-1]
    if ending.startswith("xn--"):
        known = len(ending) > 5 and ending[4:].isalnum() and ending.isascii()
    else:
        known = len(ending) > 1 and "_" not in ending and "-" not in ending and (any_ending or _is_ending(ending))
    return known and "_" not in labels[-2]


def _is_ending(ending: str) -> bool:
    """`org` and `ORG`, not `Org`: a sentence that began without a space."""
    lowered = ending.lower()
    return lowered in ENDINGS and (lowered == ending or lowered[1:] != ending[1:])
