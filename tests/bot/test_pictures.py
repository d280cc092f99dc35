"""Which messages are pictures for an identity check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import (
    Animation,
    Chat,
    Document,
    Message,
    MessageOriginHiddenUser,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
)

from bot.pictures import LARGEST_BYTES, Unfit, mark_of, unfit

IDS: dict[str, Any] = {"file_id": "id", "file_unique_id": "mark"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PHOTO = [PhotoSize(**IDS, width=10, height=10)]


def a_message(**content: Any) -> Message:
    return Message(message_id=1, date=NOW, chat=Chat(id=1, type="private"), **content)


def a_document(mime_type: str | None, name: str | None, size: int = 10) -> Message:
    return a_message(document=Document(**IDS, mime_type=mime_type, file_name=name, file_size=size))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (a_message(photo=PHOTO), None),
        (a_message(photo=PHOTO, caption="hello"), None),
        (
            a_message(photo=PHOTO, forward_origin=MessageOriginHiddenUser(date=NOW, sender_user_name="X")),
            Unfit.FORWARDED,
        ),
        (a_message(video=Video(**IDS, width=1, height=1, duration=1)), Unfit.MOVING),
        (a_message(video_note=VideoNote(**IDS, length=1, duration=1)), Unfit.MOVING),
        (
            a_message(
                animation=Animation(**IDS, width=1, height=1, duration=1),
                document=Document(**IDS, mime_type="video/mp4"),
            ),
            Unfit.MOVING,
        ),
        (
            a_message(sticker=Sticker(**IDS, type="regular", width=1, height=1, is_animated=False, is_video=False)),
            Unfit.NOTHING,
        ),
        (a_message(text="here"), Unfit.NOTHING),
        (a_document("image/png", "card.PNG"), None),
        (a_document("image/jpeg", None), None),
        (a_document("image/jpeg", "card.jpg", LARGEST_BYTES), None),
        (a_document("image/jpeg", "card.jpg", LARGEST_BYTES + 1), Unfit.TOO_LARGE),
        (a_document("image/heic", "card.heic"), Unfit.OTHER_FORMAT),
        (a_document("image/svg+xml", "card.svg"), Unfit.OTHER_FORMAT),
        (a_document("image/jpeg", "card.jpg.exe"), Unfit.NO_PICTURE),
        (a_document("image/jpeg", "card.pdf"), Unfit.NO_PICTURE),
        (a_document("application/pdf", "card.pdf"), Unfit.NO_PICTURE),
        (a_document(None, None), Unfit.NO_PICTURE),
    ],
)
def test_what_is_a_picture(message: Message, expected: Unfit | None) -> None:
    assert unfit(message) is expected


def test_the_same_picture_has_the_same_mark() -> None:
    assert mark_of(a_message(photo=PHOTO)) == mark_of(a_document("image/png", "a.png"))
    assert len(mark_of(a_message(photo=PHOTO))) == 32
    assert "mark" not in mark_of(a_message(photo=PHOTO))  # Telegram's own
    assert mark_of(a_message(text="x")) == ""
