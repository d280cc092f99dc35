"""A call to the Bot API, however it came: query string, url-encoded, JSON or multipart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from sandbox.bots import Bot
from sandbox.files import MAX_UPLOAD
from sandbox.wire import ApiError, Json, bad_request

MAX_BODY = MAX_UPLOAD + 1024 * 1024
TOO_LARGE = ApiError(413, "Request Entity Too Large")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    data: bytes
    name: str
    mime_type: str | None


class Call:
    """One call: the method, its parameters, and who makes it."""

    __slots__ = ("bot", "method", "params", "uploads")

    def __init__(self, bot: Bot, method: str, params: Json, uploads: dict[str, Upload]) -> None:
        self.bot = bot
        self.method = method
        self.params = params
        self.uploads = uploads

    def text(self, name: str) -> str:
        """The parameter as text, "" if it is missing."""
        value = self.params.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        """The parameter as a yes or no; missing is no."""
        value = self.params.get(name)
        return value.lower() in {"true", "yes", "1"} if isinstance(value, str) else bool(value)

    def integer(self, name: str, missing: int = 0) -> int:
        """The parameter as a number; what is none counts as missing, as with Telegram."""
        value = self.params.get(name)
        if value is None or isinstance(value, bool):
            return missing
        try:
            return int(value)
        except (TypeError, ValueError):
            return missing

    def number(self, name: str) -> float | None:
        """The parameter as a decimal number."""
        value = self.params.get(name)
        try:
            return None if value is None or value == "" else float(value)
        except (TypeError, ValueError):
            return None

    def data(self, name: str, what: str) -> Any:
        """The parameter's JSON, None if it is missing. `what` names it in the refusal."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def shown(self) -> Json:
        """The parameters as the list of calls shows them: uploads by name and size."""
        if not self.uploads:
            return self.params
        return self.params | {
            name: f"<{upload.name}, {len(upload.data)} bytes>" for name, upload in self.uploads.items()
        }


async def parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Parameters and uploads of a request. Raises ApiError for what cannot be read or is too large."""
    params: Json = dict(request.query) if request.query_string else {}
    if request.method != "POST" or not request.body_exists:
        return params, {}
    if (request.content_length or 0) > MAX_BODY:
        raise TOO_LARGE
    kind = request.content_type
    if kind == "multipart/form-data":
        try:
            fields, uploads = await read_multipart(await request.multipart())
        except ValueError:
            raise ApiError(400, "Bad Request: can't parse multipart form data") from None
        return params | fields, uploads
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise TOO_LARGE from None
    if kind == "application/json":
        return params | read_json(body), {}
    if kind == "application/x-www-form-urlencoded":
        params.update(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return params, {}


def read_json(body: bytes) -> Json:
    """A JSON object. Raises ApiError for anything else."""
    try:
        fields = json.loads(body) if body.strip() else {}
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise ApiError(400, "Bad Request: can't parse JSON object")
    return fields


async def read_multipart(reader: MultipartReader) -> tuple[Json, dict[str, Upload]]:
    """Fields and files. Raises ApiError for what is too large."""
    params: Json = {}
    uploads: dict[str, Upload] = {}
    total = 0
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        chunks = []
        while chunk := await part.read_chunk(65536):
            total += len(chunk)
            if total > MAX_BODY:
                raise TOO_LARGE
            chunks.append(chunk)
        body = b"".join(chunks)
        name = part.name or ""
        if part.filename is None:
            params[name] = body.decode(errors="replace")
        else:
            mime_type = part.headers.get("Content-Type", "").split(";")[0].strip()
            uploads[name] = Upload(body, part.filename, mime_type or None)
    return params, uploads
