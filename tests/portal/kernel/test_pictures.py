"""The copies of pictures that everybody may see."""

from __future__ import annotations

import io

from PIL import Image

from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.pictures import LONGEST_SIDE, is_picture, public_copy


def upload(picture: Image.Image, kind: str = "PNG", **said: object) -> Upload:
    stream = io.BytesIO()
    picture.save(stream, kind, **said)
    content = stream.getvalue()
    return Upload(title="照片", media_type=f"image/{kind.lower()}", content=content, digest=sha256_hex(content))


def test_a_large_picture_becomes_small_and_keeps_its_shape() -> None:
    copy = public_copy(upload(Image.new("RGB", (2560, 1920), "gray"), "JPEG"))
    with Image.open(io.BytesIO(copy.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (LONGEST_SIDE, 960))
    assert (copy.width, copy.height, copy.digest) == (LONGEST_SIDE, 960, sha256_hex(copy.content))


def test_a_small_picture_is_not_enlarged() -> None:
    assert public_copy(upload(Image.new("RGB", (300, 200)))).width == 300


def test_the_same_picture_gives_the_same_bytes_and_what_it_said_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    handed_in = upload(Image.new("RGB", (40, 30), "green"), "JPEG", exif=exif.tobytes())
    first, second = public_copy(handed_in), public_copy(handed_in)
    assert first.content == second.content
    assert b"taken at home" in handed_in.content
    assert b"taken at home" not in first.content


def test_what_is_transparent_is_white() -> None:
    copy = public_copy(upload(Image.new("RGBA", (8, 8), (255, 0, 0, 0))))
    with Image.open(io.BytesIO(copy.content)) as shown:
        assert shown.convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def test_papers_have_no_copy() -> None:
    assert not is_picture(Upload(title="合同", media_type="application/pdf", content=b"%PDF-", digest="0" * 64))
    assert is_picture(upload(Image.new("L", (2, 2))))
