"""One file for a stranger: every document of one thing with its proof, and the program that checks them all.

Unpacked anywhere, ``python3 verify.py`` counts and judges again what they claim, with nothing but Python. The bytes
are a function of the documents alone, so a bundle changes only when one of them does.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

from disclosure.site.stranger import SUMS
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disclosure.site.record import Record
    from portal.areas import Bundles, PublicPart
    from portal.kernel.published import PublishedBulletin

#: Where a place's bundles stand in its directory.
FOLDER = "bundles/"

#: Where the documents stand in a bundle: as in the place's directory.
DOCUMENTS = "bulletins/"

PROGRAM, GUIDE = "verify.py", "README.txt"
_STAMP = (2000, 1, 1, 0, 0, 0)
_GUIDE = """这里是一件事公开过的全部文件、它们的证明，和核对程序 verify.py。

怎样核对（只需要 Python 3，不用联网）：
1. 把压缩包解开。
2. 在解开的文件夹里运行：python3 verify.py
3. 程序逐个文件报告：内容和指纹是否相符，在不在公开日志里，签名是不是真的；
   是表决的，逐票重数，再按公布的规则重算一遍到会、赞成和结论。
4. 哪个文件被改动过，程序会说出它的名字。

最后把程序打印的公钥，和村务公开栏上张贴的公钥对一对。
SHA256SUMS 是各个文件的指纹，也可以用 sha256sum -c SHA256SUMS 核对。
"""


def bundles_of(parts: Sequence[PublicPart]) -> dict[str, Bundles]:
    """Return what can be taken away whole, by the kind of thing."""
    return {part.bundles.kind: part.bundles for part in parts if part.bundles is not None}


def bundle(documents: Iterable[PublishedBulletin], *, record: Record, name: str, program: bytes) -> bytes:
    """Return the bundle of ``documents``, whose folder is called ``name``.

    :raise NotFoundError: there is none.
    :raise LeakError: a document holds a private number; it goes out in no form.
    """
    files = {
        f"{DOCUMENTS}{one.kind}/{one.file_name}": record.file(one.place_slug, f"{DOCUMENTS}{one.kind}/{one.file_name}")
        for one in documents
    }
    if not files:
        raise NotFoundError
    files |= {PROGRAM: program, GUIDE: _GUIDE.encode()}
    return _packed({**files, SUMS: _sums(files)}, name)


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items())
    ).encode()


def _packed(files: Mapping[str, bytes], name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()
