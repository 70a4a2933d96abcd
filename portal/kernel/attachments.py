"""Photos and papers people hand in: cleaned, kept as a file under their digest, named by a sealed row.

A file is written before the row that names it: a row without its file is damage, a file without a row only
unused. Files lie in one folder outside the web root; the portal serves them with permission.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from peewee import CharField, ForeignKeyField, IntegerField

from portal.kernel.canonical import sha256_hex
from portal.kernel.db import SealedModel, dicts_of
from portal.kernel.errors import BadValueError, UnavailableError
from portal.kernel.fields import MomentField
from portal.kernel.journal import JournalLog
from portal.kernel.privacy import holds_private_number
from portal.kernel.upload_reader import CPU_SECONDS, PDF, Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.kernel.work import Work

#: The largest file taken, before it is cleaned.
LARGEST_FILE = 15 << 20

BOUNDS = Bounds(pixels=40_000_000, side=2_560, png_bytes=4 << 20, pages=200, written_bytes=20 << 20)

_READER = Path(__file__).with_name("upload_reader.py")
_TITLE_LENGTH = 100
_NOT_IN_A_TITLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ACCEPTED = "请上传 JPG、PNG、WebP 图片或 PDF 文件"

_REFUSALS = {
    "kind": f"不是图片，也不是 PDF：{_ACCEPTED}（看的是文件内容，不是后缀）。",
    "unreadable": f"打不开，可能已损坏，请重新拍照或导出；{_ACCEPTED}。",
    "pixels": f"的像素太多，请把图片缩小到 {BOUNDS.pixels // 1_000_000 * 100} 万像素以内再上传。",
    "pages": f"没有页或页数太多，PDF 请在 {BOUNDS.pages} 页以内，更长的请分成几个。",
    "password": "设有密码，请去掉密码后再上传。",
    "large": f"超过 {LARGEST_FILE >> 20} MB，请压缩或分成几个文件再上传。",
    "empty": "是空的，请重新选择文件。",
}


class Attachment(SealedModel):
    """One file beside one thing of a log: what it is called, what it is, and where its bytes are found."""

    log = ForeignKeyField(JournalLog, on_delete="RESTRICT")
    about_kind = CharField(max_length=40)
    about_key = CharField(max_length=80)
    digest = CharField(max_length=64)
    media_type = CharField(max_length=40)
    size = IntegerField()
    title = CharField(max_length=_TITLE_LENGTH)
    stored_at = MomentField()
    log_id: int

    class Meta:
        # the same file stands beside a thing once
        indexes = (
            (("log", "about_kind", "about_key", "digest"), True),
            (("log", "digest"), False),
            (("digest",), False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it will be stored: checked, written anew, not yet kept."""

    title: str
    media_type: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow:
    """A stored file as screens list it."""

    title: str
    media_type: str
    size: int
    digest: str

    @property
    def is_image(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type != PDF


class UploadRefusedError(BadValueError):
    """An upload that is not kept; ``fact`` says why in one word."""

    def __init__(self, title: str, fact: str) -> None:
        self.fact = fact if fact in _REFUSALS else "unreadable"
        super().__init__(f"“{title}”{_REFUSALS[self.fact]}")


class FilesUnavailableError(UnavailableError):
    """The folder of stored files cannot be used."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__(f"附件文件夹 {folder or ''} 无法使用，请检查 CUNSHI_UPLOAD_DIR 指向的位置和权限后再试。")


class _Store:
    folder: Path | None = None


def keep_files_in(folder: Path) -> None:
    """Say where files lie; it is made when the first one is kept."""
    _Store.folder = folder


def read_upload(title: str, content: bytes) -> Upload:
    """Return an uploaded picture or PDF, known by its content, written anew without what it said about its maker.

    :raise UploadRefusedError: it is neither, damaged, protected or larger than is kept.
    """
    shown = _plain_title(title)
    if not content:
        raise UploadRefusedError(shown, "empty")
    if len(content) > LARGEST_FILE:
        raise UploadRefusedError(shown, "large")
    # The command is our own file; the upload reaches it as bytes.
    command = [sys.executable, "-I", str(_READER), json.dumps(asdict(BOUNDS))]
    try:
        child = subprocess.run(command, input=content, capture_output=True, check=True, timeout=2 * CPU_SECONDS)  # noqa: S603 - see above
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        raise UploadRefusedError(shown, "unreadable") from problem
    head, _, cleaned = child.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise UploadRefusedError(shown, answer["refused"])
    return Upload(title=shown, media_type=answer["media_type"], content=cleaned, digest=sha256_hex(cleaned))


def attach(work: Work, *, about: tuple[str, int | str], uploads: Sequence[Upload]) -> list[Attachment]:
    """Keep ``uploads`` beside the thing ``about`` names, in the unit of work that enters it; a file twice is one.

    :raise FilesUnavailableError: the folder cannot be used; nothing was written.
    """
    kind, key = about[0], str(about[1])
    there = {row.digest for row in attachments_of(work.head.log_id, kind, [key]).get(key, [])}
    rows = []
    for upload in {one.digest: one for one in uploads}.values():
        if upload.digest in there:
            continue
        store(upload.content)
        rows.append(
            Attachment.create(
                log=work.head.log_id,
                about_kind=kind,
                about_key=key,
                digest=upload.digest,
                media_type=upload.media_type,
                size=len(upload.content),
                title=upload.title,
                stored_at=work.now,
            )
        )
    work.keep(rows)
    return rows


def attachments_of(log_id: int, kind: str, keys: Iterable[int | str]) -> dict[str, list[AttachmentRow]]:
    """Return the files beside things of one kind, in the order they were kept, by the thing's key."""
    asked = (
        Attachment.select(
            Attachment.about_key, Attachment.title, Attachment.media_type, Attachment.size, Attachment.digest
        )
        .where(
            (Attachment.log == log_id)
            & (Attachment.about_kind == kind)
            & Attachment.about_key.in_([str(key) for key in keys])
        )
        .order_by(Attachment.id)
    )
    found: dict[str, list[AttachmentRow]] = {}
    for row in dicts_of(asked):
        found.setdefault(row.pop("about_key"), []).append(AttachmentRow(**row))
    return found


def store(content: bytes) -> str:
    """Write ``content`` under its digest, whole and on the disk, or not at all; return the digest.

    :raise FilesUnavailableError: the folder cannot be used.
    """
    digest = sha256_hex(content)
    path = stored_path(digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or sha256_hex(path.read_bytes()) != digest:
            _write(path, content)
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise FilesUnavailableError(_Store.folder) from problem
    return digest


def stored_path(digest: str) -> Path:
    """Return where the file of that digest lies.

    :raise FilesUnavailableError: no folder was named.
    """
    if _Store.folder is None or not _DIGEST.fullmatch(digest):
        raise FilesUnavailableError(_Store.folder)
    return _Store.folder / digest[:2] / digest


def stored_content(digest: str) -> bytes | None:
    """Return the bytes kept under ``digest``; ``None`` where they are gone or no longer have it."""
    try:
        content = stored_path(digest).read_bytes()
    except OSError:
        return None
    return content if sha256_hex(content) == digest else None


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _plain_title(title: str) -> str:
    """Return a file's name as it may be kept for ever: one line, no folder, no number of a person."""
    name = PurePath(_NOT_IN_A_TITLE.sub("", title).replace("\\", "/")).name.strip()
    if not name or holds_private_number(name):
        return "附件"
    return name if len(name) <= _TITLE_LENGTH else f"{PurePath(name).stem[:90]}{PurePath(name).suffix[:9]}"
