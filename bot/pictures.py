"""Pictures by reference: Telegram keeps them, and they never pass through us."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePosixPath

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InputMediaDocument, InputMediaPhoto, Message

AS_FILE = "document:"
SHOWN_AS_FILE = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/webp": (".webp",)}
"""Kinds of files that every telephone shows, with the ends of their names. What is inside nobody of us opens."""
LARGEST_BYTES = 10 * 1024 * 1024


class Unfit(StrEnum):
    """Why a message is no picture for an identity check."""

    FORWARDED = "forwarded"
    MOVING = "moving"  # a video, an animation
    OTHER_FORMAT = "other_format"  # a picture, but not every telephone shows it
    NO_PICTURE = "no_picture"  # a file
    TOO_LARGE = "too_large"
    NOTHING = "nothing"  # words, a sticker, a voice


def reference_of(message: Message) -> str | None:
    """The reference to a message's picture, sent as a photo or as a file; None when it has none."""
    if message.photo:
        return message.photo[-1].file_id
    if message.document is not None and (message.document.mime_type or "").startswith("image/"):
        return AS_FILE + message.document.file_id
    return None


def mark_of(message: Message) -> str:
    """What is the same for the same picture, whoever sends it and however often. A digest, since it is kept as it is:
    Telegram's own mark would lead to the picture in whoever's chat has it.
    """
    shown = message.photo[-1] if message.photo else message.document
    return sha256(shown.file_unique_id.encode()).hexdigest()[:32] if shown is not None else ""


def unfit(message: Message) -> Unfit | None:
    """Why this can't be used; None: it is a picture as it should be."""
    document = message.document
    if message.video is not None or message.video_note is not None or message.animation is not None:
        return Unfit.MOVING
    if not message.photo and document is None:
        return Unfit.NOTHING
    if message.forward_origin is not None:
        return Unfit.FORWARDED
    if document is None:
        return None
    kind, name = document.mime_type or "", PurePosixPath((document.file_name or "").lower())
    if not kind.startswith("image/"):
        return Unfit.NO_PICTURE
    if kind not in SHOWN_AS_FILE:
        return Unfit.OTHER_FORMAT
    if name.name and name.suffix not in SHOWN_AS_FILE[kind]:
        return Unfit.NO_PICTURE
    return Unfit.TOO_LARGE if (document.file_size or 0) > LARGEST_BYTES else None


def media(reference: str, caption: str) -> InputMediaPhoto | InputMediaDocument:
    """The picture as part of an album. Telegram hides only photos under a spoiler, and mixes no files with photos."""
    if reference.startswith(AS_FILE):
        return InputMediaDocument(media=reference.removeprefix(AS_FILE), caption=caption)
    return InputMediaPhoto(media=reference, caption=caption, has_spoiler=True)


def has_picture(message: Message) -> bool:
    """Whether there is a picture or file in it, one that moves too."""
    moving = (message.video, message.video_note, message.animation)
    return bool(message.photo) or message.document is not None or any(one is not None for one in moving)


async def discard(message: Message) -> bool:
    """Delete a picture or file that is not wanted: nobody would know of it when the others are deleted. Whether the
    message had any.
    """
    if not has_picture(message):
        return False
    with suppress(TelegramBadRequest):
        await message.delete()
    return True
