"""Pictures that an applicant of the demo sends, drawn so that nobody takes them for real."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (856, 540)  # the shape of an identity card
PAPER, SKY, WALL = "#fffdf5", "#dcebf7", "#b5c9b0"
INK, FAINT = "#14202b", "#4c6175"
COAT, HAIR, SKIN, FEATURES = "#4d6f91", "#8a5a2b", "#e8b98f", "#3a2a1a"
STAMP = (179, 38, 30, 70)


def identity_card(name: str) -> bytes:
    """The front of an identity card that says SPECIMEN: a JPEG."""
    picture, pen = _panel(SKY)
    _write(pen, (40, 36), "REPUBLIC OF EXAMPLIA", 34)
    _write(pen, (40, 82), "IDENTITY CARD · CARTE D’IDENTITE · IDENTITEITSKAART", 20, FAINT)
    _face(pen, (150, 300), 1.0)
    rows = (("NAME", _plain(name).upper()), ("BORN", None), ("NUMBER", None), ("VALID UNTIL", "31 12 2031"))
    for row, (label, value) in enumerate(rows):
        top = 152 + row * 84
        _write(pen, (300, top), label, 18, FAINT)
        if value is None:
            pen.rectangle((300, top + 26, 560, top + 56), fill=INK)  # covered, as the bot asks
        else:
            _write(pen, (300, top + 24), value, 32)
    return _stamped(picture, "SPECIMEN")


def portrait(note: str) -> bytes:
    """Somebody beside a sheet of paper on which the note stands: a JPEG."""
    picture, pen = _panel(WALL)
    _face(pen, (250, 300), 1.6)
    pen.rectangle((470, 230, 790, 430), fill=PAPER)
    _write(pen, (630, 330), note, 110, anchor="mm")
    return _stamped(picture, "INVENTED")


def _plain(text: str) -> str:
    """Without accents, which Pillow's own font doesn't have."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _panel(fill: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, fill)
    return picture, ImageDraw.Draw(picture)


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, fill: str = INK, anchor: str = "la"
) -> None:
    pen.text(at, text, fill=fill, font=ImageFont.load_default(size), anchor=anchor)


def _face(pen: ImageDraw.ImageDraw, at: tuple[int, int], scale: float) -> None:
    def ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> None:
        box = (x - rx, y - ry, x + rx, y + ry)
        pen.ellipse(tuple(at[index % 2] + scale * one for index, one in enumerate(box)), fill=fill)

    ellipse(0, 150, 105, 80, COAT)
    ellipse(0, -8, 82, 96, HAIR)
    ellipse(0, 12, 68, 84, SKIN)
    for side in (-1, 1):
        ellipse(side * 25, 2, 8, 9, FEATURES)
    mouth = (-30, 4, 30, 64)
    pen.arc(
        tuple(at[index % 2] + scale * one for index, one in enumerate(mouth)), 15, 165, FEATURES, width=round(6 * scale)
    )


def _stamped(picture: Image.Image, word: str) -> bytes:
    stamp = Image.new("RGBA", SIZE)
    ImageDraw.Draw(stamp).text(
        (SIZE[0] // 2, SIZE[1] // 2), word, fill=STAMP, font=ImageFont.load_default(130), anchor="mm"
    )
    turned = stamp.rotate(24, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, mask=turned)
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()
