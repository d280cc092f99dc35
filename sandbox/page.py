"""The page on which the sandbox is seen: static files, with headers that let it load nothing from elsewhere."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
from pathlib import Path

from aiohttp import web

from sandbox.control.body import guarded

log = logging.getLogger("sandbox")
FOLDER = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json"}


class Page:
    """Serves `web/`: the page at `/`, and what belongs to it under `/web/`."""

    def __init__(self, host: str) -> None:
        self._host = host

    def routes(self) -> list[web.RouteDef]:
        """What the application serves."""
        return [
            web.get("/", guarded(self._index, self._host)),
            web.get("/web/{path:.+}", guarded(self._file, self._host)),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        return _served(request, FOLDER / "index.html")

    async def _file(self, request: web.Request) -> web.Response:
        try:
            path = (FOLDER / request.match_info["path"]).resolve()
            if path.is_relative_to(FOLDER.resolve()) and path.is_file():
                return _served(request, path)
        except (OSError, ValueError):
            log.debug("no file can be called so")
        return web.Response(status=404, text="there is no such file")


def _served(request: web.Request, path: Path) -> web.Response:
    body = path.read_bytes()
    tag = hashlib.sha256(body).hexdigest()[:20]
    if request.headers.get("If-None-Match", "").strip('W/"') == tag:
        return web.Response(status=304, headers=HEADERS | {"ETag": f'"{tag}"'})
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = web.Response(body=body, headers=HEADERS | {"ETag": f'"{tag}"'}, content_type=kind)
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        response.charset = "utf-8"
        response.enable_compression()
    return response
