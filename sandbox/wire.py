"""What travels over HTTP: JSON objects, Telegram's envelope around them, and Telegram's refusals."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class ApiError(Exception):
    """A call that is refused: `code` is the HTTP status as well as Telegram's `error_code`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def envelope(self) -> Json:
        """The body Telegram sends."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class Raw(str):
    """A result that is JSON already."""

    __slots__ = ()


def bad_request(text: str) -> ApiError:
    """400, worded as Telegram words it."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """403, worded as Telegram words it."""
    return ApiError(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """429 with the wait Telegram asks for, in seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def encode(value: Any) -> str:
    """JSON without spaces, text unescaped but for halves of surrogate pairs, which could not travel."""
    text = _encode(value)
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def answer(result: Any) -> str:
    """The body of a call that succeeded."""
    return f'{{"ok":true,"result":{result if isinstance(result, Raw) else encode(result)}}}'
