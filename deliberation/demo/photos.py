"""Drawn photos of the invented township: its works (sky, hills, a field, a road half made), and a voting paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from deliberation.rules import Choice
from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.pictures import MEDIA_TYPE

if TYPE_CHECKING:
    from random import Random

_WIDTH, _HEIGHT = 960, 640
_HORIZON = 300
_SKIES = ("#bcd9ea", "#cfe0e6", "#e3e2d3")
_HILLS = ("#6f8f6a", "#7d9a77", "#5f7f66")
_FIELDS = ("#a9a55c", "#93a35a", "#b59c5e")


def site_photo(dice: Random, *, finished: bool) -> Upload:
    """Return a picture of a building site; ``finished``: the road runs through to the hills."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), dice.choice(_SKIES))
    pen = ImageDraw.Draw(picture)
    _hills(pen, dice)
    pen.rectangle((0, _HORIZON, _WIDTH, _HEIGHT), fill=dice.choice(_FIELDS))
    _road(pen, finished=finished)
    _trees(pen, dice)
    if not finished:
        _gravel(pen, dice)
    return _taken(picture, "现场照片.jpg")


def paper_photo(choice: str) -> Upload:
    """Return a picture of a voting paper on a table, ticked at ``choice``."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#8a6f52")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((90, 70, 870, 570), fill="#f7f4ea")
    for top, right in ((120, 620), (180, 760), (230, 540)):
        pen.line([(140, top), (right, top)], fill="#555555", width=12)
    for place, offered in enumerate(Choice):
        left = 150 + 220 * place
        pen.rectangle((left, 320, left + 60, 380), outline="#333333", width=5)
        pen.line([(left + 85, 350), (left + 165, 350)], fill="#555555", width=12)
        if offered == choice:
            pen.line([(left + 8, 345), (left + 28, 374), (left + 76, 296)], fill="#1f3f8f", width=9)
    pen.line([(560, 500), (600, 470), (640, 510), (690, 465), (750, 505)], fill="#1f3f8f", width=7)
    return _taken(picture, "原票.jpg")


def _taken(picture: Image.Image, title: str) -> Upload:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    content = stream.getvalue()
    return Upload(title=title, media_type=MEDIA_TYPE, content=content, digest=sha256_hex(content))


def signed_sheet(dice: Random, *, lines: int) -> Upload:
    """Return a picture of a sheet with so many signatures, none of which can be read."""
    picture = Image.new("RGB", (_HEIGHT, _WIDTH), "#fbfaf4")
    pen = ImageDraw.Draw(picture)
    for line in range(lines):
        y = 120 + line * 70
        pen.line([(60, y), (_HEIGHT - 60, y)], fill="#9a958a", width=2)
        x = 90
        for _ in range(14):
            step = dice.randrange(8, 16)
            pen.line([(x, y - dice.randrange(6, 44)), (x + step, y - dice.randrange(6, 44))], fill="#23304a", width=4)
            x += step
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    content = stream.getvalue()
    return Upload(title="签名表.jpg", media_type=MEDIA_TYPE, content=content, digest=sha256_hex(content))


def _hills(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    for colour in _HILLS:
        left, height = dice.randrange(-300, _WIDTH - 200), dice.randrange(90, 190)
        pen.ellipse((left, _HORIZON - height, left + 760, _HORIZON + height), fill=colour)


def _road(pen: ImageDraw.ImageDraw, *, finished: bool) -> None:
    far = _HORIZON if finished else _HORIZON + 150
    half = 22 if finished else 90
    middle = _WIDTH // 2
    pen.polygon([(middle - half, far), (middle + half, far), (760, _HEIGHT), (200, _HEIGHT)], fill="#b9b4ab")
    if finished:
        for top in range(_HORIZON + 20, _HEIGHT, 60):
            pen.line([(middle, top), (middle, top + 28)], fill="#f4f1e6", width=6)


def _trees(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    for side in (60, 170, 800, 890):
        top = dice.randrange(_HORIZON - 90, _HORIZON - 30)
        pen.rectangle((side - 6, top + 70, side + 6, _HORIZON + 60), fill="#6b4f37")
        pen.ellipse((side - 48, top, side + 48, top + 110), fill="#44683f")


def _gravel(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    pen.polygon([(300, 470), (430, 330), (560, 470)], fill="#8f8a80")
    for _ in range(40):
        x, y = dice.randrange(330, 530), dice.randrange(410, 470)
        pen.ellipse((x, y, x + 9, y + 6), fill="#a8a298")
