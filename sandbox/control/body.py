"""Reading a request to the control API, and refusing what a web page of somebody else might send."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.entities import BadEntities
from sandbox.wire import ApiError, Json, encode

MAX_TEXT = 4096

Handler = Callable[[web.Request], Awaitable[Any]]


class Body:
    """A JSON object, each field checked when it is read: what is missing or of the wrong kind raises ApiError 400."""

    def __init__(self, fields: Json) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def text(self, name: str, missing: str | None = None, *, longest: int = MAX_TEXT) -> str:
        """A text of at most `longest` characters."""
        value = self._fields.get(name)
        if value is None and missing is not None:
            return missing
        if not isinstance(value, str):
            raise ApiError(400, f"{name} must be a text")
        if len(value) > longest:
            raise ApiError(400, f"{name} is longer than {longest} characters")
        return value

    def optional(self, name: str, *, longest: int = MAX_TEXT) -> str | None:
        """A text, or None."""
        return self.text(name, longest=longest) if name in self else None

    def integer(self, name: str, missing: int | None = None) -> int:
        """A whole number."""
        value = self._fields.get(name)
        if value is None and missing is not None:
            return missing
        if not isinstance(value, int) or isinstance(value, bool):
            raise ApiError(400, f"{name} must be a whole number")
        return value

    def number(self, name: str, missing: float | None = None) -> float:
        """A number."""
        value = self._fields.get(name)
        if value is None and missing is not None:
            return missing
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ApiError(400, f"{name} must be a number")
        if not math.isfinite(value):
            raise ApiError(400, f"{name} must be finite")
        return float(value)

    def flag(self, name: str, *, missing: bool = False) -> bool:
        """Yes or no."""
        value = self._fields.get(name, missing)
        if not isinstance(value, bool):
            raise ApiError(400, f"{name} must be true or false")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts; missing is empty, one alone a list of one."""
        return [Body({name: item}).text(name) for item in self._items(name)]

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers; missing is empty, one alone a list of one."""
        return [Body({name: item}).integer(name) for item in self._items(name)]

    def place(self, name: str) -> tuple[float, float] | None:
        """Latitude and longitude, in degrees, or None."""
        values = [Body({name: item}).number(name) for item in self._items(name)]
        if len(values) not in {0, 2}:
            raise ApiError(400, f"{name} must be latitude and longitude")
        return (values[0], values[1]) if values else None

    def _items(self, name: str) -> list[Any]:
        value = self._fields.get(name)
        return [] if value is None else value if isinstance(value, list) else [value]

    def rights(self, name: str) -> dict[str, bool] | None:
        """Administrator's rights by name."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, dict) or not all(isinstance(given, bool) for given in value.values()):
            raise ApiError(400, f"{name} must be an object of true and false")
        return value

    def data(self, name: str) -> bytes | None:
        """Bytes in base64, or None."""
        value = self._fields.get(name)
        return None if value is None else self._decoded(name, value)

    def datas(self, name: str) -> list[bytes | None]:
        """A list of bytes in base64; null stands for something drawn."""
        values = self._fields.get(name)
        if not isinstance(values, list):
            raise ApiError(400, f"{name} must be a list")
        return [None if value is None else self._decoded(name, value) for value in values]

    @staticmethod
    def _decoded(name: str, value: object) -> bytes:
        try:
            return base64.b64decode(value if isinstance(value, str) else "?", validate=True)
        except binascii.Error:
            raise ApiError(400, f"{name} must be base64") from None


async def body_of(request: web.Request) -> Body:
    """The JSON object that was sent.

    Anything else than `application/json` is refused: other types a browser sends for any page without asking first.
    """
    if request.content_type != "application/json":
        raise ApiError(415, "send application/json")
    try:
        fields = json.loads(await request.read() or b"{}")
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "that is too large") from None
    except ValueError:
        raise ApiError(400, "that is no JSON") from None
    if not isinstance(fields, dict):
        raise ApiError(400, "a JSON object is expected")
    return Body(fields)


def is_loopback(host: str) -> bool:
    """Whether this address is the machine's own, that nobody else reaches."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(handler: Handler, host: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Answer with the handler's result as JSON; refusals become their status.

    On the loopback interface only requests that name it are served, so that no web site can rebind its name to it.
    """

    async def respond(request: web.Request) -> web.StreamResponse:
        if is_loopback(host) and not is_loopback(request.url.host or ""):
            return web.Response(status=403, text="this address is served to the machine itself alone")
        try:
            result = await handler(request)
        except ApiError as refusal:
            return _response(refusal.code, refusal.envelope())
        except (AssertionError, LookupError, ValueError) as refusal:
            return _response(409, ApiError(409, str(refusal)).envelope())
        except BadEntities as refusal:
            return _response(400, ApiError(400, refusal.description).envelope())
        return result if isinstance(result, web.StreamResponse) else _response(200, result)

    return respond


def _response(status: int, result: Any) -> web.Response:
    return web.Response(status=status, text=encode(result), content_type="application/json")
