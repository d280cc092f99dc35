"""The formatting a bot names itself, as a list of MessageEntity objects instead of a parse mode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.entities.links import BadLink, checked, date_fields, exact_integer, user_id
from sandbox.entities.spans import QUOTES, STYLES, Span
from sandbox.entities.text import BadEntities, Utf16, byte_offset

_FOUND = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"})
_SIMPLE = frozenset({*STYLES, *QUOTES, "code"})
_MOST_UNITS = 1_000_000


def given(text: str, entities: Iterable[object]) -> list[Span]:
    """The ranges named, without those of a kind Telegram finds by itself. Raises BadEntities."""
    units = Utf16(text)
    spans = [span for entity in entities if (span := _span(entity)) is not None]
    for span in spans:
        if not 0 <= span.start <= _MOST_UNITS:
            raise BadEntities(f"receive an entity with incorrect offset {span.start}")
        if not 0 <= span.end - span.start <= _MOST_UNITS:
            raise BadEntities(f"receive an entity with incorrect length {span.end - span.start}")
    placed = sorted((span for span in spans if span.end > span.start), key=lambda span: (span.start, -span.end))
    for span in placed:
        _refuse_outside(text, units, span)
    return [span._replace(start=units.position(span.start), end=units.position(span.end)) for span in placed]


def _refuse_outside(text: str, units: Utf16, span: Span) -> None:
    middle = "in a middle of a UTF-16 symbol at byte offset"
    if span.start > units.length:
        raise BadEntities(f"entity begins after the end of the text at UTF-16 offset {span.start}")
    if units.splits(span.start):
        raise BadEntities(f"entity begins {middle} {byte_offset(text, units.position(span.start))}")
    beginning = f"entity beginning at UTF-16 offset {span.start} ends"
    if span.end > units.length:
        raise BadEntities(f"{beginning} after the end of the text at UTF-16 offset {span.end}")
    if units.splits(span.end):
        raise BadEntities(f"{beginning} {middle} {byte_offset(text, units.position(span.end))}")


def _span(entity: object) -> Span | None:
    """One range; its bounds are still in UTF-16 code units."""
    if not isinstance(entity, Mapping):
        raise _unreadable("expected an Object")
    start = _integer(entity, "offset", 32)
    size = _integer(entity, "length", 32)
    kind = _string(entity, "type")
    if not kind:
        raise _unreadable("Type is not specified")
    if kind in _FOUND:
        return None
    kind, detail = _meaning(kind, entity)
    return Span(kind, start, start + size, detail)


def _meaning(kind: str, entity: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if kind in _SIMPLE:
        return kind, {}
    if kind == "pre":
        language = _string(entity, "language") if "language" in entity else ""
        return kind, {"language": language} if language else {}
    if kind == "text_link":
        return _link(_string(entity, "url"))
    if kind == "text_mention":
        user = entity.get("user")
        if not isinstance(user, Mapping):
            raise _unreadable('Can\'t find field "user"' if user is None else 'Field "user" must be of type Object')
        return kind, {"user": {"id": _integer(user, "id", 64)}}
    if kind == "custom_emoji":
        identifier = _integer(entity, "custom_emoji_id", 64)
        if not identifier:
            raise BadEntities("invalid custom emoji identifier specified")
        return kind, {"custom_emoji_id": str(identifier)}
    if kind == "date_time":
        return kind, _date(entity)
    raise _unreadable("Unsupported type specified")


def _link(url: str) -> tuple[str, dict[str, Any]]:
    user = user_id(url)
    if user is not None:
        return "text_mention", {"user": {"id": user}}
    try:
        return "text_link", {"url": checked(url)}
    except BadLink as bad:
        raise BadEntities(f"entity URL '{url}' is invalid: {bad}") from None


def _date(entity: Mapping[str, Any]) -> dict[str, Any]:
    unix_time = _integer(entity, "unix_time", 32)
    written = _string(entity, "date_time_format") if "date_time_format" in entity else ""
    chosen = written if len(written) <= 1 else "".join(_last(written, pair) for pair in ("wW", "dD", "tT"))
    try:
        fields = date_fields(unix_time, written if set(written) - set("tTdDwW") else chosen)
    except ValueError:
        raise _unreadable("Invalid date-time format specified") from None
    if unix_time <= 0:
        raise BadEntities("invalid date specified")
    return fields


def _last(written: str, letters: str) -> str:
    """The last of these letters in it: a bot's later choice of precision wins over its earlier one."""
    return max(letters, key=written.rfind) if set(written) & set(letters) else ""


def _unreadable(reason: str) -> BadEntities:
    return BadEntities(f"can't parse MessageEntity: {reason}")


def _string(entity: Mapping[str, Any], field: str) -> str:
    value = entity.get(field)
    if value is None:
        raise _unreadable(f'Can\'t find field "{field}"')
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _unreadable(f'Field "{field}" must be of type String')
    text = str(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadEntities("strings must be encoded in UTF-8") from None
    return text


def _integer(entity: Mapping[str, Any], field: str, bits: int) -> int:
    value = entity.get(field)
    if value is None:
        raise _unreadable(f'Can\'t find field "{field}"')
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _unreadable(f'Field "{field}" must be a Number')
    number = exact_integer(str(value), bits)
    if number is None:
        raise _unreadable(f'Field "{field}" must be a valid Number')
    return number
