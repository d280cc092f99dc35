"""Structured logs: one line an event. Never content, personal data, secrets or addresses of files."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Literal

import structlog

from bot.wording import named

TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{3,}\b|(?<=/bot)\d+:[^/\s]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")

REPRESENTATION = re.compile(r"<.*|\n.*", re.DOTALL)


def configure(log_format: Literal["text", "json"] = "text", level: str = "info") -> None:
    """Send our logs and those of the libraries to stderr in one form, with secrets taken out."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
        _without_objects,
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
    handler.addFilter(_is_ours_or_serious)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("aiogram.event", "aiogram.dispatcher", "alembic", "aiohttp.access", "aiosqlite", "geopy"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda what: _uncaught(what.exc_type, what.exc_value, what.exc_traceback)
    threading.excepthook = lambda what: _uncaught(what.exc_type, what.exc_value, what.exc_traceback)


def _is_ours_or_serious(record: logging.LogRecord) -> bool:
    """What libraries tell below a warning are requests, statements and their values: more than a log may hold."""
    return record.levelno >= logging.WARNING or isinstance(record.msg, dict)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody has caught, wherever it was: Python itself would write the error's words, which may be somebody's."""
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        structlog.get_logger("python").critical("not caught", exc_info=(kind, error, trace))


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
            "".join(traceback.format_tb(one.__traceback__)) + named(one) for one in reversed(chain)
        )
    return event


def _without_objects(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """asyncio describes tasks and callbacks with what they were called with, and what they raised."""
    if event.get("logger") == "asyncio":
        event["event"] = REPRESENTATION.sub("…", str(event["event"]))
    return event


def _without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = TOKEN.sub("[secret]", value)
    return event
