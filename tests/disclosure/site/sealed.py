"""A small site of sealed pages in a folder, published like every other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from disclosure.site.building import build_site
from disclosure.site.sealing import SealedDocument
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of
from portal.kernel.notes import Checkpoint, sign_checkpoint
from tests.disclosure.site.hand_made import Log, World, notes_part, sign

if TYPE_CHECKING:
    from disclosure.site.app import PartFactory

MAIN = '<main id="main" tabindex="-1" class="wide">'
SHADOW = MAIN + '<template shadowrootmode="{}"><h1>2026-9</h1><p>收入 9,999 元</p></template>'
#: What stands in a page, what takes its place: something else is shown, and the words of the page stay as they were.
DISGUISES = {
    "shadow that can be asked": (MAIN, SHADOW.format("open")),
    "shadow that cannot": (MAIN, SHADOW.format("closed")),
    "shadow that lets the words through": (
        '<p class="place">',
        '<p class="place"><template shadowrootmode="closed">9,999 元 <slot></slot></template>',
    ),
    "style in the head": ("</head>", "<style>td{font-size:0}td::after{content:'9,400'}</style></head>"),
    "script in the head": (
        "</head>",
        "<script>onload=()=>{document.querySelector('td').append('0')}</script></head>",
    ),
    "script from elsewhere": ("</head>", '<script src="https://x.example/x.js"></script></head>'),
    "script that was put beside ours": ("</body>", '<script src="../../../static/0/extra.js"></script></body>'),
    "for whom scripts are off": (MAIN, MAIN + "<noscript><p>本村欠款 9 万</p></noscript>"),
    "another base": ("</head>", '<base href="https://x.example/"></head>'),
    "another page soon": ("<title>", '<meta http-equiv="refresh" content="9;url=https://x.example/"><title>'),
    "a style on the whole": ('<html lang="zh-CN">', '<html lang="zh-CN" style="filter:blur(9px)">'),
    "an act on the whole": ("<body>", '<body onclick="void 0">'),
}


def checkpoint(log: Log, size: int) -> str:
    """Return the log's checkpoint of an earlier size, as it was signed then."""
    root = root_of([leaf_hash(leaf) for leaf in log.leaves[:size]])
    return sign_checkpoint(Checkpoint(origin=log.origin, size=size, root=root), log.key)


def sealed_documents(log: Log, digests: tuple[str, ...], *, sizes: tuple[int, ...]) -> list[SealedDocument]:
    """Return the proof of each document to the earliest checkpoint, of those ``sizes``, that holds it."""
    found = []
    for bulletin in log.bulletins:
        if bulletin.digest in digests:
            size = min(size for size in sizes if size > bulletin.seal.seq)
            hashes = [leaf_hash(leaf) for leaf in log.leaves[:size]]
            found.append(
                SealedDocument(
                    digest=bulletin.digest,
                    seal=bulletin.seal,
                    checkpoint=checkpoint(log, size),
                    hashes=inclusion_proof(hashes, bulletin.seal.seq),
                )
            )
    return found


def build_sealed(made: World, folder: Path, *, part: PartFactory = notes_part) -> None:
    """Publish the site of ``made`` into ``folder``."""
    build_site(made.published, [part], folder, sign=sign)
