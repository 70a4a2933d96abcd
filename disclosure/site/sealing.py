"""The seal of a page: what a reader sees in it, signed with its village's key, and its documents' way into the log.

The seal lies in the page itself, so that ``verify.js`` can check it without a server. It does not change when the log
grows: each document is proven to the earliest signed checkpoint that holds it, and whoever checks proves from the
log's files that this checkpoint is the beginning of the log as it is now. Pure: it signs with what it is given.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from portal.kernel.canonical import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portal.kernel.published import Seal

#: The form of seal this program writes and reads.
SEAL_VERSION = 1

#: What a template has in its head where the seal goes.
MARK = "<!-- seal -->"

#: What follows the log's name in the first line of a page's note: no page's note is ever taken for a checkpoint.
PAGE_SUFFIX = "/page"

_BEGIN, _END = '<script type="application/json" id="seal">', "</script>"
_BODY = re.compile(r"(<body[^>]*>)(.*)</body>", re.DOTALL)
#: What of a head readers, chats and search engines are shown; browsers' own additions there are not asked about.
_IN_HEAD = re.compile(
    r"<title>.*?</title>|<meta [^>]*>|<link [^>]*>"
    r"|<script type=\"application/ld\+json\">.*?</script>",
    re.DOTALL,
)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_SELF_CLOSED = re.compile(r"<([\w:-]++)([^>]*+)(?<=/)>")
#: Ways to write a tag that mean the same: its end, a value that is empty, an open ``<details>``; quotes become tabs.
_SAME_TAG = (("/\n", "\n"), (" \n", "\n"), ('=""', ""), (" open\n", "\n"), ('"', "\t"))
_DOCUMENT = re.compile(r'data-digest="([0-9a-f]{64})"')
_OWN_FILE = re.compile(r'="(?:(?<=href=")|(?<=src="))([\w%.~-]+\.(?!html")\w+)"')


class SealError(ValueError):
    """A page that cannot be sealed, or has no seal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedDocument:
    """A published document, the entry that published it, and that entry's way to the earliest checkpoint holding it."""

    digest: str
    seal: Seal
    checkpoint: str  # signed note
    hashes: tuple[bytes, ...]  # inclusion of the entry in the tree of that checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNote:
    """What is signed about one page."""

    origin: str  # the log's name
    address: str  # from the site's root: /gaoquan/finance/2026-10/
    words: str  # SHA-256 of the page's words, hex
    log: str  # where the log is, seen from the page: ../../log/
    files: tuple[tuple[str, str], ...]  # name and SHA-256 of each file that is given away beside the page
    documents: tuple[str, ...]  # digests of the documents the page is made from

    def text(self) -> str:
        """Return the text to sign, a line for each claim."""
        claims = [f"words {self.words}", f"log {self.log}"]
        claims += [f"file {name} {digest}" for name, digest in self.files]
        claims += [f"document {digest}" for digest in self.documents]
        return "".join(f"{line}\n" for line in (self.origin + PAGE_SUFFIX, self.address, *claims))

    @classmethod
    def from_text(cls, text: str) -> PageNote:
        """Read what ``text`` wrote.

        :raise SealError: it is anything else.
        """
        first, _, rest = text.partition("\n")
        address, *claims = rest.removesuffix("\n").split("\n")
        told: dict[str, list[str]] = {"words": [], "log": [], "file": [], "document": []}
        for claim in claims:
            kind, _, value = claim.partition(" ")
            told.setdefault(kind, []).append(value)
        note = cls(
            origin=first.removesuffix(PAGE_SUFFIX),
            address=address,
            words="".join(told["words"]),
            log="".join(told["log"]),
            files=tuple((name, digest) for name, _, digest in (one.rpartition(" ") for one in told["file"])),
            documents=tuple(told["document"]),
        )
        if note.text() != text:
            raise SealError("not the note of a page")
        return note


def page_words(html: str) -> str:
    """Return all that a page shows in one form, which a browser finds again in the page it has loaded.

    It is the texts between the tags and then the tags, one a line, with references resolved and white space
    joined: of the body, and of the title, descriptions and links in the head. Tags are in it whole, since a row
    that is hidden, a link that is bent and a figure moved into the next cell must show. Left out are scripts, what
    stands in their stead, and whether ``<details>`` is open, which browsers change themselves.
    ``portal/static/verify.js`` does the same.

    :raise SealError: the page has no body.
    """
    found = _BODY.search(html)
    if found is None:
        raise SealError("a page without a body")
    opening, inside = found.groups()
    body = _SCRIPT.sub("", inside) if "script>" in inside else inside
    shown = "".join((*_IN_HEAD.findall(html, 0, found.start()), opening, body))
    shown = b" ".join(shown.encode().split()).decode()  # joins ASCII white space only
    if "/>" in shown:
        shown = _SELF_CLOSED.sub(r"<\1\2></\1>", shown)
    pieces = shown.replace("<", "\n").replace(">", "\n").split("\n")
    tags = "\n".join([*pieces[1::2], ""])
    for written, meant in _SAME_TAG:
        tags = tags.replace(written, meant)
    return unescape("\n".join(pieces[::2])) + "\n" + unescape(tags)


def words_digest(html: str) -> str:
    """Return the SHA-256 of the page's words in hex."""
    return hashlib.sha256(page_words(html).encode()).hexdigest()


def own_files(html: str) -> tuple[str, ...]:
    """Return the names of the files that lie beside the page and that it leads to."""
    return tuple(dict.fromkeys(_OWN_FILE.findall(html)))


def named_documents(html: str) -> tuple[str, ...]:
    """Return the digests of the documents whose files the page leads to."""
    return tuple(dict.fromkeys(_DOCUMENT.findall(html)))


def seal_page(
    html: str,
    *,
    address: str,
    origin: str,
    vkey: str,
    log: str,
    files: Mapping[str, str],
    documents: Iterable[SealedDocument],
    sign: Callable[[str], str],
) -> str:
    """Return the page with its seal in place of the mark.

    ``files`` maps the names the page links to the SHA-256 of their bytes; ``sign`` makes a signed note of a text.

    :raise SealError: the page has no place for a seal, or no body.
    """
    if MARK not in html:
        raise SealError(f"{address} has no place for a seal")
    documents = tuple({one.digest: one for one in documents}.values())
    note = PageNote(
        origin=origin,
        address=address,
        words=words_digest(html),
        log=log,
        files=tuple(files.items()),
        documents=tuple(one.digest for one in documents),
    )
    seal = {"v": SEAL_VERSION, "note": sign(note.text()), "vkey": vkey, **_way_to_the_log(documents)}
    text = json.dumps(seal, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return html.replace(MARK, _BEGIN + text + _END, 1)


def read_seal(html: str) -> dict[str, Any]:
    """Return the seal of a page as it stands there; nothing of it counts before it is checked.

    :raise SealError: the page has none, or it is no JSON object.
    """
    start = html.find(_BEGIN)
    end = html.find(_END, start)
    if start < 0 or end < 0:
        raise SealError("a page without a seal")
    try:
        seal = json.loads(html[start + len(_BEGIN) : end])
    except ValueError as error:
        raise SealError("a seal that cannot be read") from error
    if not isinstance(seal, dict) or seal.get("v") != SEAL_VERSION:
        raise SealError("not a seal of the form this program reads")
    return seal


def _way_to_the_log(documents: Iterable[SealedDocument]) -> dict[str, Json]:
    """Return every checkpoint and entry once; an entry names its checkpoint by place."""
    by_entry = {one.seal.seq: one for one in documents}
    checkpoints = list(dict.fromkeys(one.checkpoint for one in by_entry.values()))
    entries: list[Json] = [
        {
            "salt": one.seal.salt,
            "content": one.seal.content,
            "leaf": one.seal.leaf,
            "checkpoint": checkpoints.index(one.checkpoint),
            "hashes": [step.hex() for step in one.hashes],
        }
        for _, one in sorted(by_entry.items())
    ]
    return {"checkpoints": list[Json](checkpoints), "entries": entries}
