"""The child program that opens a picture or PDF nobody has vouched for and writes it anew.

``portal.kernel.attachments`` starts this file in a process of its own, with the file on standard input: a
hostile one ends this child at its hard limits, not the portal. What is answered was written here, so nothing
of the original but what is seen comes through: no place, no camera, no author, no script, no second file
inside. The answer is one line of JSON, ``{"media_type"}`` or ``{"refused"}``, followed by the new bytes.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

MEMORY_BYTES = 3 << 29
CPU_SECONDS = 20

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"

_PICTURES = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
_PLAIN_MODES = {"1", "L", "P", "RGB"}

#: A page keeps what is drawn on it; a mark on it keeps how it looks. Actions, links and viewports are not among them.
_OF_A_PAGE = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group", "/Annots",
}  # fmt: skip
_OF_A_MARK = {"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/C", "/BS"}
_HIDDEN = {"/Metadata", "/PieceInfo", "/AF", "/EF", "/OPI", "/Ref", "/Measure", "/PtData", "/LastModified"}

_JPEG_START, _JPEG_DATA = b"\xff\xd8", 0xDA
#: Segments of a JPEG that say something about it: APP1 (Exif, XMP), APP3 to APP13, APP15, comments.
#: APP0 and APP14 say how its colours are to be read, APP2 holds the colour profile.
_JPEG_ABOUT = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an upload may hold at most, and how large a picture is kept."""

    pixels: int
    side: int
    png_bytes: int
    pages: int
    written_bytes: int


class RefusedError(Exception):
    """The upload is not kept; the text is the fact's short name."""


def main() -> None:
    """Read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bounds = Bounds(**json.loads(sys.argv[1]))
    try:
        media_type, content = cleaned(sys.stdin.buffer.read(), bounds)
        head: dict[str, str] = {"media_type": media_type}
    except RefusedError as refusal:
        head, content = {"refused": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)


def cleaned(data: bytes, bounds: Bounds) -> tuple[str, bytes]:
    """Return the media type of ``data`` by its content, and the same picture or pages written anew.

    :raise RefusedError: with ``kind``, ``unreadable``, ``pixels``, ``pages``, ``password`` or ``large``.
    """
    media_type, content = _cleaned_pdf(data, bounds) if data.startswith(b"%PDF-") else _cleaned_picture(data, bounds)
    if len(content) > bounds.written_bytes:
        raise RefusedError("large")
    return media_type, content


def _cleaned_picture(data: bytes, bounds: Bounds) -> tuple[str, bytes]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is judged here, before anything is decoded
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=_PICTURES)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise RefusedError("kind") from problem
    if picture.width * picture.height > bounds.pixels:
        raise RefusedError("pixels")
    was_png = picture.format == "PNG"
    try:
        picture.draft("RGB", (bounds.side, bounds.side))  # a large JPEG is decoded small from the start
        picture = ImageOps.exif_transpose(picture)
        picture = _in_plain_colours(picture)
        picture.thumbnail((bounds.side, bounds.side))
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, MemoryError) as problem:
        raise RefusedError("unreadable") from problem
    bare = _bare(picture)
    if was_png or bare.mode == "RGBA":
        content = _written(bare, "PNG", optimize=True)
        if len(content) <= bounds.png_bytes:
            return PNG, content
    return JPEG, _written(_on_white(bare), "JPEG", quality=_QUALITY, optimize=True, progressive=True)


def _in_plain_colours(picture: Image) -> Image:
    """Return the picture in RGB or RGBA, its colours as its profile meant them."""
    from PIL import Image, ImageCms

    transparent = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            seen = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return seen if isinstance(seen, Image.Image) else picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the plain colours will do
    return picture.convert("RGBA" if transparent else "RGB")


def _bare(picture: Image) -> Image:
    """Return the pixels alone: nothing the file said about them is carried over."""
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _on_white(picture: Image) -> Image:
    from PIL import Image

    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _written(picture: Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def _cleaned_pdf(data: bytes, bounds: Bounds) -> tuple[str, bytes]:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        source = PdfReader(io.BytesIO(data), strict=False)
        if source.is_encrypted:
            raise RefusedError("password")
        count = len(source.pages)
        if not 0 < count <= bounds.pages:
            raise RefusedError("pages")
        target = PdfWriter()
        for page in source.pages:
            _keep_what_is_drawn(page)
            target.add_page(page)
        target.metadata = None
        for one in _dictionaries(target):
            _hide(one)
        written = io.BytesIO()
        target.write(written)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as problem:
        raise RefusedError("unreadable") from problem  # what a broken file makes of the reader is not one class
    except (RecursionError, MemoryError, AssertionError, NotImplementedError, OverflowError, zlib.error) as problem:
        raise RefusedError("unreadable") from problem
    return PDF, written.getvalue()


def _keep_what_is_drawn(page: Any) -> None:
    """Reduce a page to its drawing, and each mark on it to its looks."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else []
    drawn = [mark for mark in (one.get_object() for one in marks) if isinstance(mark, DictionaryObject)]
    kept = [_only(mark, _OF_A_MARK) for mark in drawn if "/AP" in mark and mark.get("/Subtype") != "/FileAttachment"]
    for key in set(page) - _OF_A_PAGE:
        del page[key]
    if "/Annots" in page:
        page[NameObject("/Annots")] = ArrayObject(kept)


def _only(mark: DictionaryObject, names: set[str]) -> DictionaryObject:
    from pypdf.generic import DictionaryObject

    return DictionaryObject({name: value for name, value in mark.items() if name in names})


def _dictionaries(target: PdfWriter) -> Iterator[DictionaryObject]:
    """Yield every dictionary that will be written, those inside others too."""
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting: list[Any] = list(target._objects)  # noqa: SLF001 - pypdf names no public way to all of them
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one


def _hide(one: DictionaryObject) -> None:
    from pypdf.generic import NameObject, StreamObject

    for key in _HIDDEN & set(one):
        del one[NameObject(key)]
    if not isinstance(one, StreamObject):
        return
    if one.get("/Filter") == ["/FlateDecode", "/DCTDecode"]:
        one._data = zlib.decompress(one._data)  # noqa: SLF001 - the bytes of a picture as they are, not decoded
        one[NameObject("/Filter")] = NameObject("/DCTDecode")
        one.pop("/DecodeParms", None)
    if one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        one._data = without_segments(one._data)  # noqa: SLF001 - likewise


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without what it says about itself; its pixels stay byte for byte."""
    if not jpeg.startswith(_JPEG_START):
        return jpeg
    kept, place = [_JPEG_START], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:  # noqa: PLR2004 - every segment begins so
        kind = jpeg[place + 1]
        if kind == _JPEG_DATA:
            break
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if kind not in _JPEG_ABOUT:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])


if __name__ == "__main__":
    main()
