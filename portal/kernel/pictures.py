"""Pictures as they go out to everybody: small enough for a phone, and the same bytes for the same picture.

What was handed in stays behind permission; whoever says that a picture may be seen by all lets this copy be made.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from portal.kernel.canonical import sha256_hex

if TYPE_CHECKING:
    from portal.kernel.attachments import Upload

#: The longest side of a public copy, in pixels: a phone shows no more.
LONGEST_SIDE = 1280

MEDIA_TYPE = "image/jpeg"

_QUALITY = 80
_PAPER = "white"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCopy:
    """The picture everybody may see: JPEG, with its size in pixels."""

    content: bytes
    digest: str
    width: int
    height: int


def is_picture(upload: Upload) -> bool:
    """Tell whether an upload can have a public copy; papers have none."""
    return upload.media_type.startswith("image/")


def public_copy(upload: Upload) -> PublicCopy:
    """Return the copy of a cleaned picture that may be seen by all; nothing but its pixels goes into it."""
    with Image.open(io.BytesIO(upload.content)) as picture:
        seen = _on_paper(picture)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    seen.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    content = target.getvalue()
    return PublicCopy(content=content, digest=sha256_hex(content), width=seen.width, height=seen.height)


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the pixels alone in RGB, what is transparent on white."""
    drawn = picture.convert("RGBA")
    paper = Image.new("RGB", drawn.size, _PAPER)
    paper.paste(drawn, mask=drawn.getchannel("A"))
    return paper
