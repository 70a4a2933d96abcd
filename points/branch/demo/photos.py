"""Drawn photos of the invented township's meetings: people in rows before a wall, or out in the open."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from points.branch.life import Form
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.pictures import MEDIA_TYPE

if TYPE_CHECKING:
    from random import Random

_WIDTH, _HEIGHT = 480, 320
_COATS = ("#3d5a80", "#7a4b3a", "#4f6d4a", "#6b5b7b", "#8a6f3f")


def meeting_photo(dice: Random, form: Form) -> Upload:
    """Return a picture of a meeting; the same dice draw the same picture."""
    outside = form is Form.PRACTICE
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#bcd9ea" if outside else "#e9dfcb")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 190, _WIDTH, _HEIGHT), fill="#93a35a" if outside else "#a98d6a")
    if not outside:
        pen.rectangle((120, 30, 360, 70), fill="#b3261e")
    for row in range(3):
        for seat in range(6 + row):
            left = 30 + seat * (420 // (6 + row)) + dice.randrange(12)
            top = 130 + row * 50 + dice.randrange(8)
            pen.ellipse((left + 8, top - 22, left + 30, top), fill="#d9b28c")
            pen.rectangle((left, top, left + 38, top + 50), fill=dice.choice(_COATS))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    content = stream.getvalue()
    return Upload(title="现场.jpg", media_type=MEDIA_TYPE, content=content, digest=sha256_hex(content))
