"""Pictures and papers as phones and offices make them, with what they say about their makers."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.kernel.attachments import Upload
from portal.kernel.canonical import sha256_hex

#: Stands in every hidden place of what is made here, and may come out of none.
PLACE = "N26.1234-E106.5678"

_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825
_GPS_LATITUDE_REF, _GPS_LATITUDE = 1, 2


def upload(content: bytes = b"paper", *, title: str = "原票.jpg", media_type: str = "image/jpeg") -> Upload:
    """Return ``content`` as a file that was read already."""
    return Upload(title=title, media_type=media_type, content=content, digest=sha256_hex(content))


def picture(kind: str = "PNG", *, size: tuple[int, int] = (8, 6), colour: str = "green", **options: Any) -> bytes:
    """Return a picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind, **options)
    return target.getvalue()


def photo(*, size: tuple[int, int] = (80, 60), orientation: int = 6, colour: str = "green") -> bytes:
    """Return a JPEG as a phone held upright makes it: lying on its side, with the place and the phone's name."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKER] = orientation, PLACE
    exif.get_ifd(_GPS).update({_GPS_LATITUDE_REF: "N", _GPS_LATITUDE: (26.0, 7.0, 24.0)})
    return picture("JPEG", size=size, colour=colour, exif=exif, comment=PLACE.encode())


def paper(*, pages: int = 1, script: str = "", enclosed: bytes = b"", password: str = "") -> bytes:
    """Return a PDF with an author and, where asked for, a script that runs on opening and a file inside."""
    writer = PdfWriter()
    page = DictionaryObject()
    for _ in range(pages):
        page = writer.add_blank_page(width=300, height=200)
        page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Made"): TextStringObject(PLACE)})
    writer.add_metadata({"/Author": PLACE})
    if script:
        run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(run)
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(run)})
    if enclosed:
        writer.add_attachment("inside.bin", enclosed)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def scanned_paper() -> bytes:
    """Return a PDF made of one photo, which keeps the photo's own bytes."""
    target = io.BytesIO()
    Image.open(io.BytesIO(photo(orientation=1))).save(target, "PDF", author=PLACE)
    return target.getvalue()
