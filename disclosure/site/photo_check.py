"""Whether the photos that documents let everybody see are on the site, and are the ones the documents name."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from portal.kernel.shapes import fits, is_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_PHOTO = "/photos/"
#: Documents that name photos, and where these stand: of a matter, and of a topic of the books.
_NAMING = {"matter": {"number": int}, "attachments": list}
_TOPIC = {"number": int, "kind": {"id": str}, "attachments": list}


def photo_problems(directory: Path, files: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield path and problem of every photo that is missing or is not what its name says."""
    for path in files:
        if "/bulletins/" in path and path.endswith(".json"):
            for photo in _named_in(directory, path):
                if photo not in files:
                    yield photo, f"缺少这张照片，{path.rpartition('/')[2]} 里写明可以公开"
        elif _PHOTO in path and path.endswith(".jpg"):
            named = path.rpartition("/")[2].removesuffix(".jpg")
            if hashlib.sha256((directory / path).read_bytes()).hexdigest() != named:
                yield path, "照片的内容和它的指纹不符"


def _named_in(directory: Path, path: str) -> Iterator[str]:
    """Yield where each photo that a document lets everybody see should stand."""
    try:
        content = json.loads(json.loads((directory / path).read_text(encoding="utf-8"))["envelope"])["content"]
    except (ValueError, KeyError, TypeError):
        return  # what is wrong with the document itself is said elsewhere
    folder = _folder(content)
    if folder is None:
        return
    for file in content["attachments"]:
        if fits(file, {"public": {"digest": is_digest}}):
            yield f"{path.partition('/')[0]}/{folder}{_PHOTO}{file['public']['digest']}.jpg"


def _folder(content: Any) -> str | None:
    """Return below which folder of the village the photos of a document stand; nothing where it names none."""
    if fits(content, _NAMING):
        return f"matters/{content['matter']['number']}"
    return f"finance/special/{content['number']}" if fits(content, _TOPIC) else None
