"""Logs are one line an event and hold no secret."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest
from aiogram.methods import GetMe, SendMessage

from bot import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    structlog.configure(**config)


@pytest.mark.parametrize(
    "text",
    [
        "POST https://api.telegram.org/bot123456:AAE-inventedSECRET/sendMessage failed",
        "token 123456:AAE-inventedSECRET refused",
        "postgresql://ada:SECRET@db.example/net is down",
        "https://api.telegram.org/file/bot123456:AAESECRET/photos/1.jpg",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_taken_out(text: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form)  # type: ignore[arg-type]  # parametrised
    structlog.get_logger("x").warning("something", why=text)
    logging.getLogger("other.library").error("it said %s", text)
    structlog.get_logger("x").error("failed", exc_info=OSError(text))
    written = capsys.readouterr().err
    assert "SECRET" not in written
    assert written.count("[secret]") >= 2


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    with structlog.contextvars.bound_contextvars(update_id=7):
        structlog.get_logger("update").info("handled", role="operator", ms=3)
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["update_id"], entry["role"], entry["level"]) == ("handled", 7, "operator", "info")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_answer_that_was_not_understood_is_not_repeated(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form)  # type: ignore[arg-type]  # parametrised
    said = "Josée Voorbeeld"
    content = json.dumps({"ok": True, "result": {"message_id": said}}, ensure_ascii=False)
    bot = Bot("123456:AAE-invented")
    try:
        AiohttpSession().check_response(bot, SendMessage(chat_id=5, text=said), 200, content)
    except ClientDecodeError as error:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("other.library").exception("failed")
        structlog.get_logger("x").error("failed", exc_info=error)
    written = capsys.readouterr().err
    assert written.count("ClientDecodeError") >= 3
    assert written.count("check_response") >= 3
    assert said not in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_of_an_error_only_the_kinds_and_places_are_told(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form)  # type: ignore[arg-type]  # parametrised
    try:
        int("Josée Voorbeeld")
    except ValueError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("other.library").exception("failed")
    structlog.get_logger("x").error("failed", exc_info=TelegramBadRequest(GetMe(), "chat not found"))
    written = capsys.readouterr().err
    assert written.count("ValueError") >= 2
    assert written.count("test_logs.py") == 2
    assert "invalid literal" not in written
    assert "chat not found" in written


NAME = "Josée Voorbeeld"


class Forgotten:
    """Something that fails when it is forgotten."""

    def __del__(self) -> None:
        raise ValueError(NAME)


@pytest.mark.parametrize("form", ["text", "json"])
async def test_nor_of_one_that_nobody_has_caught(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form)  # type: ignore[arg-type]  # parametrised
    loop = asyncio.get_running_loop()

    async def fail(words: str) -> None:
        raise ValueError(words)

    def fail_now(words: str) -> None:
        raise ValueError(words)

    task = asyncio.create_task(fail(NAME), name=NAME)
    await asyncio.wait([task])
    del task
    gc.collect()
    loop.call_soon(fail_now, NAME)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    thread = threading.Thread(target=fail_now, args=(NAME,), name=NAME)
    thread.start()
    thread.join()
    Forgotten()
    gc.collect()
    try:
        fail_now(NAME)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    written = capsys.readouterr().err
    assert written.count("ValueError") >= 5
    assert written.count("in fail_now") >= 3
    assert "Task exception was never retrieved" in written
    assert "Exception in callback" in written
    assert "Voorbeeld" not in written


def test_what_libraries_tell_below_a_warning_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", "debug")
    logging.getLogger("a.driver").debug("SELECT … %s", NAME)
    logging.getLogger("a.client").info("GET /search?q=%s", NAME)
    structlog.get_logger("ours").debug("notice delivered")
    logging.getLogger("a.driver").warning("the pool is full")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == [
        "notice delivered",
        "the pool is full",
    ]
