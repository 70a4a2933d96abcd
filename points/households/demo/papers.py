"""A photo of a signed sheet, as the counter takes it: paper, lines, a signature nobody can read."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex

_SIZE, _PAPER, _INK = (480, 320), (246, 243, 234), (40, 40, 60)


def signed_sheet() -> Upload:
    """Return the picture, the same at every load, without what a camera would add."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    for line in range(40, _SIZE[1], 40):
        pen.line((20, line, _SIZE[0] - 20, line), fill=(190, 190, 190))
    pen.line([(300 + 12 * step, 170 + (step * 37) % 23) for step in range(12)], fill=_INK, width=3)
    target = io.BytesIO()
    picture.save(target, "PNG")
    content = target.getvalue()
    return Upload(title="签收单.png", media_type="image/png", content=content, digest=sha256_hex(content))
