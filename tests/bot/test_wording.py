"""Of an error, what is certainly nobody's words."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetMe

from bot.wording import kinds, said_by_telegram


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: chat not found",
        "Forbidden: bot was blocked by the user",
        "Bad Request: message to edit not found",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "Bad Request: BUTTON_DATA_INVALID",
        "Unauthorized",
    ],
)
def test_what_telegram_says_of_its_own_is_kept(description: str) -> None:
    assert said_by_telegram(description) == description


@pytest.mark.parametrize(
    "description",
    [
        'Bad Request: can\'t parse entities: Unsupported start tag "josée" at byte offset 17',
        "Bad Request: Josée Voorbeeld, rue de l'Exemple 12, +32470123456",
        "Bad Request: group chat was upgraded to a supergroup chat -1001234567890",
        "josée@example.org",
        "JOSÉE_VOORBEELD",
    ],
)
def test_what_it_quotes_is_not(description: str) -> None:
    said = said_by_telegram(description).lower()
    assert "…" in said
    for quoted in ("jos", "voorbeeld", "exemple", "12", "47", "org"):
        assert quoted not in said


def test_an_error_is_told_by_its_kinds() -> None:
    error = FileNotFoundError(2, "no such file: Josée", "josée.sqlite3")
    error.__cause__ = TelegramBadRequest(GetMe(), "Bad Request: Josée is not a chat")
    told = "FileNotFoundError: No such file or directory < TelegramBadRequest: Bad Request: … is not a chat"
    assert kinds(error) == told
    assert kinds(ValueError("Josée")) == "ValueError"
