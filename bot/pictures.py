"""Pictures by reference: Telegram keeps them, and they never pass through us."""

from __future__ import annotations

from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InputMediaDocument, InputMediaPhoto, Message

AS_FILE = "document:"


def reference_of(message: Message) -> str | None:
    """The reference to a message's picture, sent as a photo or as a file; None when it has none."""
    if message.photo:
        return message.photo[-1].file_id
    if message.document is not None and (message.document.mime_type or "").startswith("image/"):
        return AS_FILE + message.document.file_id
    return None


def media(reference: str, caption: str) -> InputMediaPhoto | InputMediaDocument:
    """The picture as part of an album. Telegram hides only photos under a spoiler, and mixes no files with photos."""
    if reference.startswith(AS_FILE):
        return InputMediaDocument(media=reference.removeprefix(AS_FILE), caption=caption)
    return InputMediaPhoto(media=reference, caption=caption, has_spoiler=True)


async def discard(message: Message) -> None:
    """Delete a picture or file that is not wanted: nobody would know of it when the others are deleted."""
    if reference_of(message) is not None or message.document is not None:
        with suppress(TelegramBadRequest):
            await message.delete()
