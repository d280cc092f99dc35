"""A card, and how one is made from a notice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from domain.notices.notice import Notice
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Card:
    """A message as it is to be: HTML text and keyboard. `photos` are opaque references, sent as a protected album under
    spoilers instead of text. `quiet`: no sound. `protected`: nobody can forward or save it.
    """

    text: str = ""
    keyboard: InlineKeyboardMarkup | None = None
    photos: tuple[tuple[str, str], ...] = ()
    quiet: bool = False
    protected: bool = False


Renderer = Callable[[UnitOfWork, Recipient, Notice], Awaitable[Card | None]]
"""Reads what is so now and returns the card, or None when there is nothing (any more) to say. The language is set."""
