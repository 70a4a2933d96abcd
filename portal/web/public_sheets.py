"""What a sheet for the notice board carries beside its text: the way to its page, and the head of the log to copy.

A sheet stands in the directory of the page it is a print of: ``/liuxi/finance/2026-10/a4/``. Nothing on it changes
once it was printed: the log's head is that of the first checkpoint that holds the document.
"""

from __future__ import annotations

import io
import json
import posixpath
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import segno
from flask import request
from markupsafe import Markup

from portal.kernel.fingerprints import grouped
from portal.kernel.notes import claimed_checkpoint

if TYPE_CHECKING:
    from portal.kernel.published import Published, PublishedBulletin

#: The sizes of paper a sheet is made for, as they stand in its address.
PAPERS = ("a4", "a3")

#: Every mask makes a code that reads; trying all eight for the prettiest takes four times as long as all the rest.
_QR_MASK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHead:
    """What a log said of itself at one time, in a form a person can copy from paper."""

    origin: str
    size: int  # how many entries it had
    day: date  # of the newest of them
    root: tuple[str, ...]  # the tree's root in hex, grouped, line by line


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The frame of one sheet, for ``templates/public/sheet.html``."""

    paper: str  # one of PAPERS
    path: str  # of the page it is a print of, from the site's root
    address: str  # the same, absolute
    qr: Markup  # that leads there
    published_on: date
    revision: int
    reason: str  # why there is a revision after the first
    digest: tuple[str, ...]  # the document's digest in hex, grouped, line by line
    log: LogHead
    vkey: str  # the public key the log is signed with


def sheet_of(published: Published, bulletin: PublishedBulletin, *, paper: str) -> Sheet:
    """Return the frame of the sheet being made, a print of the page of ``bulletin`` one directory above it."""
    path = posixpath.dirname(request.path.rstrip("/")) + "/"
    address = published.site_url + path
    return Sheet(
        paper=paper,
        path=path,
        address=address,
        qr=qr_svg(address),
        published_on=bulletin.published_on,
        revision=bulletin.revision,
        reason=bulletin.reason,
        digest=grouped(bulletin.digest),
        log=log_head(published, bulletin.place_slug, bulletin.seal.seq),
        vkey=published.place(bulletin.place_slug).vkey,
    )


def log_head(published: Published, slug: str, seq: int) -> LogHead:
    """Return the head of a place's log in the first checkpoint that holds entry ``seq``.

    :raise NotFoundError: no checkpoint holds it yet.
    """
    log = published.log(slug)
    issued = log.checkpoint_holding(seq)
    said = claimed_checkpoint(issued.note)
    newest = json.loads(log.leaves[issued.size - 1])
    return LogHead(
        origin=said.origin, size=said.size, day=date.fromisoformat(newest["day"]), root=grouped(said.root.hex())
    )


@lru_cache(maxsize=16)
def qr_svg(address: str, *, title: str = "") -> Markup:
    """Return ``address`` as a drawing inside the page, without any style of its own; it is called ``title``."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=_QR_MASK).save(
        stream,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        svgclass="qr",
        lineclass=None,
        title=title or address,
    )
    return Markup(stream.getvalue().decode())  # noqa: S704 - drawn by segno; the title is escaped by it
