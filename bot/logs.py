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

SPEAK_OF_NO_CONTENT = {"TelegramAPIError", "OSError"}  # by name, since aiogram is slow to import


def configure(log_format: Literal["text", "json"] = "text", level: str = "info") -> None:
    """Send our logs and those of the libraries to stderr in one form, with secrets taken out."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
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
    """Of an error, its kinds and where. Its words only if they are Telegram's or the system's: others may repeat."""
    known = event.pop("exc_info", None)
    error = known if isinstance(known, BaseException) else known[1] if isinstance(known, tuple) else sys.exception()
    chain: list[BaseException] = []
    while known and error is not None:
        chain.append(error)
        error = error.__cause__ or error.__context__
    if chain:
        event["exception"] = "\n".join(
            "".join(traceback.format_tb(one.__traceback__)) + _named(one) for one in reversed(chain)
        )
    return event


def _named(error: BaseException) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return f"{type(error).__name__}: {error}" if kinds & SPEAK_OF_NO_CONTENT else type(error).__name__


def _without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = TOKEN.sub("[secret]", value)
    return event
