"""Structured logs: one line an event. Never content, personal data, secrets or addresses of files."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{3,}\b|(?<=/bot)\d+:[^/\s]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")

REPEAT_CONTENT = {"ClientDecodeError", "ValidationError"}


def configure(log_format: Literal["text", "json"] = "text", level: str = "info") -> None:
    """Send our logs and those of the libraries to stderr in one form, with secrets taken out."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("aiogram.event", "aiogram.dispatcher", "alembic", "aiohttp.access", "aiosqlite", "geopy"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _without_content(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an error that repeats what was received, which may be what somebody wrote: its kinds and where, no words."""
    known = event.get("exc_info")
    error = known if isinstance(known, BaseException) else known[1] if isinstance(known, tuple) else sys.exception()
    chain: list[BaseException] = []
    while known and error is not None:
        chain.append(error)
        error = error.__cause__ or error.__context__
    if any(type(one).__name__ in REPEAT_CONTENT for one in chain):
        del event["exc_info"]
        event["exception"] = "\n".join(
            "".join(traceback.format_tb(one.__traceback__)) + type(one).__name__ for one in reversed(chain)
        )
    return event


def _without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = TOKEN.sub("[secret]", value)
    return event
