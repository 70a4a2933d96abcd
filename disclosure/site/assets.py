"""The few files beside the pages: the public look, under an address that changes with any of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What the site ships out of ``portal/static``, and what it is.
ASSETS = {
    "public.css": "text/css; charset=utf-8",
    "search.js": "text/javascript; charset=utf-8",
    "public.js": "text/javascript; charset=utf-8",
    "sheet.css": "text/css; charset=utf-8",
    "sheet-a3.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "icon.png": "image/png",
    "verify.js": "text/javascript; charset=utf-8",
    "verify-proofs.js": "text/javascript; charset=utf-8",
    "verify-steps.js": "text/javascript; charset=utf-8",
    "vendor/nacl-fast.min.js": "text/javascript; charset=utf-8",
}

FOLDER = Path(__file__).resolve().parents[2] / "portal" / "static"

_DIGEST_LENGTH = 12


def assets_digest(folder: Path = FOLDER, names: Iterable[str] = ASSETS) -> str:
    """Return a short digest of names and bytes of the shipped files in a folder, which is named by it on a site."""
    digest = hashlib.sha256()
    for name in sorted(names):
        content = (folder / name).read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGEST_LENGTH]


def asset_digest(name: str) -> str:
    """Return the SHA-256 of one shipped file in hex, as a page names the look it was made with."""
    return hashlib.sha256(asset_bytes(name)).hexdigest()


def asset_bytes(name: str) -> bytes:
    """Return one shipped file."""
    return (FOLDER / name).read_bytes()
