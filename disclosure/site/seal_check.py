"""Whether a page is what its seal says, for ``site check``: what ``verify.js`` asks, of the files on the disk.

What only a browser knows, whether the words are shown at all, is asked of the page's form instead.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from disclosure.site.log_check import public_tree, stands_in
from disclosure.site.sealing import PageNote, SealError, own_files, read_seal, words_digest
from portal.kernel.merkle import ProofError, leaf_hash, verify_inclusion
from portal.kernel.notes import NoteError, claimed_checkpoint, open_checkpoint, open_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from disclosure.site.proofs import ProofTree

#: Tags as the words of a page take them: values in double quotes, void elements without a slash, ``open`` at the end.
_TAG = re.compile(
    r"</[\w:-]+>|<!doctype html>"
    r"|<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b[^>]*/>)[\w:-]+"
    r'(?:\s+(?!open\b)[\w:-]+(?:="[^"<>]*")?)*(?:\s+open)?\s*/?>'
)
_SCRIPT = re.compile(r"(<script\b[^>]*>).*?</script>", re.DOTALL)
#: What could show other than the words, as ``disguised`` in ``verify.js`` has it.
_NOT_COVERED = re.compile(
    r"<(?:base|embed|frame|iframe|noscript|object|plaintext|slot|style|template)\b|<meta\b[^>]*\shttp-equiv\b"
    r'|<html\b(?! lang="zh-CN">)|<head\b(?!>)|<body\b(?!(?: class="[^"]*")?>)'
    r"|<(?:pre|textarea)\b[^>]*>\n",  # browsers drop the line end that begins these
    re.IGNORECASE,
)
#: A page around its body: browsers move anything else that stands there into the body, where no words were sealed.
_BEFORE = re.compile(
    r"<!doctype html>|<html\b[^<>]*>|</?head\b[^<>]*>|<title>[^<>]*</title>"
    r"|<link [^<>]*>|<meta (?:charset|name|property)=[^<>]*>"
)
_BODY = re.compile(r"<body\b[^>]*>.*</body>", re.DOTALL)
_AFTER = re.compile(r"</html>")
_OWN_SCRIPT = re.compile(
    r'<script src="(?:/|(?:\.\./)*)static/(?:[0-9a-f]+/)?(?:public|verify|search)\.js"(?: defer)?>'
    r'|<script type="application/(?:ld\+)?json"(?: id="seal")?>'
)
_STRAY = re.compile(r".{0,20}[<>].{0,40}")
_SHOWN = 40
_NOT_READABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError)


def seal_problems(
    html: str, *, address: str, folder: Path, trees: Callable[[Path], ProofTree] = public_tree
) -> Iterator[str]:
    """Yield what is wrong with the seal of the page that stands at ``address`` and whose file lies in ``folder``.

    ``trees`` returns the tree of the public log in a folder.
    """
    yield from form_problems(html)
    try:
        seal = read_seal(html)
        note = PageNote.from_text(open_note(seal["note"], seal["vkey"]))
        words = words_digest(html)
    except (SealError, NoteError, *_NOT_READABLE):
        yield "页面没有封签，或封签的签名是假的"
        return
    if not seal["vkey"].startswith(f"{note.origin}+"):
        yield "封签的公钥不是这个日志的公钥"
    if note.address != address:
        yield f"封签是 {note.address} 的，不是这一页的"
    if note.words != words:
        yield "页面的文字、链接或图表和封签不符"
    yield from _wrong_files(html, note, folder)
    yield from _wrong_documents(seal, note)
    yield from _wrong_log(seal, note, folder, trees)


def form_problems(html: str) -> Iterator[str]:
    """Yield what stands in a page in a form for which a browser could find other words than ``page_words`` does."""
    written = _SCRIPT.sub("", html)
    if _NOT_COVERED.search(written):
        yield "页面里有封签管不到的元素"
    for opening in _SCRIPT.findall(html):
        if not _OWN_SCRIPT.fullmatch(opening):
            yield f"页面里有不是本站的脚本：{opening}"
    yield from _around_body(written)
    stray = _STRAY.search(_TAG.sub("", written))
    if stray is not None:
        yield f"页面里有封签管不到的写法：{stray[0]}"


def _around_body(written: str) -> Iterator[str]:
    body = _BODY.search(written)
    if body is None:
        yield "页面没有正文"
        return
    before, after = written[: body.start()], written[body.end() :]
    for outside in (_BEFORE.sub("", before).strip(), _AFTER.sub("", after).strip()):
        if outside:
            yield f"页面正文以外有封签管不到的内容：{outside[:_SHOWN]}"


def _wrong_files(html: str, note: PageNote, folder: Path) -> Iterator[str]:
    sealed = dict(note.files)
    for name in own_files(html):
        if name not in sealed:
            yield f"封签里没有页面提供的文件 {name}"
    for name, digest in sealed.items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            yield f"文件 {name} 和封签不符"


def _wrong_documents(seal: dict[str, Any], note: PageNote) -> Iterator[str]:
    published: set[str] = set()
    try:
        for entry in seal["entries"]:
            published |= set(_proven(entry, seal, note.origin))
    except (NoteError, ProofError, SealError, *_NOT_READABLE):
        yield "封签里的日志证明不成立"
        return
    for digest in note.documents:
        if digest not in published:
            yield f"封签没有证明文件 {digest} 在日志里"


def _proven(entry: dict[str, Any], seal: dict[str, Any], origin: str) -> list[str]:
    """Return the digests of the documents an entry published, once its way to a signed checkpoint is proven."""
    content, leaf = json.loads(entry["content"]), json.loads(entry["leaf"])
    digest = hashlib.sha256(bytes.fromhex(entry["salt"]) + entry["content"].encode()).hexdigest()
    if (digest, content["seq"], content["log"]) != (leaf["digest"], leaf["seq"], origin):
        raise SealError("an entry that is not the one the log has")
    checkpoint = open_checkpoint(seal["checkpoints"][entry["checkpoint"]], seal["vkey"], origin=origin)
    verify_inclusion(
        leaf_hash(entry["leaf"].encode()),
        index=leaf["seq"],
        size=checkpoint.size,
        proof=[bytes.fromhex(step) for step in entry["hashes"]],
        root=checkpoint.root,
    )
    return list(content["bulletins"])


def _wrong_log(seal: dict[str, Any], note: PageNote, folder: Path, trees: Callable[[Path], ProofTree]) -> Iterator[str]:
    try:
        text = (folder / note.log / "checkpoint").read_text(encoding="utf-8")
        checkpoint = open_checkpoint(text, seal["vkey"], origin=note.origin)
    except (OSError, NoteError, UnicodeDecodeError):
        yield "封签的公钥没有签网站公开的检查点"
        return
    try:
        earlier = [claimed_checkpoint(one) for one in seal["checkpoints"]]
    except (NoteError, *_NOT_READABLE):
        yield "封签里的检查点读不出来"
        return
    tree = trees((folder / note.log).resolve())
    if any(one.size > checkpoint.size for one in earlier):
        yield "日志比封签里的检查点还短"
    elif not all(stands_in(tree, one) for one in earlier):
        yield "封签里的检查点不是网站公开的日志的"
