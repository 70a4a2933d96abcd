"""Photos and papers: known by their content, bounded, without the place they were made, kept whole."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from portal.kernel import attachments
from portal.kernel.attachments import (
    BOUNDS,
    LARGEST_FILE,
    Attachment,
    FilesUnavailableError,
    Upload,
    UploadRefusedError,
    attach,
    attachments_of,
    read_upload,
    store,
    stored_content,
    stored_path,
)
from portal.kernel.canonical import sha256_hex
from portal.kernel.migrate import GROUND
from portal.kernel.verify import verify_all, verify_log
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from tests.uploads import PLACE, paper, photo, picture, scanned_paper

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories import Township

_ZIP = b"PK\x03\x04" + bytes(26) + b"x"


def keep(township: Township, *uploads: Upload, about: tuple[str, int] = ("matter", 3)) -> list[Attachment]:
    secretary = township.actor(Office.SECRETARY)
    with unit_of_work(secretary, Permission.MATTER_EDIT, township.village) as work:
        rows = attach(work, about=about, uploads=uploads)
        work.seal("matter.photo.added", about=about, facts={"photos": len(rows)})
    return rows


@pytest.mark.parametrize(("kind", "stored"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_a_picture_is_known_by_its_content_and_written_anew(kind: str, stored: str) -> None:
    upload = read_upload("现场.exe", picture(kind))
    assert upload.media_type == stored
    assert upload.digest == sha256_hex(upload.content)
    assert Image.open(io.BytesIO(upload.content)).size == (8, 6)


def test_a_photo_stands_upright_and_says_nothing_of_place_or_phone() -> None:
    upload = read_upload("现场.jpg", photo(size=(80, 60), orientation=6))
    shown = Image.open(io.BytesIO(upload.content))
    assert shown.size == (60, 80)
    assert not dict(shown.getexif())
    assert PLACE.encode() not in upload.content
    assert b"Exif" not in upload.content


def test_a_large_photo_is_scaled_down() -> None:
    shown = Image.open(io.BytesIO(read_upload("大.jpg", picture("JPEG", size=(6000, 3000))).content))
    assert shown.size == (BOUNDS.side, BOUNDS.side // 2)


def test_colours_stay_as_their_profile_meant_them() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    upload = read_upload("色.png", picture(colour="red", icc_profile=profile))
    shown = Image.open(io.BytesIO(upload.content))
    assert shown.getpixel((0, 0)) == (255, 0, 0)
    assert "icc_profile" not in shown.info


def test_what_is_see_through_stays_so() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(target, "WEBP", lossless=True)
    upload = read_upload("章.webp", target.getvalue())
    assert upload.media_type == "image/png"
    assert Image.open(io.BytesIO(upload.content)).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_pdf_loses_author_script_and_enclosed_files() -> None:
    dirty = paper(pages=2, script="app.alert('x')", enclosed=PLACE.encode())
    assert PLACE.encode() in dirty
    upload = read_upload("合同.pdf", dirty)
    assert upload.media_type == "application/pdf"
    assert len(PdfReader(io.BytesIO(upload.content)).pages) == 2
    for hidden in (PLACE.encode(), b"JavaScript", b"app.alert", b"EmbeddedFile", b"/Author"):
        assert hidden not in upload.content


def test_a_photo_inside_a_pdf_loses_its_place_and_keeps_its_pixels() -> None:
    scanned = scanned_paper()
    before = next(iter(PdfReader(io.BytesIO(scanned)).pages[0].images)).image
    upload = read_upload("扫描.pdf", scanned)
    after = next(iter(PdfReader(io.BytesIO(upload.content)).pages[0].images)).image
    assert before is not None
    assert after is not None
    assert before.tobytes() == after.tobytes()
    assert PLACE.encode() not in upload.content
    assert b"Exif" not in upload.content


def test_the_same_pdf_has_the_same_digest() -> None:
    assert read_upload("甲.pdf", paper()).digest == read_upload("乙.pdf", paper()).digest


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (b"GIF89a" + bytes(40), "kind"),
        (_ZIP, "kind"),
        (picture("BMP"), "kind"),
        (picture("JPEG", size=(900, 900))[:3000], "unreadable"),
        (b"%PDF-1.7\nnothing follows", "unreadable"),
        (paper(password="1234"), "password"),
        (paper(pages=BOUNDS.pages + 1), "pages"),
        (bytes(LARGEST_FILE + 1), "large"),
    ],
    ids=["empty", "program", "svg", "html", "gif", "zip", "bmp", "torn-jpeg", "torn-pdf", "locked", "long", "large"],
)
def test_anything_else_is_refused(content: bytes, fact: str) -> None:
    with pytest.raises(UploadRefusedError) as refusal:
        read_upload("照片.jpg", content)
    assert refusal.value.fact == fact
    assert "照片.jpg" in refusal.value.sentence


def png_of_blank_lines(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_picture_that_unpacks_to_a_giant_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UploadRefusedError) as refusal:
        read_upload("炸弹.png", png_of_blank_lines(60_000, 60_000))
    assert refusal.value.fact == "pixels"


@pytest.mark.parametrize(
    "polyglot",
    [
        picture("JPEG") + _ZIP,
        picture() + b"<script>alert(1)</script>",
        paper() + _ZIP,
        picture("JPEG", comment=b"<script>alert(1)</script>"),
    ],
    ids=["jpeg-zip", "png-script", "pdf-zip", "jpeg-comment"],
)
def test_a_file_of_two_kinds_is_one_afterwards(polyglot: bytes) -> None:
    content = read_upload("双.jpg", polyglot).content
    assert b"PK\x03\x04" not in content
    assert b"<script>" not in content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fake\\现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd"),
        ("", "附件"),
        ("现\n场\u202egpj.jpg", "现场gpj.jpg"),
        ("13800138000.jpg", "附件"),
        (f"{'长' * 200}.jpeg", f"{'长' * 90}.jpeg"),
    ],
)
def test_a_title_is_one_line_without_folders_or_numbers_of_people(given: str, kept: str) -> None:
    assert read_upload(given, picture()).title == kept


def test_a_file_is_kept_under_its_digest_and_listed_beside_its_thing(township: Township) -> None:
    first, second = read_upload("一.png", picture()), read_upload("二.pdf", paper())
    keep(township, first, second, first)
    log = township.village.log_id
    listed = attachments_of(log, "matter", [3, "4"])
    assert [row.title for row in listed["3"]] == ["一.png", "二.pdf"]
    assert [row.is_image for row in listed["3"]] == [True, False]
    assert "4" not in listed
    assert stored_content(first.digest) == first.content
    assert attachments_of(township.other_village.log_id, "matter", [3]) == {}
    assert keep(township, first) == [], "the same file beside the same thing is there already"
    assert verify_all(GROUND) == []


def test_what_is_refused_keeps_no_row(township: Township) -> None:
    with (
        suppress(RuntimeError),
        unit_of_work(township.actor(Office.SECRETARY), Permission.MATTER_EDIT, township.village) as work,
    ):
        attach(work, about=("matter", 3), uploads=[read_upload("一.png", picture())])
        raise RuntimeError
    assert attachments_of(township.village.log_id, "matter", [3]) == {}


def test_verification_names_the_first_file_that_was_changed(township: Township) -> None:
    good, bad, gone = (keep(township, read_upload("图", picture(colour=one)))[0] for one in ("red", "blue", "black"))
    stored_path(bad.digest).write_bytes(stored_content(good.digest) or b"")
    stored_path(gone.digest).unlink()
    problems = verify_log(township.village.log.origin, GROUND)
    assert [problem.record for problem in problems] == [f"attachment {bad.id}", f"attachment {gone.id}"]
    assert "文件缺失或被改动" in problems[0].sentence


def test_a_damaged_file_is_mended_by_storing_it_again(township: Township) -> None:
    upload = read_upload("一.png", picture())
    keep(township, upload)
    stored_path(upload.digest).write_bytes(b"damaged")
    assert stored_content(upload.digest) is None
    assert store(upload.content) == upload.digest
    assert stored_content(upload.digest) == upload.content


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file, not a folder")
    attachments.keep_files_in(tmp_path / "uploads")
    with pytest.raises(FilesUnavailableError) as refusal:
        store(b"x")
    assert "CUNSHI_UPLOAD_DIR" in refusal.value.sentence
