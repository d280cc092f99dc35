"""Links as Telegram reads them: web addresses, and its own `tg:` links to people, custom emoji and times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv6Address
from typing import Any

from sandbox.entities.spans import Span
from sandbox.entities.text import ascii_lower

_OWN_SCHEMES = {"tg:": "tg", "ton:": "ton", "tonsite:": "tonsite"}
_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]|%[0-9a-f]{2})+")
_HOST_AS_FAR_AS_PERCENT = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]|%[0-9a-f]{2})*%")
_OWN_HOST = re.compile(r"[A-Za-z0-9\-_]+")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_MOST_USER_ID = (1 << 40) - 1


class BadLink(Exception):
    """Telegram takes no such link; the reason is TDLib's."""


def exact_integer(text: str, bits: int) -> int | None:
    """The signed number of so many bits that is written exactly so: neither `+5` nor `05`."""
    if len(text) > 20 or _INTEGER.fullmatch(text) is None:
        return None
    number = int(text)
    return number if -(1 << bits - 1) <= number < 1 << bits - 1 else None


def link_span(url: str, start: int, end: int) -> Span | None:
    """What a link around text becomes: a mention, a link, or nothing where the address is none."""
    user = user_id(url)
    if user is not None:
        return Span("text_mention", start, end, {"user": {"id": user}})
    try:
        return Span("text_link", start, end, {"url": checked(url)})
    except BadLink:
        return None


def user_id(url: str) -> int | None:
    """The person a `tg://user?id=` link names."""
    value = _own_parameter(url, "user", "id")
    number = None if value is None else exact_integer(value, 64)
    return number if number is not None and 0 < number <= _MOST_USER_ID else None


def emoji_or_time(url: str) -> tuple[str, Mapping[str, Any]] | None:
    """Kind and fields of what a `tg://emoji?id=` or `tg://time?unix=` link shows.

    Raises ValueError for a time whose format Telegram does not know.
    """
    value = _own_parameter(url, "emoji", "id")
    if value is not None and exact_integer(value, 64):
        return "custom_emoji", {"custom_emoji_id": value}
    seconds = exact_integer(_own_parameter(url, "time", "unix") or "", 32)
    if seconds is None or seconds <= 0:
        return None
    return "date_time", date_fields(seconds, _own_parameter(url, "time", "format") or "")


def date_fields(unix_time: int, written: str) -> dict[str, Any]:
    """The fields of a date; raises ValueError for a format other than `r` or some of `tTdDwW`."""
    if written in {"r", "R"}:
        return {"unix_time": unix_time, "date_time_format": "r"}
    if not set(written) <= set("tTdDwW"):
        raise ValueError(written)
    letters = "w" if "w" in written.lower() else ""
    for short, long in ("dD", "tT"):
        letters += short if short in written else long if long in written else ""
    return {"unix_time": unix_time, "date_time_format": letters} if letters else {"unix_time": unix_time}


def checked(link: str) -> str:
    """The address as Telegram stores it: `Example.org` becomes `http://example.org/`. Raises BadLink."""
    lowered = ascii_lower(link[:8])
    for prefix, scheme in _OWN_SCHEMES.items():
        if lowered.startswith(prefix):
            return _own_link(scheme, link[len(prefix) :].removeprefix("//"))
    scheme, user, host, port, rest = _parts(link)
    if "." not in host and not host.startswith("["):
        raise BadLink("Wrong HTTP URL")
    return f"{scheme}://{user}{host}{port}{rest}"


def _own_link(scheme: str, link: str) -> str:
    protocol, user, host, port, rest = _parts(link)
    name = "tg" if scheme == "tg" else "ton"
    if ascii_lower(link[:7]) == "http://" or protocol == "https" or user or port or host.startswith("["):
        raise BadLink(f"Wrong {name} URL")
    if _OWN_HOST.fullmatch(host.replace(".", "") if scheme == "tonsite" else host) is None:
        raise BadLink("Unallowed characters in URL host")
    return f"{scheme}://{host}{rest[1:] if rest.startswith('/?') else rest}"


def _parts(link: str) -> tuple[str, str, str, str, str]:
    """Scheme, `user@`, host, `:port` and path, as TDLib's `parse_url`. Raises BadLink."""
    scheme, start = "http", 0
    if (found := _SCHEME.match(link)) is not None:
        scheme, start = ascii_lower(found[1]), found.end()
        if scheme not in {"http", "https"}:
            raise BadLink("Unsupported URL protocol")
    authority = _AUTHORITY.match(link, start)
    end = authority.end() if authority is not None else start
    user, at, host = link[start:end].rpartition("@")
    port = ""
    if (found := _PORT.fullmatch(link[start:end])) is not None:
        number = exact_integer(found[2].lstrip("0"), 32)
        if number is None or not 0 < number <= 65535:
            raise BadLink("Wrong port number specified in the URL")
        user, at, host = found[1].rpartition("@")
        port = f":{number}"
    return scheme, user + at if user else "", _checked_host(ascii_lower(host)), port, _path(link[end:])


def _path(rest: str) -> str:
    rest = rest.rstrip(" \t\r\n\0\v")
    rest = rest if rest.startswith("/") else f"/{rest}"
    return re.sub("[\0- ]", lambda found: f"%{ord(found[0]):02X}", rest)


def _checked_host(host: str) -> str:
    if host.startswith("[") and host.endswith("]"):
        try:
            IPv6Address(host[1:-1].partition("%")[0])
        except AddressValueError:
            raise BadLink("Wrong IPv6 address specified in the URL") from None
        if "%" in host:
            raise BadLink("Wrong IPv6 URL host")
    elif not host:
        raise BadLink("URL host is empty")
    elif host == ".":
        raise BadLink("Host is invalid")
    elif _HOST.fullmatch(host) is None:
        percent = _HOST_AS_FAR_AS_PERCENT.match(host) is not None
        raise BadLink("Wrong percent-encoded symbol in URL host" if percent else "Wrong URL host")
    return host


def _own_parameter(url: str, host: str, key: str) -> str | None:
    """The first parameter of this name in a `tg://host?…` link."""
    found = re.match(rf"(?i:tg:(?://)?{host})/?\?([^#]*)", url, re.ASCII)
    if found is None:
        return None
    for parameter in found[1].split("&"):
        name, _, value = parameter.partition("=")
        if ascii_lower(name) == key:
            return value
    return None
